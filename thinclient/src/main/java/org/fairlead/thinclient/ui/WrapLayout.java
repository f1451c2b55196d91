package org.fairlead.thinclient.ui;

import java.awt.Component;
import java.awt.Container;
import java.awt.Dimension;
import java.awt.Insets;
import java.awt.LayoutManager;

/** Places components in rows that break at the width of the container. */
final class WrapLayout implements LayoutManager {
    private final int gap;

    WrapLayout(int gap) {
        this.gap = gap;
    }

    @Override
    public void addLayoutComponent(String name, Component component) {}

    @Override
    public void removeLayoutComponent(Component component) {}

    @Override
    public Dimension preferredLayoutSize(Container parent) {
        return place(parent, false);
    }

    @Override
    public Dimension minimumLayoutSize(Container parent) {
        return place(parent, false);
    }

    @Override
    public void layoutContainer(Container parent) {
        place(parent, true);
    }

    private Dimension place(Container parent, boolean move) {
        Insets insets = parent.getInsets();
        int width = parent.getWidth() == 0 ? Integer.MAX_VALUE : parent.getWidth() - insets.right;
        int x = insets.left;
        int y = insets.top;
        int row = 0;
        int widest = 0;
        for (Component component : parent.getComponents()) {
            Dimension size = component.getPreferredSize();
            if (x > insets.left && x + size.width > width) {
                x = insets.left;
                y += row + gap;
                row = 0;
            }
            if (move) {
                component.setBounds(x, y, size.width, size.height);
            }
            x += size.width + gap;
            widest = Math.max(widest, x);
            row = Math.max(row, size.height);
        }
        return new Dimension(Math.min(widest, width), y + row + insets.bottom);
    }
}

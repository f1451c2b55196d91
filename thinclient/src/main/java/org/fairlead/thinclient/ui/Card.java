package org.fairlead.thinclient.ui;

import java.awt.Color;
import java.awt.Graphics;
import java.awt.Graphics2D;
import javax.swing.BorderFactory;
import javax.swing.BoxLayout;

/** A surface with rounded corners whose content stands in a column. */
class Card extends Snug {
    private static final long serialVersionUID = 1L;
    private final transient Theme theme;
    private final Color fill;

    Card(Theme theme, int padding) {
        this(theme, padding, theme.surface);
    }

    Card(Theme theme, int padding, Color fill) {
        this.theme = theme;
        this.fill = fill;
        setOpaque(false);
        setLayout(new BoxLayout(this, BoxLayout.Y_AXIS));
        int p = theme.px(padding);
        setBorder(BorderFactory.createEmptyBorder(p, p, p, p));
        setAlignmentX(LEFT_ALIGNMENT);
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        Graphics2D g = Paint.smooth(graphics);
        Paint.box(g, 0, getWidth(), getHeight(), theme.px(24), fill, theme.border, Math.max(1, theme.px(1)));
        g.dispose();
    }
}

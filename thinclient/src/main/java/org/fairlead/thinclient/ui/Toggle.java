package org.fairlead.thinclient.ui;

import java.awt.Color;
import java.awt.Cursor;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Graphics2D;
import javax.swing.JToggleButton;

/** A switch for on and off. */
final class Toggle extends JToggleButton {
    private static final long serialVersionUID = 1L;
    private final transient Theme theme;

    Toggle(Theme theme, boolean on) {
        this.theme = theme;
        setSelected(on);
        setOpaque(false);
        setContentAreaFilled(false);
        setBorderPainted(false);
        setFocusPainted(false);
        setCursor(Cursor.getPredefinedCursor(Cursor.HAND_CURSOR));
    }

    @Override
    public Dimension getPreferredSize() {
        return new Dimension(theme.px(60), theme.px(36));
    }

    @Override
    public Dimension getMaximumSize() {
        return getPreferredSize();
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        Graphics2D g = Paint.smooth(graphics);
        boolean on = isSelected();
        Color track = on ? theme.accent : theme.dark() ? theme.border : theme.muted;
        if (!isEnabled()) {
            track = theme.border;
        }
        int inset = theme.px(4);
        Paint.box(g, inset, getWidth(), getHeight(), getHeight(), track, track, 0);
        if (isFocusOwner()) {
            Paint.box(g, 0, getWidth(), getHeight(), getHeight(), new Color(0, true), theme.accent, theme.px(2));
        }
        int knob = getHeight() - 2 * inset - theme.px(6);
        int x = on ? getWidth() - inset - theme.px(3) - knob : inset + theme.px(3);
        g.setColor(on && isEnabled() ? theme.onAccent : Color.WHITE);
        g.fillOval(x, inset + theme.px(3), knob, knob);
        g.dispose();
    }
}

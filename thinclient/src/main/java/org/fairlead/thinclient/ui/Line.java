package org.fairlead.thinclient.ui;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import javax.swing.JComponent;

/** An icon with one short line of text, cut where there is no room. */
final class Line extends JComponent {
    private static final long serialVersionUID = 1L;
    private final transient Theme theme;
    private final int size;
    private Icon icon;
    private String text;
    private Color iconColour;

    Line(Theme theme, Icon icon, String text, Color iconColour, int size) {
        this.theme = theme;
        this.icon = icon;
        this.text = text;
        this.iconColour = iconColour;
        this.size = size;
        setFont(theme.font(size));
        setForeground(theme.text);
        setAlignmentX(LEFT_ALIGNMENT);
    }

    void show(Icon newIcon, String newText, Color newColour) {
        icon = newIcon;
        text = newText;
        iconColour = newColour;
        getAccessibleContext();
        revalidate();
        repaint();
    }

    @Override
    public Dimension getPreferredSize() {
        FontMetrics metrics = getFontMetrics(getFont());
        int width = theme.px(size * 1.4)
                + (text.isEmpty() ? 0 : theme.px(8) + metrics.stringWidth(text) * 26 / 25 + theme.px(6))
                + 2;
        return new Dimension(width, theme.px(size * 2));
    }

    @Override
    public Dimension getMaximumSize() {
        return getPreferredSize();
    }

    @Override
    public Dimension getMinimumSize() {
        return new Dimension(theme.px(size * 2), theme.px(size * 2));
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        Graphics2D g = Paint.smooth(graphics);
        int box = theme.px(size * 1.4);
        icon.paint(g, 0, (getHeight() - box) / 2.0, box, iconColour);
        g.setFont(getFont());
        g.setColor(getForeground());
        FontMetrics metrics = g.getFontMetrics();
        int x = box + theme.px(8);
        g.drawString(
                Paint.fit(text, metrics, getWidth() - x),
                x,
                (getHeight() + metrics.getAscent() - metrics.getDescent()) / 2);
        g.dispose();
    }
}

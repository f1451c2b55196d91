package org.fairlead.thinclient.ui;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.util.List;
import javax.accessibility.AccessibleContext;
import javax.swing.JComponent;
import javax.swing.JLabel;

/** Text that wraps at a given width; never read as markup. */
final class Label extends JComponent {
    private static final long serialVersionUID = 1L;
    private final int wrap;
    private String text;

    Label(String text, Font font, Color colour, int wrap) {
        this.text = text;
        this.wrap = wrap;
        setFont(font);
        setForeground(colour);
        setAlignmentX(LEFT_ALIGNMENT);
    }

    void text(String newText) {
        if (!newText.equals(text)) {
            text = newText;
            revalidate();
            repaint();
        }
    }

    String text() {
        return text;
    }

    @Override
    public AccessibleContext getAccessibleContext() {
        JLabel label = new JLabel();
        label.getAccessibleContext().setAccessibleName(text);
        return label.getAccessibleContext();
    }

    private List<String> lines() {
        return Paint.wrap(text, getFontMetrics(getFont()), wrap);
    }

    @Override
    public Dimension getPreferredSize() {
        FontMetrics metrics = getFontMetrics(getFont());
        int width = 0;
        List<String> lines = lines();
        for (String line : lines) {
            width = Math.max(width, metrics.stringWidth(line));
        }
        return new Dimension(width * 26 / 25 + 2, text.isEmpty() ? 0 : lines.size() * metrics.getHeight());
    }

    @Override
    public Dimension getMaximumSize() {
        return getPreferredSize();
    }

    @Override
    public Dimension getMinimumSize() {
        return getPreferredSize();
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        Graphics2D g = Paint.smooth(graphics);
        g.setFont(getFont());
        g.setColor(getForeground());
        FontMetrics metrics = g.getFontMetrics();
        int y = metrics.getAscent();
        for (String line : lines()) {
            g.drawString(line, 0, y);
            y += metrics.getHeight();
        }
        g.dispose();
    }
}

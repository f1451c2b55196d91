package org.fairlead.thinclient.ui;

import java.awt.Color;
import java.awt.Cursor;
import java.awt.Dimension;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.event.ActionEvent;
import java.awt.event.KeyEvent;
import javax.swing.AbstractAction;
import javax.swing.JButton;
import javax.swing.KeyStroke;

/** A large choice: icon, title and a line below. */
final class Tile extends JButton {
    private static final long serialVersionUID = 1L;
    private final transient Theme theme;
    private final Icon symbol;
    private final String subtitle;
    private final int width;
    private final int height;
    private final boolean wide;
    private boolean chosen;

    /** A tile with the icon above its title. */
    static Tile large(Theme theme, Icon symbol, String title, String subtitle, Runnable action) {
        return new Tile(theme, symbol, title, subtitle, theme.px(280), theme.px(176), false, action);
    }

    /** A row with the icon before its title. */
    static Tile row(Theme theme, Icon symbol, String title, String subtitle, int width, int height, Runnable action) {
        return new Tile(theme, symbol, title, subtitle, width, height, true, action);
    }

    private Tile(
            Theme theme,
            Icon symbol,
            String title,
            String subtitle,
            int width,
            int height,
            boolean wide,
            Runnable action) {
        super(title);
        this.theme = theme;
        this.symbol = symbol;
        this.subtitle = subtitle;
        this.width = width;
        this.height = height;
        this.wide = wide;
        getAccessibleContext().setAccessibleDescription(subtitle);
        setOpaque(false);
        setContentAreaFilled(false);
        setBorderPainted(false);
        setFocusPainted(false);
        setAlignmentX(LEFT_ALIGNMENT);
        setCursor(Cursor.getPredefinedCursor(Cursor.HAND_CURSOR));
        putClientProperty("html.disable", Boolean.TRUE);
        addActionListener(event -> action.run());
        getInputMap().put(KeyStroke.getKeyStroke(KeyEvent.VK_ENTER, 0), "press");
        getActionMap().put("press", new AbstractAction() {
            private static final long serialVersionUID = 1L;

            @Override
            public void actionPerformed(ActionEvent event) {
                doClick(0);
            }
        });
    }

    void chosen(boolean now) {
        chosen = now;
        repaint();
    }

    @Override
    public Dimension getPreferredSize() {
        return new Dimension(width, height);
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
        boolean over = getModel().isRollover();
        boolean flat = wide && subtitle.isEmpty();
        Color fill = chosen ? theme.accentSoft : over ? theme.raised : flat ? new Color(0, true) : theme.surface;
        double line = flat ? 0 : Math.max(1, theme.px(1));
        Paint.box(g, theme.px(2), getWidth(), getHeight(), theme.px(flat ? 16 : 24), fill, theme.border, line);
        if (isFocusOwner()) {
            Paint.box(
                    g,
                    0,
                    getWidth(),
                    getHeight(),
                    theme.px(flat ? 18 : 26),
                    new Color(0, true),
                    theme.accent,
                    theme.px(3));
        }
        if (wide) {
            row(g, flat);
        } else {
            column(g);
        }
        g.dispose();
    }

    private void column(Graphics2D g) {
        int pad = theme.px(22);
        int badge = theme.px(56);
        g.setColor(theme.accentSoft);
        g.fillRoundRect(pad, pad, badge, badge, theme.px(18), theme.px(18));
        symbol.paint(g, pad + theme.px(12), pad + theme.px(12), theme.px(32), theme.accent);
        int text = getWidth() - 2 * pad;
        g.setFont(theme.bold(20));
        g.setColor(theme.text);
        FontMetrics metrics = g.getFontMetrics();
        int y = getHeight() - pad - theme.px(26);
        g.drawString(Paint.fit(getText(), metrics, text), pad, y);
        g.setFont(theme.font(14));
        g.setColor(theme.muted);
        g.drawString(Paint.fit(subtitle, g.getFontMetrics(), text), pad, y + theme.px(24));
    }

    private void row(Graphics2D g, boolean flat) {
        int pad = theme.px(flat ? 14 : 22);
        int icon = theme.px(flat ? 22 : 36);
        symbol.paint(g, pad, (getHeight() - icon) / 2.0, icon, chosen || !flat ? theme.accent : theme.muted);
        int x = pad + icon + theme.px(flat ? 12 : 20);
        int text = getWidth() - x - pad;
        g.setFont(flat ? (chosen ? theme.bold(15) : theme.font(15)) : theme.bold(18));
        g.setColor(theme.text);
        FontMetrics metrics = g.getFontMetrics();
        if (flat) {
            int y = (getHeight() + metrics.getAscent() - metrics.getDescent()) / 2;
            g.drawString(Paint.fit(getText(), metrics, text), x, y);
            return;
        }
        int y = getHeight() / 2 - theme.px(4);
        g.drawString(Paint.fit(getText(), metrics, text), x, y);
        g.setFont(theme.font(14));
        g.setColor(theme.muted);
        g.drawString(Paint.fit(subtitle, g.getFontMetrics(), text), x, y + theme.px(24));
    }
}

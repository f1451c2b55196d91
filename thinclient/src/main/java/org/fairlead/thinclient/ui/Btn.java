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
import org.jspecify.annotations.Nullable;

/** A button with rounded corners and a focus ring that is seen from afar. */
final class Btn extends JButton {
    private static final long serialVersionUID = 1L;

    /** Weight of a button on its screen. */
    enum Kind {
        PRIMARY,
        SECONDARY,
        QUIET
    }

    private final transient Theme theme;
    private final Kind kind;
    private final @Nullable Icon symbol;
    private transient @Nullable Color ink;

    Btn(Theme theme, Kind kind, @Nullable Icon symbol, String text, Runnable action) {
        super(text);
        this.theme = theme;
        this.kind = kind;
        this.symbol = symbol;
        setFont(theme.bold(15));
        setOpaque(false);
        setContentAreaFilled(false);
        setBorderPainted(false);
        setFocusPainted(false);
        setRolloverEnabled(true);
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

    /** Another colour for icon and text, to say something; null for the usual one. */
    void ink(@Nullable Color colour) {
        ink = colour;
        repaint();
    }

    @Override
    public Dimension getPreferredSize() {
        FontMetrics metrics = getFontMetrics(getFont());
        int width = metrics.stringWidth(getText()) + theme.px(kind == Kind.QUIET ? 24 : 40);
        if (symbol != null) {
            width += theme.px(getText().isEmpty() ? 8 : 28);
        }
        return new Dimension(width, theme.px(44));
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
        boolean over = getModel().isRollover() || getModel().isArmed();
        Color fill = switch (kind) {
            case PRIMARY -> over ? theme.accent.darker() : theme.accent;
            case SECONDARY -> over ? theme.raised : theme.surface;
            case QUIET -> over ? theme.accentSoft : new Color(0, true);
        };
        Color usual = kind == Kind.PRIMARY ? theme.onAccent : kind == Kind.QUIET ? theme.accent : theme.text;
        Color given = ink;
        Color drawn = given == null ? usual : given;
        if (!isEnabled()) {
            fill = kind == Kind.QUIET ? new Color(0, true) : theme.border;
            drawn = theme.muted;
        }
        double inset = theme.px(3);
        double line = kind == Kind.SECONDARY ? Math.max(1, theme.px(1)) : 0;
        Paint.box(g, inset, getWidth(), getHeight(), theme.px(14), fill, theme.border, line);
        if (isFocusOwner()) {
            Paint.box(g, 0, getWidth(), getHeight(), theme.px(18), new Color(0, true), theme.accent, theme.px(2));
        }
        FontMetrics metrics = g.getFontMetrics(getFont());
        int icon = theme.px(20);
        int gap = symbol == null || getText().isEmpty() ? 0 : theme.px(8);
        int width = metrics.stringWidth(getText()) + (symbol == null ? 0 : icon + gap);
        int x = (getWidth() - width) / 2;
        if (symbol != null) {
            symbol.paint(g, x, (getHeight() - icon) / 2.0, icon, drawn);
            x += icon + gap;
        }
        g.setFont(getFont());
        g.setColor(drawn);
        g.drawString(getText(), x, (getHeight() + metrics.getAscent() - metrics.getDescent()) / 2);
        g.dispose();
    }
}

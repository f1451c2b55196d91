package org.fairlead.thinclient.ui;

import java.awt.Dimension;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import javax.swing.JPanel;

/** A code to read aloud: large groups of six digits, each under its number. */
final class CodeView extends JPanel {
    private static final long serialVersionUID = 1L;
    private final transient Theme theme;
    private final String[] groups;
    private final int box;

    CodeView(Ui ui, String code, String name) {
        this.theme = ui.theme();
        this.groups = code.split("-", -1);
        this.box = ui.px(140);
        setOpaque(false);
        setAlignmentX(LEFT_ALIGNMENT);
        getAccessibleContext().setAccessibleName(name + " " + code);
    }

    @Override
    public Dimension getPreferredSize() {
        return new Dimension(groups.length * box + (groups.length - 1) * theme.px(10), theme.px(76));
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
        int top = theme.px(20);
        for (int i = 0; i < groups.length; i++) {
            Graphics2D part = (Graphics2D) g.create(i * (box + theme.px(10)), 0, box, getHeight());
            part.setFont(theme.font(13));
            part.setColor(theme.muted);
            FontMetrics small = part.getFontMetrics();
            String number = Integer.toString(i + 1);
            part.drawString(number, (box - small.stringWidth(number)) / 2, small.getAscent());
            part.translate(0, top);
            Paint.box(part, 0, box, theme.px(56), theme.px(14), theme.accentSoft, theme.border, 0);
            part.setFont(theme.mono(30).deriveFont(java.awt.Font.BOLD));
            part.setColor(theme.text);
            FontMetrics large = part.getFontMetrics();
            part.drawString(
                    groups[i],
                    (box - large.stringWidth(groups[i])) / 2,
                    (theme.px(56) + large.getAscent() - large.getDescent()) / 2);
            part.dispose();
        }
        g.dispose();
    }
}

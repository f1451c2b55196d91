package org.fairlead.thinclient.ui;

import io.nayuki.qrcodegen.QrCode;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Graphics2D;
import javax.swing.JPanel;

/** A QR code, dark on white in every theme so that every camera reads it. */
final class QrView extends JPanel {
    private static final long serialVersionUID = 1L;
    private static final int QUIET = 4;
    private final transient QrCode code;
    private final transient Theme theme;
    private final int size;

    QrView(Ui ui, String text, int designSize, String name) {
        this.theme = ui.theme();
        this.code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
        this.size = ui.px(designSize);
        setOpaque(false);
        setAlignmentX(LEFT_ALIGNMENT);
        getAccessibleContext().setAccessibleName(name);
    }

    @Override
    public Dimension getPreferredSize() {
        return new Dimension(size, size);
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
        Paint.box(g, 0, size, size, theme.px(12), Color.WHITE, theme.border, Math.max(1, theme.px(1)));
        g.dispose();
        int module = size / (code.size + 2 * QUIET);
        int start = (size - module * code.size) / 2;
        graphics.setColor(Color.BLACK);
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    graphics.fillRect(start + x * module, start + y * module, module, module);
                }
            }
        }
    }
}

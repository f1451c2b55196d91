package org.fairlead.thinclient.ui;

import java.awt.Color;
import java.awt.Font;
import java.awt.GraphicsEnvironment;
import java.util.Set;

/** Colours, fonts and sizes of the screens, for one brightness and one scale. */
final class Theme {
    private final boolean dark;
    private final double scale;
    private final String family;
    final Color background;
    final Color surface;
    final Color raised;
    final Color border;
    final Color text;
    final Color muted;
    final Color accent;
    final Color onAccent;
    final Color accentSoft;
    final Color ok;
    final Color warning;
    final Color critical;

    Theme(boolean dark, double scale) {
        this.dark = dark;
        this.scale = scale;
        Set<String> families =
                Set.of(GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames());
        this.family = families.contains("Noto Sans")
                ? "Noto Sans"
                : families.contains("DejaVu Sans") ? "DejaVu Sans" : "SansSerif";
        background = colour(0xF3F5F6, 0x12171A);
        surface = colour(0xFFFFFF, 0x1B2226);
        raised = colour(0xF8FAFA, 0x232C31);
        border = colour(0xDCE2E5, 0x323D43);
        text = colour(0x182125, 0xEDF2F3);
        muted = colour(0x55646B, 0xA3B1B7);
        accent = colour(0x0F766E, 0x2DD4BF);
        onAccent = colour(0xFFFFFF, 0x06231F);
        accentSoft = colour(0xDDF0EE, 0x163A37);
        ok = colour(0x15803D, 0x4ADE80);
        warning = colour(0xA15C07, 0xFBBF24);
        critical = colour(0xB91C1C, 0xF87171);
    }

    private Color colour(int light, int darkValue) {
        return new Color(dark ? darkValue : light);
    }

    boolean dark() {
        return dark;
    }

    double scale() {
        return scale;
    }

    /** Pixels of the screen for pixels of the design. */
    int px(double design) {
        return (int) Math.round(design * scale);
    }

    Font font(double size) {
        return new Font(family, Font.PLAIN, px(size));
    }

    Font bold(double size) {
        return new Font(family, Font.BOLD, px(size));
    }

    Font mono(double size) {
        return new Font("DejaVu Sans Mono", Font.PLAIN, px(size));
    }
}

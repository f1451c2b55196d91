package org.fairlead.thinclient.ui;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;

/** The icons, drawn as lines on a grid of 24. Letters: M move, L line, C circle (x y r), R rounded box, A arc. */
enum Icon {
    HOME("M 4 11 L 12 4 L 20 11 M 6 10 L 6 20 L 18 20 L 18 10 M 10 20 L 10 14 L 14 14 L 14 20"),
    SETTINGS("M 4 7 L 14 7 M 18 7 L 20 7 C 16 7 2 M 4 12 L 6 12 M 10 12 L 20 12 C 8 12 2 M 4 17 L 12 17 M 16 17 L 20 17"
            + " C 14 17 2"),
    TOOLS("R 4 8 16 12 2 M 9 8 L 9 5 L 15 5 L 15 8 M 4 13 L 20 13 M 12 12 L 12 15"),
    DESKTOP("R 3 4 18 12 2 M 8 20 L 16 20 M 12 16 L 12 20"),
    APP("R 4 4 16 16 3 M 4 9 L 20 9 M 7 6.5 L 7.1 6.5 M 10 6.5 L 10.1 6.5"),
    CLOUD("R 3 5 18 6 2 R 3 13 18 6 2 M 7 8 L 7.1 8 M 7 16 L 7.1 16"),
    GLOBE("C 12 12 9 M 3 12 L 21 12 A 8 3 8 18 90 180 A 8 3 8 18 270 180"),
    NETWORK("R 9 3 6 5 1 R 3 16 6 5 1 R 15 16 6 5 1 M 12 8 L 12 12 M 6 16 L 6 12 L 18 12 L 18 16"),
    NO_NETWORK("R 9 3 6 5 1 R 3 16 6 5 1 R 15 16 6 5 1 M 6 16 L 6 12 L 18 12 L 18 16 M 4 4 L 20 20"),
    KEYBOARD("R 2 6 20 12 2 M 6 10 L 6.1 10 M 10 10 L 10.1 10 M 14 10 L 14.1 10 M 18 10 L 18.1 10 M 8 14 L 16 14"),
    BELL("M 6 17 L 18 17 L 16.5 14.5 L 16.5 10 M 7.5 10 L 7.5 14.5 L 6 17 A 7.5 5.5 9 9 0 180 M 10.5 20 L 13.5 20"),
    LOCK("R 5 11 14 9 2 M 8 11 L 8 8 M 16 8 L 16 11 A 8 4 8 8 0 180 M 12 15 L 12 16.5"),
    CHECK("M 5 12.5 L 10 17 L 19 7"),
    ALERT("M 12 4 L 21 19 L 3 19 L 12 4 M 12 10 L 12 14 M 12 16.5 L 12 16.6"),
    INFO("C 12 12 9 M 12 11 L 12 16 M 12 8 L 12 8.1"),
    SERVER("R 4 4 16 7 2 R 4 13 16 7 2 M 8 7.5 L 8.1 7.5 M 8 16.5 L 8.1 16.5"),
    LANGUAGE("M 4 6 L 14 6 M 9 4 L 9 6 M 6 14 L 12 6.5 M 7 9 L 12 14 M 12 20 L 16 10 L 20 20 M 13.5 17 L 18.5 17"),
    MONITOR("R 3 4 18 12 2 M 9 20 L 15 20"),
    POWER("M 12 3 L 12 12 A 4 5 16 16 125 290"),
    CLOCK("C 12 12 9 M 12 7 L 12 12 L 15.5 14"),
    KEY("C 8 15 4 M 11 12 L 20 4 M 16 7.5 L 18.5 10"),
    SHIELD("M 12 3 L 19 6 L 19 12 L 16.5 17 L 12 21 L 7.5 17 L 5 12 L 5 6 L 12 3 M 9 12 L 11.2 14.2 L 15 10"),
    LIST("M 9 6 L 20 6 M 9 12 L 20 12 M 9 18 L 20 18 M 4.5 6 L 4.6 6 M 4.5 12 L 4.6 12 M 4.5 18 L 4.6 18"),
    REMOTE("R 3 4 18 12 2 M 8 20 L 16 20 M 10 8 L 15 10 L 12.5 11 L 11.5 13 L 10 8"),
    SEND("M 4 12 L 20 4 L 14 20 L 11 13 L 4 12 M 11 13 L 20 4"),
    PLUS("M 12 5 L 12 19 M 5 12 L 19 12"),
    CLOSE("M 6 6 L 18 18 M 18 6 L 6 18"),
    PERSON("C 12 8 4 A 4 14 16 14 0 180"),
    BACK("M 14 6 L 8 12 L 14 18"),
    QUIETER("M 4 10 L 7 10 L 11 6 L 11 18 L 7 14 L 4 14 L 4 10 M 15 12 L 20 12"),
    LOUDER("M 4 10 L 7 10 L 11 6 L 11 18 L 7 14 L 4 14 L 4 10 M 15 12 L 20 12 M 17.5 9.5 L 17.5 14.5"),
    MINIMISE("M 6 18 L 18 18"),
    PEN("M 5 19 L 5 15.5 L 15.5 5 L 19 8.5 L 8.5 19 L 5 19 M 13 7.5 L 16.5 11");

    private final String path;

    Icon(String path) {
        this.path = path;
    }

    void paint(Graphics2D graphics, double x, double y, double size, Color colour) {
        Graphics2D g = (Graphics2D) graphics.create();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.transform(new AffineTransform(size / 24, 0, 0, size / 24, x, y));
        g.setColor(colour);
        g.setStroke(new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        String[] words = path.split(" ");
        Path2D line = new Path2D.Double();
        int i = 0;
        while (i < words.length) {
            switch (words[i]) {
                case "M" -> line.moveTo(at(words, i + 1), at(words, i + 2));
                case "L" -> line.lineTo(at(words, i + 1), at(words, i + 2));
                case "C" -> {
                    double r = at(words, i + 3);
                    g.draw(new Ellipse2D.Double(at(words, i + 1) - r, at(words, i + 2) - r, 2 * r, 2 * r));
                    i++;
                }
                case "R" -> {
                    double r = at(words, i + 5) * 2;
                    g.draw(new RoundRectangle2D.Double(
                            at(words, i + 1), at(words, i + 2), at(words, i + 3), at(words, i + 4), r, r));
                    i += 3;
                }
                default -> {
                    g.draw(new Arc2D.Double(
                            at(words, i + 1),
                            at(words, i + 2),
                            at(words, i + 3),
                            at(words, i + 4),
                            at(words, i + 5),
                            at(words, i + 6),
                            Arc2D.OPEN));
                    i += 4;
                }
            }
            i += 3;
        }
        g.draw(line);
        g.dispose();
    }

    /** The mark of the product: a guiding line through a ring. */
    static void mark(Graphics2D graphics, double x, double y, double size, Color colour, Color onColour) {
        Graphics2D g = (Graphics2D) graphics.create();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setColor(colour);
        g.fill(new RoundRectangle2D.Double(x, y, size, size, size * 0.36, size * 0.36));
        g.setColor(onColour);
        g.setStroke(new BasicStroke((float) (size * 0.09), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.draw(new Ellipse2D.Double(x + size * 0.46, y + size * 0.22, size * 0.3, size * 0.3));
        g.draw(new Line2D.Double(x + size * 0.24, y + size * 0.77, x + size * 0.5, y + size * 0.49));
        g.dispose();
    }

    private static double at(String[] words, int index) {
        return Double.parseDouble(words[index]);
    }
}

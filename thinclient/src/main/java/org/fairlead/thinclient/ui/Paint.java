package org.fairlead.thinclient.ui;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.RoundRectangle2D;
import java.util.ArrayList;
import java.util.List;

/** Strokes that several components share. */
final class Paint {
    private Paint() {}

    static Graphics2D smooth(Graphics graphics) {
        Graphics2D g = (Graphics2D) graphics.create();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        return g;
    }

    static void box(
            Graphics2D g, double inset, int width, int height, double arc, Color fill, Color line, double thick) {
        RoundRectangle2D box = new RoundRectangle2D.Double(
                inset + thick / 2, inset + thick / 2, width - 2 * inset - thick, height - 2 * inset - thick, arc, arc);
        g.setColor(fill);
        g.fill(box);
        if (thick > 0) {
            g.setColor(line);
            g.setStroke(new BasicStroke((float) thick));
            g.draw(box);
        }
    }

    /** Cuts a text to a width with an ellipsis. */
    static String fit(String text, FontMetrics metrics, int width) {
        if (metrics.stringWidth(text) <= width) {
            return text;
        }
        String cut = text;
        while (!cut.isEmpty() && metrics.stringWidth(cut + "…") > width) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut + "…";
    }

    /** Breaks a text into lines of a width. */
    static List<String> wrap(String text, FontMetrics metrics, int width) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.split("\n", -1)) {
            StringBuilder line = new StringBuilder();
            for (String word : paragraph.split(" ")) {
                if (!line.isEmpty() && metrics.stringWidth(line + " " + word) > width) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                line.append(line.isEmpty() ? "" : " ").append(word);
                while (metrics.stringWidth(line.toString()) > width && line.length() > 1) {
                    int fits = line.length() - 1;
                    while (fits > 1 && metrics.stringWidth(line.substring(0, fits)) > width) {
                        fits--;
                    }
                    lines.add(line.substring(0, fits));
                    line.delete(0, fits);
                }
            }
            lines.add(line.toString());
        }
        return lines;
    }
}

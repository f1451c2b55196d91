package org.fairlead.thinclient.remote;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.ArrayList;
import java.util.List;
import org.fairlead.rdp.picture.Frame;

/** Draws what administrators see instead of the screen; knows nothing of the screen but its size. One thread uses it. */
final class PagePainter {
    private static final Color BACKGROUND = new Color(0x12171A);
    private static final Color SURFACE = new Color(0x1B2226);
    private static final Color BORDER = new Color(0x323D43);
    private static final Color TEXT = new Color(0xEDF2F3);
    private static final Color MUTED = new Color(0xA3B1B7);
    private static final Color ACCENT = new Color(0x2DD4BF);
    private static final Color ON_ACCENT = new Color(0x06231F);

    private final BufferedImage image;
    private final double scale;

    PagePainter(int width, int height) {
        image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        scale = Math.max(0.5, Math.min(width / 1280.0, height / 720.0));
    }

    Frame paint(Page page) {
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(BACKGROUND);
        g.fillRect(0, 0, image.getWidth(), image.getHeight());
        Font title = new Font("Noto Sans", Font.BOLD, px(26));
        Font text = new Font("Noto Sans", Font.PLAIN, px(18));
        int width = Math.min(px(640), image.getWidth() - px(32));
        int inner = width - px(80);
        List<String> head = wrap(page.title(), g.getFontMetrics(title), inner);
        List<String> body = wrap(page.text(), g.getFontMetrics(text), inner);
        int titleLine = g.getFontMetrics(title).getHeight();
        int textLine = g.getFontMetrics(text).getHeight() + px(4);
        int height = px(176) + titleLine * head.size() + textLine * body.size();
        int left = (image.getWidth() - width) / 2;
        int top = (image.getHeight() - height) / 2;
        g.setColor(SURFACE);
        g.fill(new RoundRectangle2D.Double(left, top, width, height, px(24), px(24)));
        g.setColor(BORDER);
        g.draw(new RoundRectangle2D.Double(left, top, width, height, px(24), px(24)));
        mark(g, left + px(40), top + px(40), px(56));
        int y = top + px(120) + g.getFontMetrics(title).getAscent();
        g.setFont(title);
        g.setColor(TEXT);
        for (String line : head) {
            g.drawString(line, left + px(40), y);
            y += titleLine;
        }
        y += px(8);
        g.setFont(text);
        g.setColor(MUTED);
        for (String line : body) {
            g.drawString(line, left + px(40), y);
            y += textLine;
        }
        g.dispose();
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        return Frame.of(image.getWidth(), image.getHeight(), pixels);
    }

    private static void mark(Graphics2D g, double x, double y, double size) {
        g.setColor(ACCENT);
        g.fill(new RoundRectangle2D.Double(x, y, size, size, size * 0.36, size * 0.36));
        g.setColor(ON_ACCENT);
        g.setStroke(new BasicStroke((float) (size * 0.09), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.draw(new Ellipse2D.Double(x + size * 0.46, y + size * 0.22, size * 0.3, size * 0.3));
        g.draw(new Line2D.Double(x + size * 0.24, y + size * 0.77, x + size * 0.5, y + size * 0.49));
    }

    private int px(double design) {
        return (int) Math.round(design * scale);
    }

    private static List<String> wrap(String text, FontMetrics metrics, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && metrics.stringWidth(line + " " + word) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}

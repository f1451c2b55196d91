package org.fairlead.rdp.codec.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.fairlead.rdp.codec.Pictures;
import org.fairlead.rdp.picture.Frame;
import org.fairlead.rdp.picture.Rect;

/** A screen on which things happen as on a real one, and which says what was damaged. */
final class Desktop {
    final int width;
    final int height;
    final int[] pixels;
    final Frame frame;
    final List<Rect> damage = new ArrayList<>();
    private final Random random;

    Desktop(int width, int height, long seed) {
        this.width = width;
        this.height = height;
        pixels = new int[width * height];
        frame = Frame.of(width, height, pixels);
        random = new Random(seed);
        fill(new Rect(0, 0, width, height), 0x203040);
    }

    void fill(Rect area, int colour) {
        for (int y = area.y(); y < area.bottom(); y++)
            for (int x = area.x(); x < area.right(); x++) pixels[y * width + x] = colour;
        damage.add(area);
    }

    void picture(String kind, int x, int y, int w, int h) {
        Rect area = new Rect(x, y, w, h).intersect(frame.bounds());
        int[] plain = Pictures.of(kind, w, h).plain();
        for (int j = 0; j < area.height(); j++)
            System.arraycopy(plain, j * w, pixels, (area.y() + j) * width + area.x(), area.width());
        damage.add(area);
    }

    /** Scrolls an area up by some rows and draws fresh text below, as a terminal does. */
    void scroll(Rect area, int rows) {
        for (int y = area.y(); y < area.bottom() - rows; y++)
            System.arraycopy(pixels, (y + rows) * width + area.x(), pixels, y * width + area.x(), area.width());
        for (int y = area.bottom() - rows; y < area.bottom(); y++)
            for (int x = area.x(); x < area.right(); x++)
                pixels[y * width + x] = random.nextInt(5) == 0 ? 0xC8D0C0 : 0x101418;
        damage.add(area);
    }

    /** Drags a window of a picture over the background that it was on. */
    void drag(String kind, int w, int h, int fromX, int fromY, int toX, int toY) {
        fill(new Rect(fromX, fromY, w, h), 0x203040);
        picture(kind, toX, toY, w, h);
    }

    Rect anywhere() {
        int x = random.nextInt(width);
        int y = random.nextInt(height);
        return new Rect(x, y, 1 + random.nextInt(width - x), 1 + random.nextInt(height - y));
    }

    void something() {
        Rect r = anywhere();
        String[] kinds = {"flat", "few", "text", "photo", "stripes", "noise", "random"};
        switch (random.nextInt(5)) {
            case 4 -> {
                int w = Math.min(width, 150);
                int h = Math.min(height, 100);
                picture("photo", 0, 0, w, h);
                drag("photo", w, h, 0, 0, random.nextInt(width - w + 1), random.nextInt(height - h + 1));
            }
            case 0 -> fill(r, random.nextInt(1 << 24));
            case 1 -> scroll(r, 1 + random.nextInt(r.height()));
            default -> picture(kinds[random.nextInt(kinds.length)], r.x(), r.y(), r.width(), r.height());
        }
    }

    List<Rect> takeDamage() {
        List<Rect> taken = List.copyOf(damage);
        damage.clear();
        return taken;
    }

    int[] plain() {
        int[] plain = pixels.clone();
        for (int i = 0; i < plain.length; i++) plain[i] &= 0xFFFFFF;
        return plain;
    }
}

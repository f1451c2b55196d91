package org.fairlead.rdp.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Pictures that encoders are tried on: 0xRRGGBB pixels with a stride larger than the width, so that mixing them up shows. */
public record Pictures(String name, int width, int height, int stride, int[] pixels) {
    public static final int OFFSET = 5;

    /** Every kind in every size that has an edge to it. */
    public static List<Pictures> all() {
        List<Pictures> all = new ArrayList<>();
        int[][] sizes = {{1, 1}, {2, 1}, {1, 2}, {3, 5}, {4, 4}, {63, 65}, {64, 64}, {100, 7}, {256, 16}};
        for (int[] size : sizes) {
            for (String kind : List.of("flat", "black", "random", "few", "text", "photo", "stripes", "noise"))
                all.add(of(kind, size[0], size[1]));
        }
        return all;
    }

    public static Pictures of(String kind, int width, int height) {
        Random random = new Random(kind.hashCode() * 31L + width * 1000L + height);
        int stride = width + 3;
        int[] pixels = new int[OFFSET + stride * height];
        for (int i = 0; i < pixels.length; i++) pixels[i] = 0xABCDEF;
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++) pixels[OFFSET + y * stride + x] = 0xFF000000 | pixel(kind, x, y, random);
        return new Pictures(kind + " " + width + "x" + height, width, height, stride, pixels);
    }

    private static int pixel(String kind, int x, int y, Random random) {
        return switch (kind) {
            case "flat" -> 0x336699;
            case "black" -> 0;
            case "random" -> random.nextInt(1 << 24);
            case "few" -> 0x203040 * (random.nextInt(9) / 2);
            case "text" -> {
                int glyph = (x / 6 * 7 + y / 13 * 31) % 23;
                boolean ink = y % 13 > 2 && x % 6 < 5 && (glyph * 2654435761L >> x % 6 * 3 + y % 13 & 1) == 1;
                yield ink ? 0xC8D0C0 : 0x101418;
            }
            case "photo" -> {
                int r = (int) (127 + 120 * Math.sin(x / 17.0 + y / 23.0));
                int g = (int) (127 + 120 * Math.sin(x / 29.0 - y / 13.0));
                int b = (int) (127 + 120 * Math.cos(x / 41.0 + y / 7.0));
                yield r << 16 | g << 8 | b;
            }
            case "stripes" -> x % 9 < 4 ? 0xFF0000 : y % 3 == 0 ? 0xFFFFFF : 0x00FF00;
            case "noise" -> {
                int base = (int) (127 + 100 * Math.sin(x / 40.0 + y / 30.0)) & 0xF8;
                yield base + random.nextInt(8) << 16 | base + random.nextInt(8) << 8 | base + random.nextInt(8);
            }
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /** The pixels alone, row after row, 0xRRGGBB. */
    public int[] plain() {
        int[] plain = new int[width * height];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++) plain[y * width + x] = pixels[OFFSET + y * stride + x] & 0xFFFFFF;
        return plain;
    }

    @Override
    public String toString() {
        return name;
    }
}

package org.fairlead.rdp.codec.rle;

import org.fairlead.rdp.codec.ByteSink;

/**
 * Compresses a bitmap of 15, 16 or 24 bits a pixel with interleaved run-length encoding (MS-RDPBCGR 2.2.9.1.1.3.1.2.4,
 * orders in 3.1.9). Rows are sent bottom-up. Not for several threads at once.
 */
public final class InterleavedRle {
    /** Pixels that one bitmap may have: longer runs would not fit a mega order. */
    public static final int LARGEST = 0xFFFF;

    private static final int BACKGROUND = 0;
    private static final int FOREGROUND = 1;
    private static final int FGBG = 2;
    private static final int COLOUR = 3;
    private static final int IMAGE = 4;
    private static final int SET_FOREGROUND = 0xC;
    private static final int SET_FGBG = 0xD;

    private final int bits;
    private final int pixelBytes;
    private final int white;
    private int[] pixels = new int[64 * 64];
    private int total;
    private int width;
    private int foreground;
    private boolean afterBackground;

    public InterleavedRle(int bitsPerPixel) {
        if (bitsPerPixel != 15 && bitsPerPixel != 16 && bitsPerPixel != 24)
            throw new IllegalArgumentException("interleaved RLE has 15, 16 or 24 bits a pixel, not " + bitsPerPixel);
        bits = bitsPerPixel;
        pixelBytes = bitsPerPixel == 24 ? 3 : 2;
        white = bitsPerPixel == 24 ? 0xFFFFFF : bitsPerPixel == 16 ? 0xFFFF : 0x7FFF;
    }

    /** One pixel of 0xRRGGBB in the depth of the bitmap. */
    public static int convert(int rgb, int bitsPerPixel) {
        return switch (bitsPerPixel) {
            case 15 -> rgb >> 9 & 0x7C00 | rgb >> 6 & 0x3E0 | rgb >> 3 & 0x1F;
            case 16 -> rgb >> 8 & 0xF800 | rgb >> 5 & 0x7E0 | rgb >> 3 & 0x1F;
            default -> rgb & 0xFFFFFF;
        };
    }

    /** Appends the compressed bitmap of width x height pixels 0xXXRRGGBB that begin at offset. */
    public void encode(int[] source, int offset, int stride, int columns, int rows, ByteSink out) {
        load(source, offset, stride, columns, rows);
        foreground = white;
        afterBackground = false;
        int at = 0;
        int literals = 0;
        while (at < total) {
            if (at == width) afterBackground = false;
            int end = at < width ? width : total;
            int used = order(at, end, literals, out);
            if (used == 0) {
                literals++;
                at++;
                if (at == end) {
                    image(at - literals, literals, out);
                    literals = 0;
                }
            } else {
                literals = 0;
                at += used;
            }
        }
    }

    /** Writes the best order for the pixels at a position, with the literals before it, or says 0: a literal. */
    private int order(int at, int end, int literals, ByteSink out) {
        int background = background(at, end);
        if (literals == 0 && afterBackground && background == 0 && above(at) == (pixels[at] ^ foreground)) {
            int run = 1 + background(at + 1, end);
            if (run > 8 || at + run == end || mixed(at, end, foreground) < 16) {
                head(BACKGROUND, run, out);
                return run;
            }
        }
        if (background >= 8 || background > 0 && (literals == 0 || background >= 3) && endsWell(at + background, end))
            return run(BACKGROUND, background, at, literals, out);
        int colour = same(at, end);
        if (colour >= 8) return run(COLOUR, colour, at, literals, out);
        int mixed = mixed(at, end, foreground);
        int wanted = pixels[at] ^ above(at);
        if (mixed >= 8 || mixed > 0 && at + mixed == end) {
            int ones = ones(at, at + mixed);
            return ones == mixed ? run(FOREGROUND, mixed, at, literals, out) : run(FGBG, mixed, at, literals, out);
        }
        if (wanted != 0) {
            int next = mixed(at, end, wanted);
            if (next >= 12) {
                if (literals > 0) image(at - literals, literals, out);
                foreground = wanted;
                return run(ones(at, at + next) == next ? SET_FOREGROUND : SET_FGBG, next, at, 0, out);
            }
        }
        if (colour >= 4) return run(COLOUR, colour, at, literals, out);
        if (background >= 3) return run(BACKGROUND, background, at, literals, out);
        return 0;
    }

    /** A short background run is worth an order only where no mask of both colours would go on. */
    private boolean endsWell(int at, int end) {
        return at == end || mixed(at, Math.min(end, at + 8), foreground) < 8;
    }

    private int run(int order, int length, int at, int literals, ByteSink out) {
        if (literals > 0) image(at - literals, literals, out);
        head(order, length, out);
        switch (order) {
            case COLOUR -> pixel(pixels[at], out);
            case SET_FOREGROUND -> pixel(foreground, out);
            case FGBG -> masks(at, length, out);
            case SET_FGBG -> {
                pixel(foreground, out);
                masks(at, length, out);
            }
            default -> {}
        }
        return length;
    }

    private void image(int at, int length, ByteSink out) {
        head(IMAGE, length, out);
        for (int i = at; i < at + length; i++) pixel(pixels[i], out);
    }

    private void head(int order, int length, ByteSink out) {
        boolean lite = order >= SET_FOREGROUND;
        boolean masks = order == FGBG || order == SET_FGBG;
        int most = lite ? 15 : 31;
        int code = lite ? order << 4 : order << 5;
        if (masks && length % 8 == 0 && length / 8 <= most) out.u8(code | length / 8);
        else if (masks && length <= 256) {
            out.u8(code);
            out.u8(length - 1);
        } else if (!masks && length <= most) out.u8(code | length);
        else if (!masks && length <= most + 256) {
            out.u8(code);
            out.u8(length - most - 1);
        } else {
            out.u8(mega(order));
            out.u16(length);
        }
        afterBackground = order == BACKGROUND;
    }

    private static int mega(int order) {
        return switch (order) {
            case SET_FOREGROUND -> 0xF6;
            case SET_FGBG -> 0xF7;
            default -> 0xF0 + order;
        };
    }

    private void masks(int at, int length, ByteSink out) {
        for (int i = at; i < at + length; i += 8) {
            int mask = 0;
            int count = Math.min(8, at + length - i);
            for (int bit = 0; bit < count; bit++) if (pixels[i + bit] != above(i + bit)) mask |= 1 << bit;
            out.u8(mask);
        }
    }

    private void pixel(int value, ByteSink out) {
        if (pixelBytes == 2) out.u16(value);
        else out.u24(value);
    }

    private int above(int at) {
        return at < width ? 0 : pixels[at - width];
    }

    private int background(int at, int end) {
        int i = at;
        if (at < width) while (i < end && pixels[i] == 0) i++;
        else while (i < end && pixels[i] == pixels[i - width]) i++;
        return i - at;
    }

    private int same(int at, int end) {
        int i = at + 1;
        while (i < end && pixels[i] == pixels[at]) i++;
        return i - at;
    }

    /** Pixels that equal the row above with or without the foreground mixed in, up to a long run of background. */
    private int mixed(int at, int end, int mix) {
        int calm = 0;
        int i = at;
        for (; i < end; i++) {
            int difference = pixels[i] ^ above(i);
            if (difference == 0) {
                if (++calm == 32) return i - at - 31;
            } else if (difference == mix) calm = 0;
            else break;
        }
        return i - at;
    }

    private int ones(int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) if (pixels[i] != above(i)) count++;
        return count;
    }

    private void load(int[] source, int offset, int stride, int columns, int rows) {
        total = columns * rows;
        width = columns;
        if (total > LARGEST) throw new IllegalArgumentException("a bitmap may have 65535 pixels, not " + total);
        if (pixels.length < total) pixels = new int[total];
        int to = 0;
        for (int y = rows - 1; y >= 0; y--) {
            int from = offset + y * stride;
            for (int x = 0; x < columns; x++) pixels[to++] = convert(source[from + x], bits);
        }
    }
}

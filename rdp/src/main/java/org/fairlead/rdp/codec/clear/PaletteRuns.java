package org.fairlead.rdp.codec.clear;

import java.util.Arrays;

/** The colours of an area and its runs of equal pixels, row after row; used again for the next area. */
public final class PaletteRuns {
    /** Colours that the palette of one RLEX subcodec may have (MS-RDPEGFX 2.2.4.1.1.3.1.3). */
    public static final int MOST_COLOURS = 127;

    private static final int SLOTS = 1024;

    final int[] palette = new int[MOST_COLOURS];
    byte[] index = new byte[4096];
    int[] length = new int[4096];

    private final int[] keys = new int[SLOTS];
    private final int[] slots = new int[SLOTS];
    private int generation;
    private int colours;
    private int runs;
    private int width;
    private int height;

    /** Different colours found, at most the limit of the last {@link #scan}. */
    public int colours() {
        return colours;
    }

    /** Runs found. */
    public int runs() {
        return runs;
    }

    /** The colour that came first, 0xRRGGBB. */
    public int firstColour() {
        return palette[0];
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Reads an area of pixels 0xXXRRGGBB; false as soon as it has more colours than the limit or the runs. */
    public boolean scan(int[] pixels, int offset, int stride, int columns, int rows, int mostColours, int mostRuns) {
        begin(columns, rows);
        int previous = -1;
        int current = 0;
        int count = 0;
        for (int y = 0; y < rows; y++) {
            int from = offset + y * stride;
            for (int x = from; x < from + columns; x++) {
                int pixel = pixels[x] & 0xFFFFFF;
                if (pixel == previous) {
                    count++;
                    continue;
                }
                if (count > 0 && !append(current, count, mostRuns)) return false;
                current = indexOf(pixel, mostColours);
                if (current < 0) return false;
                previous = pixel;
                count = 1;
            }
        }
        return append(current, count, mostRuns);
    }

    private void begin(int columns, int rows) {
        width = columns;
        height = rows;
        colours = 0;
        runs = 0;
        if (++generation == 1 << 23) {
            Arrays.fill(slots, 0);
            generation = 1;
        }
    }

    private boolean append(int colour, int count, int mostRuns) {
        if (runs == mostRuns) return false;
        if (runs == index.length) {
            index = Arrays.copyOf(index, runs * 2);
            length = Arrays.copyOf(length, runs * 2);
        }
        index[runs] = (byte) colour;
        length[runs++] = count;
        return true;
    }

    private int indexOf(int pixel, int mostColours) {
        int slot = pixel * 0x9E3779B1 >>> 22;
        while (slots[slot] >>> 8 == generation) {
            if (keys[slot] == pixel) return slots[slot] & 0xFF;
            slot = slot + 1 & SLOTS - 1;
        }
        if (colours == mostColours) return -1;
        slots[slot] = generation << 8 | colours;
        keys[slot] = pixel;
        palette[colours] = pixel;
        return colours++;
    }
}

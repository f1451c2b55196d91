package org.fairlead.rdp.picture;

import java.lang.foreign.MemorySegment;

/**
 * A picture in memory, read in place: 32-bit little-endian pixels 0xXXRRGGBB, top row first, {@code stride} bytes from
 * row to row.
 */
public record Frame(int width, int height, int stride, MemorySegment pixels) {
    public Frame {
        if (width < 1
                || height < 1
                || stride < width * 4
                || pixels.byteSize() < (long) stride * (height - 1) + width * 4L)
            throw new IllegalArgumentException("the pixels do not fill " + width + "x" + height);
    }

    /** A picture over an array of width * height pixels. */
    public static Frame of(int width, int height, int[] pixels) {
        return new Frame(width, height, width * 4, MemorySegment.ofArray(pixels));
    }

    public Rect bounds() {
        return new Rect(0, 0, width, height);
    }
}

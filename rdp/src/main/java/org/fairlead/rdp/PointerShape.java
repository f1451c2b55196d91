package org.fairlead.rdp;

import java.util.Arrays;

/**
 * How the mouse pointer looks.
 *
 * @param argb width * height pixels, top row first, colours not multiplied by alpha; the caller keeps no reference
 */
public record PointerShape(int width, int height, int hotX, int hotY, int[] argb) {
    public static final int LARGEST = 384;

    /** No pointer at all. */
    public static final PointerShape HIDDEN = new PointerShape(0, 0, 0, 0, new int[0]);

    public PointerShape {
        if (width < 0 || height < 0 || argb.length != width * height)
            throw new IllegalArgumentException("a pointer of " + width + "x" + height + " with other pixels");
        hotX = Math.clamp(hotX, 0, Math.max(0, width - 1));
        hotY = Math.clamp(hotY, 0, Math.max(0, height - 1));
    }

    public boolean isHidden() {
        return width == 0 || height == 0;
    }

    public int pixel(int x, int y) {
        return argb[y * width + x];
    }

    /** This shape, or the part of it around the hot spot that has no more than so many pixels each way. */
    public PointerShape atMost(int size) {
        if (width <= size && height <= size) return this;
        int newWidth = Math.min(width, size);
        int newHeight = Math.min(height, size);
        int left = Math.clamp(hotX - newWidth / 2, 0, width - newWidth);
        int top = Math.clamp(hotY - newHeight / 2, 0, height - newHeight);
        int[] part = new int[newWidth * newHeight];
        for (int y = 0; y < newHeight; y++)
            System.arraycopy(argb, (top + y) * width + left, part, y * newWidth, newWidth);
        return new PointerShape(newWidth, newHeight, hotX - left, hotY - top, part);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PointerShape p
                && width == p.width
                && height == p.height
                && hotX == p.hotX
                && hotY == p.hotY
                && Arrays.equals(argb, p.argb);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(argb) * 31 + width * 7 + hotX + hotY * 3;
    }

    @Override
    public String toString() {
        return "PointerShape[" + width + "x" + height + "]";
    }
}

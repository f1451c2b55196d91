package org.fairlead.rdp.picture;

import java.util.List;

/** A rectangle of pixels; the right and bottom edges are outside of it. */
public record Rect(int x, int y, int width, int height) {
    public int right() {
        return x + width;
    }

    public int bottom() {
        return y + height;
    }

    public boolean isEmpty() {
        return width <= 0 || height <= 0;
    }

    public long area() {
        return isEmpty() ? 0 : (long) width * height;
    }

    /** What both have in common; empty when they do not touch. */
    public Rect intersect(Rect other) {
        int left = Math.max(x, other.x);
        int top = Math.max(y, other.y);
        return new Rect(left, top, Math.min(right(), other.right()) - left, Math.min(bottom(), other.bottom()) - top);
    }

    /** The smallest rectangle around both. */
    public Rect union(Rect other) {
        if (isEmpty()) return other;
        if (other.isEmpty()) return this;
        int left = Math.min(x, other.x);
        int top = Math.min(y, other.y);
        return new Rect(left, top, Math.max(right(), other.right()) - left, Math.max(bottom(), other.bottom()) - top);
    }

    public boolean contains(Rect other) {
        return other.x >= x && other.y >= y && other.right() <= right() && other.bottom() <= bottom();
    }

    /** The parts of all rectangles that lie inside bounds. */
    public static List<Rect> clip(List<Rect> rectangles, Rect bounds) {
        return rectangles.stream()
                .map(bounds::intersect)
                .filter(r -> !r.isEmpty())
                .toList();
    }
}

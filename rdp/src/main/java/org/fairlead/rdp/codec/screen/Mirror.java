package org.fairlead.rdp.codec.screen;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.fairlead.rdp.picture.Frame;
import org.fairlead.rdp.picture.Move;
import org.fairlead.rdp.picture.Rect;

/**
 * The picture as the client was told it last, in tiles of 64 pixels: finds what differs from a new frame and takes it over.
 * Not for several threads at once.
 */
final class Mirror {
    static final int TILE = 64;

    final int width;
    final int height;
    final int columns;
    final int rows;
    final int[] pixels;

    /** Changed part of each tile, empty when right is 0: edges in pixels of the screen, right and bottom outside. */
    final int[] left;

    final int[] top;
    final int[] right;
    final int[] bottom;

    /** Tiles changed since {@link #clear}, in the order found. */
    final int[] changed;

    int changedCount;

    private final int[] line;
    private boolean empty = true;

    Mirror(int width, int height) {
        this.width = width;
        this.height = height;
        columns = (width + TILE - 1) / TILE;
        rows = (height + TILE - 1) / TILE;
        pixels = new int[width * height];
        int tiles = columns * rows;
        left = new int[tiles];
        top = new int[tiles];
        right = new int[tiles];
        bottom = new int[tiles];
        changed = new int[tiles];
        line = new int[width];
    }

    boolean isEmpty() {
        return empty;
    }

    /** The client's picture is unknown from now on. */
    void forget() {
        empty = true;
    }

    /** Takes tiles that were dealt with out of the list; their right edge is 0. */
    void compact() {
        int kept = 0;
        for (int i = 0; i < changedCount; i++) if (right[changed[i]] != 0) changed[kept++] = changed[i];
        changedCount = kept;
    }

    void clear() {
        for (int i = 0; i < changedCount; i++) right[changed[i]] = 0;
        changedCount = 0;
    }

    int width(int tile) {
        return right[tile] - left[tile];
    }

    int height(int tile) {
        return bottom[tile] - top[tile];
    }

    /** Takes a part of a frame over and marks what was different; all of the frame when the client's picture is unknown. */
    private void update(Frame frame, Rect area) {
        Rect part = (empty ? frame.bounds() : area).intersect(new Rect(0, 0, width, height));
        if (part.isEmpty()) return;
        MemorySegment source = frame.pixels();
        int from = part.x();
        int to = part.right();
        for (int y = part.y(); y < part.bottom(); y++) {
            MemorySegment.copy(
                    source,
                    ValueLayout.JAVA_INT_UNALIGNED,
                    (long) y * frame.stride() + from * 4L,
                    line,
                    from,
                    to - from);
            int row = y * width;
            int first = empty ? 0 : Arrays.mismatch(line, from, to, pixels, row + from, row + to);
            if (first < 0) continue;
            markLine(y, from + first, to);
            System.arraycopy(line, from + first, pixels, row + from + first, to - from - first);
        }
        empty = false;
    }

    private void markLine(int y, int from, int to) {
        int row = y * width;
        int tile = y / TILE * columns + from / TILE;
        for (int x = from; x < to; tile++) {
            int end = Math.min((x / TILE + 1) * TILE, to);
            int first = empty ? 0 : Arrays.mismatch(line, x, end, pixels, row + x, row + end);
            if (first >= 0) {
                int last = end;
                if (!empty) while (line[last - 1] == pixels[row + last - 1]) last--;
                mark(tile, x + first, y, last);
            }
            x = end;
        }
    }

    private void mark(int tile, int from, int y, int to) {
        if (right[tile] == 0) {
            changed[changedCount++] = tile;
            left[tile] = from;
            top[tile] = y;
            right[tile] = to;
            bottom[tile] = y + 1;
        } else {
            left[tile] = Math.min(left[tile], from);
            right[tile] = Math.max(right[tile], to);
            top[tile] = Math.min(top[tile], y);
            bottom[tile] = Math.max(bottom[tile], y + 1);
        }
    }

    /** Moves an area as the client was told to do. */
    void move(Move move) {
        Rect source = move.source();
        boolean up = move.toY() < source.y();
        for (int i = 0; i < source.height(); i++) {
            int n = up ? i : source.height() - 1 - i;
            int from = (source.y() + n) * width + source.x();
            System.arraycopy(pixels, from, pixels, (move.toY() + n) * width + move.toX(), source.width());
        }
    }

    /** Takes over the damaged parts of a frame, after what moved; the moves come first, as the client makes them. */
    void update(Frame frame, List<Rect> damage, Consumer<List<Rect>> moves) {
        if (empty) {
            update(frame, frame.bounds());
            return;
        }
        List<Rect> areas = Rect.clip(damage, new Rect(0, 0, width, height));
        moves.accept(areas);
        for (Rect area : areas) update(frame, area);
    }

    /** Copies a whole tile to 64x64 pixels; what lies beyond the screen repeats its edge. */
    void tile(int tile, int[] to) {
        int x = tile % columns * TILE;
        int y = tile / columns * TILE;
        int count = Math.min(TILE, width - x);
        for (int row = 0; row < TILE; row++) {
            int from = Math.min(y + row, height - 1) * width + x;
            System.arraycopy(pixels, from, to, row * TILE, count);
            if (count < TILE) Arrays.fill(to, row * TILE + count, (row + 1) * TILE, pixels[from + count - 1]);
        }
    }

    /** A hash of a tile's pixels, never 0. */
    long hash(int tile) {
        Rect bounds = bounds(tile);
        long a = 1;
        long b = 2;
        long c = 3;
        long d = bounds.width();
        for (int y = bounds.y(); y < bounds.bottom(); y++) {
            int at = y * width + bounds.x();
            int end = at + (bounds.width() & ~3);
            for (; at < end; at += 4) {
                a = (a ^ pixels[at]) * 0x9E3779B97F4A7C15L;
                b = (b ^ pixels[at + 1]) * 0xC2B2AE3D27D4EB4FL;
                c = (c ^ pixels[at + 2]) * 0x165667B19E3779F9L;
                d = (d ^ pixels[at + 3]) * 0x27D4EB2F165667C5L;
            }
            for (; at < y * width + bounds.right(); at++) a = (a ^ pixels[at]) * 0x9E3779B97F4A7C15L;
            a ^= a >>> 29;
            c ^= b >>> 31;
        }
        long hash = a ^ Long.rotateLeft(b, 17) ^ Long.rotateLeft(c, 31) ^ Long.rotateLeft(d, 47);
        return hash == 0 ? 1 : hash;
    }

    /** The whole of a tile that lies on the screen. */
    Rect bounds(int tile) {
        int x = tile % columns * TILE;
        int y = tile / columns * TILE;
        return new Rect(x, y, Math.min(TILE, width - x), Math.min(TILE, height - y));
    }
}

package org.fairlead.rdp.codec.screen;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import org.fairlead.rdp.picture.Frame;
import org.fairlead.rdp.picture.Move;
import org.fairlead.rdp.picture.Rect;

/**
 * Finds content that moved in any direction, as a window does that is dragged: takes strips of the new picture, looks for
 * them in the old one and grows what fits to the largest rectangle that is equal. What it finds is equal pixel by pixel.
 * Not for several threads at once.
 */
final class MoveFinder {
    private static final int STRIP = 16;
    /** Strips of so many rows one below the other, so that only every so many rows of the old picture are searched. */
    private static final int ROWS = 8;

    private static final int SITES_ACROSS = 4;
    private static final int SITES_DOWN = 3;
    private static final int LEAST_AREA = 64 * 64;
    private static final int LEAST_VOTES = 3;
    private static final int SLOTS = 512;
    private static final int MOST_SHIFTS = 32;
    private static final int MOST_PAUSE = 16;
    private static final long FACTOR = 0x9E3779B97F4A7C15L;
    private static final long FIRST_FACTOR = power(STRIP - 1);

    private final long[] keys = new long[SLOTS];
    private final int[] places = new int[SLOTS];
    private final boolean[] used = new boolean[SLOTS];
    private final int[] shiftX = new int[MOST_SHIFTS];
    private final int[] shiftY = new int[MOST_SHIFTS];
    private final int[] votes = new int[MOST_SHIFTS];
    private final int[] anyPlace = new int[MOST_SHIFTS];
    private int shifts;
    private final Mirror mirror;
    private final int width;
    private final int height;
    private MemorySegment picture = MemorySegment.NULL;
    private MemorySegment old = MemorySegment.NULL;
    private int stride;
    private int pause;
    private int pauseLength;

    MoveFinder(Mirror mirror) {
        this.mirror = mirror;
        width = mirror.width;
        height = mirror.height;
    }

    private static long power(int exponent) {
        long result = 1;
        for (int i = 0; i < exponent; i++) result *= FACTOR;
        return result;
    }

    /** The largest movement inside an area, or none; after failures some calls are let pass without a search. */
    Optional<Move> find(Frame frame, Rect area) {
        if (area.width() < 2 * STRIP || area.height() < 2 * ROWS || area.area() < 2 * LEAST_AREA)
            return Optional.empty();
        if (pause > 0) {
            pause--;
            return Optional.empty();
        }
        picture = frame.pixels();
        old = MemorySegment.ofArray(mirror.pixels);
        stride = frame.stride();
        Optional<Move> found = takeStrips(area) > 0 ? search(area) : Optional.empty();
        picture = MemorySegment.NULL;
        pauseLength = found.isPresent() ? 0 : Math.min(Math.max(1, pauseLength * 2), MOST_PAUSE);
        pause = pauseLength;
        return found;
    }

    private int pixel(int row, int x) {
        return picture.get(ValueLayout.JAVA_INT_UNALIGNED, (long) row * stride + x * 4L);
    }

    private int takeStrips(Rect area) {
        Arrays.fill(used, false);
        int count = 0;
        for (int j = 0; j < SITES_DOWN; j++)
            for (int i = 0; i < SITES_ACROSS; i++) {
                int x = area.x() + (2 * i + 1) * (area.width() - STRIP) / (2 * SITES_ACROSS);
                int y = area.y() + (2 * j + 1) * (area.height() - ROWS) / (2 * SITES_DOWN);
                for (int row = y; row < y + ROWS; row++) {
                    int strip = telling(row, x, area);
                    if (strip >= 0 && put(hash(row, strip % width), strip)) count++;
                }
            }
        return count;
    }

    /** A strip near a place that has enough colours in it to be known again, and that is not there already; or -1. */
    private int telling(int row, int from, Rect area) {
        int last = Math.min(from + 6 * STRIP, area.right() - STRIP);
        for (int x = from; x <= last; x += STRIP) {
            int at = row * width + x;
            int steps = 0;
            boolean same = true;
            int before = pixel(row, x);
            for (int i = 0; i < STRIP; i++) {
                int pixel = pixel(row, x + i);
                if (pixel != before) steps++;
                same &= pixel == mirror.pixels[at + i];
                before = pixel;
            }
            if (steps >= 3 && !same) return at;
        }
        return -1;
    }

    private long hash(int row, int x) {
        long hash = 0;
        for (int i = 0; i < STRIP; i++) hash = hash * FACTOR + pixel(row, x + i);
        return hash;
    }

    private static long hash(int[] pixels, int at) {
        long hash = 0;
        for (int i = 0; i < STRIP; i++) hash = hash * FACTOR + pixels[at + i];
        return hash;
    }

    private boolean put(long hash, int place) {
        int slot = (int) (hash >>> 55);
        while (used[slot]) {
            if (keys[slot] == hash) return false;
            slot = slot + 1 & SLOTS - 1;
        }
        used[slot] = true;
        keys[slot] = hash;
        places[slot] = place;
        return true;
    }

    private Optional<Move> search(Rect area) {
        shifts = 0;
        int[] pixels = mirror.pixels;
        for (int y = area.y() + ROWS - 1 & -ROWS; y < area.bottom(); y += ROWS) {
            int row = y * width;
            long hash = hash(pixels, row + area.x());
            vote(hash, row + area.x());
            for (int at = row + area.x() + 1; at <= row + area.right() - STRIP; at++) {
                hash = (hash - pixels[at - 1] * FIRST_FACTOR) * FACTOR + pixels[at + STRIP - 1];
                vote(hash, at);
            }
        }
        int best = -1;
        for (int i = 0; i < shifts; i++) if (best < 0 || votes[i] > votes[best]) best = i;
        if (best < 0 || votes[best] < LEAST_VOTES) return Optional.empty();
        return grow(area, best);
    }

    private void vote(long hash, int oldPlace) {
        int slot = (int) (hash >>> 55);
        while (used[slot]) {
            if (keys[slot] == hash) {
                int place = places[slot];
                count(oldPlace % width - place % width, oldPlace / width - place / width, place);
                return;
            }
            slot = slot + 1 & SLOTS - 1;
        }
    }

    private void count(int x, int y, int place) {
        if (x == 0 && y == 0) return;
        for (int i = 0; i < shifts; i++)
            if (shiftX[i] == x && shiftY[i] == y) {
                votes[i]++;
                return;
            }
        if (shifts == MOST_SHIFTS) return;
        shiftX[shifts] = x;
        shiftY[shifts] = y;
        anyPlace[shifts] = place;
        votes[shifts++] = 1;
    }

    private Optional<Move> grow(Rect area, int shift) {
        int place = anyPlace[shift];
        Rect strip = new Rect(place % width, place / width, STRIP, 1);
        Rect wide = down(across(strip, area, shift), area, shift);
        Rect high = across(down(strip, area, shift), area, shift);
        Rect found = wide.area() > high.area() ? wide : high;
        if (found.area() < LEAST_AREA) return Optional.empty();
        Rect source = new Rect(found.x() + shiftX[shift], found.y() + shiftY[shift], found.width(), found.height());
        return Optional.of(new Move(source, found.x(), found.y()));
    }

    /** Whether a part of the new picture is in the old one at that shift. */
    private boolean equal(int left, int top, int right, int bottom, int shift) {
        int oldLeft = left + shiftX[shift];
        int oldTop = top + shiftY[shift];
        if (oldLeft < 0 || oldTop < 0 || right + shiftX[shift] > width || bottom + shiftY[shift] > height) return false;
        for (int y = top; y < bottom; y++) {
            int there = (y + shiftY[shift]) * width;
            if (right - left == 1) {
                if (pixel(y, left) != mirror.pixels[there + oldLeft]) return false;
                continue;
            }
            long from = (long) y * stride + left * 4L;
            long other = (there + oldLeft) * 4L;
            long size = (right - left) * 4L;
            if (MemorySegment.mismatch(picture, from, from + size, old, other, other + size) >= 0) return false;
        }
        return true;
    }

    private Rect across(Rect from, Rect area, int shift) {
        int left = from.x();
        int right = from.right();
        while (left > area.x() && equal(left - 1, from.y(), left, from.bottom(), shift)) left--;
        while (right < area.right() && equal(right, from.y(), right + 1, from.bottom(), shift)) right++;
        return new Rect(left, from.y(), right - left, from.height());
    }

    private Rect down(Rect from, Rect area, int shift) {
        int top = from.y();
        int bottom = from.bottom();
        while (top > area.y() && equal(from.x(), top - 1, from.right(), top, shift)) top--;
        while (bottom < area.bottom() && equal(from.x(), bottom, from.right(), bottom + 1, shift)) bottom++;
        return new Rect(from.x(), top, from.width(), bottom - top);
    }
}

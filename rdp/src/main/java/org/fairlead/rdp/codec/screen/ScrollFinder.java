package org.fairlead.rdp.codec.screen;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import org.fairlead.rdp.picture.Frame;
import org.fairlead.rdp.picture.Move;
import org.fairlead.rdp.picture.Rect;

/**
 * Finds content that moved up or down inside a damaged area. It compares a sample of each row only: the caller copies what
 * was found and sends whatever is still different, so a wrong guess costs bytes and never a wrong pixel. Not for several
 * threads at once.
 */
final class ScrollFinder {
    /** An area must be so large for a search to pay. */
    static final int LEAST_WIDTH = 96;

    static final int LEAST_HEIGHT = 48;

    private static final int SAMPLES = 160;
    private static final int LEAST_ROWS = 16;
    private static final int TWICE = -1;

    /** Areas whose searches are remembered. An area that did not scroll, as video does not, rests ever longer before the next. */
    private static final int AREAS = 4;

    private static final int MOST_PAUSE = 16;

    private final long[] before;
    private final long[] after;
    private final long[] keys;
    private final int[] values;
    private final int[] stamps;
    private final int slotShift;
    private final int[] votes;
    private int stamp;
    private final Rect[] failed = new Rect[AREAS];
    private final int[] pause = new int[AREAS];
    private final int[] pauseLength = new int[AREAS];
    private int oldest;

    ScrollFinder(int height) {
        int slots = Integer.highestOneBit(Math.max(16, height)) * 4;
        slotShift = Long.numberOfLeadingZeros(slots) + 1;
        keys = new long[slots];
        values = new int[slots];
        stamps = new int[slots];
        before = new long[height];
        after = new long[height];
        votes = new int[2 * height + 1];
    }

    /** The largest movement inside an area, or none that is worth a copy. */
    Optional<Move> find(Frame frame, Mirror mirror, Rect area) {
        if (area.width() < LEAST_WIDTH || area.height() < LEAST_HEIGHT) return Optional.empty();
        int known = Arrays.asList(failed).indexOf(area);
        if (known >= 0 && pause[known]-- > 0) return Optional.empty();
        Optional<Move> found = search(frame, mirror, area);
        if (found.isEmpty()) {
            int place = known >= 0 ? known : oldest++ % AREAS;
            failed[place] = area;
            pauseLength[place] = known >= 0 ? Math.clamp(2L * pauseLength[place], 1, MOST_PAUSE) : 1;
            pause[place] = pauseLength[place];
        } else if (known >= 0) pauseLength[known] = 0;
        return found;
    }

    private Optional<Move> search(Frame frame, Mirror mirror, Rect area) {
        sample(frame, mirror, area);
        int top = area.y();
        int bottom = area.bottom();
        int shift = bestShift(top, bottom);
        if (shift == 0) return Optional.empty();
        int bestFrom = 0;
        int bestGain = 0;
        int bestTo = 0;
        for (int y = Math.max(top, top - shift); y < Math.min(bottom, bottom - shift); ) {
            int from = y;
            int gain = 0;
            for (; y < Math.min(bottom, bottom - shift) && after[y] == before[y + shift]; y++)
                if (after[y] != before[y]) gain++;
            if (gain > bestGain) {
                bestGain = gain;
                bestFrom = from;
                bestTo = y;
            }
            y++;
        }
        if (bestGain < LEAST_ROWS) return Optional.empty();
        return Optional.of(
                new Move(new Rect(area.x(), bestFrom + shift, area.width(), bestTo - bestFrom), area.x(), bestFrom));
    }

    private void sample(Frame frame, Mirror mirror, Rect area) {
        MemorySegment source = frame.pixels();
        int step = Math.max(1, area.width() / SAMPLES);
        int count = area.width() / step;
        for (int y = area.y(); y < area.bottom(); y++) {
            long old = 0;
            long now = 0;
            int row = y * mirror.width + area.x();
            long at = (long) y * frame.stride() + area.x() * 4L;
            for (int i = 0; i < count; i++) {
                // uneven places, so that columns of letters are met at different strokes
                int x = i * step + (i * 7 & 15) % step;
                old = (old + mirror.pixels[row + x]) * 0x9E3779B97F4A7C15L;
                now = (now + source.get(ValueLayout.JAVA_INT_UNALIGNED, at + x * 4L)) * 0x9E3779B97F4A7C15L;
            }
            before[y] = old;
            after[y] = now;
        }
    }

    private int bestShift(int top, int bottom) {
        stamp++;
        for (int y = top; y < bottom; y++) {
            int slot = slot(before[y]);
            values[slot] = stamps[slot] == stamp ? TWICE : y;
            keys[slot] = before[y];
            stamps[slot] = stamp;
        }
        int middle = votes.length / 2;
        Arrays.fill(votes, 0);
        for (int y = top; y < bottom; y++) {
            int slot = slot(after[y]);
            if (stamps[slot] == stamp && values[slot] != TWICE) votes[middle + values[slot] - y]++;
        }
        int best = middle;
        for (int i = 0; i < votes.length; i++) if (i != middle && votes[i] > votes[best]) best = i;
        if (votes[best] < 4) return 0;
        return best - middle;
    }

    /** The slot of a hash, or the free one where it belongs. */
    private int slot(long hash) {
        int slot = (int) (hash >>> slotShift);
        while (stamps[slot] == stamp && keys[slot] != hash) slot = slot + 1 & keys.length - 1;
        return slot;
    }
}

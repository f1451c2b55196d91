package org.fairlead.rdp.codec.screen;

import java.util.Arrays;
import org.fairlead.rdp.picture.Move;
import org.fairlead.rdp.picture.Rect;

/** When each tile changed last, and whether the client has it exactly. */
final class TileTimes {
    private static final long NEVER = Long.MIN_VALUE / 2;

    private final long[] changed;
    private final boolean[] lossy;
    private int lossyCount;
    private long pausedUntil = NEVER;

    TileTimes(int tiles) {
        changed = new long[tiles];
        lossy = new boolean[tiles];
        Arrays.fill(changed, NEVER);
    }

    void reset() {
        Arrays.fill(changed, NEVER);
        Arrays.fill(lossy, false);
        lossyCount = 0;
        pausedUntil = NEVER;
    }

    long sinceChange(int tile, long now) {
        return now - changed[tile];
    }

    /** A part of a tile, or all of it, was sent exactly. */
    void exact(int tile, boolean whole, long now) {
        changed[tile] = now;
        if (whole) refined(tile);
    }

    void lossy(int tile, long now) {
        changed[tile] = now;
        spoil(tile);
    }

    void refined(int tile) {
        if (lossy[tile]) {
            lossy[tile] = false;
            lossyCount--;
        }
    }

    private void spoil(int tile) {
        if (!lossy[tile]) {
            lossy[tile] = true;
            lossyCount++;
        }
    }

    /** Where inexact pixels were copied, the tiles are inexact. */
    void moved(Mirror mirror, Move move) {
        if (lossyCount == 0) return;
        boolean[] before = lossy.clone();
        for (int tile = 0; tile < before.length; tile++) {
            if (!before[tile]) continue;
            Rect part = mirror.bounds(tile).intersect(move.source());
            if (part.isEmpty()) continue;
            int left = part.x() + move.toX() - move.source().x();
            int top = part.y() + move.toY() - move.source().y();
            for (int row = top / Mirror.TILE; row <= (top + part.height() - 1) / Mirror.TILE; row++)
                for (int column = left / Mirror.TILE; column <= (left + part.width() - 1) / Mirror.TILE; column++)
                    spoil(row * mirror.columns + column);
        }
    }

    /** No tile rests before this time. */
    void pause(long until) {
        pausedUntil = until == 0 ? NEVER : until;
    }

    /** An inexact tile that has not changed for so long, or -1. */
    int nextResting(long now, long rest) {
        if (lossyCount == 0 || now < pausedUntil) return -1;
        for (int tile = 0; tile < lossy.length; tile++) if (lossy[tile] && now - changed[tile] >= rest) return tile;
        return -1;
    }

    /** When the next tile may rest; Long.MAX_VALUE when all are exact. */
    long refineAt(long rest) {
        if (lossyCount == 0) return Long.MAX_VALUE;
        long first = Long.MAX_VALUE;
        for (int tile = 0; tile < lossy.length; tile++) if (lossy[tile]) first = Math.min(first, changed[tile] + rest);
        return Math.max(first, pausedUntil);
    }
}

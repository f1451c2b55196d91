package org.fairlead.rdp.codec.screen;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlead.rdp.codec.ByteSink;
import org.fairlead.rdp.codec.rfx.Quantisation;
import org.fairlead.rdp.codec.rfx.RemoteFxMessage;
import org.fairlead.rdp.codec.rfx.Rlgr;
import org.fairlead.rdp.codec.rfx.TileEncoder;

/**
 * Collects tiles of one picture and encodes them as one RemoteFX message, on the caller's thread and on a helper. Tiles are
 * taken from the mirror, which must not change meanwhile.
 */
final class RemoteFxTiles {
    /** So few tiles are not worth waking the helper for. */
    private static final int SHARED_FROM = 8;

    private final Mirror mirror;
    private final Executor helper;
    private final RemoteFxMessage message;
    private final Rlgr.Mode mode;
    private final boolean headerEachTime;
    private final Worker own = new Worker();
    private final Worker other = new Worker();
    private final AtomicInteger next = new AtomicInteger();
    private final int[] tiles;
    private final boolean[] moving;
    private int[] region = new int[4 * 64];
    private int rectangles;
    private int count;
    private boolean started;

    RemoteFxTiles(Mirror mirror, Rlgr.Mode mode, boolean imageMode, Executor helper) {
        this.mirror = mirror;
        this.mode = mode;
        this.helper = helper;
        headerEachTime = imageMode;
        message = new RemoteFxMessage(mode, imageMode);
        tiles = new int[mirror.columns * mirror.rows];
        moving = new boolean[tiles.length];
    }

    void reset() {
        started = false;
        clear();
    }

    void clear() {
        count = 0;
        rectangles = 0;
    }

    int count() {
        return count;
    }

    /** Adds a tile of which a part is drawn; moving ones get half the colour. */
    void add(int tile, boolean moves, int left, int top, int right, int bottom) {
        moving[count] = moves;
        tiles[count++] = tile;
        int last = 4 * rectangles - 4;
        if (last >= 0
                && region[last] + region[last + 2] == left
                && region[last + 1] == top
                && region[last + 3] == bottom - top) {
            region[last + 2] += right - left;
            return;
        }
        if (4 * rectangles == region.length) region = java.util.Arrays.copyOf(region, region.length * 2);
        int at = 4 * rectangles++;
        region[at] = left;
        region[at + 1] = top;
        region[at + 2] = right - left;
        region[at + 3] = bottom - top;
    }

    /** Appends the message with all tiles added since {@link #clear}. */
    void write(Quantisation luma, Quantisation colour, ByteSink out) {
        if (!started || headerEachTime) message.header(mirror.width, mirror.height, out);
        started = true;
        message.begin(region, rectangles, count, luma, colour, out);
        next.set(0);
        if (count < SHARED_FROM) own.run(luma, colour, out);
        else {
            other.sink.clear();
            var rest = CompletableFuture.runAsync(() -> other.run(luma, colour, other.sink), helper);
            own.run(luma, colour, out);
            rest.join();
            out.bytes(other.sink.array(), 0, other.sink.position());
        }
        message.end(out);
    }

    private final class Worker {
        private final TileEncoder encoder = new TileEncoder();
        private final int[] pixels = new int[Mirror.TILE * Mirror.TILE];
        private final ByteSink sink = new ByteSink(1 << 16);

        void run(Quantisation luma, Quantisation colour, ByteSink out) {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                int tile = tiles[i];
                mirror.tile(tile, pixels);
                encoder.encode(
                        pixels, tile % mirror.columns, tile / mirror.columns, moving[i], mode, luma, colour, out);
            }
        }
    }
}

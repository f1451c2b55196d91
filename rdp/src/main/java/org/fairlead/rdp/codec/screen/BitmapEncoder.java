package org.fairlead.rdp.codec.screen;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.fairlead.rdp.codec.clear.PaletteRuns;
import org.fairlead.rdp.picture.Frame;
import org.fairlead.rdp.picture.GraphicsPath;
import org.fairlead.rdp.picture.Move;
import org.fairlead.rdp.picture.PictureEncoder;
import org.fairlead.rdp.picture.Rect;

/**
 * Encodes for clients that take bitmap updates only: each changed area as a TS_BITMAP_DATA (MS-RDPBCGR 2.2.9.1.1.3.1.2.2).
 * From 16 bits on tiles of many colours that keep moving have fewer steps of each colour, and are sent again exactly when they
 * rest.
 */
final class BitmapEncoder implements PictureEncoder {
    private static final int WIDEST = 1024;
    private static final int REFINE_TILES = 24;
    private static final long REFINE_PAUSE_NANOS = 15_000_000;
    /** Fewer colours than this compress well enough as they are. */
    private static final int MANY_COLOURS = 64;

    private final GraphicsPath.Bitmaps path;
    private final Mirror mirror;
    private final Movements movements;
    private final BitmapWriter writer;
    private final TileTimes times;
    private final Quality quality = new Quality();
    private final PaletteRuns runs = new PaletteRuns();
    private final boolean[] coarse;
    private final boolean mayBeCoarse;

    BitmapEncoder(GraphicsPath.Bitmaps path, int width, int height) {
        this.path = path;
        mirror = new Mirror(width, height);
        movements = new Movements(mirror);
        writer = new BitmapWriter(path, mirror);
        times = new TileTimes(mirror.columns * mirror.rows);
        coarse = new boolean[mirror.columns * mirror.rows];
        mayBeCoarse = path.compressed() && path.bitsPerPixel() >= 16;
    }

    @Override
    public List<ByteBuffer> encode(Frame frame, List<Rect> damage, long now) {
        writer.clear();
        mirror.clear();
        movements.clear();
        mirror.update(frame, damage, areas -> move(frame, areas));
        Arrays.sort(mirror.changed, 0, mirror.changedCount);
        boolean moving = false;
        for (int i = 0; i < mirror.changedCount; i++) moving |= judge(mirror.changed[i], now);
        for (int i = 0; i < mirror.changedCount; ) i += area(i);
        if (moving) quality.sent(writer.bytes());
        refine(now);
        return writer.list();
    }

    private void move(Frame frame, List<Rect> areas) {
        if (path.moves()) movements.find(frame, areas, move -> times.moved(mirror, move));
    }

    @Override
    public List<Move> moves() {
        return movements.found();
    }

    /** Whether a changed tile goes with fewer steps of each colour. */
    private boolean judge(int tile, long now) {
        int width = mirror.width(tile);
        int height = mirror.height(tile);
        boolean lossy = mayBeCoarse
                && times.sinceChange(tile, now) < TileChoice.MOVING_NANOS
                && width * height > 256
                && !runs.scan(
                        mirror.pixels,
                        mirror.top[tile] * mirror.width + mirror.left[tile],
                        mirror.width,
                        width,
                        height,
                        MANY_COLOURS,
                        width * height);
        coarse[tile] = lossy;
        if (lossy) times.lossy(tile, now);
        else {
            Rect bounds = mirror.bounds(tile);
            times.exact(tile, width == bounds.width() && height == bounds.height(), now);
        }
        return lossy;
    }

    /** Sends neighbouring changed tiles as one area and says how many. */
    private int area(int first) {
        int tile = mirror.changed[first];
        int left = mirror.left[tile];
        int top = mirror.top[tile];
        int right = mirror.right[tile];
        int bottom = mirror.bottom[tile];
        int sum = mirror.width(tile) * mirror.height(tile);
        int taken = 1;
        while (first + taken < mirror.changedCount) {
            int next = mirror.changed[first + taken];
            if (next != tile + taken || next % mirror.columns == 0 || coarse[next] != coarse[tile]) break;
            int newTop = Math.min(top, mirror.top[next]);
            int newBottom = Math.max(bottom, mirror.bottom[next]);
            sum += mirror.width(next) * mirror.height(next);
            int area = (mirror.right[next] - left) * (newBottom - newTop);
            if (mirror.right[next] - left > WIDEST || area * 4 > sum * 5) break;
            right = mirror.right[next];
            top = newTop;
            bottom = newBottom;
            taken++;
        }
        writer.add(left, top, right, bottom, coarse[tile] ? quality.bits() : 8);
        return taken;
    }

    private void refine(long now) {
        int sent = 0;
        for (int tile = times.nextResting(now, TileChoice.MOVING_NANOS);
                tile >= 0 && sent < REFINE_TILES;
                tile = times.nextResting(now, TileChoice.MOVING_NANOS)) {
            Rect bounds = mirror.bounds(tile);
            writer.add(bounds.x(), bounds.y(), bounds.right(), bounds.bottom(), 8);
            times.refined(tile);
            sent++;
        }
        times.pause(sent < REFINE_TILES ? 0 : now + REFINE_PAUSE_NANOS);
    }

    @Override
    public long refineAtNanos() {
        return times.refineAt(TileChoice.MOVING_NANOS);
    }

    @Override
    public void throughput(long bytesPerSecond) {
        quality.throughput(bytesPerSecond);
    }

    @Override
    public void reset() {
        mirror.forget();
        times.reset();
    }
}

package org.fairlead.rdp.codec.screen;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import org.fairlead.rdp.codec.ByteSink;
import org.fairlead.rdp.codec.clear.ClearCodecEncoder;
import org.fairlead.rdp.codec.clear.PaletteRuns;
import org.fairlead.rdp.codec.planar.PlanarEncoder;
import org.fairlead.rdp.codec.rfx.Rlgr;
import org.fairlead.rdp.picture.Frame;
import org.fairlead.rdp.picture.GraphicsPath;
import org.fairlead.rdp.picture.Move;
import org.fairlead.rdp.picture.PictureEncoder;
import org.fairlead.rdp.picture.Rect;

/**
 * Encodes for the graphics pipeline: moved areas as copies, known tiles from the client's cache, the rest as {@link
 * TileChoice} says, and lossy tiles again without loss when they rest.
 */
final class PipelineEncoder implements PictureEncoder {
    private static final long REST_NANOS = TileChoice.MOVING_NANOS;
    private static final int REFINE_TILES = 24;
    private static final long REFINE_PAUSE_NANOS = 15_000_000;
    private static final int WIDEST_PALETTE_AREA = 16;
    private static final int SMALL_CACHE = 900;
    private static final int CACHE = 4000;

    private final Mirror mirror;
    private final PipelineCommands commands;
    private final Movements movements;
    private final RemoteFxTiles remoteFx;
    private final Quality quality = new Quality();
    private final ClearCodecEncoder clear = new ClearCodecEncoder();
    private final PlanarEncoder planar = new PlanarEncoder();
    private final PaletteRuns runs = new PaletteRuns();
    private final Fills fills = new Fills();
    private final TileCache cache;
    private final TileTimes times;
    private final long[] hashes;
    private int manyColoured;

    PipelineEncoder(GraphicsPath.Pipeline path, int width, int height, Executor helper) {
        mirror = new Mirror(width, height);
        commands = new PipelineCommands(path.surface());
        movements = new Movements(mirror);
        remoteFx = new RemoteFxTiles(mirror, Rlgr.Mode.RLGR3, false, helper);
        cache = new TileCache(path.smallCache() ? SMALL_CACHE : CACHE);
        times = new TileTimes(mirror.columns * mirror.rows);
        hashes = new long[mirror.columns * mirror.rows];
    }

    @Override
    public List<ByteBuffer> encode(Frame frame, List<Rect> damage, long now) {
        commands.clear();
        mirror.clear();
        remoteFx.clear();
        manyColoured = 0;
        movements.clear();
        mirror.update(frame, damage, areas -> movements.find(frame, areas, this::moved));
        Arrays.sort(mirror.changed, 0, mirror.changedCount);
        draw(now);
        refine(now);
        return commands.list();
    }

    private void moved(Move move) {
        commands.copy(move.source(), move.toX(), move.toY());
        times.moved(mirror, move);
        forgetHashes(move.target());
    }

    private void forgetHashes(Rect area) {
        for (int row = area.y() / Mirror.TILE; row * Mirror.TILE < area.bottom(); row++)
            for (int column = area.x() / Mirror.TILE; column * Mirror.TILE < area.right(); column++)
                hashes[row * mirror.columns + column] = 0;
    }

    private void draw(long now) {
        keepReplaced(now);
        for (int i = 0; i < mirror.changedCount; i++)
            if (fromCache(mirror.changed[i], now)) mirror.right[mirror.changed[i]] = 0;
        mirror.compact();
        for (int i = 0; i < mirror.changedCount; ) {
            int together = sameRow(i);
            if (together > 1 && palette(i, together, now)) i += together;
            else drawTile(mirror.changed[i++], now);
        }
        fills.write(commands);
        if (remoteFx.count() > 0) {
            ByteSink out = commands.beginPixels(PipelineCommands.CODEC_CAVIDEO, 0, 0, mirror.width, mirror.height);
            int before = out.position();
            remoteFx.write(quality.luma(), quality.colour(), out);
            quality.sent(out.position() - before);
            commands.endPixels();
        }
    }

    /** Neighbours in one row of tiles whose changed parts fill most of the rectangle around them. */
    private int sameRow(int first) {
        int tile = mirror.changed[first];
        int top = mirror.top[tile];
        int bottom = mirror.bottom[tile];
        int sum = mirror.width(tile) * mirror.height(tile);
        int count = 1;
        while (count < WIDEST_PALETTE_AREA && first + count < mirror.changedCount) {
            int next = mirror.changed[first + count];
            if (next != tile + count || next % mirror.columns == 0) break;
            top = Math.min(top, mirror.top[next]);
            bottom = Math.max(bottom, mirror.bottom[next]);
            sum += mirror.width(next) * mirror.height(next);
            if ((mirror.right[next] - mirror.left[tile]) * (bottom - top) * 3 > sum * 4) break;
            count++;
        }
        return count;
    }

    /** Draws several tiles as one area of few colours if that is what they are. */
    private boolean palette(int first, int count, long now) {
        int left = mirror.left[mirror.changed[first]];
        int right = mirror.right[mirror.changed[first + count - 1]];
        int top = Integer.MAX_VALUE;
        int bottom = 0;
        for (int i = first; i < first + count; i++) {
            top = Math.min(top, mirror.top[mirror.changed[i]]);
            bottom = Math.max(bottom, mirror.bottom[mirror.changed[i]]);
        }
        int pixels = (right - left) * (bottom - top);
        if (!runs.scan(
                mirror.pixels, top * mirror.width + left, mirror.width, right - left, bottom - top, 32, pixels / 2))
            return false;
        if (runs.colours() == 1) fills.add(runs.firstColour(), left, top, right, bottom);
        else write(left, top, right, bottom);
        for (int i = first; i < first + count; i++) times.exact(mirror.changed[i], whole(mirror.changed[i]), now);
        return true;
    }

    private void write(int left, int top, int right, int bottom) {
        clear.encode(runs, commands.beginPixels(PipelineCommands.CODEC_CLEARCODEC, left, top, right, bottom));
        commands.endPixels();
    }

    private boolean whole(int tile) {
        Rect bounds = mirror.bounds(tile);
        return mirror.width(tile) == bounds.width() && mirror.height(tile) == bounds.height();
    }

    private void drawTile(int tile, long now) {
        int left = mirror.left[tile];
        int top = mirror.top[tile];
        int right = mirror.right[tile];
        int bottom = mirror.bottom[tile];
        int pixels = (right - left) * (bottom - top);
        int start = top * mirror.width + left;
        boolean few = runs.scan(
                mirror.pixels, start, mirror.width, right - left, bottom - top, PaletteRuns.MOST_COLOURS, pixels);
        long since = times.sinceChange(tile, now);
        var choice = TileChoice.of(few, runs.colours(), runs.runs(), pixels, since, manyColoured);
        switch (choice) {
            case SOLID -> fills.add(runs.firstColour(), left, top, right, bottom);
            case PALETTE -> write(left, top, right, bottom);
            case PLANAR -> planar(left, top, right, bottom);
            case REMOTE_FX -> remoteFx.add(tile, since < TileChoice.MOVING_NANOS, left, top, right, bottom);
        }
        if (choice == TileChoice.PLANAR || choice == TileChoice.REMOTE_FX) manyColoured++;
        if (choice == TileChoice.REMOTE_FX) {
            hashes[tile] = 0;
            times.lossy(tile, now);
        } else times.exact(tile, whole(tile), now);
    }

    private void planar(int left, int top, int right, int bottom) {
        ByteSink out = commands.beginPixels(PipelineCommands.CODEC_PLANAR, left, top, right, bottom);
        planar.encode(mirror.pixels, top * mirror.width + left, mirror.width, right - left, bottom - top, false, out);
        commands.endPixels();
    }

    /** Has the client keep what large changes are about to replace, if it stood for a while. */
    private void keepReplaced(long now) {
        for (int i = 0; i < mirror.changedCount; i++) {
            int tile = mirror.changed[i];
            long hash = hashes[tile];
            hashes[tile] = 0;
            if (hash == 0 || cache.has(hash) || times.sinceChange(tile, now) < 2 * REST_NANOS) continue;
            if (mirror.width(tile) * mirror.height(tile) * 2 < Mirror.TILE * Mirror.TILE) continue;
            commands.toCache(hash, cache.put(hash), mirror.bounds(tile));
        }
    }

    private boolean fromCache(int tile, long now) {
        Rect bounds = mirror.bounds(tile);
        if (bounds.area() < Mirror.TILE * Mirror.TILE) return false;
        if (mirror.width(tile) * mirror.height(tile) * 2 < Mirror.TILE * Mirror.TILE) return false;
        if (times.sinceChange(tile, now) < REST_NANOS) return false;
        long hash = mirror.hash(tile);
        hashes[tile] = hash;
        int slot = cache.slotOf(hash);
        if (slot == 0) return false;
        commands.fromCache(slot, bounds.x(), bounds.y());
        times.exact(tile, true, now);
        return true;
    }

    private void refine(long now) {
        int left = REFINE_TILES;
        for (int i = times.nextResting(now, REST_NANOS); i >= 0 && left > 0; i = times.nextResting(now, REST_NANOS)) {
            Rect bounds = mirror.bounds(i);
            if (runs.scan(
                    mirror.pixels,
                    bounds.y() * mirror.width + bounds.x(),
                    mirror.width,
                    bounds.width(),
                    bounds.height(),
                    PaletteRuns.MOST_COLOURS,
                    (int) bounds.area() / 2)) write(bounds.x(), bounds.y(), bounds.right(), bounds.bottom());
            else planar(bounds.x(), bounds.y(), bounds.right(), bounds.bottom());
            times.refined(i);
            hashes[i] = mirror.hash(i);
            left--;
        }
        times.pause(left > 0 ? 0 : now + REFINE_PAUSE_NANOS);
    }

    @Override
    public long refineAtNanos() {
        return times.refineAt(REST_NANOS);
    }

    @Override
    public void throughput(long bytesPerSecond) {
        quality.throughput(bytesPerSecond);
    }

    @Override
    public void reset() {
        mirror.forget();
        cache.clear();
        clear.reset();
        remoteFx.reset();
        times.reset();
        Arrays.fill(hashes, 0);
    }
}

package org.fairlead.rdp.codec.screen;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import org.fairlead.rdp.codec.ByteSink;
import org.fairlead.rdp.codec.clear.PaletteRuns;
import org.fairlead.rdp.codec.rfx.Quantisation;
import org.fairlead.rdp.codec.rfx.Rlgr;
import org.fairlead.rdp.picture.Frame;
import org.fairlead.rdp.picture.GraphicsPath;
import org.fairlead.rdp.picture.Move;
import org.fairlead.rdp.picture.PictureEncoder;
import org.fairlead.rdp.picture.Rect;

/**
 * Encodes for clients with RemoteFX but without the graphics pipeline: each message is one TS_SURFCMD (MS-RDPBCGR
 * 2.2.9.2), with bitmaps beside them for tiles of few colours. Tiles that were in movement are
 * sent again as bitmaps when they rest.
 */
final class SurfaceEncoder implements PictureEncoder {
    private static final int SET_SURFACE_BITS = 0x0001;
    private static final int STREAM_SURFACE_BITS = 0x0006;
    private static final int REFINE_TILES = 24;
    private static final long REFINE_PAUSE_NANOS = 15_000_000;
    /** Room for the worst tile that RemoteFX makes of a picture. */
    private static final int TILE_BYTES = 8 * 1024;

    private static final int HEADER_BYTES = 1024;

    private final GraphicsPath.SurfaceCommands path;
    private final Mirror mirror;
    private final RemoteFxTiles remoteFx;
    private final Quality quality = new Quality();
    private final TileTimes times;
    private final Movements movements;
    private final BitmapWriter bitmaps;
    private final PaletteRuns runs = new PaletteRuns();
    private final ByteSink out = new ByteSink(1 << 18);
    private final List<Integer> ends = new ArrayList<>();
    private final int tilesACommand;

    SurfaceEncoder(GraphicsPath.SurfaceCommands path, int width, int height, Executor helper) {
        this.path = path;
        mirror = new Mirror(width, height);
        movements = new Movements(mirror);
        bitmaps = new BitmapWriter(path.bitmaps(), mirror);
        remoteFx = new RemoteFxTiles(mirror, Rlgr.Mode.RLGR3, path.imageMode(), helper);
        times = new TileTimes(mirror.columns * mirror.rows);
        tilesACommand = Math.max(1, (path.largestCommand() - HEADER_BYTES) / TILE_BYTES);
    }

    @Override
    public List<ByteBuffer> encode(Frame frame, List<Rect> damage, long now) {
        out.clear();
        ends.clear();
        bitmaps.clear();
        mirror.clear();
        movements.clear();
        mirror.update(frame, damage, areas -> move(frame, areas));
        Arrays.sort(mirror.changed, 0, mirror.changedCount);
        draw(now);
        refine(now);
        List<ByteBuffer> list = new ArrayList<>(ends.size());
        int from = 0;
        for (int end : ends) {
            list.add(out.slice(from, end));
            from = end;
        }
        return list;
    }

    private void move(Frame frame, List<Rect> areas) {
        if (path.bitmaps().moves()) movements.find(frame, areas, move -> times.moved(mirror, move));
    }

    @Override
    public List<Move> moves() {
        return movements.found();
    }

    private void draw(long now) {
        remoteFx.clear();
        int before = out.position();
        for (int i = 0; i < mirror.changedCount; i++) {
            int tile = mirror.changed[i];
            if (exactly(tile, now)) continue;
            boolean moves = times.sinceChange(tile, now) < TileChoice.MOVING_NANOS;
            remoteFx.add(tile, moves, mirror.left[tile], mirror.top[tile], mirror.right[tile], mirror.bottom[tile]);
            times.lossy(tile, now);
            if (remoteFx.count() == tilesACommand) command(quality.luma(), quality.colour());
        }
        command(quality.luma(), quality.colour());
        if (out.position() > before) quality.sent(out.position() - before);
    }

    /** Sends a tile of few colours as a bitmap: text stays sharp, and small changes cost no whole tile. */
    private boolean exactly(int tile, long now) {
        int width = mirror.width(tile);
        int height = mirror.height(tile);
        int start = mirror.top[tile] * mirror.width + mirror.left[tile];
        if (!runs.scan(
                mirror.pixels, start, mirror.width, width, height, PaletteRuns.MOST_COLOURS, width * height / 2 + 64))
            return false;
        bitmaps.add(mirror.left[tile], mirror.top[tile], mirror.right[tile], mirror.bottom[tile]);
        Rect bounds = mirror.bounds(tile);
        times.exact(tile, width == bounds.width() && height == bounds.height(), now);
        return true;
    }

    @Override
    public List<ByteBuffer> bitmaps() {
        return bitmaps.list();
    }

    private void refine(long now) {
        int sent = 0;
        for (int tile = times.nextResting(now, TileChoice.MOVING_NANOS);
                tile >= 0 && sent < REFINE_TILES;
                tile = times.nextResting(now, TileChoice.MOVING_NANOS)) {
            Rect bounds = mirror.bounds(tile);
            bitmaps.add(bounds.x(), bounds.y(), bounds.right(), bounds.bottom());
            times.refined(tile);
            sent++;
        }
        times.pause(sent < REFINE_TILES ? 0 : now + REFINE_PAUSE_NANOS);
    }

    private void command(Quantisation luma, Quantisation colour) {
        if (remoteFx.count() == 0) return;
        out.u16(path.setSurfaceBits() ? SET_SURFACE_BITS : STREAM_SURFACE_BITS);
        out.u16(0);
        out.u16(0);
        out.u16(mirror.width);
        out.u16(mirror.height);
        out.u8(32);
        out.u8(0);
        out.u8(0);
        out.u8(path.remoteFxCodec());
        out.u16(mirror.width);
        out.u16(mirror.height);
        int lengthAt = out.position();
        out.u32(0);
        remoteFx.write(luma, colour, out);
        out.u32At(lengthAt, out.position() - lengthAt - 4);
        ends.add(out.position());
        remoteFx.clear();
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
        remoteFx.reset();
        times.reset();
    }
}

package org.fairlead.rdp.share;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.fairlead.rdp.codec.bulk.MppcCompressor;
import org.fairlead.rdp.picture.GraphicsPath;
import org.fairlead.rdp.picture.Move;
import org.fairlead.rdp.wire.ByteWriter;
import org.jspecify.annotations.Nullable;

/** Packs drawing commands of the bitmap and surface paths into updates, ready for the socket. */
public final class UpdatePacker {
    private static final int UPDATETYPE_BITMAP = 1;
    private static final int CMDTYPE_FRAME_MARKER = 4;
    private static final int FRAME_BEGIN = 0;
    private static final int FRAME_END = 1;
    /** A Share Data PDU with its headers must fit in the 14 bits of an MCS length. */
    private static final int LARGEST_SLOW_DATA = 16_000;

    private UpdatePacker() {}

    /** What one command may have on the bitmap path of this client. */
    public static int largestBitmap(Capabilities client) {
        return client.fastPathOutput() ? FastPathOutput.LARGEST_DATA - 4 : LARGEST_SLOW_DATA - 4;
    }

    /** What one command may have on the surface path of this client; two frame markers must fit beside it. */
    public static int largestSurfaceCommand(Capabilities client) {
        return largestUpdate(client) - 16;
    }

    private static int largestUpdate(Capabilities client) {
        return Math.clamp(client.largestUpdate(), FastPathOutput.LARGEST_DATA, 0x3F_0000);
    }

    /** Moves, then TS_BITMAP_DATA in as few updates as they fit in; the compressor is for the fast path alone. */
    public static ByteBuffer bitmaps(
            List<Move> moves, List<ByteBuffer> commands, boolean fastPath, @Nullable MppcCompressor compressor) {
        ByteWriter out = new ByteWriter(size(commands) + 256);
        ScreenBlt.write(moves, fastPath, out);
        bitmapUpdates(commands, fastPath, out, compressor);
        return out.toBuffer();
    }

    private static void bitmapUpdates(
            List<ByteBuffer> commands, boolean fastPath, ByteWriter out, @Nullable MppcCompressor compressor) {
        int limit = fastPath ? FastPathOutput.LARGEST_DATA : LARGEST_SLOW_DATA;
        List<ByteBuffer> group = new ArrayList<>();
        int size = 4;
        for (ByteBuffer command : commands) {
            if (size + command.remaining() > limit && !group.isEmpty()) {
                bitmapUpdate(out, group, fastPath, compressor);
                group.clear();
                size = 4;
            }
            group.add(command);
            size += command.remaining();
        }
        if (!group.isEmpty()) bitmapUpdate(out, group, fastPath, compressor);
    }

    private static void bitmapUpdate(
            ByteWriter out, List<ByteBuffer> rectangles, boolean fastPath, @Nullable MppcCompressor compressor) {
        List<ByteBuffer> parts = new ArrayList<>();
        parts.add(
                new ByteWriter(4).u16(UPDATETYPE_BITMAP).u16(rectangles.size()).toBuffer());
        parts.addAll(rectangles);
        if (fastPath) {
            FastPathOutput.write(out, FastPathOutput.BITMAP, parts, compressor);
            return;
        }
        ByteWriter body = new ByteWriter(LARGEST_SLOW_DATA);
        for (ByteBuffer part : parts) body.bytes(part.duplicate());
        out.bytes(SharePdu.data(SharePdu.UPDATE, body.toByteArray()));
    }

    /** Moves, then bitmaps, then TS_SURFCMD between frame markers, as far as the client takes markers. */
    public static ByteBuffer surfaceCommands(
            List<Move> moves,
            List<ByteBuffer> bitmaps,
            List<ByteBuffer> commands,
            int frameId,
            Capabilities client,
            @Nullable MppcCompressor compressor) {
        List<ByteBuffer> all = new ArrayList<>();
        boolean markers = client.surface(Capabilities.SURFCMDS_FRAME_MARKER);
        if (markers) all.add(marker(FRAME_BEGIN, frameId));
        all.addAll(commands);
        if (markers) all.add(marker(FRAME_END, frameId));
        int limit = largestUpdate(client);
        ByteWriter out = new ByteWriter(size(all) + size(all) / 2000 + size(bitmaps) + 512);
        ScreenBlt.write(moves, true, out);
        bitmapUpdates(bitmaps, true, out, compressor);
        List<ByteBuffer> group = new ArrayList<>();
        int size = 0;
        for (ByteBuffer command : all) {
            if (size + command.remaining() > limit && !group.isEmpty()) {
                FastPathOutput.write(out, FastPathOutput.SURFACE_COMMANDS, group);
                group.clear();
                size = 0;
            }
            group.add(command);
            size += command.remaining();
        }
        FastPathOutput.write(out, FastPathOutput.SURFACE_COMMANDS, group);
        return out.toBuffer();
    }

    private static ByteBuffer marker(int action, int frameId) {
        return new ByteWriter(8)
                .u16(CMDTYPE_FRAME_MARKER)
                .u16(action)
                .u32(frameId)
                .toBuffer();
    }

    private static int size(List<ByteBuffer> parts) {
        return parts.stream().mapToInt(ByteBuffer::remaining).sum();
    }

    /** Whether this client takes surface commands with RemoteFX at all. */
    public static boolean takesRemoteFx(Capabilities client) {
        return client.fastPathOutput()
                && client.remoteFxCodec() != 0
                && client.largestUpdate() >= 128 * 1024
                && (client.surface(Capabilities.SURFCMDS_SET_SURFACE_BITS)
                        || client.surface(Capabilities.SURFCMDS_STREAM_SURFACE_BITS));
    }

    /** The surface path of a client that takes it. */
    public static GraphicsPath.SurfaceCommands surfacePath(Capabilities client, GraphicsPath.Bitmaps bitmaps) {
        return new GraphicsPath.SurfaceCommands(
                client.remoteFxCodec(),
                client.remoteFxImageMode(),
                client.surface(Capabilities.SURFCMDS_SET_SURFACE_BITS),
                largestSurfaceCommand(client),
                bitmaps);
    }
}

package org.fairlead.rdp.channel;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ByteWriter;
import org.fairlead.rdp.wire.ProtocolException;

/** Control messages of the graphics pipeline (MS-RDPEGFX 2.2.2), each with its RDPGFX_HEADER. */
public final class GraphicsPdu {
    public static final String CHANNEL = "Microsoft::Windows::RDS::Graphics";

    private static final int CREATE_SURFACE = 0x09;
    private static final int DELETE_SURFACE = 0x0A;
    private static final int START_FRAME = 0x0B;
    private static final int END_FRAME = 0x0C;
    private static final int FRAME_ACKNOWLEDGE = 0x0D;
    private static final int RESET_GRAPHICS = 0x0E;
    private static final int MAP_SURFACE_TO_OUTPUT = 0x0F;
    private static final int CACHE_IMPORT_OFFER = 0x10;
    private static final int CACHE_IMPORT_REPLY = 0x11;
    private static final int CAPS_ADVERTISE = 0x12;
    private static final int CAPS_CONFIRM = 0x13;
    private static final int RESET_GRAPHICS_SIZE = 340;
    private static final int PIXEL_FORMAT_XRGB_8888 = 0x20;
    private static final int MONITOR_PRIMARY = 1;

    public static final int VERSION_10 = 0x000A_0002;
    public static final int VERSION_10_1 = 0x000A_0100;
    private static final int FLAGS_KNOWN_8 = 0x1 | 0x2;
    private static final int FLAGS_KNOWN_10 = 0x2 | 0x20;
    private static final List<Integer> VERSIONS = List.of(
            0x0008_0004,
            0x0008_0105,
            VERSION_10,
            VERSION_10_1,
            0x000A_0200,
            0x000A_0301,
            0x000A_0400,
            0x000A_0502,
            0x000A_0600,
            0x000A_0601,
            0x000A_0701);

    private GraphicsPdu() {}

    /** What a client sends on the graphics channel. */
    public sealed interface FromClient {
        /** CapsAdvertise: the best set that this server knows, version 0 when there is none. */
        record CapsAdvertise(int version, int flags) implements FromClient {}

        /** queueDepth 0xFFFFFFFF (-1): the client stops acknowledging. */
        record FrameAcknowledge(int queueDepth, int frameId) implements FromClient {}

        record CacheImportOffer() implements FromClient {}
    }

    /** All messages in one piece of channel data; those that no server needs are left out. */
    public static List<FromClient> read(byte[] data) throws ProtocolException {
        ByteReader in = new ByteReader(data);
        List<FromClient> messages = new ArrayList<>();
        while (!in.isEmpty()) {
            int command = in.u16();
            in.skip(2);
            int length = in.length32(ChannelData.LIMIT);
            if (length < 8) throw new ProtocolException("a graphics message is shorter than its header");
            ByteReader body = in.slice(length - 8);
            switch (command) {
                case CAPS_ADVERTISE -> messages.add(capsAdvertise(body));
                case FRAME_ACKNOWLEDGE -> messages.add(new FromClient.FrameAcknowledge(body.i32(), body.i32()));
                case CACHE_IMPORT_OFFER -> messages.add(new FromClient.CacheImportOffer());
                default -> {}
            }
        }
        return messages;
    }

    private static FromClient.CapsAdvertise capsAdvertise(ByteReader in) throws ProtocolException {
        int count = in.u16();
        int best = 0;
        int flags = 0;
        for (int i = 0; i < count; i++) {
            int version = in.i32();
            ByteReader set = in.slice(in.length32(ChannelData.LIMIT));
            if (!VERSIONS.contains(version) || Integer.compareUnsigned(version, best) < 0) continue;
            best = version;
            flags = version == VERSION_10_1 || set.remaining() < 4 ? 0 : set.i32();
        }
        int known = Integer.compareUnsigned(best, VERSION_10) >= 0 ? FLAGS_KNOWN_10 : FLAGS_KNOWN_8;
        return new FromClient.CapsAdvertise(best, flags & known);
    }

    public static ByteBuffer capsConfirm(int version, int flags) {
        int size = version == VERSION_10_1 ? 16 : 4;
        ByteWriter out = header(CAPS_CONFIRM, 8 + size).u32(version).u32(size);
        if (size == 4) out.u32(flags);
        else out.zeros(16);
        return out.toBuffer();
    }

    /** ResetGraphics (2.2.2.14) with one monitor, always padded to 340 bytes. */
    public static ByteBuffer resetGraphics(int width, int height) {
        ByteWriter out = header(RESET_GRAPHICS, RESET_GRAPHICS_SIZE - 8);
        out.u32(width).u32(height).u32(1);
        out.u32(0).u32(0).u32(width - 1).u32(height - 1).u32(MONITOR_PRIMARY);
        return out.zeros(RESET_GRAPHICS_SIZE - out.size()).toBuffer();
    }

    public static ByteBuffer createSurface(int surface, int width, int height) {
        return header(CREATE_SURFACE, 7)
                .u16(surface)
                .u16(width)
                .u16(height)
                .u8(PIXEL_FORMAT_XRGB_8888)
                .toBuffer();
    }

    public static ByteBuffer deleteSurface(int surface) {
        return header(DELETE_SURFACE, 2).u16(surface).toBuffer();
    }

    public static ByteBuffer mapSurfaceToOutput(int surface) {
        return header(MAP_SURFACE_TO_OUTPUT, 12)
                .u16(surface)
                .u16(0)
                .u32(0)
                .u32(0)
                .toBuffer();
    }

    public static ByteBuffer startFrame(int frameId, int timestamp) {
        return header(START_FRAME, 8).u32(timestamp).u32(frameId).toBuffer();
    }

    public static ByteBuffer endFrame(int frameId) {
        return header(END_FRAME, 4).u32(frameId).toBuffer();
    }

    /** CacheImportReply (2.2.2.17) that imports nothing. */
    public static ByteBuffer cacheImportReply() {
        return header(CACHE_IMPORT_REPLY, 2).u16(0).toBuffer();
    }

    private static ByteWriter header(int command, int bodySize) {
        return new ByteWriter(bodySize + 8).u16(command).u16(0).u32(bodySize + 8);
    }
}

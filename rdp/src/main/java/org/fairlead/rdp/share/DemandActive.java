package org.fairlead.rdp.share;

import org.fairlead.rdp.connect.DomainPdu;
import org.fairlead.rdp.wire.ByteWriter;

/**
 * Demand Active (MS-RDPBCGR 2.2.1.13.1): the size to share and what this server can do.
 *
 * @param autoReconnect whether a cookie for reconnecting will be given
 */
public record DemandActive(int width, int height, int bitsPerPixel, boolean autoReconnect) {
    static final int CHANNEL_CHUNK = 1600;
    private static final int LARGEST_REQUEST = 0x3F_0000;

    /** Ready for the socket. */
    public byte[] write() {
        ByteWriter sets = new ByteWriter(512);
        int count = 0;
        for (byte[] set : new byte[][] {
            set(CapabilitySet.SHARE, new ByteWriter().u16(DomainPdu.SERVER_USER).u16(0)),
            set(CapabilitySet.GENERAL, general()),
            set(CapabilitySet.BITMAP, bitmap()),
            set(CapabilitySet.ORDER, order()),
            set(CapabilitySet.POINTER, new ByteWriter().u16(1).u16(20).u16(20)),
            set(CapabilitySet.INPUT, input()),
            set(CapabilitySet.VIRTUAL_CHANNEL, new ByteWriter().u32(0).u32(CHANNEL_CHUNK)),
            set(CapabilitySet.FONT, new ByteWriter().u16(1).u16(0)),
            set(CapabilitySet.MULTIFRAGMENT_UPDATE, new ByteWriter().u32(LARGEST_REQUEST)),
            set(CapabilitySet.LARGE_POINTER, new ByteWriter().u16(3)),
            set(CapabilitySet.SURFACE_COMMANDS, surfaceCommands()),
            set(CapabilitySet.BITMAP_CODECS, codecs()),
            set(CapabilitySet.FRAME_ACKNOWLEDGE, new ByteWriter().u32(2))
        }) {
            sets.bytes(set);
            count++;
        }
        byte[] source = {'R', 'D', 'P', 0};
        ByteWriter body = new ByteWriter(sets.size() + 24);
        body.u32(SharePdu.SHARE_ID).u16(source.length).u16(sets.size() + 4).bytes(source);
        body.u16(count).u16(0).bytes(sets.toByteArray()).u32(0);
        return SharePdu.control(SharePdu.DEMAND_ACTIVE, body.toByteArray());
    }

    private static byte[] set(int type, ByteWriter content) {
        return new ByteWriter(content.size() + 4)
                .u16(type)
                .u16(content.size() + 4)
                .bytes(content.toByteArray())
                .toByteArray();
    }

    private ByteWriter general() {
        int flags = CapabilitySet.FASTPATH_OUTPUT_SUPPORTED
                | CapabilitySet.LONG_CREDENTIALS_SUPPORTED
                | CapabilitySet.NO_BITMAP_COMPRESSION_HDR
                | (autoReconnect ? CapabilitySet.AUTORECONNECT_SUPPORTED : 0);
        int unix = 4;
        int nativeXServer = 7;
        return new ByteWriter()
                .u16(unix)
                .u16(nativeXServer)
                .u16(0x0200)
                .u16(0)
                .u16(0)
                .u16(flags)
                .u16(0)
                .u16(0)
                .u16(0)
                .u8(1)
                .u8(1);
    }

    private ByteWriter bitmap() {
        int dynamicFidelitySubsamplingSkipAlpha = 0x02 | 0x04 | 0x08;
        return new ByteWriter()
                .u16(bitsPerPixel)
                .u16(1)
                .u16(1)
                .u16(1)
                .u16(width)
                .u16(height)
                .u16(0)
                .u16(1)
                .u16(1)
                .u8(0)
                .u8(dynamicFidelitySubsamplingSkipAlpha)
                .u16(1)
                .u16(0);
    }

    /** No drawing order but ScrBlt, the third of orderSupport. */
    private static ByteWriter order() {
        int negotiateAndZeroBounds = 0x02 | 0x08;
        return new ByteWriter()
                .zeros(20)
                .u16(1)
                .u16(20)
                .u16(0)
                .u16(1)
                .u16(0)
                .u16(negotiateAndZeroBounds)
                .zeros(CapabilitySet.SCREEN_BLT)
                .u8(1)
                .zeros(32 - CapabilitySet.SCREEN_BLT - 1 + 4 + 4)
                .u32(230400)
                .zeros(8);
    }

    private static ByteWriter input() {
        int scancodes = 0x0001;
        int extendedMouse = 0x0004;
        int fastPath = 0x0008 | 0x0020;
        int unicode = 0x0010;
        int horizontalWheel = 0x0100;
        int qoeTimestamps = 0x0200;
        return new ByteWriter()
                .u16(scancodes | extendedMouse | fastPath | unicode | horizontalWheel | qoeTimestamps)
                .zeros(2 + 16 + 64);
    }

    private static ByteWriter surfaceCommands() {
        return new ByteWriter()
                .u32(Capabilities.SURFCMDS_SET_SURFACE_BITS
                        | Capabilities.SURFCMDS_FRAME_MARKER
                        | Capabilities.SURFCMDS_STREAM_SURFACE_BITS)
                .u32(0);
    }

    /** The client gives the ids, so they are zero here. */
    private static ByteWriter codecs() {
        return new ByteWriter()
                .u8(2)
                .bytes(CapabilitySet.remoteFx())
                .u8(0)
                .u16(4)
                .u32(0)
                .bytes(CapabilitySet.imageRemoteFx())
                .u8(0)
                .u16(4)
                .u32(0);
    }
}

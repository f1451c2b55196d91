package org.fairlead.rdp.share;

import java.util.Arrays;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ProtocolException;

/**
 * What a client told in Confirm Active (MS-RDPBCGR 2.2.1.13.2), as far as a server needs it.
 *
 * @param bitmapHeaderOptional NO_BITMAP_COMPRESSION_HDR: compressed bitmaps may come without TS_CD_HEADER
 * @param largestUpdate MultifragmentUpdate MaxRequestSize, 0 when the client takes no fragments
 * @param pointerCache entries of the pointer cache, 0 when it takes only colour pointers
 * @param largePointers LARGE_POINTER flags: 1 for 96x96, 2 for 384x384
 * @param surfaceCommands cmdFlags of the Surface Commands capability
 * @param remoteFxCodec the id that the client gave to RemoteFX, 0 when it has none
 * @param remoteFxImageMode whether the client wants RemoteFX in image mode only
 * @param acknowledgesFrames whether the client sends Frame Acknowledge PDUs
 * @param screenBlt whether the client takes the drawing order that moves areas of its screen
 */
public record Capabilities(
        boolean fastPathOutput,
        boolean bitmapHeaderOptional,
        boolean bitmapCompression,
        boolean desktopResize,
        int largestUpdate,
        int pointerCache,
        int largePointers,
        int surfaceCommands,
        int remoteFxCodec,
        boolean remoteFxImageMode,
        boolean acknowledgesFrames,
        boolean screenBlt) {
    public static final int SURFCMDS_SET_SURFACE_BITS = 0x02;
    public static final int SURFCMDS_FRAME_MARKER = 0x10;
    public static final int SURFCMDS_STREAM_SURFACE_BITS = 0x40;
    private static final int MAX_SETS = 100;

    public boolean surface(int commandFlag) {
        return (surfaceCommands & commandFlag) != 0;
    }

    /** Reads Confirm Active after its Share Control header. */
    public static Capabilities read(ByteReader in) throws ProtocolException {
        in.skip(4 + 2);
        int sourceLength = in.u16();
        in.skip(2);
        in.skip(sourceLength);
        int count = in.u16();
        in.skip(2);
        if (count > MAX_SETS) throw new ProtocolException(count + " capability sets are too many");
        Reading reading = new Reading();
        for (int i = 0; i < count && in.remaining() >= 4; i++) {
            int type = in.u16();
            int length = in.u16();
            if (length < 4) throw new ProtocolException("a capability set is shorter than its header");
            reading.set(type, in.slice(length - 4));
        }
        return reading.result();
    }

    private static final class Reading {
        private boolean fastPathOutput;
        private boolean bitmapHeaderOptional;
        private boolean bitmapCompression = true;
        private boolean desktopResize;
        private int largestUpdate;
        private int pointerCache;
        private int largePointers;
        private int surfaceCommands;
        private int remoteFxCodec;
        private boolean remoteFxImageMode;
        private boolean acknowledgesFrames;
        private boolean screenBlt;

        void set(int type, ByteReader in) throws ProtocolException {
            switch (type) {
                case CapabilitySet.GENERAL -> {
                    in.skip(10);
                    int flags = in.u16();
                    fastPathOutput = (flags & CapabilitySet.FASTPATH_OUTPUT_SUPPORTED) != 0;
                    bitmapHeaderOptional = (flags & CapabilitySet.NO_BITMAP_COMPRESSION_HDR) != 0;
                }
                case CapabilitySet.BITMAP -> {
                    in.skip(14);
                    desktopResize = in.u16() != 0;
                    bitmapCompression = in.u16() != 0;
                }
                case CapabilitySet.ORDER -> {
                    in.skip(30);
                    boolean negotiated = (in.u16() & CapabilitySet.NEGOTIATE_ORDER_SUPPORT) != 0;
                    in.skip(CapabilitySet.SCREEN_BLT);
                    screenBlt = negotiated && in.u8() != 0;
                }
                case CapabilitySet.POINTER -> {
                    in.skip(4);
                    pointerCache = in.remaining() >= 2 ? in.u16() : 0;
                }
                case CapabilitySet.MULTIFRAGMENT_UPDATE -> largestUpdate = (int) Math.min(in.u32(), 0x4000_0000);
                case CapabilitySet.LARGE_POINTER -> largePointers = in.u16();
                case CapabilitySet.SURFACE_COMMANDS -> surfaceCommands = in.i32();
                case CapabilitySet.BITMAP_CODECS -> codecs(in);
                case CapabilitySet.FRAME_ACKNOWLEDGE -> acknowledgesFrames = true;
                default -> {}
            }
        }

        private void codecs(ByteReader in) throws ProtocolException {
            int count = in.u8();
            for (int i = 0; i < count; i++) {
                byte[] guid = in.bytes(16);
                int id = in.u8();
                ByteReader properties = in.slice(in.u16());
                if (Arrays.equals(guid, CapabilitySet.remoteFx())) remoteFx(id, properties);
            }
        }

        /** TS_RFX_CLNT_CAPS_CONTAINER (MS-RDPRFX 2.2.1.1); bit 1 of an icap's flags means image mode only. */
        private void remoteFx(int id, ByteReader in) throws ProtocolException {
            remoteFxCodec = id;
            if (in.remaining() < 12 + 8 + 13) return;
            in.skip(12 + 8 + 6 + 1 + 2);
            int icaps = in.u16();
            in.skip(2);
            boolean video = icaps == 0;
            for (int i = 0; i < icaps && in.remaining() >= 8; i++) {
                in.skip(4);
                video |= (in.u8() & 0x02) == 0;
                in.skip(3);
            }
            remoteFxImageMode = !video;
        }

        Capabilities result() {
            return new Capabilities(
                    fastPathOutput,
                    bitmapHeaderOptional,
                    bitmapCompression,
                    desktopResize,
                    largestUpdate,
                    pointerCache,
                    largePointers,
                    surfaceCommands,
                    remoteFxCodec,
                    remoteFxImageMode,
                    acknowledgesFrames,
                    screenBlt);
        }
    }
}

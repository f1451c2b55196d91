package org.fairlead.rdp.connect;

import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ProtocolException;

/** TS_UD_CS_CORE (MS-RDPBCGR 2.2.1.3.2): what the client is; fields that it left out are zero. */
public record ClientCore(
        int width,
        int height,
        int keyboardLayout,
        int build,
        String name,
        int highColorDepth,
        int supportedColorDepths,
        int earlyCapabilities,
        String productId,
        int connectionType) {
    public static final int SUPPORT_ERRINFO = 0x0001;
    public static final int WANT_32BPP = 0x0002;
    public static final int NETCHAR_AUTODETECT = 0x0080;
    public static final int DYNVC_GFX = 0x0100;
    public static final int HEARTBEAT = 0x0400;
    public static final int SKIP_CHANNELJOIN = 0x0800;
    private static final int FREERDP_BUILD = 18363;
    private static final int SUPPORTS_32BPP = 0x0008;

    static ClientCore read(ByteReader in) throws ProtocolException {
        in.skip(4);
        int width = in.u16();
        int height = in.u16();
        int colorDepth = in.u16();
        in.skip(2);
        int layout = in.i32();
        int build = in.i32();
        String name = in.utf16(32);
        in.skip(12 + 64);
        int depth = depthOf(colorDepth);
        if (in.remaining() >= 8) {
            depth = depthOf(in.u16());
            in.skip(6);
        }
        int supported = 0;
        int early = 0;
        int connection = 0;
        if (in.remaining() >= 2) depth = in.u16();
        if (in.remaining() >= 2) supported = in.u16();
        if (in.remaining() >= 2) early = in.u16();
        String product = "";
        if (in.remaining() >= 65) {
            product = in.utf16(64);
            connection = in.u8();
        }
        return new ClientCore(width, height, layout, build, name, depth, supported, early, product, connection);
    }

    private static int depthOf(int code) {
        return switch (code) {
            case 0xCA01 -> 8;
            case 0xCA02 -> 15;
            case 0xCA03 -> 16;
            case 0xCA04 -> 24;
            default -> 4;
        };
    }

    public boolean has(int earlyCapability) {
        return (earlyCapabilities & earlyCapability) != 0;
    }

    /**
     * Whether this is FreeRDP 2, as Remmina and others have it: it looks for each answer once and then sleeps 100 ms. All
     * its answers to channel joins may be sent before it asks, since it asks in a fixed order and one after the other.
     */
    public boolean isSleepy() {
        return build == FREERDP_BUILD && productId.isEmpty() && !has(SKIP_CHANNELJOIN);
    }

    /** The depth to serve: what the client wants, but palettes become 16 bit. */
    public int bitsPerPixel() {
        if (has(WANT_32BPP) && (supportedColorDepths & SUPPORTS_32BPP) != 0) return 32;
        return highColorDepth < 15 ? 16 : Math.min(highColorDepth, 24);
    }
}

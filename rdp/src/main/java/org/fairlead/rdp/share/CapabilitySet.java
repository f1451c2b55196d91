package org.fairlead.rdp.share;

import java.util.HexFormat;

/** Numbers of the capability sets (MS-RDPBCGR 2.2.7) that this server writes or reads. */
final class CapabilitySet {
    static final int GENERAL = 1;
    static final int BITMAP = 2;
    static final int ORDER = 3;
    static final int POINTER = 8;
    static final int SHARE = 9;
    static final int INPUT = 13;
    static final int FONT = 14;
    static final int VIRTUAL_CHANNEL = 20;
    static final int MULTIFRAGMENT_UPDATE = 26;
    static final int LARGE_POINTER = 27;
    static final int SURFACE_COMMANDS = 28;
    static final int BITMAP_CODECS = 29;
    static final int FRAME_ACKNOWLEDGE = 30;

    static final int FASTPATH_OUTPUT_SUPPORTED = 0x0001;
    static final int LONG_CREDENTIALS_SUPPORTED = 0x0004;
    static final int AUTORECONNECT_SUPPORTED = 0x0008;
    static final int NO_BITMAP_COMPRESSION_HDR = 0x0400;

    /** CODEC_GUID_REMOTEFX and CODEC_GUID_IMAGE_REMOTEFX as they stand on the wire. */
    private static final String REMOTEFX = "122f777672bd6344afb3b73c9c6f7886";

    private static final String IMAGE_REMOTEFX = "d4cc44278a9d744e803c0ecbeea19c54";

    /** Order Capability Set: the place of ScrBlt in orderSupport, and the flag that orderSupport counts. */
    static final int SCREEN_BLT = 2;

    static final int NEGOTIATE_ORDER_SUPPORT = 0x0002;

    private CapabilitySet() {}

    static byte[] remoteFx() {
        return HexFormat.of().parseHex(REMOTEFX);
    }

    static byte[] imageRemoteFx() {
        return HexFormat.of().parseHex(IMAGE_REMOTEFX);
    }
}

package org.fairlead.rdp.connect;

import org.fairlead.rdp.wire.ByteWriter;

/** TS_SECURITY_HEADER (MS-RDPBCGR 2.2.8.1.1.2.1) flags, and the licence short cut behind one (MS-RDPELE 2.2.2.1). */
public final class SecurityHeader {
    public static final int INFO_PKT = 0x0040;
    public static final int LICENSE_PKT = 0x0080;
    public static final int AUTODETECT_REQ = 0x1000;
    public static final int AUTODETECT_RSP = 0x2000;
    public static final int HEARTBEAT = 0x4000;
    private static final int ERROR_ALERT = 0xFF;
    private static final int PREAMBLE_VERSION_3_0 = 3;
    private static final int STATUS_VALID_CLIENT = 7;
    private static final int ST_NO_TRANSITION = 2;
    private static final int BB_ERROR_BLOB = 4;

    private SecurityHeader() {}

    /** The server asks for no licence: "valid client". */
    public static byte[] validClient() {
        return new ByteWriter(20)
                .u16(LICENSE_PKT)
                .u16(0)
                .u8(ERROR_ALERT)
                .u8(PREAMBLE_VERSION_3_0)
                .u16(16)
                .u32(STATUS_VALID_CLIENT)
                .u32(ST_NO_TRANSITION)
                .u16(BB_ERROR_BLOB)
                .u16(0)
                .toByteArray();
    }

    /** Heartbeat PDU (MS-RDPBCGR 2.2.16.1): period in seconds and how many misses mean warning and reconnect. */
    public static byte[] heartbeat(int period, int warning, int reconnect) {
        return new ByteWriter(8)
                .u16(HEARTBEAT)
                .u16(0)
                .u8(0)
                .u8(period)
                .u8(warning)
                .u8(reconnect)
                .toByteArray();
    }
}

package org.fairlead.rdp.connect;

import org.fairlead.rdp.wire.ByteWriter;

/** X.224 Connection Confirm (MS-RDPBCGR 2.2.1.2) with its negotiation answer, TPKT header included. */
public final class ConnectionConfirm {
    public static final int SSL_REQUIRED = 1;
    public static final int HYBRID_REQUIRED = 5;
    private static final int EXTENDED_CLIENT_DATA_SUPPORTED = 1;
    private static final int DYNVC_GFX_PROTOCOL_SUPPORTED = 2;

    private ConnectionConfirm() {}

    /** RDP_NEG_RSP: the one protocol chosen. */
    public static byte[] accept(int protocol) {
        return write(2, EXTENDED_CLIENT_DATA_SUPPORTED | DYNVC_GFX_PROTOCOL_SUPPORTED, protocol);
    }

    /** RDP_NEG_FAILURE: why none was chosen. */
    public static byte[] refuse(int code) {
        return write(3, 0, code);
    }

    private static byte[] write(int type, int flags, int value) {
        return new ByteWriter(19)
                .u8(3)
                .u8(0)
                .u16be(19)
                .u8(14)
                .u8(0xD0)
                .zeros(2)
                .u16be(0x1234)
                .u8(0)
                .u8(type)
                .u8(flags)
                .u16(8)
                .u32(value)
                .toByteArray();
    }
}

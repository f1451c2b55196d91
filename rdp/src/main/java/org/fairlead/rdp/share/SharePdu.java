package org.fairlead.rdp.share;

import org.fairlead.rdp.connect.DomainPdu;
import org.fairlead.rdp.wire.ByteWriter;

/** Share Control and Share Data headers (MS-RDPBCGR 2.2.8.1.1.1) around what a server sends on the I/O channel. */
public final class SharePdu {
    public static final int SHARE_ID = 0x0001_03EA;

    public static final int DEMAND_ACTIVE = 1;
    public static final int CONFIRM_ACTIVE = 3;
    public static final int DEACTIVATE_ALL = 6;
    public static final int DATA = 7;

    public static final int UPDATE = 0x02;
    public static final int CONTROL = 0x14;
    public static final int POINTER = 0x1B;
    public static final int INPUT = 0x1C;
    public static final int SYNCHRONIZE = 0x1F;
    public static final int REFRESH_RECT = 0x21;
    public static final int SUPPRESS_OUTPUT = 0x23;
    public static final int SHUTDOWN_REQUEST = 0x24;
    public static final int SHUTDOWN_DENIED = 0x25;
    public static final int SAVE_SESSION_INFO = 0x26;
    public static final int FONT_LIST = 0x27;
    public static final int FONT_MAP = 0x28;
    public static final int SET_KEYBOARD_INDICATORS = 0x29;
    public static final int BITMAP_CACHE_PERSISTENT_LIST = 0x2B;
    public static final int SET_ERROR_INFO = 0x2F;
    public static final int FRAME_ACKNOWLEDGE = 0x38;

    private static final int VERSION = 0x10;
    private static final int STREAM_LOW = 1;

    private SharePdu() {}

    /** A PDU with a Share Control header, ready for the socket. */
    public static byte[] control(int type, byte[] body) {
        ByteWriter out = new ByteWriter(body.length + 6);
        out.u16(body.length + 6).u16(type | VERSION).u16(DomainPdu.SERVER_USER).bytes(body);
        return DomainPdu.sendDataIndication(DomainPdu.IO_CHANNEL, out.toByteArray());
    }

    /** A PDU with a Share Data header, ready for the socket. */
    public static byte[] data(int type, byte[] body) {
        ByteWriter out = new ByteWriter(body.length + 12);
        out.u32(SHARE_ID)
                .u8(0)
                .u8(STREAM_LOW)
                .u16(body.length + 4)
                .u8(type)
                .u8(0)
                .u16(0)
                .bytes(body);
        return control(DATA, out.toByteArray());
    }

    public static byte[] deactivateAll() {
        return control(
                DEACTIVATE_ALL, new ByteWriter(7).u32(SHARE_ID).u16(1).u8(0).toByteArray());
    }

    /** Server Synchronize (2.2.1.19). */
    public static byte[] synchronize(int user) {
        return data(SYNCHRONIZE, new ByteWriter(4).u16(1).u16(user).toByteArray());
    }

    /** Server Control: Cooperate (2.2.1.20). */
    public static byte[] cooperate() {
        return data(CONTROL, new ByteWriter(8).u16(4).u16(0).u32(0).toByteArray());
    }

    /** Server Control: Granted Control (2.2.1.21). */
    public static byte[] grantedControl(int user) {
        return data(
                CONTROL,
                new ByteWriter(8).u16(2).u16(user).u32(DomainPdu.SERVER_USER).toByteArray());
    }

    /** Font Map (2.2.1.22). */
    public static byte[] fontMap() {
        return data(FONT_MAP, new ByteWriter(8).u16(0).u16(0).u16(3).u16(4).toByteArray());
    }

    /** Set Error Info (2.2.5.1). */
    public static byte[] errorInfo(int code) {
        return data(SET_ERROR_INFO, new ByteWriter(4).u32(code).toByteArray());
    }

    public static byte[] shutdownDenied() {
        return data(SHUTDOWN_DENIED, new byte[0]);
    }

    /** Save Session Info: INFOTYPE_LOGON_LONG (2.2.10.1.1.2). */
    public static byte[] loggedOn(String domain, String user) {
        byte[] domainBytes =
                new ByteWriter().utf16(limited(domain, 25)).zeros(2).toByteArray();
        byte[] userBytes = new ByteWriter().utf16(limited(user, 255)).zeros(2).toByteArray();
        ByteWriter out = new ByteWriter(600).u32(1).u16(1).u32(18).u32(1);
        out.u32(domainBytes.length).u32(userBytes.length).zeros(558);
        return data(SAVE_SESSION_INFO, out.bytes(domainBytes).bytes(userBytes).toByteArray());
    }

    private static String limited(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }

    /** Save Session Info: INFOTYPE_LOGON_EXTENDED_INF with the auto-reconnect cookie (2.2.10.1.1.4, 2.2.4.2). */
    public static byte[] autoReconnectCookie(int logonId, byte[] random) {
        ByteWriter out = new ByteWriter(700).u32(3).u16(2 + 4 + 4 + 28).u32(1);
        out.u32(28).u32(28).u32(1).u32(logonId).bytes(random).zeros(570);
        return data(SAVE_SESSION_INFO, out.toByteArray());
    }

    /** Set Keyboard Indicators (2.2.8.2.1.1): the lock lights as the server's keyboard has them. */
    public static byte[] keyboardIndicators(int ledFlags) {
        return data(
                SET_KEYBOARD_INDICATORS, new ByteWriter(4).u16(0).u16(ledFlags).toByteArray());
    }
}

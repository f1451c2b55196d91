package org.fairlead.rdp.connect;

import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ProtocolException;

/**
 * X.224 Connection Request (MS-RDPBCGR 2.2.1.1).
 *
 * @param cookie the user name hint or routing token, empty when there is none
 * @param negotiates whether the client sent RDP_NEG_REQ at all
 * @param protocols the security protocols that the client offers
 */
public record ConnectionRequest(String cookie, boolean negotiates, int protocols) {
    public static final int PROTOCOL_RDP = 0;
    public static final int PROTOCOL_SSL = 1;
    public static final int PROTOCOL_HYBRID = 2;
    public static final int PROTOCOL_HYBRID_EX = 8;
    public static final int LIMIT = 1024;

    /** Reads what stands after the TPKT header. */
    public static ConnectionRequest read(ByteReader in) throws ProtocolException {
        int indicator = in.u8();
        if (indicator != in.remaining()) throw new ProtocolException("an X.224 length indicator is wrong");
        if (in.u8() != 0xE0) throw new ProtocolException("the first message is no connection request");
        in.skip(5);
        String cookie = "";
        if (!in.isEmpty() && in.peek() != 0x01) cookie = line(in);
        if (in.isEmpty()) return new ConnectionRequest(cookie, false, PROTOCOL_RDP);
        if (in.u8() != 0x01) throw new ProtocolException("a negotiation request is not where it must be");
        in.skip(1);
        if (in.u16() != 8) throw new ProtocolException("a negotiation request has 8 bytes");
        return new ConnectionRequest(cookie, true, in.i32());
    }

    private static String line(ByteReader in) throws ProtocolException {
        StringBuilder text = new StringBuilder();
        while (true) {
            int c = in.u8();
            if (c == '\r' && in.peek() == '\n') break;
            text.append((char) c);
        }
        in.skip(1);
        return text.toString();
    }

    public boolean offers(int protocol) {
        return (protocols & protocol) != 0;
    }
}

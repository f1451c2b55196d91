package org.fairlead.rdp.connect;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ProtocolException;

/**
 * Client Info PDU (MS-RDPBCGR 2.2.1.11).
 *
 * @param password to be wiped after use
 * @param autoReconnect ARC_CS_PRIVATE_PACKET of 28 bytes, empty when there is none
 */
public record ClientInfo(
        int flags, String domain, String user, char[] password, int performanceFlags, byte[] autoReconnect) {
    public static final int AUTOLOGON = 0x0000_0008;
    private static final int UNICODE = 0x0000_0010;
    private static final int COMPRESSION = 0x0000_0080;
    private static final int COMPRESSION_TYPE = 0x0000_1E00;
    private static final int LIMIT = 512;

    /** Reads what stands after the security header. */
    public static ClientInfo read(ByteReader in) throws ProtocolException {
        in.skip(4);
        int flags = in.i32();
        boolean unicode = (flags & UNICODE) != 0;
        int[] lengths = new int[5];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = in.u16();
            if (lengths[i] > LIMIT) throw new ProtocolException("a text of the client info is above 512 bytes");
        }
        String domain = text(in, lengths[0], unicode);
        String user = text(in, lengths[1], unicode);
        char[] password = characters(in, lengths[2], unicode);
        text(in, lengths[3], unicode);
        text(in, lengths[4], unicode);
        int performance = 0;
        byte[] cookie = {};
        if (in.remaining() >= 4) {
            in.skip(2);
            in.skip(in.u16());
            in.skip(in.u16());
            if (in.remaining() >= 172 + 4) in.skip(172 + 4);
            if (in.remaining() >= 4) performance = in.i32();
            if (in.remaining() >= 2) {
                int length = in.u16();
                if (length == 28) cookie = in.bytes(28);
            }
        }
        return new ClientInfo(flags, domain, user, password, performance, cookie);
    }

    /** Whether the client takes bulk compression with a history of 64 kilobytes (RDP 5.0). */
    public boolean takesBulkCompression() {
        return (flags & COMPRESSION) != 0 && (flags & COMPRESSION_TYPE) >= 0x0200;
    }

    private static String text(ByteReader in, int length, boolean unicode) throws ProtocolException {
        String text = unicode ? in.utf16(length & ~1) : in.latin1(length);
        in.skip((length & (unicode ? 1 : 0)) + (unicode ? 2 : 1));
        return text;
    }

    private static char[] characters(ByteReader in, int length, boolean unicode) throws ProtocolException {
        byte[] bytes = in.bytes(length);
        in.skip(unicode ? 2 : 1);
        var chars = (unicode ? StandardCharsets.UTF_16LE : StandardCharsets.ISO_8859_1)
                .decode(java.nio.ByteBuffer.wrap(bytes));
        char[] result = new char[chars.remaining()];
        chars.get(result);
        Arrays.fill(bytes, (byte) 0);
        Arrays.fill(chars.array(), '\0');
        return result;
    }

    public void wipe() {
        Arrays.fill(password, '\0');
    }

    @Override
    public String toString() {
        return "ClientInfo[" + domain + "\\" + user + "]";
    }
}

package org.fairlead.rdp.auth;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ProtocolException;

/**
 * AUTHENTICATE_MESSAGE (MS-NLMP 2.2.1.3).
 *
 * @param ntResponse NTProofStr and the client's challenge structure
 * @param mic null when the client sent none
 * @param message all bytes as received
 */
record NtlmAuthenticate(
        String domain,
        String user,
        String workstation,
        byte[] ntResponse,
        byte[] sessionKey,
        int flags,
        byte[] mic,
        byte[] message) {
    static final int MIC_OFFSET = 72;
    private static final int LIMIT = 16 * 1024;

    static NtlmAuthenticate read(byte[] message) throws ProtocolException {
        if (message.length > LIMIT) throw new ProtocolException("an NTLM message is above 16 KiB");
        ByteReader in = new ByteReader(message);
        NtlmServer.header(in, 3);
        field(in, message);
        byte[] nt = field(in, message);
        byte[] domain = field(in, message);
        byte[] user = field(in, message);
        byte[] workstation = field(in, message);
        byte[] sessionKey = field(in, message);
        int flags = in.i32();
        boolean unicode = (flags & NtlmFlags.UNICODE) != 0;
        byte[] mic = message.length >= MIC_OFFSET + 16
                ? Arrays.copyOfRange(message, MIC_OFFSET, MIC_OFFSET + 16)
                : new byte[0];
        return new NtlmAuthenticate(
                text(domain, unicode),
                text(user, unicode),
                text(workstation, unicode),
                nt,
                sessionKey,
                flags,
                mic,
                message);
    }

    private static byte[] field(ByteReader in, byte[] message) throws ProtocolException {
        int length = in.u16();
        in.skip(2);
        long offset = in.u32();
        if (length == 0) return new byte[0];
        if (offset + length > message.length) throw new ProtocolException("an NTLM field lies outside of its message");
        return Arrays.copyOfRange(message, (int) offset, (int) offset + length);
    }

    private static String text(byte[] bytes, boolean unicode) {
        return new String(bytes, unicode ? StandardCharsets.UTF_16LE : StandardCharsets.ISO_8859_1);
    }

    /** The message as it was before the MIC was put in. */
    byte[] withoutMic() {
        byte[] copy = message.clone();
        Arrays.fill(copy, MIC_OFFSET, MIC_OFFSET + 16, (byte) 0);
        return copy;
    }

    /** MsvAvFlags of the client's target information, bit 0x2 says that a MIC is present (MS-NLMP 2.2.2.1). */
    boolean saysMic() throws ProtocolException {
        ByteReader in = new ByteReader(ntResponse);
        in.skip(16 + 28);
        while (in.remaining() >= 4) {
            int id = in.u16();
            ByteReader value = in.slice(in.u16());
            if (id == 0) return false;
            if (id == 6 && value.remaining() == 4) return (value.i32() & 2) != 0;
        }
        return false;
    }

    @Override
    public String toString() {
        return "NtlmAuthenticate[" + domain + "\\" + user + "]";
    }
}

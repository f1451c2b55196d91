package org.fairlead.rdp.auth;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ByteWriter;
import org.fairlead.rdp.wire.ProtocolException;

/** The client's half of NTLMv2, written from the client's side of MS-NLMP 3.1.5, to check the server against. */
public final class NtlmClient {
    private static final byte[] SIGNATURE = {'N', 'T', 'L', 'M', 'S', 'S', 'P', 0};
    private final String user;
    private final String domain;
    private final byte[] ntHash;
    private final boolean withMic;
    private byte[] negotiate = {};
    private byte[] exported = {};
    int flags = 0xE288_8235;

    public NtlmClient(String user, String domain, String password, boolean withMic) {
        this.user = user;
        this.domain = domain;
        this.ntHash = Md4.digest(password.getBytes(StandardCharsets.UTF_16LE));
        this.withMic = withMic;
    }

    public byte[] negotiate() {
        negotiate = new ByteWriter()
                .bytes(SIGNATURE)
                .u32(1)
                .u32(flags)
                .zeros(16)
                .bytes((byte) 10, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 15)
                .toByteArray();
        return negotiate;
    }

    public byte[] authenticate(byte[] challenge) throws ProtocolException {
        ByteReader in = new ByteReader(challenge);
        in.skip(8 + 4 + 8 + 4);
        byte[] serverChallenge = in.bytes(8);
        in.skip(8);
        int infoLength = in.u16();
        in.skip(2);
        int infoOffset = in.i32();
        byte[] info = Arrays.copyOfRange(challenge, infoOffset, infoOffset + infoLength - 4);
        ByteWriter target = new ByteWriter().bytes(info);
        if (withMic) target.u16(6).u16(4).u32(2);
        target.u32(0);
        byte[] clientChallenge = {1, 2, 3, 4, 5, 6, 7, 8};
        byte[] blob = new ByteWriter()
                .u32(0x0101)
                .zeros(4)
                .i64(133_000_000_000_000_000L)
                .bytes(clientChallenge)
                .zeros(4)
                .bytes(target.toByteArray())
                .zeros(4)
                .toByteArray();
        byte[] key =
                Digests.hmacMd5(ntHash, (user.toUpperCase(Locale.ROOT) + domain).getBytes(StandardCharsets.UTF_16LE));
        byte[] proof = Digests.hmacMd5(key, serverChallenge, blob);
        byte[] base = Digests.hmacMd5(key, proof);
        exported = new byte[16];
        Arrays.fill(exported, (byte) 0x33);
        byte[] sessionKey = new Rc4(base).apply(exported);
        byte[] nt = new ByteWriter().bytes(proof).bytes(blob).toByteArray();
        byte[][] fields = {
            new byte[24],
            nt,
            domain.getBytes(StandardCharsets.UTF_16LE),
            user.getBytes(StandardCharsets.UTF_16LE),
            "HERE".getBytes(StandardCharsets.UTF_16LE),
            sessionKey
        };
        ByteWriter out = new ByteWriter().bytes(SIGNATURE).u32(3);
        int offset = 88;
        for (byte[] field : fields) {
            out.u16(field.length).u16(field.length).u32(offset);
            offset += field.length;
        }
        out.u32(flags).zeros(8).zeros(16);
        for (byte[] field : fields) out.bytes(field);
        byte[] message = out.toByteArray();
        if (withMic) {
            byte[] mic = Digests.hmacMd5(exported, negotiate, challenge, message);
            System.arraycopy(mic, 0, message, NtlmAuthenticate.MIC_OFFSET, 16);
        }
        return message;
    }

    NtlmSession session() {
        return new NtlmSession(exported, "client-to-server", "server-to-client");
    }
}

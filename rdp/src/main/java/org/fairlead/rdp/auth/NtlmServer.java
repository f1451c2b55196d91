package org.fairlead.rdp.auth;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ByteWriter;
import org.fairlead.rdp.wire.ProtocolException;

/** The server's half of one NTLMv2 exchange (MS-NLMP 3.2.5.1): NEGOTIATE, CHALLENGE, AUTHENTICATE. */
final class NtlmServer {
    private static final byte[] SIGNATURE = {'N', 'T', 'L', 'M', 'S', 'S', 'P', 0};
    /** Windows 10 as far as clients care: 10.0, revision 15. The build says nothing of this machine. */
    private static final byte[] VERSION = {10, 0, 0, 0, 0, 0, 0, 15};

    private final String computer;
    private final byte[] serverChallenge;
    private final long fileTime;
    private byte[] negotiate = {};
    private byte[] challenge = {};

    /**
     * @param computer the name that anybody may read in the challenge
     * @param serverChallenge 8 random bytes
     * @param fileTime 100 ns since 1601, makes clients add a MIC
     */
    NtlmServer(String computer, byte[] serverChallenge, long fileTime) {
        this.computer = computer;
        this.serverChallenge = serverChallenge;
        this.fileTime = fileTime;
    }

    static boolean isNtlm(byte[] token) {
        return token.length >= 12 && Arrays.equals(token, 0, 8, SIGNATURE, 0, 8);
    }

    static void header(ByteReader in, int type) throws ProtocolException {
        if (!Arrays.equals(in.bytes(8), SIGNATURE)) throw new ProtocolException("no NTLM message");
        int found = in.i32();
        if (found != type) throw new ProtocolException("NTLM message " + found + " where " + type + " must be");
    }

    /** Takes NEGOTIATE_MESSAGE and answers with CHALLENGE_MESSAGE (2.2.1.2). */
    byte[] challenge(byte[] negotiateMessage) throws ProtocolException {
        ByteReader in = new ByteReader(negotiateMessage);
        header(in, 1);
        int wanted = in.i32();
        negotiate = negotiateMessage;
        int flags = NtlmFlags.REQUIRED
                | NtlmFlags.REQUEST_TARGET
                | NtlmFlags.ALWAYS_SIGN
                | NtlmFlags.TARGET_TYPE_SERVER
                | NtlmFlags.TARGET_INFO
                | NtlmFlags.VERSION
                | wanted & NtlmFlags.KEY_56;
        String name = computer.toUpperCase(Locale.ROOT);
        ByteWriter target = new ByteWriter().utf16(name);
        ByteWriter info = new ByteWriter();
        pair(info, 2, new ByteWriter().utf16(name).toByteArray());
        pair(info, 1, new ByteWriter().utf16(name).toByteArray());
        pair(info, 4, new ByteWriter().utf16(computer).toByteArray());
        pair(info, 3, new ByteWriter().utf16(computer).toByteArray());
        pair(info, 7, new ByteWriter().i64(fileTime).toByteArray());
        pair(info, 0, new byte[0]);
        int payload = 56;
        challenge = new ByteWriter()
                .bytes(SIGNATURE)
                .u32(2)
                .u16(target.size())
                .u16(target.size())
                .u32(payload)
                .u32(flags & 0xFFFF_FFFFL)
                .bytes(serverChallenge)
                .zeros(8)
                .u16(info.size())
                .u16(info.size())
                .u32(payload + target.size())
                .bytes(VERSION)
                .bytes(target.toByteArray())
                .bytes(info.toByteArray())
                .toByteArray();
        return challenge;
    }

    private static void pair(ByteWriter out, int id, byte[] value) {
        out.u16(id).u16(value.length).bytes(value);
    }

    /** Checks the proof of AUTHENTICATE_MESSAGE against the hashes; the session's keys when one of them fits. */
    NtlmSession verify(NtlmAuthenticate message, List<NtHash> hashes)
            throws ProtocolException, AuthenticationException {
        byte[] response = message.ntResponse();
        if ((message.flags() & NtlmFlags.ANONYMOUS) != 0 || message.user().isEmpty() || response.length < 16 + 28)
            throw new AuthenticationException(LogonFailure.WRONG_PASSWORD, "anonymous or older than NTLMv2");
        if ((message.flags() & NtlmFlags.REQUIRED) != NtlmFlags.REQUIRED || message.sessionKey().length != 16)
            throw new AuthenticationException(LogonFailure.NOT_ALLOWED, "NTLM without sealing at full strength");
        byte[] proof = Arrays.copyOf(response, 16);
        byte[] blob = Arrays.copyOfRange(response, 16, response.length);
        boolean mic = message.saysMic();
        NtlmSession session = null;
        for (NtHash hash : hashes) {
            byte[] key = hash.responseKey(message.user(), message.domain());
            byte[] expected = Digests.hmacMd5(key, serverChallenge, blob);
            if (MessageDigest.isEqual(expected, proof) && session == null) {
                byte[] base = Digests.hmacMd5(key, proof);
                byte[] exported = new Rc4(base).apply(message.sessionKey());
                byte[] check = mic && message.mic().length == 16
                        ? Digests.hmacMd5(exported, negotiate, challenge, message.withoutMic())
                        : message.mic();
                if (mic && (check.length != 16 || !MessageDigest.isEqual(check, message.mic())))
                    throw new AuthenticationException(LogonFailure.WRONG_PASSWORD, "the NTLM MIC is wrong");
                session = NtlmSession.server(exported);
                Arrays.fill(base, (byte) 0);
                Arrays.fill(exported, (byte) 0);
            }
            Arrays.fill(key, (byte) 0);
        }
        if (session == null) throw new AuthenticationException(LogonFailure.WRONG_PASSWORD, "wrong user or password");
        return session;
    }
}

package org.fairlead.rdp.auth;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ProtocolException;

/** Everything that a stranger may send before he is known, each part alone under a coverage-guided fuzzer. */
class AuthenticationFuzzTest {
    private static List<NtHash> hashes() {
        return List.of(NtHash.of("secret".toCharArray()));
    }

    @FuzzTest
    void tsRequest(byte[] data) {
        try {
            TsRequest.read(data).write();
        } catch (ProtocolException e) {
            // refused, as it may be
        }
    }

    @FuzzTest
    void negotiateMessage(byte[] data) {
        try {
            new NtlmServer("screen", new byte[8], 0).challenge(data);
        } catch (ProtocolException e) {
            // refused, as it may be
        }
    }

    /** Nobody guesses a proof: whatever the message says, it opens nothing. */
    @FuzzTest
    void authenticateMessage(byte[] data) {
        try {
            NtlmServer server = new NtlmServer("screen", new byte[8], 0);
            NtlmSession session = server.verify(NtlmAuthenticate.read(data), hashes());
            throw new AssertionError("let in: " + session);
        } catch (ProtocolException | AuthenticationException e) {
            // refused, as it must be
        }
    }

    @FuzzTest
    void spnego(byte[] data) {
        try {
            if (Spnego.isSpnego(data)) Spnego.readInit(data);
            else Spnego.readResponse(data);
        } catch (ProtocolException e) {
            // refused, as it may be
        }
    }

    @FuzzTest
    void sealedMessage(byte[] data) {
        try {
            NtlmSession.server(new byte[16]).unwrap(data);
        } catch (ProtocolException e) {
            // refused, as it may be
        }
    }

    /** Whole TSRequests, each behind a length of 16 bits. */
    @FuzzTest
    void credSsp(byte[] data) {
        CredSspServer server = new CredSspServer("screen", new byte[] {0x30, 1}, new byte[8], 0);
        ByteReader in = new ByteReader(data);
        try {
            while (in.remaining() >= 2 && !server.isDone()) {
                server.receive(in.bytes(Math.min(in.u16(), in.remaining())));
                if (server.claim() != null) server.accept(hashes());
            }
        } catch (ProtocolException | AuthenticationException e) {
            server.refusal(LogonFailure.WRONG_PASSWORD.ntStatus());
        }
        server.close();
    }
}

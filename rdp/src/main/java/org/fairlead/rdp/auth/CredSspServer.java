package org.fairlead.rdp.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.fairlead.rdp.wire.ProtocolException;
import org.jspecify.annotations.Nullable;

/** The server's half of CredSSP (MS-CSSP 3.1.5), versions 2 to 6, over TLS that somebody else provides. */
public final class CredSspServer implements AutoCloseable {
    public static final int VERSION = 6;
    private static final byte[] NONE = {};
    private static final byte[] CLIENT_MAGIC = magic("CredSSP Client-To-Server Binding Hash");
    private static final byte[] SERVER_MAGIC = magic("CredSSP Server-To-Client Binding Hash");

    private final NtlmServer ntlm;
    private final byte[] publicKey;
    private State state = State.NEGOTIATE;
    private int version = VERSION;
    private boolean spnego;
    private byte[] mechTypes = NONE;
    private boolean micRequired;
    private byte[] nonce = NONE;
    private @Nullable NtlmAuthenticate authenticate;
    private byte[] pendingMic = NONE;
    private byte[] pendingKey = NONE;
    private @Nullable NtlmSession session;

    private enum State {
        NEGOTIATE,
        AUTHENTICATE,
        WAIT_FOR_HASHES,
        PUBLIC_KEY,
        CREDENTIALS,
        DONE
    }

    /** Who wants in; the domain as the client wrote it. */
    public record Claim(String user, String domain, String workstation) {}

    /**
     * @param computer the name shown to anybody who asks
     * @param publicKey the SubjectPublicKey of the TLS certificate (content of the BIT STRING)
     * @param serverChallenge 8 random bytes
     * @param fileTime the time now in 100 ns since 1601
     */
    public CredSspServer(String computer, byte[] publicKey, byte[] serverChallenge, long fileTime) {
        this.ntlm = new NtlmServer(computer, serverChallenge, fileTime);
        this.publicKey = publicKey;
    }

    private static byte[] magic(String text) {
        return (text + "\0").getBytes(StandardCharsets.US_ASCII);
    }

    public boolean isDone() {
        return state == State.DONE;
    }

    /** Whom the client claims to be, as soon as it waits for an answer. */
    public @Nullable Claim claim() {
        NtlmAuthenticate message = authenticate;
        return state != State.WAIT_FOR_HASHES || message == null
                ? null
                : new Claim(message.user(), message.domain(), message.workstation());
    }

    /** Takes one whole TSRequest; returns the bytes to answer, which may be none. */
    public byte[] receive(byte[] bytes) throws ProtocolException, AuthenticationException {
        TsRequest request = TsRequest.read(bytes);
        version = Math.min(request.version(), VERSION);
        if (request.errorCode() != 0) throw new ProtocolException("the client gave up its log-on");
        if (request.clientNonce().length > 0) {
            if (request.clientNonce().length != 32) throw new ProtocolException("a CredSSP nonce has 32 bytes");
            nonce = request.clientNonce();
        }
        return switch (state) {
            case NEGOTIATE -> negotiate(request);
            case AUTHENTICATE -> authenticate(request);
            case PUBLIC_KEY -> answerKey(request.pubKeyAuth(), NONE);
            case CREDENTIALS -> credentials(request);
            case WAIT_FOR_HASHES, DONE -> throw new ProtocolException("a TSRequest at the wrong moment");
        };
    }

    private byte[] negotiate(TsRequest request) throws ProtocolException {
        byte[] token = request.token();
        if (Spnego.isSpnego(token)) {
            Spnego.Init init = Spnego.readInit(token);
            if (!init.offersNtlm()) throw new ProtocolException("the client offers no NTLM");
            spnego = true;
            mechTypes = init.mechTypes();
            micRequired = !init.ntlmFirst();
            if (!init.ntlmFirst() || init.mechToken().length == 0)
                return token(Spnego.response(Spnego.REQUEST_MIC, true, NONE, NONE));
            state = State.AUTHENTICATE;
            return token(Spnego.response(Spnego.ACCEPT_INCOMPLETE, true, ntlm.challenge(init.mechToken()), NONE));
        }
        if (spnego) {
            byte[] challenge = ntlm.challenge(Spnego.readResponse(token).token());
            state = State.AUTHENTICATE;
            return token(Spnego.response(Spnego.ACCEPT_INCOMPLETE, false, challenge, NONE));
        }
        if (!NtlmServer.isNtlm(token)) throw new ProtocolException("neither NTLM nor SPNEGO");
        state = State.AUTHENTICATE;
        return token(ntlm.challenge(token));
    }

    private byte[] token(byte[] token) {
        return TsRequest.ofToken(VERSION, token).write();
    }

    private byte[] authenticate(TsRequest request) throws ProtocolException {
        byte[] token = request.token();
        if (spnego) {
            Spnego.Response response = Spnego.readResponse(token);
            token = response.token();
            pendingMic = response.mic();
        }
        authenticate = NtlmAuthenticate.read(token);
        pendingKey = request.pubKeyAuth();
        state = State.WAIT_FOR_HASHES;
        return NONE;
    }

    /** The hashes that open the door for the {@link #claim}; returns the bytes to answer. */
    public byte[] accept(List<NtHash> hashes) throws ProtocolException, AuthenticationException {
        NtlmAuthenticate message = authenticate;
        if (state != State.WAIT_FOR_HASHES || message == null)
            throw new IllegalStateException("nobody waits for hashes");
        NtlmSession keys = ntlm.verify(message, hashes);
        session = keys;
        authenticate = null;
        byte[] answer = NONE;
        if (spnego) {
            if (pendingMic.length > 0) {
                if (!keys.verifies(mechTypes, pendingMic))
                    throw new AuthenticationException(LogonFailure.WRONG_PASSWORD, "the SPNEGO MIC is wrong");
                answer = Spnego.response(Spnego.ACCEPT_COMPLETED, false, NONE, keys.sign(mechTypes));
                keys.restartKeyStreams();
            } else if (micRequired) {
                throw new AuthenticationException(LogonFailure.WRONG_PASSWORD, "the SPNEGO MIC is missing");
            } else {
                answer = Spnego.response(Spnego.ACCEPT_COMPLETED, false, NONE, NONE);
            }
        }
        state = State.PUBLIC_KEY;
        if (pendingKey.length == 0) return answer.length == 0 ? NONE : token(answer);
        return answerKey(pendingKey, answer);
    }

    private byte[] answerKey(byte[] sealed, byte[] token) throws ProtocolException, AuthenticationException {
        if (sealed.length == 0) throw new ProtocolException("the client does not prove the TLS key");
        byte[] proof = keys().unwrap(sealed);
        boolean hashed = version >= 5;
        if (hashed && nonce.length != 32) throw new ProtocolException("CredSSP from version 5 on needs a nonce");
        byte[] expected = hashed ? Digests.sha256(CLIENT_MAGIC, nonce, publicKey) : publicKey;
        if (!MessageDigest.isEqual(expected, proof))
            throw new AuthenticationException(LogonFailure.WRONG_PASSWORD, "the client saw another TLS key");
        byte[] answer = hashed ? Digests.sha256(SERVER_MAGIC, nonce, publicKey) : publicKey.clone();
        if (!hashed) answer[0]++;
        state = State.CREDENTIALS;
        return new TsRequest(VERSION, token, NONE, keys().wrap(answer), 0, NONE).write();
    }

    /** TSCredentials (2.2.1.2) must be whole and signed; nobody needs them, so they are wiped at once. */
    private byte[] credentials(TsRequest request) throws ProtocolException {
        if (request.authInfo().length == 0) throw new ProtocolException("the client sends no credentials");
        byte[] clear = keys().unwrap(request.authInfo());
        request.wipe();
        Arrays.fill(clear, (byte) 0);
        state = State.DONE;
        close();
        return NONE;
    }

    private NtlmSession keys() {
        if (session == null) throw new IllegalStateException("no session keys yet");
        return session;
    }

    /** The TSRequest that tells why the log-on is refused; none for a peer that cannot read it. */
    public byte[] refusal(int ntStatus) {
        return version == 3 || version == 4 || version >= 6
                ? TsRequest.ofError(VERSION, ntStatus).write()
                : NONE;
    }

    /** Forgets the keys. */
    @Override
    public void close() {
        if (session != null) session.close();
        session = null;
        authenticate = null;
        pendingKey = NONE;
    }
}

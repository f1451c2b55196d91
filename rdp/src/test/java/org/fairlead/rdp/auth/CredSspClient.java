package org.fairlead.rdp.auth;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.fairlead.rdp.wire.Der;
import org.fairlead.rdp.wire.ProtocolException;

/** The client's half of CredSSP for tests: raw NTLM, or SPNEGO with NTLM first or behind Kerberos. */
public final class CredSspClient {
    /** How the NTLM messages are wrapped. */
    public enum Wrap {
        RAW,
        SPNEGO_NTLM_FIRST,
        SPNEGO_KERBEROS_FIRST
    }

    private static final byte[] KERBEROS = {0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x12, 1, 2, 2};
    private static final byte[] NONE = {};
    private final NtlmClient ntlm;
    private final Wrap wrap;
    private final int version;
    private final byte[] publicKey;
    private final byte[] nonce = new byte[32];
    private NtlmSession session;
    private byte[] mechTypes = NONE;
    private int step;
    private boolean done;

    public CredSspClient(NtlmClient ntlm, Wrap wrap, int version, byte[] publicKey) {
        this.ntlm = ntlm;
        this.wrap = wrap;
        this.version = version;
        this.publicKey = publicKey;
        Arrays.fill(nonce, (byte) 7);
    }

    public byte[] first() {
        byte[] negotiate = ntlm.negotiate();
        if (wrap == Wrap.RAW) return TsRequest.ofToken(version, negotiate).write();
        boolean first = wrap == Wrap.SPNEGO_NTLM_FIRST;
        byte[] kerberos = Der.value(Der.OBJECT_IDENTIFIER, KERBEROS);
        byte[] oid = Der.value(Der.OBJECT_IDENTIFIER, Spnego.NTLM);
        mechTypes = first ? Der.value(Der.SEQUENCE, oid) : Der.value(Der.SEQUENCE, kerberos, oid);
        byte[] token = first ? negotiate : new byte[] {0x60, 0x01, 0x02};
        byte[] init = Der.value(
                Der.SEQUENCE,
                Der.value(Der.context(0), mechTypes),
                Der.value(Der.context(2), Der.value(Der.OCTET_STRING, token)));
        byte[] all = Der.value(0x60, Der.value(Der.OBJECT_IDENTIFIER, Spnego.OID), Der.value(Der.context(0), init));
        return TsRequest.ofToken(version, all).write();
    }

    public boolean isDone() {
        return done;
    }

    /** The answer to a TSRequest of the server; empty when there is none to give. */
    public byte[] next(byte[] bytes) throws ProtocolException {
        TsRequest request = TsRequest.read(bytes);
        if (request.errorCode() != 0) throw new ProtocolException("refused with 0x%08X".formatted(request.errorCode()));
        byte[] token = request.token();
        if (wrap != Wrap.RAW && token.length > 0) {
            Spnego.Response response = Spnego.readResponse(token);
            token = response.token();
            if (response.state() == Spnego.REQUEST_MIC && token.length == 0)
                return TsRequest.ofToken(version, Spnego.response(-1, false, ntlm.negotiate(), NONE))
                        .write();
            if (response.mic().length > 0) {
                if (!session.verifies(mechTypes, response.mic()))
                    throw new ProtocolException("wrong MIC of the server");
                session.restartKeyStreams();
                if (request.pubKeyAuth().length == 0) return pubKey(NONE);
            }
        }
        if (step == 0) {
            step = 1;
            byte[] authenticate = ntlm.authenticate(token);
            session = ntlm.session();
            if (wrap == Wrap.RAW) return pubKey(authenticate);
            byte[] mic = wrap == Wrap.SPNEGO_KERBEROS_FIRST ? session.sign(mechTypes) : NONE;
            byte[] wrapped = Spnego.response(Spnego.ACCEPT_INCOMPLETE, false, authenticate, mic);
            return mic.length > 0 ? TsRequest.ofToken(version, wrapped).write() : pubKey(wrapped);
        }
        byte[] answer = session.unwrap(request.pubKeyAuth());
        byte[] expected = publicKey.clone();
        expected[0]++;
        if (version >= 5) expected = Digests.sha256(magic("CredSSP Server-To-Client Binding Hash"), nonce, publicKey);
        if (!Arrays.equals(expected, answer)) throw new ProtocolException("the server proves another key");
        done = true;
        byte[] credentials = Der.value(Der.SEQUENCE, Der.value(Der.context(0), Der.number(Der.INTEGER, 1)));
        return new TsRequest(version, NONE, session.wrap(credentials), NONE, 0, NONE).write();
    }

    private byte[] pubKey(byte[] token) {
        byte[] proof = version >= 5
                ? Digests.sha256(magic("CredSSP Client-To-Server Binding Hash"), nonce, publicKey)
                : publicKey;
        return new TsRequest(version, token, NONE, session.wrap(proof), 0, version >= 5 ? nonce : NONE).write();
    }

    private static byte[] magic(String text) {
        return (text + "\0").getBytes(StandardCharsets.US_ASCII);
    }
}

package org.fairlead.rdp.auth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.Der;
import org.fairlead.rdp.wire.ProtocolException;

/** The SPNEGO tokens (RFC 4178, MS-SPNG) that a server needs to choose NTLM. */
final class Spnego {
    static final byte[] OID = {0x2B, 0x06, 0x01, 0x05, 0x05, 0x02};
    static final byte[] NTLM = {0x2B, 0x06, 0x01, 0x04, 0x01, (byte) 0x82, 0x37, 0x02, 0x02, 0x0A};
    static final int ACCEPT_COMPLETED = 0;
    static final int ACCEPT_INCOMPLETE = 1;
    static final int REQUEST_MIC = 3;
    private static final int APPLICATION_0 = 0x60;
    private static final byte[] NONE = {};

    private Spnego() {}

    /**
     * NegTokenInit.
     *
     * @param mechTypes the DER of the mechanism list, which the MIC covers
     */
    record Init(byte[] mechTypes, boolean ntlmFirst, boolean offersNtlm, byte[] mechToken) {}

    /** NegTokenResp; state -1 when absent. */
    record Response(int state, byte[] token, byte[] mic) {}

    static boolean isSpnego(byte[] token) {
        return token.length > 1 && (token[0] & 0xFF) == APPLICATION_0;
    }

    static Init readInit(byte[] token) throws ProtocolException {
        ByteReader in = Der.expect(new ByteReader(token), APPLICATION_0);
        if (!Arrays.equals(Der.expect(in, Der.OBJECT_IDENTIFIER).rest(), OID))
            throw new ProtocolException("the token is not SPNEGO");
        ByteReader init = Der.expect(Der.expect(in, Der.context(0)), Der.SEQUENCE);
        byte[] mechTypes = Der.expect(init, Der.context(0)).rest();
        ByteReader list = Der.expect(new ByteReader(mechTypes), Der.SEQUENCE);
        boolean first = false;
        boolean any = false;
        for (int i = 0; !list.isEmpty(); i++) {
            boolean ntlm = Arrays.equals(Der.expect(list, Der.OBJECT_IDENTIFIER).rest(), NTLM);
            any |= ntlm;
            if (i == 0) first = ntlm;
        }
        if (Der.next(init, Der.context(1))) Der.expect(init, Der.context(1));
        byte[] mechToken = Der.next(init, Der.context(2)) ? Der.octets(Der.expect(init, Der.context(2))) : NONE;
        return new Init(mechTypes, first, any, mechToken);
    }

    static Response readResponse(byte[] token) throws ProtocolException {
        ByteReader in = Der.expect(Der.expect(new ByteReader(token), Der.context(1)), Der.SEQUENCE);
        int state = -1;
        if (Der.next(in, Der.context(0))) state = Der.integer(Der.expect(in, Der.context(0)), Der.ENUMERATED);
        if (Der.next(in, Der.context(1))) Der.expect(in, Der.context(1));
        byte[] mechToken = Der.next(in, Der.context(2)) ? Der.octets(Der.expect(in, Der.context(2))) : NONE;
        byte[] mic = Der.next(in, Der.context(3)) ? Der.octets(Der.expect(in, Der.context(3))) : NONE;
        return new Response(state, mechToken, mic);
    }

    static byte[] response(int state, boolean nameNtlm, byte[] token, byte[] mic) {
        List<byte[]> parts = new ArrayList<>();
        if (state >= 0) parts.add(Der.value(Der.context(0), Der.number(Der.ENUMERATED, state)));
        if (nameNtlm) parts.add(Der.value(Der.context(1), Der.value(Der.OBJECT_IDENTIFIER, NTLM)));
        if (token.length > 0) parts.add(Der.value(Der.context(2), Der.value(Der.OCTET_STRING, token)));
        if (mic.length > 0) parts.add(Der.value(Der.context(3), Der.value(Der.OCTET_STRING, mic)));
        return Der.value(Der.context(1), Der.value(Der.SEQUENCE, parts.toArray(byte[][]::new)));
    }
}

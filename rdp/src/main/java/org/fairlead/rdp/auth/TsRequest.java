package org.fairlead.rdp.auth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.Der;
import org.fairlead.rdp.wire.ProtocolException;

/** TSRequest (MS-CSSP 2.2.1); an absent field is an empty array. */
record TsRequest(int version, byte[] token, byte[] authInfo, byte[] pubKeyAuth, int errorCode, byte[] clientNonce) {
    static final int LIMIT = 64 * 1024;
    private static final byte[] NONE = {};

    static TsRequest read(byte[] bytes) throws ProtocolException {
        ByteReader whole = new ByteReader(bytes);
        ByteReader in = Der.expect(whole, Der.SEQUENCE);
        if (!whole.isEmpty()) throw new ProtocolException("bytes follow a TSRequest");
        int version = Der.integer(Der.expect(in, Der.context(0)), Der.INTEGER);
        if (version < 2) throw new ProtocolException("CredSSP version " + version + " is too old");
        byte[] token = NONE;
        if (Der.next(in, Der.context(1))) {
            ByteReader list = Der.expect(Der.expect(in, Der.context(1)), Der.SEQUENCE);
            ByteReader first = Der.expect(list, Der.SEQUENCE);
            token = Der.octets(Der.expect(first, Der.context(0)));
        }
        byte[] authInfo = octets(in, 2);
        byte[] pubKeyAuth = octets(in, 3);
        int error = Der.next(in, Der.context(4)) ? Der.integer(Der.expect(in, Der.context(4)), Der.INTEGER) : 0;
        byte[] nonce = octets(in, 5);
        return new TsRequest(version, token, authInfo, pubKeyAuth, error, nonce);
    }

    private static byte[] octets(ByteReader in, int number) throws ProtocolException {
        return Der.next(in, Der.context(number)) ? Der.octets(Der.expect(in, Der.context(number))) : NONE;
    }

    byte[] write() {
        List<byte[]> parts = new ArrayList<>();
        parts.add(Der.value(Der.context(0), Der.number(Der.INTEGER, version)));
        if (token.length > 0) {
            byte[] one = Der.value(Der.SEQUENCE, Der.value(Der.context(0), Der.value(Der.OCTET_STRING, token)));
            parts.add(Der.value(Der.context(1), Der.value(Der.SEQUENCE, one)));
        }
        if (authInfo.length > 0) parts.add(Der.value(Der.context(2), Der.value(Der.OCTET_STRING, authInfo)));
        if (pubKeyAuth.length > 0) parts.add(Der.value(Der.context(3), Der.value(Der.OCTET_STRING, pubKeyAuth)));
        if (errorCode != 0) parts.add(Der.value(Der.context(4), Der.number(Der.INTEGER, errorCode)));
        if (clientNonce.length > 0) parts.add(Der.value(Der.context(5), Der.value(Der.OCTET_STRING, clientNonce)));
        return Der.value(Der.SEQUENCE, parts.toArray(byte[][]::new));
    }

    static TsRequest ofToken(int version, byte[] token) {
        return new TsRequest(version, token, NONE, NONE, 0, NONE);
    }

    static TsRequest ofError(int version, int ntStatus) {
        return new TsRequest(version, NONE, NONE, NONE, ntStatus, NONE);
    }

    void wipe() {
        Arrays.fill(authInfo, (byte) 0);
    }

    @Override
    public String toString() {
        return "TsRequest[version " + version + "]";
    }
}

package org.fairlead.rdp.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.fairlead.rdp.wire.ByteWriter;
import org.fairlead.rdp.wire.ProtocolException;

/** Signs and seals after NTLM agreed on keys (MS-NLMP 3.4), with extended session security and key exchange. */
final class NtlmSession implements AutoCloseable {
    private final byte[] sendSign;
    private final byte[] receiveSign;
    private final byte[] sendSeal;
    private final byte[] receiveSeal;
    private Rc4 sendHandle;
    private Rc4 receiveHandle;
    private int sendNumber;
    private int receiveNumber;

    /** @param send the direction in which this end speaks, as the key derivation names it */
    NtlmSession(byte[] exported, String send, String receive) {
        sendSign = key(exported, "session key to " + send + " signing key magic constant");
        receiveSign = key(exported, "session key to " + receive + " signing key magic constant");
        sendSeal = key(exported, "session key to " + send + " sealing key magic constant");
        receiveSeal = key(exported, "session key to " + receive + " sealing key magic constant");
        sendHandle = new Rc4(sendSeal);
        receiveHandle = new Rc4(receiveSeal);
    }

    static NtlmSession server(byte[] exported) {
        return new NtlmSession(exported, "server-to-client", "client-to-server");
    }

    /** SIGNKEY and SEALKEY (3.4.5.2, 3.4.5.3). */
    private static byte[] key(byte[] exported, String magic) {
        return Digests.md5(exported, (magic + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    /** A signature of 16 bytes and the sealed message. */
    byte[] wrap(byte[] message) {
        byte[] sealed = sendHandle.apply(message);
        return new ByteWriter(sealed.length + 16)
                .bytes(signature(sendHandle, sendSign, sendNumber++, message))
                .bytes(sealed)
                .toByteArray();
    }

    byte[] unwrap(byte[] wrapped) throws ProtocolException {
        if (wrapped.length < 16) throw new ProtocolException("a sealed message is shorter than its signature");
        byte[] message = receiveHandle.apply(Arrays.copyOfRange(wrapped, 16, wrapped.length));
        byte[] expected = signature(receiveHandle, receiveSign, receiveNumber++, message);
        if (!MessageDigest.isEqual(expected, Arrays.copyOf(wrapped, 16)))
            throw new ProtocolException("the signature of a sealed message is wrong");
        return message;
    }

    byte[] sign(byte[] message) {
        return signature(sendHandle, sendSign, sendNumber++, message);
    }

    boolean verifies(byte[] message, byte[] signature) {
        return MessageDigest.isEqual(signature(receiveHandle, receiveSign, receiveNumber++, message), signature);
    }

    /** The key streams start again after SPNEGO's mechListMIC; the sequence numbers go on (MS-SPNG 3.3.5.1). */
    void restartKeyStreams() {
        sendHandle = new Rc4(sendSeal);
        receiveHandle = new Rc4(receiveSeal);
    }

    private static byte[] signature(Rc4 handle, byte[] signKey, int number, byte[] message) {
        byte[] sequence = new ByteWriter(4).u32(number).toByteArray();
        byte[] checksum = Arrays.copyOf(Digests.hmacMd5(signKey, sequence, message), 8);
        return new ByteWriter(16)
                .u32(1)
                .bytes(handle.apply(checksum))
                .bytes(sequence)
                .toByteArray();
    }

    @Override
    public void close() {
        for (byte[] key : new byte[][] {sendSign, receiveSign, sendSeal, receiveSeal}) Arrays.fill(key, (byte) 0);
        sendHandle = new Rc4(new byte[1]);
        receiveHandle = new Rc4(new byte[1]);
    }
}

package org.fairlead.protocol.codes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Derives keys of devices from secrets of groups with HKDF-SHA256 (RFC 5869), one output block. */
public final class CodeKeys {
    /** Bytes of every secret and key. */
    public static final int BYTES = 32;

    private CodeKeys() {}

    /** The key of the certificate form, one device's own: salt = group, info names the form and the device's number. */
    public static byte[] certificateKey(byte[] master, UUID group, int deviceNumber) {
        byte[] label = "fairlead certificate key v1".getBytes(StandardCharsets.US_ASCII);
        byte[] info = ByteBuffer.allocate(label.length + 5)
                .put(label)
                .put((byte) 0)
                .putInt(deviceNumber)
                .array();
        return hkdf(master, bytes(group), info);
    }

    /** The key of the code for a whole group, which every device of the group holds. */
    public static byte[] groupKey(byte[] master, UUID group) {
        return hkdf(master, bytes(group), "fairlead group key v1".getBytes(StandardCharsets.US_ASCII));
    }

    /** The 16 bytes of a UUID, most significant first. */
    public static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] hkdf(byte[] secret, byte[] salt, byte[] info) {
        require(secret, "the secret");
        byte[] extracted = hmac(salt, secret);
        byte[] input =
                ByteBuffer.allocate(info.length + 1).put(info).put((byte) 1).array();
        return hmac(extracted, input);
    }

    static void require(byte[] bytes, String what) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException(what + " is not of " + BYTES + " bytes");
        }
    }

    /** Compares in a time that does not depend on the values. */
    static boolean same(long one, long other) {
        return MessageDigest.isEqual(
                ByteBuffer.allocate(8).putLong(one).array(),
                ByteBuffer.allocate(8).putLong(other).array());
    }

    private static byte[] hmac(byte[] key, byte[] input) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

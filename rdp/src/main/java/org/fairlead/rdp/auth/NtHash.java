package org.fairlead.rdp.auth;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** NTOWFv1 of a password (MS-NLMP 3.3.1): as good as the password itself, so wipe it when it is no longer needed. */
public final class NtHash implements AutoCloseable {
    private final byte[] hash;

    private NtHash(byte[] hash) {
        this.hash = hash;
    }

    /** The hash of a password; the caller wipes the characters. */
    public static NtHash of(char[] password) {
        byte[] utf16 = new byte[password.length * 2];
        StandardCharsets.UTF_16LE.encode(CharBuffer.wrap(password)).get(utf16);
        try {
            return new NtHash(Md4.digest(utf16));
        } finally {
            Arrays.fill(utf16, (byte) 0);
        }
    }

    /** Whether this is the hash of that password; takes the same time for each answer. */
    public boolean matches(char[] password) {
        try (NtHash other = of(password)) {
            return java.security.MessageDigest.isEqual(hash, other.hash);
        }
    }

    /** NTOWFv2 (MS-NLMP 3.3.2): the user in upper case, the domain as the client wrote it. */
    byte[] responseKey(String user, String domain) {
        String name = user.toUpperCase(Locale.ROOT) + domain;
        return Digests.hmacMd5(hash, name.getBytes(StandardCharsets.UTF_16LE));
    }

    public NtHash copy() {
        return new NtHash(hash.clone());
    }

    @Override
    public void close() {
        Arrays.fill(hash, (byte) 0);
    }

    @Override
    public String toString() {
        return "NtHash";
    }
}

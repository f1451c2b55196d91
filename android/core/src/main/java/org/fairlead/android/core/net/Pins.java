package org.fairlead.android.core.net;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Pins: base64 of the SHA-256 of a public key (SPKI). */
public final class Pins {
    private Pins() {}

    public static String of(PublicKey key) {
        return Base64.getEncoder().encodeToString(sha256(key.getEncoded()));
    }

    /** A pin from base64 (of either alphabet) or from hex digits with or without separators; null when it is none. */
    public static @Nullable String read(String text) {
        String hex = text.replaceAll("[:\\s-]", "").toLowerCase(Locale.ROOT);
        if (hex.matches("[0-9a-f]{64}")) {
            byte[] bytes = new byte[32];
            for (int i = 0; i < 32; i++) {
                bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
            }
            return Base64.getEncoder().encodeToString(bytes);
        }
        try {
            byte[] bytes =
                    Base64.getDecoder().decode(text.trim().replace('-', '+').replace('_', '/'));
            return bytes.length == 32 ? Base64.getEncoder().encodeToString(bytes) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** A pin as hex digits in groups of four, as the server prints it. */
    public static String groups(String pin) {
        StringBuilder text = new StringBuilder();
        byte[] bytes = Base64.getDecoder().decode(pin);
        for (int i = 0; i < bytes.length; i++) {
            if (i > 0 && i % 2 == 0) {
                text.append(' ');
            }
            text.append(String.format(Locale.ROOT, "%02X", bytes[i] & 0xff));
        }
        return text.toString();
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

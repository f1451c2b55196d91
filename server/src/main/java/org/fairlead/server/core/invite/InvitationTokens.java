package org.fairlead.server.core.invite;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the tokens of invitations: 192 bits of HMAC-SHA-256 over the invitation's number under a random key. So a link
 * can be mailed again and shown again although only its hash is stored; without the key the database tells nothing.
 */
public final class InvitationTokens {
    /** The shape of a token. */
    public static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{32}");

    private static final byte[] LABEL = "fairlead-invitation-v1".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY_BYTES = 32;
    private static final int TOKEN_BYTES = 24;

    private final SecretKeySpec key;

    public InvitationTokens(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("the key must have " + KEY_BYTES + " bytes");
        }
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    static byte[] newKey() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }

    String token(UUID invitation) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(LABEL);
            byte[] full = mac.doFinal(ByteBuffer.allocate(16)
                    .putLong(invitation.getMostSignificantBits())
                    .putLong(invitation.getLeastSignificantBits())
                    .array());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(full, TOKEN_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA-256", e);
        }
    }

    /** A token has 192 unpredictable bits, so a fast hash is enough. */
    static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}

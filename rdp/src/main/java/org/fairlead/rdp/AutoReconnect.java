package org.fairlead.rdp;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Checks the cookie with which a client reconnects (MS-RDPBCGR 5.5). */
public final class AutoReconnect {
    private AutoReconnect() {}

    /** Whether the verifier was made with this random; under TLS the client's random is 32 zero bytes. */
    public static boolean verifies(byte[] random, byte[] verifier) {
        return MessageDigest.isEqual(verifier(random), verifier);
    }

    static byte[] verifier(byte[] random) {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(random, "HmacMD5"));
            return mac.doFinal(new byte[32]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HmacMD5", e);
        }
    }
}

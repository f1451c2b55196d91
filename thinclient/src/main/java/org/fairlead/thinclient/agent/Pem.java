package org.fairlead.thinclient.agent;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Keys and certificates as text, and fingerprints of public keys. */
public final class Pem {
    private Pem() {}

    public static String print(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
    }

    public static List<X509Certificate> certificates(String pem) throws CertificateException {
        List<X509Certificate> chain = new ArrayList<>();
        for (var certificate : CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))) {
            chain.add((X509Certificate) certificate);
        }
        return chain;
    }

    public static PrivateKey key(String pem) throws GeneralSecurityException {
        String body = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
    }

    /** Base64 of the SHA-256 of a public key (SPKI). */
    public static String pin(PublicKey key) {
        return Base64.getEncoder().encodeToString(sha256(key.getEncoded()));
    }

    /** A pin from base64 or from hex digits with or without separators. */
    public static String pin(String text) {
        String hex = text.replaceAll("[:\\s-]", "").toLowerCase(Locale.ROOT);
        return hex.matches("[0-9a-f]{64}")
                ? Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex))
                : text.strip();
    }

    /** A pin as hex digits in groups of four. */
    public static String groups(String pin) {
        String hex =
                HexFormat.of().withUpperCase().formatHex(Base64.getDecoder().decode(pin));
        return hex.replaceAll("(.{4})(?!$)", "$1 ");
    }

    public static String fingerprint(X509Certificate certificate) throws CertificateException {
        return HexFormat.of().withUpperCase().formatHex(sha256(certificate.getEncoded()));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package org.fairlead.server.core.pki;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

final class KeyChecks {
    static final SecureRandom RANDOM = new SecureRandom();

    private KeyChecks() {}

    static void requireP256(SubjectPublicKeyInfo key) {
        boolean p256 = key.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
                && key.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier curve
                && curve.equals(SECObjectIdentifiers.secp256r1);
        if (!p256) {
            throw new Authorities.BadRequest("only P-256 keys are accepted");
        }
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}

package org.fairlead.protocol.catalogue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a trusted certificate must be, apart from its dates. */
final class Certificates {
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";

    private Certificates() {}

    static @Nullable SettingProblem check(String pem) {
        if (!pem.startsWith(BEGIN) || pem.indexOf(BEGIN, 1) >= 0) {
            return SettingProblem.of("bad-certificate");
        }
        X509Certificate certificate;
        try {
            certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        } catch (CertificateException e) {
            return SettingProblem.of("bad-certificate");
        }
        String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        if (algorithm.startsWith("SHA1") || algorithm.startsWith("MD")) {
            return SettingProblem.of("weak-certificate", "reason", certificate.getSigAlgName());
        }
        if (certificate.getPublicKey() instanceof RSAPublicKey rsa
                && rsa.getModulus().bitLength() < 2048) {
            return SettingProblem.of(
                    "weak-certificate", "reason", "RSA " + rsa.getModulus().bitLength());
        }
        if (certificate.getPublicKey() instanceof ECPublicKey ec
                && ec.getParams().getOrder().bitLength() < 256) {
            return SettingProblem.of(
                    "weak-certificate",
                    "reason",
                    "EC " + ec.getParams().getOrder().bitLength());
        }
        return null;
    }
}

package org.fairlead.agent;

import android.net.wifi.WifiEnterpriseConfig;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fairlead.android.core.device.Refusal;
import org.fairlead.android.core.policy.Step;

/** The way into an enterprise network in Android's form; the network's server is always verified. */
final class EapConfig {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    private EapConfig() {}

    static WifiEnterpriseConfig of(Step.Eap rule) throws Refusal {
        WifiEnterpriseConfig config = new WifiEnterpriseConfig();
        config.setEapMethod(method(rule.method()));
        config.setIdentity(rule.identity());
        List<X509Certificate> authorities = certificates(rule.authority());
        if (authorities.isEmpty()) {
            throw new Refusal("the authority of the network's server is no certificate");
        }
        try {
            config.setCaCertificates(authorities.toArray(new X509Certificate[0]));
        } catch (IllegalArgumentException e) {
            throw new Refusal("the certificate of the network's server is not that of an authority");
        }
        config.setDomainSuffixMatch(rule.domain());
        if (rule.method() == Step.Method.TLS) {
            client(config, rule.client());
        } else {
            config.setPhase2Method(inner(rule.inner()));
            config.setPassword(rule.password());
            if (!rule.anonymous().isEmpty()) {
                config.setAnonymousIdentity(rule.anonymous());
            }
        }
        return config;
    }

    private static int method(Step.Method method) {
        return switch (method) {
            case PEAP -> WifiEnterpriseConfig.Eap.PEAP;
            case TTLS -> WifiEnterpriseConfig.Eap.TTLS;
            case TLS -> WifiEnterpriseConfig.Eap.TLS;
        };
    }

    private static int inner(Step.Inner inner) {
        return switch (inner) {
            case MSCHAPV2 -> WifiEnterpriseConfig.Phase2.MSCHAPV2;
            case GTC -> WifiEnterpriseConfig.Phase2.GTC;
            case PAP -> WifiEnterpriseConfig.Phase2.PAP;
        };
    }

    private static void client(WifiEnterpriseConfig config, String pem) throws Refusal {
        List<X509Certificate> chain = certificates(pem);
        if (chain.isEmpty()) {
            throw new Refusal("the phone's certificate for the network cannot be read");
        }
        config.setClientKeyEntry(key(pem, chain.get(0)), chain.get(0));
    }

    private static PrivateKey key(String pem, X509Certificate certificate) throws Refusal {
        Matcher part = PEM.matcher(pem);
        while (part.find()) {
            if ("PRIVATE KEY".equals(part.group(1))) {
                try {
                    return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                            .generatePrivate(new PKCS8EncodedKeySpec(bytes(part.group(2))));
                } catch (InvalidKeySpecException e) {
                    throw new Refusal("the key for the network is damaged, or not that of the certificate");
                } catch (GeneralSecurityException e) {
                    throw new Refusal("this phone does not know keys of this kind");
                }
            }
        }
        throw new Refusal("the key for the network is missing: it has to be PKCS#8 in PEM without a password");
    }

    private static List<X509Certificate> certificates(String pem) throws Refusal {
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher part = PEM.matcher(pem);
        while (part.find()) {
            if ("CERTIFICATE".equals(part.group(1))) {
                try {
                    certificates.add((X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(bytes(part.group(2)))));
                } catch (CertificateException e) {
                    throw new Refusal("a certificate for the network is damaged");
                }
            }
        }
        return certificates;
    }

    /** The text may have lost its line breaks on the way. */
    private static byte[] bytes(String base64) throws Refusal {
        try {
            return Base64.getMimeDecoder().decode(base64.trim().getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw new Refusal("a certificate or key for the network is damaged");
        }
    }
}

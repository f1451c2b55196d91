package org.fairlead.server.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.fairlead.server.core.pki.Authorities;

/**
 * Trusts exactly the client certificates that the device authority itself has signed: one level, in their time of
 * validity, for client authentication. Revocation is the desk's. A verified signature is remembered for minutes, since
 * a reconnect storm brings the same certificates again. Thread-safe.
 */
final class DeviceTrust extends X509ExtendedTrustManager {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    private final X509Certificate authority;
    private final Cache<String, Boolean> verified = Caffeine.newBuilder()
            .maximumSize(50_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    DeviceTrust(X509Certificate authority) {
        this.authority = authority;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (chain.length == 0) {
            throw new CertificateException("no certificate");
        }
        X509Certificate leaf = chain[0];
        leaf.checkValidity(new Date());
        authority.checkValidity(new Date());
        List<String> usage = leaf.getExtendedKeyUsage();
        boolean[] keyUsage = leaf.getKeyUsage();
        if (leaf.getBasicConstraints() != -1
                || usage == null
                || !usage.contains(CLIENT_AUTH)
                || keyUsage == null
                || !keyUsage[0]
                || leaf.hasUnsupportedCriticalExtension()) {
            throw new CertificateException("not a device's identity");
        }
        if (!leaf.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
            throw new CertificateException("of another authority");
        }
        String fingerprint = Authorities.fingerprint(leaf);
        if (verified.getIfPresent(fingerprint) == null) {
            try {
                leaf.verify(authority.getPublicKey());
            } catch (GeneralSecurityException e) {
                throw new CertificateException("not signed by the device authority", e);
            }
            verified.put(fingerprint, Boolean.TRUE);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("servers are not trusted here");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("servers are not trusted here");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("servers are not trusted here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[] {authority};
    }
}

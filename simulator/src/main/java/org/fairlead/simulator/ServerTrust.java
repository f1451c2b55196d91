package org.fairlead.simulator;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts servers by the SHA-256 of their public key or certificate and nothing else, as devices do; names and dates do
 * not count. Immutable.
 */
public final class ServerTrust extends X509ExtendedTrustManager {
    private final Set<String> pins;

    private ServerTrust(Set<String> pins) {
        this.pins = Set.copyOf(pins);
    }

    /** Pins as base64 or as hex with or without separators. */
    public static ServerTrust pins(List<String> texts) {
        Set<String> pins = new HashSet<>();
        for (String text : texts) {
            String hex = text.replaceAll("[\\s:-]", "").toLowerCase(Locale.ROOT);
            pins.add(
                    hex.matches("[0-9a-f]{64}")
                            ? hex
                            : HexFormat.of().formatHex(Base64.getDecoder().decode(text)));
        }
        return new ServerTrust(pins);
    }

    /** Trusts the certificates of a PEM file, as the server's own or as the issuer in its chain. */
    public static ServerTrust file(Path pem) throws IOException {
        Set<String> pins = new HashSet<>();
        for (X509Certificate certificate : Keys.chain(Files.readString(pem))) {
            pins.add(hash(certificate.getPublicKey().getEncoded()));
        }
        return new ServerTrust(pins);
    }

    /** A context for clients that trust so. */
    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {this}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        for (int i = 0; i < chain.length; i++) {
            if (i > 0) {
                verify(chain[i - 1], chain[i]);
            }
            if (pins.contains(hash(chain[i].getPublicKey().getEncoded()))
                    || pins.contains(hash(chain[i].getEncoded()))) {
                return;
            }
        }
        throw new CertificateException("the server's key is not the one expected");
    }

    private static void verify(X509Certificate issued, X509Certificate issuer) throws CertificateException {
        try {
            issued.verify(issuer.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new CertificateException("a broken chain", e);
        }
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("clients are not trusted here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("clients are not trusted here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("clients are not trusted here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}

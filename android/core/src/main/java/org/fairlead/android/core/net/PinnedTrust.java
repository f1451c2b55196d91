package org.fairlead.android.core.net;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Trusts a server by its public key alone; with no pins it trusts nobody and only tells what it saw. */
public final class PinnedTrust extends X509ExtendedTrustManager {
    private final Set<String> pins;
    private volatile @Nullable String seen;

    public PinnedTrust(Collection<String> pins) {
        this.pins = Set.copyOf(pins);
    }

    /** Pin of the key that the server last showed. */
    public @Nullable String seen() {
        return seen;
    }

    /** Whether the server showed a key, but not one of those expected. */
    public boolean mismatch() {
        String pin = seen;
        return pin != null && !pins.contains(pin);
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        String pin = Pins.of(chain[0].getPublicKey());
        seen = pin;
        if (!pins.contains(pin)) {
            throw new CertificateException("the server shows a key that this phone does not know");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("not a server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("not a server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("not a server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}

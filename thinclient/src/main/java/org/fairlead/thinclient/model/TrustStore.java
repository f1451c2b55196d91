package org.fairlead.thinclient.model;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.fairlead.thinclient.agent.Pem;
import org.fairlead.thinclient.state.SafeFiles;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/**
 * Certificates of other servers that the device trusts. As soon as the administrator gives one, only the given ones
 * count, the user's own are deleted and the user cannot accept more.
 */
public final class TrustStore implements X509TrustManager {
    private static final String FILE = "accepted.json";

    private final SafeFiles files;

    /** Subjects that the administrator added and took away, and how many certificates of the user were deleted. */
    public record Changed(List<String> added, List<String> removed, int ownDeleted) {}

    private volatile List<String> central;
    private volatile List<String> accepted;
    private volatile @Nullable X509Certificate refused;

    public TrustStore(SafeFiles files) {
        this.files = files;
        Map<String, @Nullable Object> stored = files.loadObject(FILE);
        this.accepted = stored == null ? List.of() : Values.texts(stored.get("certificates"));
        this.central = stored == null ? List.of() : Values.texts(stored.get("central"));
    }

    /** Sets the administrator's certificates; says what that changed. */
    public synchronized Changed central(List<String> pems) {
        List<String> before = central;
        int deleted = pems.isEmpty() ? 0 : accepted.size();
        if (before.equals(pems) && deleted == 0) {
            return new Changed(List.of(), List.of(), 0);
        }
        central = List.copyOf(pems);
        accepted = pems.isEmpty() ? accepted : List.of();
        save();
        return new Changed(subjects(pems, before), subjects(before, pems), deleted);
    }

    private void save() {
        files.saveObject(FILE, Map.of("certificates", accepted, "central", central));
    }

    private static List<String> subjects(List<String> pems, List<String> without) {
        List<String> subjects = new ArrayList<>();
        for (String pem : pems) {
            if (without.contains(pem)) {
                continue;
            }
            try {
                for (X509Certificate certificate : Pem.certificates(pem)) {
                    subjects.add(certificate.getSubjectX500Principal().getName());
                }
            } catch (CertificateException e) {
                subjects.add("unreadable certificate");
            }
        }
        return subjects;
    }

    public boolean userMayAccept() {
        return central.isEmpty();
    }

    /** Adds a certificate that the user accepted; false when only the administrator decides. */
    public synchronized boolean accept(X509Certificate certificate) throws CertificateException {
        if (!userMayAccept()) {
            return false;
        }
        List<String> more = new ArrayList<>(accepted);
        more.add(Pem.print("CERTIFICATE", certificate.getEncoded()));
        accepted = List.copyOf(more);
        save();
        return true;
    }

    public List<String> centralPems() {
        return central;
    }

    public List<String> acceptedPems() {
        return accepted;
    }

    /** The certificate that was last refused, for the question to the user. */
    public @Nullable X509Certificate refused() {
        return refused;
    }

    /** Whether the chain is trusted; what is not leaves no question to the user. */
    public synchronized boolean trusts(X509Certificate[] chain) {
        X509Certificate before = refused;
        try {
            checkServerTrusted(chain, "UNKNOWN");
            return true;
        } catch (CertificateException e) {
            refused = before;
            return false;
        }
    }

    /** Whether this very certificate is on the list, and not only one above it. */
    public boolean isPinned(X509Certificate certificate) {
        for (String pem : central.isEmpty() ? accepted : central) {
            try {
                if (Pem.certificates(pem).contains(certificate)) {
                    return true;
                }
            } catch (CertificateException e) {
                continue;
            }
        }
        return false;
    }

    /** The certificates that count; unreadable ones are left out. */
    public List<X509Certificate> trusted() {
        List<X509Certificate> trusted = new ArrayList<>();
        for (String pem : central.isEmpty() ? accepted : central) {
            try {
                trusted.addAll(Pem.certificates(pem));
            } catch (CertificateException e) {
                continue;
            }
        }
        return trusted;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        chain[0].checkValidity();
        List<X509Certificate> trusted = new ArrayList<>();
        for (String pem : central.isEmpty() ? accepted : central) {
            trusted.addAll(Pem.certificates(pem));
        }
        for (X509Certificate certificate : trusted) {
            if (certificate.equals(chain[0])) {
                return;
            }
        }
        try {
            if (!trusted.isEmpty()) {
                anchored(trusted).checkServerTrusted(chain, type);
                return;
            }
        } catch (GeneralSecurityException | java.io.IOException e) {
            refused = chain[0];
            throw new CertificateException("the certificate is not among the trusted ones", e);
        }
        refused = chain[0];
        throw new CertificateException("the certificate is not among the trusted ones");
    }

    private static X509TrustManager anchored(List<X509Certificate> trusted)
            throws GeneralSecurityException, java.io.IOException {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        for (int i = 0; i < trusted.size(); i++) {
            store.setCertificateEntry("trusted" + i, trusted.get(i));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("not a server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}

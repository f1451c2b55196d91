package org.fairlead.thinclient.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.fairlead.thinclient.agent.Pem;

/**
 * Has FreeRDP's client trust what this device trusts and nothing else, also where a broker or a gateway leads it on: its
 * store of certificates, the system's included, is a folder of its own that lives as long as the session. Whoever makes it
 * closes it.
 */
public final class ClientTrust implements AutoCloseable {
    private final Path folder;
    private final String argument;

    private ClientTrust(Path folder, String argument) {
        this.folder = folder;
        this.argument = argument;
    }

    /** For a first computer that was found to be the right one, and for others by the certificates that are trusted. */
    public static ClientTrust of(X509Certificate first, List<X509Certificate> trusted) throws IOException {
        Path folder = Files.createTempDirectory("fairlead-session-");
        Files.createDirectory(folder.resolve("none"));
        StringBuilder store = new StringBuilder();
        Set<String> pinned = new LinkedHashSet<>();
        pinned.add(SessionTrust.fingerprint(first));
        try {
            for (X509Certificate certificate : trusted) {
                store.append(Pem.print("CERTIFICATE", certificate.getEncoded()));
                if (isPin(certificate)) {
                    pinned.add(SessionTrust.fingerprint(certificate));
                }
            }
        } catch (CertificateException e) {
            throw new IOException("a trusted certificate has no encoding", e);
        }
        Files.write(folder.resolve("trusted.pem"), store.toString().getBytes(StandardCharsets.UTF_8));
        StringBuilder argument = new StringBuilder("/cert:deny");
        pinned.forEach(fingerprint -> argument.append(",fingerprint:sha256:").append(fingerprint));
        return new ClientTrust(folder, argument.toString());
    }

    /** A certificate that stands for one computer, and not for all that it has signed. */
    private static boolean isPin(X509Certificate certificate) {
        try {
            certificate.checkValidity();
            return certificate.getBasicConstraints() < 0;
        } catch (CertificateException e) {
            return false;
        }
    }

    /** What to accept, for the command line. */
    public String argument() {
        return argument;
    }

    /** Where the client looks for authorities and for what it has accepted before. */
    public Map<String, String> environment() {
        return Map.of(
                "SSL_CERT_FILE", folder.resolve("trusted.pem").toString(),
                "SSL_CERT_DIR", folder.resolve("none").toString(),
                "XDG_CONFIG_HOME", folder.toString());
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}

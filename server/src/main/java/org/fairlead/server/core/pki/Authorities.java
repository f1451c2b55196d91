package org.fairlead.server.core.pki;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.bc.BcX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/**
 * The installation's certificate authorities, P-256: one signs the server's TLS certificate, one the identities of
 * devices. Keys are made at the first start and stay in the keys folder, mode 0600. The server has a present key and a
 * next one that devices already trust; only {@link #rotate} changes them. Thread-safe.
 */
public final class Authorities {
    private static final Duration CA_LIFE = Duration.ofDays(3650);
    private static final Duration SERVER_LIFE = Duration.ofDays(397);
    private static final Duration SERVER_RENEW = Duration.ofDays(30);
    private static final Duration DEVICE_LIFE = Duration.ofDays(365);
    private static final Duration BACKDATE = Duration.ofHours(24);

    private final KeyFolder.Entry serverCa;
    private final KeyFolder.Entry deviceCa;
    private final KeyFolder folder;
    private final List<String> names;
    private final Clock clock;
    private volatile ServerKeys keys;

    /** The present key with its certificate, and the next. */
    private record ServerKeys(KeyFolder.Entry server, KeyPair next) {}

    private Authorities(
            KeyFolder folder,
            KeyFolder.Entry serverCa,
            KeyFolder.Entry deviceCa,
            ServerKeys keys,
            List<String> names,
            Clock clock) {
        this.folder = folder;
        this.serverCa = serverCa;
        this.deviceCa = deviceCa;
        this.keys = keys;
        this.names = names;
        this.clock = clock;
    }

    /**
     * Loads the keys and certificates of a folder and makes those that are missing. The server certificate is issued
     * anew, for the same key, when it ends within 30 days or lacks one of the names (DNS names or IP addresses).
     */
    public static Authorities loadOrCreate(Path folder, List<String> names, Clock clock) {
        try {
            KeyFolder keys = new KeyFolder(folder);
            Instant now = clock.instant();
            KeyFolder.Entry serverCa = keys.certified("server-ca", key -> ca(key, "Fairlead server CA", now));
            KeyFolder.Entry deviceCa = keys.certified("device-ca", key -> ca(key, "Fairlead device CA", now));
            KeyPair next = keys.key("server-next");
            KeyPair present = keys.key("server");
            if (present.getPublic().equals(next.getPublic())) { // a rotation was cut off
                keys.dropForeignCertificate("server", present);
                next = KeyFolder.fresh();
                keys.replaceKey("server-next", next);
            }
            KeyFolder.Entry server = keys.certified("server", key -> serverCertificate(serverCa, key, names, now));
            if (!covers(server.certificate(), names)
                    || server.certificate().getNotAfter().toInstant().isBefore(now.plus(SERVER_RENEW))) {
                server = keys.replaceCertificate(
                        "server", server, serverCertificate(serverCa, server.key(), names, now));
            }
            return new Authorities(keys, serverCa, deviceCa, new ServerKeys(server, next), List.copyOf(names), clock);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot load the keys in " + folder + ": " + e.getMessage(), e);
        }
    }

    /**
     * Makes the next key the present one, with a certificate of its own, and makes another next key. Whatever is cut off
     * on the way is completed by {@link #loadOrCreate}.
     */
    public synchronized void rotate() {
        try {
            KeyPair key = keys.next();
            X509Certificate certificate = serverCertificate(serverCa, key, names, clock.instant());
            KeyPair next = KeyFolder.fresh();
            folder.replaceKey("server", key);
            KeyFolder.Entry entry =
                    folder.replaceCertificate("server", new KeyFolder.Entry(key, certificate), certificate);
            folder.replaceKey("server-next", next);
            keys = new ServerKeys(entry, next);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot rotate the server's key: " + e.getMessage(), e);
        }
    }

    public PrivateKey serverKey() {
        return keys.server().key().getPrivate();
    }

    /** The server's certificate, then its issuer. */
    public List<X509Certificate> serverChain() {
        return List.of(keys.server().certificate(), serverCa.certificate());
    }

    /** SHA-256 of the present server key (SPKI), then of the next. */
    public List<byte[]> serverKeyHashes() {
        ServerKeys now = keys;
        return List.of(
                KeyChecks.sha256(now.server().key().getPublic().getEncoded()),
                KeyChecks.sha256(now.next().getPublic().getEncoded()));
    }

    public X509Certificate deviceAuthority() {
        return deviceCa.certificate();
    }

    public X509Certificate serverAuthority() {
        return serverCa.certificate();
    }

    /** Base64 SHA-256 of the public keys (SPKI) that devices shall trust: the present and the next server key. */
    public List<String> pins() {
        return serverKeyHashes().stream()
                .map(hash -> Base64.getEncoder().encodeToString(hash))
                .toList();
    }

    /** A device's identity: its certificate and the fingerprint (SHA-256, lower-case hex) by which it is known. */
    public record Identity(X509Certificate certificate, String fingerprint, String chainPem, Instant notAfter) {}

    /**
     * Certifies the key of a PKCS#10 request (PEM) for a device. Only P-256 keys with a valid proof of possession are
     * accepted; nothing else is taken from the request.
     */
    public Identity issueIdentity(UUID device, String csrPem) {
        try {
            PKCS10CertificationRequest request = parse(csrPem);
            SubjectPublicKeyInfo key = request.getSubjectPublicKeyInfo();
            KeyChecks.requireP256(key);
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new BadRequest("the request is not signed by its own key");
            }
            Instant now = clock.instant();
            Instant end = now.plus(DEVICE_LIFE);
            X509v3CertificateBuilder builder = builder(
                    new X500Name(
                            deviceCa.certificate().getSubjectX500Principal().getName()),
                    new X500Name("CN=" + device),
                    key,
                    now,
                    end);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, "urn:uuid:" + device)));
            X509Certificate certificate = sign(builder, deviceCa.key().getPrivate());
            return new Identity(
                    certificate,
                    fingerprint(certificate),
                    KeyFolder.pem(certificate) + KeyFolder.pem(deviceCa.certificate()),
                    end);
        } catch (IOException | OperatorCreationException | PKCSException | IllegalArgumentException e) {
            throw new BadRequest("not a certificate request: " + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign", e);
        }
    }

    /** The request cannot be certified; the text says why. */
    public static final class BadRequest extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadRequest(String message) {
            super(message);
        }
    }

    /** SHA-256 of a certificate in lower-case hex. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            return KeyChecks.hex(KeyChecks.sha256(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Base64 SHA-256 of an encoded public key. */
    public static String pin(byte[] spki) {
        return Base64.getEncoder().encodeToString(KeyChecks.sha256(spki));
    }

    private static PKCS10CertificationRequest parse(String pem) throws IOException {
        if (pem.length() > 16_384) {
            throw new BadRequest("the request has more than 16384 characters");
        }
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            if (parser.readObject() instanceof PKCS10CertificationRequest request) {
                return request;
            }
        }
        throw new BadRequest("not a PKCS#10 request in PEM");
    }

    private static X509Certificate ca(KeyPair key, String name, Instant now)
            throws GeneralSecurityException, IOException {
        X500Name subject = new X500Name("CN=" + name);
        SubjectPublicKeyInfo spki =
                SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded());
        X509v3CertificateBuilder builder = builder(subject, subject, spki, now, now.plus(CA_LIFE));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, new BcX509ExtensionUtils().createSubjectKeyIdentifier(spki));
        return sign(builder, key.getPrivate());
    }

    private static X509Certificate serverCertificate(KeyFolder.Entry ca, KeyPair key, List<String> names, Instant now)
            throws GeneralSecurityException, IOException {
        SubjectPublicKeyInfo spki =
                SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded());
        X509v3CertificateBuilder builder = builder(
                new X500Name(ca.certificate().getSubjectX500Principal().getName()),
                new X500Name("CN=" + names.getFirst()),
                spki,
                now,
                now.plus(SERVER_LIFE));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                new BcX509ExtensionUtils()
                        .createAuthorityKeyIdentifier(SubjectPublicKeyInfo.getInstance(
                                ca.certificate().getPublicKey().getEncoded())));
        List<GeneralName> alternatives = new ArrayList<>();
        for (String name : names) {
            boolean address = name.matches("[0-9.]+") || name.contains(":");
            alternatives.add(new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name));
        }
        builder.addExtension(
                Extension.subjectAlternativeName, false, new GeneralNames(alternatives.toArray(new GeneralName[0])));
        return sign(builder, ca.key().getPrivate());
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, SubjectPublicKeyInfo key, Instant now, Instant end) {
        BigInteger serial = new BigInteger(127, KeyChecks.RANDOM).setBit(126);
        return new X509v3CertificateBuilder(
                issuer, serial, Date.from(now.minus(BACKDATE)), Date.from(end), subject, key);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        try {
            X509CertificateHolder holder = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key));
            return new JcaX509CertificateConverter().getCertificate(holder);
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static boolean covers(X509Certificate certificate, List<String> names) throws GeneralSecurityException {
        List<String> covered = new ArrayList<>();
        if (certificate.getSubjectAlternativeNames() != null) {
            certificate.getSubjectAlternativeNames().forEach(n -> covered.add(String.valueOf(n.get(1))));
        }
        for (String name : names) {
            boolean ipv6 = name.contains(":");
            if (!ipv6 && !covered.contains(name)) {
                return false;
            }
        }
        return true;
    }
}

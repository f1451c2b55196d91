package org.fairlead.rdp.host;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.Der;
import org.fairlead.rdp.wire.ProtocolException;

/** The key and certificate that clients see; self-signed and long-lived, because clients remember it. */
public final class TlsIdentity {
    private static final char[] STORE_PASSWORD = "rdp".toCharArray();
    private static final String ALIAS = "rdp";

    private final PrivateKey key;
    private final X509Certificate certificate;

    private TlsIdentity(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /** A new self-signed identity: RSA 2048 with SHA-256, valid for ten years. */
    public static TlsIdentity generate(String name, Instant now) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        byte[] der = selfSigned(name, pair, now);
        X509Certificate certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        return new TlsIdentity(pair.getPrivate(), certificate);
    }

    /** The identity in a PKCS#12 file, which is made (readable by its owner only) when it is missing. */
    public static TlsIdentity load(Path file, String name, Instant now) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        if (Files.exists(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, STORE_PASSWORD);
            }
            return new TlsIdentity(
                    (PrivateKey) store.getKey(ALIAS, STORE_PASSWORD), (X509Certificate) store.getCertificate(ALIAS));
        }
        TlsIdentity identity = generate(name, now);
        store.load(null, null);
        store.setKeyEntry(ALIAS, identity.key, STORE_PASSWORD, new X509Certificate[] {identity.certificate});
        Path temporary = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                ".tls",
                null,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var out = Files.newOutputStream(temporary)) {
            store.store(out, STORE_PASSWORD);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        return identity;
    }

    private static byte[] selfSigned(String name, KeyPair pair, Instant now) throws GeneralSecurityException {
        byte[] sha256WithRsa = Der.value(Der.SEQUENCE, oid("2a864886f70d01010b"), Der.value(0x05));
        byte[] commonName =
                Der.value(Der.SEQUENCE, oid("550403"), Der.value(0x0C, name.getBytes(StandardCharsets.UTF_8)));
        byte[] subject = Der.value(Der.SEQUENCE, Der.value(0x31, commonName));
        byte[] validity =
                Der.value(Der.SEQUENCE, time(now.minusSeconds(86_400)), time(now.plusSeconds(3650L * 86_400)));
        byte[] serial = new BigInteger(120, new SecureRandom()).setBit(119).toByteArray();
        byte[] digitalSignatureAndKeyEncipherment = Der.value(Der.BIT_STRING, new byte[] {5, (byte) 0xA0});
        byte[] serverAuth = Der.value(Der.SEQUENCE, oid("2b06010505070301"));
        byte[] extensions = Der.value(
                Der.context(3),
                Der.value(
                        Der.SEQUENCE,
                        extension("551d0f", digitalSignatureAndKeyEncipherment),
                        extension("551d25", serverAuth)));
        byte[] body = Der.value(
                Der.SEQUENCE,
                Der.value(Der.context(0), Der.number(Der.INTEGER, 2)),
                Der.value(Der.INTEGER, serial),
                sha256WithRsa,
                subject,
                validity,
                subject,
                pair.getPublic().getEncoded(),
                extensions);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(pair.getPrivate());
        signature.update(body);
        return Der.value(
                Der.SEQUENCE, body, sha256WithRsa, Der.value(Der.BIT_STRING, new byte[] {0}, signature.sign()));
    }

    private static byte[] oid(String hex) {
        return Der.value(Der.OBJECT_IDENTIFIER, HexFormat.of().parseHex(hex));
    }

    private static byte[] extension(String oid, byte[] value) {
        return Der.value(Der.SEQUENCE, oid(oid), Der.value(Der.OCTET_STRING, value));
    }

    private static byte[] time(Instant instant) {
        String text = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(instant);
        return Der.value(0x17, text.getBytes(StandardCharsets.US_ASCII));
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** SHA-256 of the certificate, as clients show it. */
    public String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this certificate has no encoding", e);
        }
    }

    /** The content of the BIT STRING in SubjectPublicKeyInfo, which CredSSP binds to. */
    byte[] publicKeyBits() {
        return bits(certificate.getPublicKey());
    }

    static byte[] bits(PublicKey key) {
        try {
            ByteReader info = Der.expect(new ByteReader(key.getEncoded()), Der.SEQUENCE);
            Der.expect(info, Der.SEQUENCE);
            ByteReader bits = Der.expect(info, Der.BIT_STRING);
            bits.skip(1);
            return bits.rest();
        } catch (ProtocolException e) {
            throw new IllegalStateException("this public key is not X.509", e);
        }
    }

    SSLContext context() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(ALIAS, key, STORE_PASSWORD, new X509Certificate[] {certificate});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, STORE_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }
}

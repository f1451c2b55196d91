package org.fairlead.server.core.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** A folder of P-256 keys (PKCS#8 with the public key beside it) and certificates in PEM, readable by the owner only. */
final class KeyFolder {
    record Entry(KeyPair key, X509Certificate certificate) {}

    interface Certifier {
        X509Certificate certify(KeyPair key) throws GeneralSecurityException, IOException;
    }

    private final Path folder;

    KeyFolder(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    KeyPair key(String name) throws IOException, GeneralSecurityException {
        Path file = folder.resolve(name + ".key");
        if (!Files.exists(file)) {
            replaceKey(name, fresh());
        }
        String text = Files.readString(file);
        KeyFactory factory = KeyFactory.getInstance("EC");
        PrivateKey secret = factory.generatePrivate(new PKCS8EncodedKeySpec(der(text, "PRIVATE KEY")));
        PublicKey open = factory.generatePublic(new X509EncodedKeySpec(der(text, "PUBLIC KEY")));
        return new KeyPair(open, secret);
    }

    Entry certified(String name, Certifier certifier) throws IOException, GeneralSecurityException {
        KeyPair key = key(name);
        Path file = folder.resolve(name + ".crt");
        if (!Files.exists(file)) {
            write(file, pem(certifier.certify(key)));
        }
        X509Certificate certificate = certificate(file);
        if (!certificate.getPublicKey().equals(key.getPublic())) {
            throw new GeneralSecurityException(file + " does not belong to the key beside it");
        }
        return new Entry(key, certificate);
    }

    /** A fresh key that is not stored. */
    static KeyPair fresh() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    /** Puts a key in the place of another. */
    void replaceKey(String name, KeyPair pair) throws IOException {
        write(
                folder.resolve(name + ".key"),
                pem("PRIVATE KEY", pair.getPrivate().getEncoded())
                        + pem("PUBLIC KEY", pair.getPublic().getEncoded()));
    }

    /** Forgets a certificate that is not of the key beside it, which a rotation that was cut off leaves. */
    void dropForeignCertificate(String name, KeyPair key) throws IOException, GeneralSecurityException {
        Path file = folder.resolve(name + ".crt");
        if (Files.exists(file) && !certificate(file).getPublicKey().equals(key.getPublic())) {
            Files.delete(file);
        }
    }

    private static X509Certificate certificate(Path file) throws IOException, GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
    }

    Entry replaceCertificate(String name, Entry old, X509Certificate certificate) throws IOException {
        write(folder.resolve(name + ".crt"), pem(certificate));
        return new Entry(old.key(), certificate);
    }

    static String pem(X509Certificate certificate) {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + type + "-----\n";
    }

    private static byte[] der(String text, String type) throws GeneralSecurityException {
        String begin = "-----BEGIN " + type + "-----";
        int start = text.indexOf(begin);
        int end = text.indexOf("-----END " + type + "-----");
        if (start < 0 || end < start) {
            throw new GeneralSecurityException("no " + type + " in the file");
        }
        return Base64.getMimeDecoder().decode(text.substring(start + begin.length(), end));
    }

    private void write(Path file, String text) throws IOException {
        Path temporary = folder.resolve(file.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(temporary, text.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}

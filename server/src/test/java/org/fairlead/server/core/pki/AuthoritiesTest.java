package org.fairlead.server.core.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthoritiesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void keysSurviveARestartAndAreReadableByTheOwnerOnly() throws Exception {
        Authorities first = load(NOW, "localhost");
        Authorities second = load(NOW, "localhost");
        assertThat(second.pins()).hasSize(2).isEqualTo(first.pins());
        assertThat(second.serverChain()).isEqualTo(first.serverChain());
        try (var files = Files.list(folder)) {
            assertThat(files)
                    .allSatisfy(f -> assertThat(Files.getPosixFilePermissions(f))
                            .isEqualTo(PosixFilePermissions.fromString("rw-------")));
        }
    }

    @Test
    void theServerCertificateIsRenewedForTheSameKeyBeforeItEndsAndWhenANameIsMissing() throws Exception {
        Authorities first = load(NOW, "localhost");
        Authorities named = load(NOW, "localhost", "mdm.example.org", "10.1.2.3");
        assertThat(named.pins()).isEqualTo(first.pins());
        assertThat(named.serverChain().getFirst())
                .isNotEqualTo(first.serverChain().getFirst());
        Authorities later = load(NOW.plusSeconds(86400L * 368), "localhost", "mdm.example.org", "10.1.2.3");
        assertThat(later.serverChain().getFirst().getNotAfter())
                .isAfter(named.serverChain().getFirst().getNotAfter());
        assertThat(later.pins()).isEqualTo(first.pins());
        later.serverChain().getFirst().verify(later.serverAuthority().getPublicKey());
    }

    @Test
    void aRotationMakesTheNextKeyThePresentOneAndSurvivesARestart() throws Exception {
        Authorities first = load(NOW, "localhost");
        List<String> before = first.pins();
        first.rotate();
        assertThat(first.pins().getFirst()).isEqualTo(before.getLast());
        assertThat(first.pins().getLast()).isNotIn(before);
        first.serverChain().getFirst().verify(first.serverAuthority().getPublicKey());
        assertThat(first.serverChain().getFirst().getPublicKey()).isNotNull();
        Authorities second = load(NOW, "localhost");
        assertThat(second.pins()).isEqualTo(first.pins());
        assertThat(second.serverChain()).isEqualTo(first.serverChain());
    }

    @Test
    void aRotationThatIsCutOffAnywhereLeavesAKeyThatDevicesTrust() throws Exception {
        Authorities first = load(NOW, "localhost");
        List<String> before = first.pins();
        byte[] oldCertificate = Files.readAllBytes(folder.resolve("server.crt"));
        byte[] next = Files.readAllBytes(folder.resolve("server-next.key"));
        first.rotate();
        byte[] newCertificate = Files.readAllBytes(folder.resolve("server.crt"));
        for (byte[] certificate : List.of(oldCertificate, newCertificate)) {
            Files.write(folder.resolve("server.key"), next);
            Files.write(folder.resolve("server.crt"), certificate);
            Files.write(folder.resolve("server-next.key"), next);
            Authorities after = load(NOW, "localhost");
            assertThat(after.pins().getFirst()).isEqualTo(before.getLast());
            assertThat(after.pins().getLast()).isNotIn(before);
            assertThat(Authorities.pin(
                            after.serverChain().getFirst().getPublicKey().getEncoded()))
                    .isEqualTo(before.getLast());
            assertThat(load(NOW, "localhost").pins()).isEqualTo(after.pins());
        }
    }

    @Test
    void certifiesAP256KeyForTheDeviceAndTakesNothingElseFromTheRequest() throws Exception {
        Authorities authorities = load(NOW, "localhost");
        UUID device = UUID.randomUUID();
        Authorities.Identity identity = authorities.issueIdentity(device, csr("EC", 256, "CN=administrator"));
        identity.certificate().verify(authorities.deviceAuthority().getPublicKey());
        assertThat(identity.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=" + device);
        assertThat(identity.certificate().getBasicConstraints()).isEqualTo(-1);
        assertThat(identity.fingerprint()).hasSize(64);
    }

    @Test
    void refusesOtherKeysForeignSignaturesAndNoise() throws Exception {
        Authorities authorities = load(NOW, "localhost");
        UUID device = UUID.randomUUID();
        for (String bad : List.of(
                csr("RSA", 2048, "CN=x"),
                csr("EC", 384, "CN=x"),
                foreignSignature(),
                "",
                "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n",
                "x".repeat(20_000))) {
            assertThatThrownBy(() -> authorities.issueIdentity(device, bad)).isInstanceOf(Authorities.BadRequest.class);
        }
    }

    private Authorities load(Instant now, String... names) {
        return Authorities.loadOrCreate(folder, List.of(names), Clock.fixed(now, ZoneOffset.UTC));
    }

    private static KeyPair pair(String algorithm, int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static String csr(String algorithm, int bits, String subject) throws Exception {
        KeyPair key = pair(algorithm, bits);
        return csr(key, key, subject);
    }

    private static String foreignSignature() throws Exception {
        return csr(pair("EC", 256), pair("EC", 256), "CN=x");
    }

    private static String csr(KeyPair key, KeyPair signer, String subject) throws Exception {
        String algorithm = "SHA256with" + (signer.getPrivate().getAlgorithm().equals("EC") ? "ECDSA" : "RSA");
        StringWriter out = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(out)) {
            writer.writeObject(new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), key.getPublic())
                    .build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate())));
        }
        return out.toString();
    }
}

package org.fairlead.server.apple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.apple.PushKeys;
import org.junit.jupiter.api.Test;

class PushKeyFilesTest {
    private static final String TOPIC = "com.apple.mgmt.External.0f0f";
    private static final KeyPair ROOT = key();
    private static final KeyPair MIDDLE = key();
    private static final KeyPair LEAF = key();
    private final PushKeyFiles files = new PushKeyFiles();

    @Test
    void aPushCertificateComesAsPkcs12WithItsPasswordAndWithNoOther() throws Exception {
        X509Certificate certificate = certificate("UID=" + TOPIC + ",CN=APSP:0f0f", LEAF, "CN=Root", ROOT);
        byte[] file = pkcs12(LEAF, "secret", certificate);
        PushKeys.Upload upload = files.read(file, "secret", null, null);
        assertThat(upload.topic()).isEqualTo(TOPIC);
        assertThat(upload.key()).isEqualTo(LEAF.getPrivate().getEncoded());
        assertThat(upload.chainPem()).contains("BEGIN CERTIFICATE");
        for (String wrong : new String[] {"", "Secret"}) {
            assertThatThrownBy(() -> files.read(file, wrong, null, null)).isInstanceOf(Problem.Invalid.class);
        }
        assertThatThrownBy(() -> files.read(Arrays.copyOf(file, file.length / 2), "secret", null, null))
                .isInstanceOf(Problem.Invalid.class);
    }

    @Test
    void aCertificateWithoutATopicOrOfAnotherKeyIsRefused() throws Exception {
        X509Certificate plain = certificate("CN=nobody", LEAF, "CN=Root", ROOT);
        assertThatThrownBy(() -> files.read(pkcs12(LEAF, "x", plain), "x", null, null))
                .satisfies(e ->
                        assertThat(((Problem.Invalid) e).fields().get("file")).contains("no push certificate"));
        X509Certificate push = certificate("UID=" + TOPIC + ",CN=x", LEAF, "CN=Root", ROOT);
        assertThatThrownBy(() -> files.read(pem(push), "", ROOT.getPrivate().getEncoded(), null))
                .satisfies(e ->
                        assertThat(((Problem.Invalid) e).fields().get("file")).contains("another key"));
        assertThat(files.read(pem(push), "", null, LEAF.getPrivate().getEncoded())
                        .topic())
                .as("a renewal for the key in use")
                .isEqualTo(TOPIC);
    }

    @Test
    void aFileMayHave64KibibytesAndNotOneByteMore() {
        assertThatThrownBy(() -> files.read(new byte[65_537], "", null, null))
                .satisfies(e ->
                        assertThat(((Problem.Invalid) e).fields().get("file")).contains("at most"));
        assertThatThrownBy(() -> files.read(new byte[65_536], "", null, null))
                .satisfies(e ->
                        assertThat(((Problem.Invalid) e).fields().get("file")).doesNotContain("at most"));
    }

    @Test
    void theVendorsSignatureOverTheRequestIsWhatApplesPortalChecks() throws Exception {
        X509Certificate root = certificate("CN=Root", ROOT, "CN=Root", ROOT);
        X509Certificate middle = certificate("CN=Middle", MIDDLE, "CN=Root", ROOT);
        X509Certificate leaf = certificate("CN=Vendor", LEAF, "CN=Middle", MIDDLE);
        PushKeys.Vendor vendor = files.vendor(pem(LEAF.getPrivate(), root, leaf, middle), "");
        PushKeys.Request request = files.request("Acme & Söhne", "it@example.test");
        String portal = files.signed(request.pem(), vendor.chainPem(), vendor.key());
        assertThat(portal).matches("[A-Za-z0-9+/=]+");
        Map<String, Object> content = Plist.read(Base64.getDecoder().decode(portal));
        assertThat(content.keySet())
                .containsExactlyInAnyOrder("PushCertRequestCSR", "PushCertCertificateChain", "PushCertSignature");
        Collection<? extends Certificate> chain = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(
                        text(content, "PushCertCertificateChain").getBytes(StandardCharsets.US_ASCII)));
        assertThat(chain.stream()
                        .map(c ->
                                ((X509Certificate) c).getSubjectX500Principal().getName()))
                .containsExactly("CN=Vendor", "CN=Middle", "CN=Root");
        Signature check = Signature.getInstance("SHA256withRSA");
        check.initVerify(LEAF.getPublic());
        check.update(Base64.getDecoder().decode(text(content, "PushCertRequestCSR")));
        assertThat(check.verify(Base64.getDecoder().decode(text(content, "PushCertSignature"))))
                .isTrue();
        assertThat(request.pem().replaceAll("-----[^-]*-----|\\s", "")).isEqualTo(text(content, "PushCertRequestCSR"));
    }

    @Test
    void aVendorNeedsItsKeyAndTheWholeChain() throws Exception {
        X509Certificate root = certificate("CN=Root", ROOT, "CN=Root", ROOT);
        X509Certificate middle = certificate("CN=Middle", MIDDLE, "CN=Root", ROOT);
        X509Certificate leaf = certificate("CN=Vendor", LEAF, "CN=Middle", MIDDLE);
        assertThatThrownBy(() -> files.vendor(pem(LEAF.getPrivate(), root, leaf), ""))
                .satisfies(e ->
                        assertThat(((Problem.Invalid) e).fields().get("file")).contains("chain"));
        assertThatThrownBy(() -> files.vendor(pem(root, leaf, middle), ""))
                .satisfies(e ->
                        assertThat(((Problem.Invalid) e).fields().get("file")).contains("key"));
        assertThat(files.vendor(pkcs12(LEAF, "pw", leaf, middle, root), "pw").name())
                .isEqualTo("CN=Vendor");
    }

    private static String text(Map<String, Object> of, String key) {
        return (String) Objects.requireNonNull(of.get(key));
    }

    private static byte[] pem(Object... items) throws Exception {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            for (Object item : items) {
                writer.writeObject(item);
            }
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] pkcs12(KeyPair key, String password, X509Certificate... chain) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("push", key.getPrivate(), password.toCharArray(), chain);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.store(out, password.toCharArray());
        return out.toByteArray();
    }

    private static X509Certificate certificate(String subject, KeyPair key, String issuer, KeyPair by)
            throws Exception {
        return new JcaX509CertificateConverter()
                .getCertificate(new X509v3CertificateBuilder(
                                new X500Name(issuer),
                                BigInteger.valueOf(System.nanoTime()),
                                Date.from(Instant.now().minusSeconds(60)),
                                Date.from(Instant.now().plusSeconds(86_400)),
                                new X500Name(subject),
                                SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()))
                        .build(new JcaContentSignerBuilder("SHA256withRSA").build(by.getPrivate())));
    }

    private static KeyPair key() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}

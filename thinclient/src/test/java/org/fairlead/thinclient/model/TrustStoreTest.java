package org.fairlead.thinclient.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.fairlead.thinclient.agent.Pem;
import org.fairlead.thinclient.agent.PinnedTrust;
import org.fairlead.thinclient.state.RealDisk;
import org.fairlead.thinclient.state.SafeFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustStoreTest {
    @TempDir
    Path folder;

    private static X509Certificate certificate(String name, Duration left) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        X500Principal subject = new X500Principal("CN=" + name);
        return new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                subject,
                                BigInteger.ONE,
                                Date.from(Instant.now().minus(Duration.ofDays(2))),
                                Date.from(Instant.now().plus(left)),
                                subject,
                                pair.getPublic())
                        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }

    private static void check(TrustStore store, X509Certificate certificate) throws Exception {
        store.checkServerTrusted(new X509Certificate[] {certificate}, "ECDSA");
    }

    @Test
    void centralCertificatesReplaceAndForbidTheUsersOwn() throws Exception {
        TrustStore store = new TrustStore(new SafeFiles(new RealDisk(), folder));
        X509Certificate own = certificate("own", Duration.ofDays(10));
        X509Certificate central = certificate("central", Duration.ofDays(10));
        assertThatThrownBy(() -> check(store, own)).hasMessageContaining("not among");
        assertThat(store.refused()).isEqualTo(own);
        assertThat(store.accept(own)).isTrue();
        assertThatCode(() -> check(store, own)).doesNotThrowAnyException();

        assertThat(store.central(List.of(Pem.print("CERTIFICATE", central.getEncoded()))))
                .isEqualTo(new TrustStore.Changed(List.of("CN=central"), List.of(), 1));
        assertThatThrownBy(() -> check(store, own)).hasMessageContaining("not among");
        assertThatCode(() -> check(store, central)).doesNotThrowAnyException();
        assertThat(store.accept(own)).isFalse();

        store.central(List.of());
        assertThatThrownBy(() -> check(new TrustStore(new SafeFiles(new RealDisk(), folder)), own))
                .hasMessageContaining("not among");
    }

    @Test
    void anExpiredCertificateIsRefusedEvenIfItIsTrusted() throws Exception {
        TrustStore store = new TrustStore(new SafeFiles(new RealDisk(), folder));
        X509Certificate expired = certificate("old", Duration.ofDays(-1));
        store.accept(expired);
        assertThatThrownBy(() -> check(store, expired)).isInstanceOf(java.security.cert.CertificateException.class);
    }

    @Test
    void aServerIsKnownByItsKeyAlone() throws Exception {
        X509Certificate server = certificate("server", Duration.ofDays(1));
        X509Certificate other = certificate("server", Duration.ofDays(1));
        PinnedTrust trust = new PinnedTrust(java.util.Set.of(Pem.pin(server.getPublicKey())));
        trust.checkServerTrusted(new X509Certificate[] {server}, "ECDSA");
        assertThatThrownBy(() -> trust.checkServerTrusted(new X509Certificate[] {other}, "ECDSA"))
                .hasMessageContaining("does not know");
        assertThat(trust.seen()).isEqualTo(Pem.pin(other.getPublicKey()));
    }

    @Test
    void fingerprintsAreReadInHexWithAnySeparatorsAndInBase64() throws Exception {
        String pin = Pem.pin(certificate("a", Duration.ofDays(1)).getPublicKey());
        assertThat(Pem.pin(Pem.groups(pin))).isEqualTo(pin);
        assertThat(Pem.pin(Pem.groups(pin).replace(' ', ':').toLowerCase(java.util.Locale.ROOT)))
                .isEqualTo(pin);
        assertThat(Pem.pin(pin)).isEqualTo(pin);
        assertThat(Pem.groups(pin).split(" ")).hasSize(16);
    }
}

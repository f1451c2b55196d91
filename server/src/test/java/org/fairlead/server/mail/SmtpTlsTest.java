package org.fairlead.server.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.fairlead.server.SmtpSink;
import org.fairlead.server.core.server.Mailer;
import org.fairlead.server.core.server.ServerSettings;
import org.fairlead.server.core.server.ServerSettings.Security;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mail over TLS to a mail server with a certificate of an authority of its own. */
class SmtpTlsTest {
    private static final Duration YEAR = Duration.ofDays(365);

    @ParameterizedTest
    @EnumSource(names = {"STARTTLS", "TLS"})
    void aMailGoesOverTlsToAServerWhoseCertificateIsTrusted(Security security) throws Exception {
        Server server = server("127.0.0.1", Instant.now().plus(YEAR));
        try (SmtpSink sink = new SmtpSink(server.tls(), security == Security.TLS)) {
            send(sink, security, server.pem());
            assertThat(sink.to("ann@mail.test").getSubject()).isEqualTo("Hello");
            assertThat(sink.encrypted).containsExactly(true);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTTLS", "TLS"})
    void aCertificateThatNobodyTrustsStopsTheMailAndSaysWhyAndIsTriedAgain(Security security) throws Exception {
        Server server = server("127.0.0.1", Instant.now().plus(YEAR));
        try (SmtpSink sink = new SmtpSink(server.tls(), security == Security.TLS)) {
            refused(sink, security, null, "certification path");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTTLS", "TLS"})
    void aCertificateOfAnotherNameStopsTheMail(Security security) throws Exception {
        Server server = server("10.11.12.13", Instant.now().plus(YEAR));
        try (SmtpSink sink = new SmtpSink(server.tls(), security == Security.TLS)) {
            refused(sink, security, server.pem(), "127.0.0.1");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTTLS", "TLS"})
    void aCertificateThatHasExpiredStopsTheMail(Security security) throws Exception {
        Server server = server("127.0.0.1", Instant.now().minusSeconds(60));
        try (SmtpSink sink = new SmtpSink(server.tls(), security == Security.TLS)) {
            refused(sink, security, server.pem(), "");
        }
    }

    private static void refused(SmtpSink sink, Security security, @Nullable String roots, String reason) {
        Mailer.MailFailed failed = catchThrowableOfType(Mailer.MailFailed.class, () -> send(sink, security, roots));
        assertThat(failed).hasMessageContaining(reason).hasMessageNotContaining("\n");
        assertThat(failed.permanent()).isFalse();
        assertThat(sink.tries).isEmpty();
    }

    private static void send(SmtpSink sink, Security security, @Nullable String roots) {
        new SmtpMailer()
                .send(
                        new ServerSettings.Mail(
                                "127.0.0.1", sink.port(), security, "", false, null, "fairlead@mail.test", roots),
                        new Mailer.Message("ann@mail.test", "Hello", "Text"));
    }

    private record Server(SSLContext tls, String pem) {}

    private static Server server(String address, Instant end) throws Exception {
        KeyPair authority = key();
        KeyPair key = key();
        X500Name issuer = new X500Name("CN=authority");
        JcaX509v3CertificateBuilder root = new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.ONE,
                Date.from(Instant.now().minus(YEAR)),
                Date.from(Instant.now().plus(YEAR)),
                issuer,
                authority.getPublic());
        root.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        JcaX509v3CertificateBuilder leaf = new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.TWO,
                Date.from(end.minus(YEAR.multipliedBy(2))),
                Date.from(end),
                new X500Name("CN=mail"),
                key.getPublic());
        leaf.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.iPAddress, address)));
        X509Certificate trusted = sign(root, authority);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("mail", key.getPrivate(), new char[0], new Certificate[] {sign(leaf, authority), trusted});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        return new Server(
                tls,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(trusted.getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
    }

    private static KeyPair key() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder of, KeyPair by) throws Exception {
        return new JcaX509CertificateConverter()
                .getCertificate(of.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate())));
    }
}

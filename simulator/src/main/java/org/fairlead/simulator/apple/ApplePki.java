package org.fairlead.simulator.apple;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** The authority that stands for Apple's: signs push certificates and the certificate of the push service. */
final class ApplePki {
    static final ASN1ObjectIdentifier USER_ID = new ASN1ObjectIdentifier("0.9.2342.19200300.100.1.1");
    private static final SecureRandom RANDOM = new SecureRandom();

    final KeyPair key;
    final X509Certificate root;

    ApplePki() throws GeneralSecurityException, IOException {
        this.key = rsa();
        X500Name name = new X500Name("CN=Simulated Apple Root,O=Simulated");
        X509v3CertificateBuilder builder = builder(
                name, name, SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()), Duration.ofDays(30));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        this.root = sign(builder);
    }

    /** A certificate for a server on this machine. */
    X509Certificate server(KeyPair of) throws GeneralSecurityException, IOException {
        X509v3CertificateBuilder builder = builder(
                new X500Name("CN=Simulated Apple Root,O=Simulated"),
                new X500Name("CN=localhost"),
                SubjectPublicKeyInfo.getInstance(of.getPublic().getEncoded()),
                Duration.ofDays(30));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.dNSName, "localhost"), new GeneralName(GeneralName.iPAddress, "127.0.0.1")
        }));
        return sign(builder);
    }

    /** What the push portal does with a request: the topic is in the user id of the subject. */
    String pushCertificate(String requestPem, String topic, Duration life)
            throws GeneralSecurityException, IOException {
        try (PEMParser parser = new PEMParser(new StringReader(requestPem))) {
            if (!(parser.readObject() instanceof PKCS10CertificationRequest request)) {
                throw new IOException("no certificate request");
            }
            X500Name subject = new X500NameBuilder(BCStyle.INSTANCE)
                    .addRDN(BCStyle.C, "US")
                    .addRDN(BCStyle.CN, "APSP:" + topic.substring(topic.lastIndexOf('.') + 1))
                    .addRDN(USER_ID, topic)
                    .build();
            X509v3CertificateBuilder builder = builder(
                    new X500Name("CN=Simulated Apple Root,O=Simulated"),
                    subject,
                    request.getSubjectPublicKeyInfo(),
                    life);
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
            return pem(sign(builder));
        }
    }

    static String pem(X509Certificate certificate) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(certificate);
        }
        return text.toString();
    }

    static KeyPair rsa() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, SubjectPublicKeyInfo key, Duration life) {
        return new X509v3CertificateBuilder(
                issuer,
                new BigInteger(120, RANDOM).setBit(119),
                Date.from(Instant.now().minusSeconds(86_400)),
                Date.from(Instant.now().plus(life)),
                subject,
                key);
    }

    private X509Certificate sign(X509v3CertificateBuilder builder) throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(key.getPrivate())));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }
}

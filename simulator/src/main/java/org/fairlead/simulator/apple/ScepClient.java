package org.fairlead.simulator.apple;

import static org.fairlead.simulator.apple.ProfileCheck.require;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Hashtable;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Gets an identity by SCEP as a phone does, and looks at every part of the answer. */
final class ScepClient {
    private static final String ARC = "2.16.840.1.113733.1.9.";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final PhoneWeb http;

    ScepClient(PhoneWeb http) {
        this.http = http;
    }

    /** A key with its certificate. */
    record Identity(KeyPair key, X509CertificateHolder certificate) {
        X509Certificate x509() throws GeneralSecurityException {
            return new JcaX509CertificateConverter().getCertificate(certificate);
        }
    }

    Identity enrol(Map<String, Object> scep) throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize((int) ProfileCheck.number(scep, "Keysize"));
        return enrol(scep, generator.generateKeyPair());
    }

    /** The same with a key that was made before. */
    Identity enrol(Map<String, Object> scep, KeyPair key) throws IOException, GeneralSecurityException {
        String url = ProfileCheck.text(scep, "URL");
        List<String> capabilities = new String(
                        http.get(url + "?operation=GetCACaps&message=fairlead"),
                        java.nio.charset.StandardCharsets.US_ASCII)
                .lines()
                .toList();
        require(
                capabilities.contains("SHA-256") && capabilities.contains("POSTPKIOperation"),
                "22006 the CA does not have the required capability");
        byte[] der = http.get(url + "?operation=GetCACert&message=fairlead");
        require(
                !(scep.get("CAFingerprint") instanceof byte[] expected)
                        || Arrays.equals(
                                expected, MessageDigest.getInstance("SHA-256").digest(der)),
                "the fingerprint of the CA is another");
        X509CertificateHolder authority = new X509CertificateHolder(der);
        X500Name subject = subject(ProfileCheck.list(scep.get("Subject")));
        try {
            return new Identity(key, operate(url, authority, key, subject, ProfileCheck.text(scep, "Challenge")));
        } catch (CMSException | OperatorCreationException e) {
            throw new IOException("SCEP: " + e.getMessage(), e);
        }
    }

    private static X500Name subject(List<?> rdns) {
        StringBuilder name = new StringBuilder();
        for (Object rdn : rdns) {
            List<?> pair = (List<?>) ((List<?>) rdn).getFirst();
            name.append(name.isEmpty() ? "" : ",")
                    .append(pair.get(0))
                    .append('=')
                    .append(pair.get(1));
        }
        return new X500Name(name.toString());
    }

    private X509CertificateHolder operate(
            String url, X509CertificateHolder authority, KeyPair key, X500Name subject, String challenge)
            throws IOException, GeneralSecurityException, CMSException, OperatorCreationException {
        byte[] request = new JcaPKCS10CertificationRequestBuilder(subject, key.getPublic())
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_challengePassword, new DERPrintableString(challenge))
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(key.getPrivate()))
                .getEncoded();
        X509CertificateHolder own = new X509v3CertificateBuilder(
                        subject,
                        BigInteger.ONE,
                        Date.from(Instant.now().minusSeconds(60)),
                        Date.from(Instant.now().plusSeconds(86_400)),
                        subject,
                        SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()))
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(key.getPrivate()));
        CMSEnvelopedDataGenerator envelope = new CMSEnvelopedDataGenerator();
        envelope.addRecipientInfoGenerator(
                new JceKeyTransRecipientInfoGenerator(new JcaX509CertificateConverter().getCertificate(authority)));
        byte[] sealed = envelope.generate(
                        new CMSProcessableByteArray(request),
                        new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES128_CBC).build())
                .getEncoded();
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        String transaction = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256")
                        .digest(key.getPublic().getEncoded()));
        Hashtable<ASN1ObjectIdentifier, Attribute> attributes = new Hashtable<>();
        put(attributes, "2", new DERPrintableString("19"));
        put(attributes, "7", new DERPrintableString(transaction));
        put(attributes, "5", new DEROctetString(nonce));
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(
                        new JcaDigestCalculatorProviderBuilder().build())
                .setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(new AttributeTable(attributes)))
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(key.getPrivate()), own));
        generator.addCertificates(new JcaCertStore(List.of(own)));
        byte[] message =
                generator.generate(new CMSProcessableByteArray(sealed), true).getEncoded();
        byte[] answer = http.post(url + "?operation=PKIOperation", "application/x-pki-message", message);
        return answer(new CMSSignedData(answer), authority, key, transaction, nonce);
    }

    private static X509CertificateHolder answer(
            CMSSignedData answer, X509CertificateHolder authority, KeyPair key, String transaction, byte[] nonce)
            throws CMSException, GeneralSecurityException, OperatorCreationException, IOException {
        SignerInformation signer = answer.getSignerInfos().iterator().next();
        require(
                signer.verify(new JcaSimpleSignerInfoVerifierBuilder()
                        .build(new JcaX509CertificateConverter().getCertificate(authority))),
                "22013 the answer is not signed by the CA");
        require("3".equals(text(signer, "2")), "22013 the answer is no CertRep");
        require(transaction.equals(text(signer, "7")), "22013 another transaction");
        require(
                value(signer, "6") instanceof ASN1OctetString octets && Arrays.equals(octets.getOctets(), nonce),
                "22013 the nonce does not come back");
        if (!"0".equals(text(signer, "3"))) {
            throw new ProfileCheck.Refused("SCEP refused: failInfo " + text(signer, "4"));
        }
        CMSEnvelopedData sealed =
                new CMSEnvelopedData((byte[]) answer.getSignedContent().getContent());
        require(
                sealed.getContentEncryptionAlgorithm().getAlgorithm().equals(CMSAlgorithm.AES128_CBC),
                "the answer is not encrypted with the cipher of the request");
        byte[] bag = sealed.getRecipientInfos()
                .getRecipients()
                .iterator()
                .next()
                .getContent(new JceKeyTransEnvelopedRecipient(key.getPrivate()));
        X509CertificateHolder issued = (X509CertificateHolder) new CMSSignedData(bag)
                .getCertificates()
                .getMatches(null)
                .iterator()
                .next();
        require(
                issued.getSubjectPublicKeyInfo()
                        .equals(SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded())),
                "the certificate is of another key");
        require(issued.getSubject().getRDNs().length > 0, "the certificate has no subject");
        return issued;
    }

    private static String text(SignerInformation signer, String number) {
        return String.valueOf(value(signer, number));
    }

    private static ASN1Encodable value(SignerInformation signer, String number) {
        Attribute attribute = signer.getSignedAttributes().get(new ASN1ObjectIdentifier(ARC + number));
        if (attribute == null) {
            throw new ProfileCheck.Refused("22013 an attribute is missing: " + number);
        }
        return attribute.getAttrValues().getObjectAt(0);
    }

    private static void put(Hashtable<ASN1ObjectIdentifier, Attribute> attributes, String number, ASN1Encodable value) {
        ASN1ObjectIdentifier type = new ASN1ObjectIdentifier(ARC + number);
        attributes.put(type, new Attribute(type, new DERSet(value)));
    }
}

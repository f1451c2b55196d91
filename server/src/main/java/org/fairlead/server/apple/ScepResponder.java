package org.fairlead.server.apple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.Hashtable;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
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
import org.bouncycastle.cms.KeyTransRecipientId;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.apple.AppleStore;
import org.fairlead.server.core.apple.Digests;
import org.fairlead.server.core.apple.Offers;
import org.jspecify.annotations.Nullable;

/**
 * The SCEP responder (RFC 8894): certifies the keys of Apple devices that come with a challenge, or that a valid identity
 * asks to be renewed. AES only on the way back, SHA-256 in signatures, DER
 * throughout, because some clients read nothing else.
 */
public final class ScepResponder {
    /** The most bytes of a message. */
    public static final int MAX_MESSAGE = 65_536;

    /** The answer to GetCACaps. */
    public static final String CAPABILITIES = "AES\nSHA-256\nSHA-512\nPOSTPKIOperation\nSCEPStandard\nRenewal\n";

    private static final String ARC = "2.16.840.1.113733.1.9.";
    private static final ASN1ObjectIdentifier MESSAGE_TYPE = new ASN1ObjectIdentifier(ARC + "2");
    private static final ASN1ObjectIdentifier PKI_STATUS = new ASN1ObjectIdentifier(ARC + "3");
    private static final ASN1ObjectIdentifier FAIL_INFO = new ASN1ObjectIdentifier(ARC + "4");
    private static final ASN1ObjectIdentifier SENDER_NONCE = new ASN1ObjectIdentifier(ARC + "5");
    private static final ASN1ObjectIdentifier RECIPIENT_NONCE = new ASN1ObjectIdentifier(ARC + "6");
    private static final ASN1ObjectIdentifier TRANSACTION = new ASN1ObjectIdentifier(ARC + "7");
    private static final String PKCS_REQ = "19";
    private static final String RENEWAL_REQ = "17";
    private static final int MIN_RSA_BITS = 2048;
    private static final List<ASN1ObjectIdentifier> CIPHERS =
            List.of(CMSAlgorithm.AES128_CBC, CMSAlgorithm.AES192_CBC, CMSAlgorithm.AES256_CBC);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final IdentityAuthority authority;
    private final Offers offers;

    public ScepResponder(IdentityAuthority authority, Offers offers) {
        this.authority = authority;
        this.offers = offers;
    }

    /** Why a request fails, by its number in the RFC. */
    private enum Failure {
        BAD_ALGORITHM("0"),
        BAD_MESSAGE_CHECK("1"),
        BAD_REQUEST("2");

        private final String number;

        Failure(String number) {
            this.number = number;
        }
    }

    /** The attributes of a request that come back in the answer. */
    private record Envelope(
            X509CertificateHolder signer,
            ASN1Encodable transaction,
            byte[] nonce,
            ASN1ObjectIdentifier cipher,
            IdentityAuthority.Entry authority) {}

    /** The certificate of the authority in DER (GetCACert). */
    public byte[] authorityCertificate() {
        try {
            return authority.issuer().certificate().getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Answers a PKIOperation; bytes that are no SCEP message at all are a problem. */
    public byte[] operate(byte[] message) {
        if (message.length > MAX_MESSAGE) {
            throw new Problem.TooLarge("the message is larger than " + MAX_MESSAGE + " bytes");
        }
        try {
            CMSSignedData signed = new CMSSignedData(message);
            if (signed.getSignerInfos().size() != 1 || signed.getSignedContent() == null) {
                throw malformed();
            }
            SignerInformation info = signed.getSignerInfos().iterator().next();
            X509CertificateHolder signer = certificate(signed, info);
            ASN1Encodable transaction = attribute(info, TRANSACTION);
            String type = attribute(info, MESSAGE_TYPE) instanceof ASN1String text ? text.getString() : "";
            byte[] nonce =
                    attribute(info, SENDER_NONCE) instanceof ASN1OctetString octets ? octets.getOctets() : new byte[0];
            if (transaction == null || signer == null) {
                throw malformed();
            }
            if (!info.verify(new JcaSimpleSignerInfoVerifierBuilder()
                    .build(new JcaX509CertificateConverter()
                            .getCertificate(signer)
                            .getPublicKey()))) {
                return failure(
                        new Envelope(signer, transaction, nonce, CMSAlgorithm.AES256_CBC, authority.issuer()),
                        Failure.BAD_MESSAGE_CHECK);
            }
            byte[] content = signed.getSignedContent().getContent() instanceof byte[] bytes ? bytes : new byte[0];
            CMSEnvelopedData enveloped = new CMSEnvelopedData(content);
            ASN1ObjectIdentifier cipher =
                    enveloped.getContentEncryptionAlgorithm().getAlgorithm();
            if (!CIPHERS.contains(cipher)) {
                return failure(
                        new Envelope(signer, transaction, nonce, CMSAlgorithm.AES256_CBC, authority.issuer()),
                        Failure.BAD_ALGORITHM);
            }
            IdentityAuthority.Entry addressed = addressed(enveloped);
            return request(
                    new Envelope(signer, transaction, nonce, cipher, addressed), type, open(enveloped, addressed));
        } catch (CMSException
                | IOException
                | OperatorCreationException
                | GeneralSecurityException
                | RuntimeException e) {
            if (e instanceof Problem problem) {
                throw problem;
            }
            if (e instanceof IllegalStateException broken) {
                throw broken;
            }
            throw malformed();
        }
    }

    private byte[] request(Envelope envelope, String type, byte[] der) throws IOException {
        PKCS10CertificationRequest request = new PKCS10CertificationRequest(der);
        if (!proven(request)) {
            return failure(envelope, Failure.BAD_MESSAGE_CHECK);
        }
        if (!longEnough(request)) {
            return failure(envelope, Failure.BAD_ALGORITHM);
        }
        String keyHash = Digests.sha256(request.getSubjectPublicKeyInfo().getEncoded());
        Offers.Issuer issuer = (enrolment, end) ->
                authority.issue(envelope.authority(), enrolment, end, request.getSubjectPublicKeyInfo());
        Optional<AppleStore.Identity> identity = switch (type) {
            case PKCS_REQ -> offers.certify(challenge(request), keyHash, issuer);
            case RENEWAL_REQ ->
                authority.issued(envelope.signer())
                        ? offers.renew(Digests.sha256(envelope.signer().getEncoded()), keyHash, issuer)
                        : Optional.empty();
            default -> Optional.empty();
        };
        return identity.isEmpty()
                ? failure(envelope, Failure.BAD_REQUEST)
                : success(envelope, identity.get().certificate());
    }

    /** The authority whose certificate the client has: an older one for those who asked before a change of keys. */
    private IdentityAuthority.Entry addressed(CMSEnvelopedData enveloped) {
        return authority.entries().stream()
                .filter(entry -> enveloped.getRecipientInfos().get(recipient(entry)) != null)
                .findFirst()
                .orElseGet(authority::issuer);
    }

    private static KeyTransRecipientId recipient(IdentityAuthority.Entry entry) {
        return new KeyTransRecipientId(
                entry.certificate().getIssuer(), entry.certificate().getSerialNumber());
    }

    private static byte[] open(CMSEnvelopedData enveloped, IdentityAuthority.Entry entry) throws CMSException {
        Iterator<RecipientInformation> recipients =
                enveloped.getRecipientInfos().getRecipients().iterator();
        RecipientInformation own = enveloped.getRecipientInfos().get(recipient(entry));
        if (own == null && !recipients.hasNext()) {
            throw malformed();
        }
        return (own == null ? recipients.next() : own).getContent(new JceKeyTransEnvelopedRecipient(entry.key()));
    }

    private static boolean proven(PKCS10CertificationRequest request) {
        try {
            return request.isSignatureValid(
                    new JcaContentVerifierProviderBuilder().build(request.getSubjectPublicKeyInfo()));
        } catch (PKCSException | OperatorCreationException e) {
            return false;
        }
    }

    private static boolean longEnough(PKCS10CertificationRequest request) {
        try {
            return new org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest(request).getPublicKey()
                            instanceof java.security.interfaces.RSAPublicKey key
                    && key.getModulus().bitLength() >= MIN_RSA_BITS
                    && key.getModulus().bitLength() <= 8192;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String challenge(PKCS10CertificationRequest request) {
        for (var attribute : request.getAttributes(PKCSObjectIdentifiers.pkcs_9_at_challengePassword)) {
            if (attribute.getAttrValues().size() == 1
                    && attribute.getAttrValues().getObjectAt(0) instanceof ASN1String text) {
                return text.getString();
            }
        }
        return "";
    }

    private byte[] success(Envelope envelope, byte[] certificate) {
        try {
            CMSSignedDataGenerator degenerate = new CMSSignedDataGenerator();
            degenerate.addCertificate(new X509CertificateHolder(certificate));
            byte[] bag = degenerate
                    .generate(new org.bouncycastle.cms.CMSAbsentContent(), false)
                    .getEncoded("DER");
            CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
            generator.addRecipientInfoGenerator(new JceKeyTransRecipientInfoGenerator(
                    new JcaX509CertificateConverter().getCertificate(envelope.signer())));
            CMSEnvelopedData sealed = generator.generate(
                    new CMSProcessableByteArray(bag), new JceCMSContentEncryptorBuilder(envelope.cipher()).build());
            return answer(envelope, "0", null, sealed.toASN1Structure().getEncoded("DER"));
        } catch (CMSException | IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot answer a SCEP request", e);
        }
    }

    private byte[] failure(Envelope envelope, Failure failure) {
        return answer(envelope, "2", failure, null);
    }

    private byte[] answer(Envelope envelope, String status, @Nullable Failure failure, byte @Nullable [] content) {
        try {
            byte[] nonce = new byte[16];
            RANDOM.nextBytes(nonce);
            Hashtable<ASN1ObjectIdentifier, Attribute> attributes = new Hashtable<>();
            put(attributes, MESSAGE_TYPE, new DERPrintableString("3"));
            put(attributes, PKI_STATUS, new DERPrintableString(status));
            put(attributes, TRANSACTION, envelope.transaction());
            put(attributes, SENDER_NONCE, new DEROctetString(nonce));
            put(attributes, RECIPIENT_NONCE, new DEROctetString(envelope.nonce()));
            if (failure != null) {
                put(attributes, FAIL_INFO, new DERPrintableString(failure.number));
            }
            IdentityAuthority.Entry issuer = envelope.authority();
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(
                            new JcaDigestCalculatorProviderBuilder().build(),
                            algorithm -> new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE))
                    .setSignedAttributeGenerator(
                            new DefaultSignedAttributeTableGenerator(new AttributeTable(attributes)))
                    .build(new JcaContentSignerBuilder("SHA256withRSA").build(issuer.key()), issuer.certificate()));
            generator.addCertificates(new JcaCertStore(List.of(issuer.certificate())));
            return (content == null
                            ? generator.generate(new org.bouncycastle.cms.CMSAbsentContent(), false)
                            : generator.generate(new CMSProcessableByteArray(content), true))
                    .getEncoded("DER");
        } catch (CMSException | IOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign a SCEP answer", e);
        }
    }

    private static void put(
            Hashtable<ASN1ObjectIdentifier, Attribute> attributes, ASN1ObjectIdentifier type, ASN1Encodable value) {
        attributes.put(type, new Attribute(type, new DERSet(value)));
    }

    private static @Nullable ASN1Encodable attribute(SignerInformation info, ASN1ObjectIdentifier type) {
        AttributeTable table = info.getSignedAttributes();
        Attribute attribute = table == null ? null : table.get(type);
        return attribute == null || attribute.getAttrValues().size() != 1
                ? null
                : attribute.getAttrValues().getObjectAt(0);
    }

    private static @Nullable X509CertificateHolder certificate(CMSSignedData signed, SignerInformation info) {
        @SuppressWarnings("unchecked") // the store holds certificates, the selector is of the signer
        Collection<X509CertificateHolder> found = signed.getCertificates().getMatches(info.getSID());
        return found.size() == 1 ? found.iterator().next() : null;
    }

    private static Problem malformed() {
        return new Problem.BadRequest("bad-message", "this is no SCEP message");
    }

    /** What the base64 of a GET holds; blanks stand for plus signs. */
    public static byte[] ofQuery(String message) {
        try {
            return java.util.Base64.getMimeDecoder()
                    .decode(message.replace(' ', '+').getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
    }
}

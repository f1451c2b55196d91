package org.fairlead.server.apple;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.apple.PushKeys;
import org.jspecify.annotations.Nullable;

/** Push certificates in files: PKCS#10 requests out, PEM and PKCS#12 in. */
public final class PushKeyFiles implements PushKeys {
    private static final ASN1ObjectIdentifier USER_ID = new ASN1ObjectIdentifier("0.9.2342.19200300.100.1.1");
    private static final Pattern TOPIC = Pattern.compile("com\\.apple\\.mgmt\\.[A-Za-z0-9.-]{1,100}");
    private static final int MAX_FILE = 65_536;
    private static final int KEY_BITS = 2048;

    @Override
    public Request request(String organisation, String mail) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            KeyPair pair = generator.generateKeyPair();
            X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE)
                    .addRDN(BCStyle.O, organisation)
                    .addRDN(BCStyle.CN, organisation + " device management");
            if (!mail.isEmpty()) {
                name.addRDN(BCStyle.EmailAddress, mail);
            }
            StringWriter text = new StringWriter();
            try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
                pem.writeObject(new JcaPKCS10CertificationRequestBuilder(name.build(), pair.getPublic())
                        .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate())));
            }
            return new Request(pair.getPrivate().getEncoded(), text.toString());
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("cannot make a certificate request", e);
        }
    }

    /** What a file holds. */
    private record Content(List<X509Certificate> certificates, List<PrivateKey> keys) {}

    @Override
    public Upload read(byte[] file, String password, byte @Nullable [] waiting, byte @Nullable [] present) {
        if (file.length > MAX_FILE) {
            throw new Problem.Invalid("file", "at most " + MAX_FILE + " bytes");
        }
        boolean pem = new String(file, StandardCharsets.ISO_8859_1).contains("-----BEGIN ");
        Content content = pem ? pem(new String(file, StandardCharsets.ISO_8859_1)) : pkcs12(file, password);
        List<PrivateKey> keys = new ArrayList<>(content.keys());
        for (byte[] known : new byte @Nullable [][] {waiting, present}) {
            if (known != null) {
                keys.add(key(known));
            }
        }
        X509Certificate leaf = content.certificates().stream()
                .filter(c -> !topic(c).isEmpty())
                .findFirst()
                .orElseThrow(
                        () -> new Problem.Invalid(
                                "file",
                                content.certificates().isEmpty()
                                        ? "holds no certificate"
                                        : "is no push certificate for device management, its UID does not begin with com.apple.mgmt."));
        PrivateKey key = keys.stream()
                .filter(k -> belongs(k, leaf))
                .findFirst()
                .orElseThrow(
                        () -> new Problem.Invalid(
                                "file",
                                "belongs to another key; upload the certificate made from the last request, or one with its key"));
        List<X509Certificate> chain = new ArrayList<>(List.of(leaf));
        content.certificates().stream().filter(c -> !c.equals(leaf)).forEach(chain::add);
        return new Upload(
                pem(chain),
                key.getEncoded(),
                topic(leaf),
                leaf.getNotBefore().toInstant(),
                leaf.getNotAfter().toInstant());
    }

    @Override
    public Vendor vendor(byte[] file, String password) {
        if (file.length > MAX_FILE) {
            throw new Problem.Invalid("file", "at most " + MAX_FILE + " bytes");
        }
        String text = new String(file, StandardCharsets.ISO_8859_1);
        Content content = text.contains("-----BEGIN ") ? pem(text) : pkcs12(file, password);
        for (PrivateKey key : content.keys()) {
            for (X509Certificate leaf : content.certificates()) {
                if (belongs(key, leaf)) {
                    List<X509Certificate> chain = chain(leaf, content.certificates());
                    if (chain.size() < 3) {
                        throw new Problem.Invalid(
                                "file",
                                "the chain is not whole: the vendor's certificate, Apple's intermediate and Apple's root are needed");
                    }
                    return new Vendor(
                            pem(chain),
                            key.getEncoded(),
                            leaf.getSubjectX500Principal().getName(),
                            leaf.getNotAfter().toInstant());
                }
            }
        }
        throw new Problem.Invalid("file", "must hold the vendor's certificate with its RSA key");
    }

    /** From a certificate to its root as far as the others go. */
    private static List<X509Certificate> chain(X509Certificate leaf, List<X509Certificate> others) {
        List<X509Certificate> chain = new ArrayList<>(List.of(leaf));
        while (chain.size() <= others.size()) {
            X509Certificate last = chain.getLast();
            X509Certificate next = others.stream()
                    .filter(c ->
                            !chain.contains(c) && c.getSubjectX500Principal().equals(last.getIssuerX500Principal()))
                    .findFirst()
                    .orElse(null);
            if (next == null) {
                return chain;
            }
            chain.add(next);
        }
        return chain;
    }

    @Override
    public String signed(String requestPem, String vendorChainPem, byte[] vendorKey) {
        try (PEMParser parser = new PEMParser(new StringReader(requestPem))) {
            if (!(parser.readObject() instanceof PKCS10CertificationRequest request)) {
                throw new IllegalStateException("the stored request is none");
            }
            byte[] der = request.getEncoded();
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key(vendorKey));
            signature.update(der);
            Map<String, Object> content = new LinkedHashMap<>();
            content.put("PushCertRequestCSR", Base64.getEncoder().encodeToString(der));
            content.put("PushCertCertificateChain", vendorChainPem);
            content.put("PushCertSignature", Base64.getEncoder().encodeToString(signature.sign()));
            return Base64.getEncoder().encodeToString(Plist.write(content));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot sign the request for a push certificate", e);
        }
    }

    private static Content pem(String text) {
        List<X509Certificate> certificates = new ArrayList<>();
        List<PrivateKey> keys = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object item = parser.readObject(); item != null; item = parser.readObject()) {
                switch (item) {
                    case X509CertificateHolder holder ->
                        certificates.add(new JcaX509CertificateConverter().getCertificate(holder));
                    case PrivateKeyInfo info -> keys.add(key(info.getEncoded()));
                    case PEMKeyPair pair ->
                        keys.add(key(pair.getPrivateKeyInfo().getEncoded()));
                    default -> {}
                }
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new Problem.Invalid("file", "cannot be read as PEM");
        }
        return new Content(certificates, keys);
    }

    private static Content pkcs12(byte[] file, String password) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(file), password.toCharArray());
            List<X509Certificate> certificates = new ArrayList<>();
            List<PrivateKey> keys = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.getKey(alias, password.toCharArray()) instanceof PrivateKey key) {
                    keys.add(key);
                }
                Certificate[] chain = store.getCertificateChain(alias);
                for (Certificate certificate : chain == null ? new Certificate[0] : chain) {
                    if (certificate instanceof X509Certificate x509) {
                        certificates.add(x509);
                    }
                }
            }
            return new Content(certificates, keys);
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw new Problem.Invalid("file", "is neither PEM nor PKCS#12 that opens with this password");
        }
    }

    private static String topic(X509Certificate certificate) {
        try {
            for (RDN rdn :
                    new JcaX509CertificateHolder(certificate).getSubject().getRDNs(USER_ID)) {
                String value = rdn.getFirst().getValue().toString();
                if (TOPIC.matcher(value).matches()) {
                    return value;
                }
            }
            return "";
        } catch (GeneralSecurityException e) {
            return "";
        }
    }

    private static PrivateKey key(byte[] pkcs8) {
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new Problem.Invalid("file", "holds a key that is not RSA");
        }
    }

    private static boolean belongs(PrivateKey key, X509Certificate certificate) {
        return key instanceof RSAPrivateCrtKey secret
                && certificate.getPublicKey() instanceof RSAPublicKey open
                && secret.getModulus().equals(open.getModulus());
    }

    private static String pem(List<X509Certificate> chain) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
            for (X509Certificate certificate : chain) {
                pem.writeObject(certificate);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }
}

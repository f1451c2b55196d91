package org.fairlead.server.apple;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.apple.AppleStore;
import org.fairlead.server.core.apple.AuthorityMaker;
import org.fairlead.server.core.apple.Digests;
import org.fairlead.server.core.apple.PushStore;
import org.fairlead.server.core.secret.Sealer;
import org.jspecify.annotations.Nullable;

/**
 * The authority of the identities of Apple devices. Its key is RSA, because Apple's SCEP knows nothing else, is made at the first
 * need and lies sealed in the database. The newest issues; identities of older ones that were not retired stay valid. Thread-safe.
 */
public final class IdentityAuthority implements AuthorityMaker {
    private static final int KEY_BITS = 3072;
    private static final Duration LIFE = Duration.ofDays(7300);
    private static final Duration BACKDATE = Duration.ofHours(24);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final UnitOfWork unit;
    private final PushStore store;
    private final Sealer sealer;
    private final InstantSource clock;
    private volatile @Nullable List<Entry> entries;

    public IdentityAuthority(UnitOfWork unit, PushStore store, Sealer sealer, InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.sealer = sealer;
        this.clock = clock;
    }

    /** A certificate that may issue, with its key. */
    record Entry(int generation, X509CertificateHolder certificate, PrivateKey key) {}

    /** The one that issues now. */
    Entry issuer() {
        return entries().getFirst();
    }

    /** Whether one of the authorities has issued this certificate and it is an identity. */
    boolean issued(X509CertificateHolder certificate) {
        return entries().stream().anyMatch(entry -> {
            try {
                return certificate.getIssuer().equals(entry.certificate().getSubject())
                        && certificate.isSignatureValid(
                                new JcaContentVerifierProviderBuilder().build(entry.certificate()));
            } catch (CertException | OperatorCreationException | GeneralSecurityException e) {
                return false;
            }
        });
    }

    /** An identity for an enrolment; nothing but the key is taken from the request. */
    AppleStore.Identity issue(Entry issuer, UUID enrolment, Instant end, SubjectPublicKeyInfo key) {
        try {
            X509v3CertificateBuilder builder =
                    builder(issuer.certificate().getSubject(), new X500Name("O=Fairlead,CN=" + enrolment), key, end);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, "urn:uuid:" + enrolment)));
            byte[] certificate = builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(issuer.key()))
                    .getEncoded();
            return new AppleStore.Identity(
                    Digests.sha256(certificate),
                    enrolment,
                    Digests.sha256(key.getEncoded()),
                    certificate,
                    end,
                    issuer.generation(),
                    false);
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot issue an identity", e);
        }
    }

    /** All, newest first. */
    List<Entry> entries() {
        List<Entry> known = entries;
        if (known != null) {
            return known;
        }
        synchronized (this) {
            List<Entry> loaded = entries;
            if (loaded == null) {
                loaded = load();
                entries = loaded;
            }
            return loaded;
        }
    }

    private List<Entry> load() {
        List<PushStore.Authority> stored = unit.read(store::authorities);
        if (stored.isEmpty()) {
            PushStore.Authority fresh = create(1);
            unit.runInTx(tx -> store.insertAuthority(tx, fresh, clock.instant()));
            stored = unit.read(store::authorities);
        }
        return stored.stream().map(this::open).toList();
    }

    private Entry open(PushStore.Authority stored) {
        try {
            byte[] key = sealer.open(stored.keySealed(), context(stored.generation()));
            return new Entry(
                    stored.generation(),
                    new X509CertificateHolder(stored.certificate()),
                    KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key)));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot open the authority of Apple identities", e);
        }
    }

    /** Reads the authorities anew at the next need. */
    @Override
    public void reload() {
        entries = null;
    }

    @Override
    public PushStore.Authority create(int generation) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            KeyPair pair = generator.generateKeyPair();
            X500Name name = new X500Name("O=Fairlead,CN=Fairlead Apple identities " + generation);
            X509v3CertificateBuilder builder = builder(
                    name,
                    name,
                    SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()),
                    clock.instant().plus(LIFE));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign
                            | KeyUsage.cRLSign
                            | KeyUsage.digitalSignature
                            | KeyUsage.keyEncipherment));
            byte[] certificate = builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate()))
                    .getEncoded();
            return new PushStore.Authority(
                    generation, certificate, sealer.seal(pair.getPrivate().getEncoded(), context(generation)));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make the authority of Apple identities", e);
        }
    }

    private X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, SubjectPublicKeyInfo key, Instant end) {
        return new X509v3CertificateBuilder(
                issuer,
                new BigInteger(127, RANDOM).setBit(126),
                Date.from(clock.instant().minus(BACKDATE)),
                Date.from(end),
                subject,
                key);
    }

    private static String context(int generation) {
        return "apple_authority.key_sealed|" + generation;
    }
}

package org.fairlead.server.apple;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.util.StoreException;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.apple.Digests;
import org.jspecify.annotations.Nullable;

/**
 * Checks the header Mdm-Signature: a detached CMS signature over the body by an identity that this server has issued.
 * Devices send BER, digests from SHA-1 up, with and without signed attributes; all of these are taken.
 */
final class MdmSignature {
    private static final int MAX_HEADER = 16_384;

    private static final int KNOWN = 10_000;

    private final IdentityAuthority authority;
    private final Cache<String, Known> known = Caffeine.newBuilder()
            .maximumSize(KNOWN)
            .expireAfterAccess(Duration.ofMinutes(10))
            .build();

    /** The key of an identity that these authorities have issued. */
    private record Known(PublicKey key, List<IdentityAuthority.Entry> authorities) {}

    MdmSignature(IdentityAuthority authority) {
        this.authority = authority;
    }

    /** The fingerprint of the identity that signed the body. */
    String check(@Nullable String header, byte[] body) {
        if (header == null || header.isEmpty() || header.length() > MAX_HEADER) {
            throw new Problem.Denied("no-signature", "the message is not signed");
        }
        try {
            byte[] cms = Base64.getMimeDecoder().decode(header);
            CMSSignedData signed = new CMSSignedData(new CMSProcessableByteArray(body), cms);
            if (signed.getSignerInfos().size() != 1) {
                throw refused();
            }
            SignerInformation signer = signed.getSignerInfos().iterator().next();
            @SuppressWarnings("unchecked") // the store holds certificates, the selector is of the signer
            Collection<X509CertificateHolder> found = signed.getCertificates().getMatches(signer.getSID());
            if (found.size() != 1) {
                throw refused();
            }
            X509CertificateHolder certificate = found.iterator().next();
            String fingerprint = Digests.sha256(certificate.getEncoded());
            if (!verifies(signer, key(fingerprint, certificate))) {
                throw refused();
            }
            return fingerprint;
        } catch (CMSException
                | java.io.IOException
                | IllegalArgumentException
                | StoreException
                | CertificateException
                | ClassCastException e) {
            throw refused();
        }
    }

    /** A conversation brings the same certificate many times, so it is checked once while the authorities stay the same. */
    private PublicKey key(String fingerprint, X509CertificateHolder certificate) throws CertificateException {
        List<IdentityAuthority.Entry> authorities = authority.entries();
        Known before = known.getIfPresent(fingerprint);
        if (before != null && before.authorities() == authorities) {
            return before.key();
        }
        if (!authority.issued(certificate)) {
            throw refused();
        }
        PublicKey key =
                new JcaX509CertificateConverter().getCertificate(certificate).getPublicKey();
        known.put(fingerprint, new Known(key, authorities));
        return key;
    }

    /** By key and not by certificate: whether it is still valid is decided with the enrolment, on the server's clock. */
    private static boolean verifies(SignerInformation signer, PublicKey key) {
        try {
            return signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(key));
        } catch (CMSException | OperatorCreationException e) {
            return false;
        }
    }

    private static Problem refused() {
        return new Problem.Denied("bad-signature", "the signature is not that of a device of this server");
    }
}

package org.fairlead.server.apple;

import java.util.Base64;
import java.util.Collection;
import org.bouncycastle.cert.X509CertificateHolder;
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

    private final IdentityAuthority authority;

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
            if (!authority.issued(certificate) || !verifies(signer, certificate)) {
                throw refused();
            }
            return Digests.sha256(certificate.getEncoded());
        } catch (CMSException
                | java.io.IOException
                | IllegalArgumentException
                | StoreException
                | ClassCastException e) {
            throw refused();
        }
    }

    private static boolean verifies(SignerInformation signer, X509CertificateHolder certificate) {
        try {
            // by key and not by certificate: whether it is still valid is decided with the enrolment, on the server's
            // clock
            return signer.verify(new JcaSimpleSignerInfoVerifierBuilder()
                    .build(new org.bouncycastle.cert.jcajce.JcaX509CertificateConverter()
                            .getCertificate(certificate)
                            .getPublicKey()));
        } catch (CMSException | OperatorCreationException | java.security.cert.CertificateException e) {
            return false;
        }
    }

    private static Problem refused() {
        return new Problem.Denied("bad-signature", "the signature is not that of a device of this server");
    }
}

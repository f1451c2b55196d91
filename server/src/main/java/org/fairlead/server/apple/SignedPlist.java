package org.fairlead.server.apple;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Map;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** A configuration profile as phones take it: CMS in DER with the property list inside and the signer's chain. */
public final class SignedPlist {
    private SignedPlist() {}

    public static byte[] of(Map<String, Object> profile, EnrolmentProfile.Signer with) {
        try {
            String algorithm = with.key().getAlgorithm().startsWith("EC") ? "SHA256withECDSA" : "SHA256withRSA";
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(
                    new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                            .build(
                                    new JcaContentSignerBuilder(algorithm).build(with.key()),
                                    with.chain().getFirst()));
            generator.addCertificates(new JcaCertStore(with.chain()));
            return generator
                    .generate(new CMSProcessableByteArray(Plist.write(profile)), true)
                    .getEncoded("DER");
        } catch (CMSException | IOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign the profile", e);
        }
    }
}

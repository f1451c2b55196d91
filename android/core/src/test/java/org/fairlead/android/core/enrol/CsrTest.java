package org.fairlead.android.core.enrol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.Test;

class CsrTest {
    @Test
    void anotherLibraryReadsTheRequestAndVerifiesItsSignature() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        for (int i = 0; i < 20; i++) { // signatures differ in length
            KeyPair pair = generator.generateKeyPair();
            try (PEMParser parser = new PEMParser(new StringReader(Csr.pem(pair)))) {
                PKCS10CertificationRequest request = (PKCS10CertificationRequest) parser.readObject();
                assertThat(request.getSubject().toString()).isEqualTo("CN=fairlead-device");
                assertThat(request.getSubjectPublicKeyInfo().getEncoded())
                        .isEqualTo(pair.getPublic().getEncoded());
                assertThat(request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(pair.getPublic())))
                        .isTrue();
            }
        }
    }
}

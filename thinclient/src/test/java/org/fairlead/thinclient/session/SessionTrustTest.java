package org.fairlead.thinclient.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.fairlead.rdp.host.TlsIdentity;
import org.fairlead.thinclient.model.TrustStore;
import org.fairlead.thinclient.state.RealDisk;
import org.fairlead.thinclient.state.SafeFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTrustTest {
    @TempDir
    Path folder;

    private SafeFiles files;
    private TrustStore store;
    private SessionTrust trust;
    private X509Certificate desktop;

    @BeforeEach
    void open() throws Exception {
        files = new SafeFiles(new RealDisk(), folder);
        store = new TrustStore(files);
        trust = new SessionTrust(store);
        desktop = TlsIdentity.generate("desktop", Instant.now()).certificate();
    }

    @AfterEach
    void close() {
        files.close();
    }

    private SessionTrust.Verdict decide(boolean mayAsk) {
        return trust.decide(new X509Certificate[] {desktop}, "10.0.0.5", mayAsk);
    }

    private static String pem(X509Certificate certificate) throws Exception {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    @Test
    void theUserIsAskedOnlyWhereTheConnectionSaysSoAndRemembered() throws Exception {
        assertThat(decide(false)).isEqualTo(new SessionTrust.Verdict.Refused(desktop));
        assertThat(decide(true)).isEqualTo(new SessionTrust.Verdict.Unknown(desktop));
        trust.accept(desktop);
        assertThat(decide(false)).isEqualTo(new SessionTrust.Verdict.Trusted(desktop));
    }

    @Test
    void certificatesFromTheServerDecideAloneAndTheUserIsNotAsked() throws Exception {
        X509Certificate other = TlsIdentity.generate("other", Instant.now()).certificate();
        store.central(List.of(pem(other)));
        assertThat(decide(true)).isEqualTo(new SessionTrust.Verdict.Refused(desktop));
        store.central(List.of(pem(other), pem(desktop)));
        assertThat(decide(false)).isEqualTo(new SessionTrust.Verdict.Trusted(desktop));
    }

    @Test
    void aRefusalHereIsNoQuestionElsewhere() {
        decide(true);
        assertThat(store.refused()).isNull();
    }
}

package org.fairlead.thinclient.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.fairlead.protocol.agent.Action;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.catalogue.Catalogue;
import org.fairlead.thinclient.apply.Appliers;
import org.fairlead.thinclient.apply.ServerTime;
import org.fairlead.thinclient.state.CommandJournal;
import org.fairlead.thinclient.state.DiskOutbox;
import org.fairlead.thinclient.state.Identity;
import org.fairlead.thinclient.state.RealDisk;
import org.fairlead.thinclient.state.SafeFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutOfOfficeTest implements CommandRunner.Host {
    private static final String THEME = "general.appearance.theme";

    @TempDir
    Path folder;

    private Instant now = Instant.now();
    private SafeFiles files;
    private DiskOutbox outbox;
    private ThinClient client;

    @BeforeEach
    void start() {
        files = new SafeFiles(new RealDisk(), folder);
        new Identity("d1", 1, "", "", "localhost", 1, "localhost", 1, List.of(), "W", "tc", "Office").save(files);
        open();
    }

    private void open() {
        Catalogue catalogue = Catalogue.load();
        outbox = new DiskOutbox(files);
        client = new ThinClient(new ThinClient.Parts(
                files,
                folder,
                catalogue,
                new Appliers(catalogue, List.of()),
                new ServerTime(),
                new TrustStore(files),
                outbox,
                new CommandJournal(files),
                this,
                () -> now,
                "boot",
                new Guarded.Tools(
                        new org.fairlead.thinclient.codes.BootClock(),
                        new java.util.Random(1),
                        (p, s) -> p,
                        () -> {})));
    }

    @AfterEach
    void stop() {
        client.close();
    }

    private void connect() {
        client.action(new Action.Greeted(
                new Down.Welcome("d1", "tc", "Office", 0, 30, 30, now.toEpochMilli(), "i", List.of(), Set.of())));
    }

    private void receive(long minutes, boolean policy) {
        Map<String, Object> document = new HashMap<>();
        document.put("values", Map.of(THEME, "light", "server.sync.outOfOfficeAfter", minutes));
        if (policy) {
            document.put(
                    "outOfOffice",
                    Map.of(
                            "values",
                            Map.of(THEME, "dark"),
                            "locked",
                            Map.of("general.appearance", Map.of("policyName", "Road", "groupName", "Office"))));
        }
        client.action(new Action.Apply("h", document));
    }

    private void disconnect() {
        client.tick();
        client.action(new Action.Offline(0, "gone"));
    }

    private void pass(Duration time) {
        now = now.plus(time);
        client.tick();
    }

    @Test
    void thePolicyHoldsAfterTheMinutesAndTheOfficeReturnsWithTheServer() {
        connect();
        receive(10, true);
        disconnect();
        pass(Duration.ofMinutes(10).minusSeconds(1));
        assertThat(client.view().values()).containsEntry(THEME, "light");
        pass(Duration.ofSeconds(1));
        assertThat(client.view().values()).containsEntry(THEME, "dark");
        assertThat(client.view().locked().get("general.appearance").policy()).isEqualTo("Road");
        pass(Duration.ofDays(3));
        assertThat(client.view().away()).isTrue();

        connect();
        assertThat(client.view().values()).containsEntry(THEME, "light");
        assertThat(client.view().locked()).isEmpty();
        assertThat(audited("out-of-office")).isEqualTo(1);
        assertThat(audited("back-in-office")).isEqualTo(1);
    }

    @Test
    void zeroMinutesMeanNever() {
        connect();
        receive(0, true);
        disconnect();
        pass(Duration.ofDays(400));
        assertThat(client.view().away()).isFalse();
    }

    @Test
    void withoutSuchAPolicyNothingChanges() {
        connect();
        receive(1, false);
        disconnect();
        pass(Duration.ofDays(1));
        assertThat(client.view().away()).isFalse();
        assertThat(client.view().values()).containsEntry(THEME, "light");
    }

    @Test
    void whoWasAwayIsAwayAfterARestart() {
        connect();
        receive(10, true);
        disconnect();
        pass(Duration.ofMinutes(10));
        client.close();
        open();
        assertThat(client.view().values()).containsEntry(THEME, "dark");
        connect();
        assertThat(client.view().values()).containsEntry(THEME, "light");
    }

    @Test
    void connectionsCommandsAndCertificatesAreInTheAuditChain() {
        connect();
        disconnect();
        assertThat(audited("connected")).isEqualTo(1);
        assertThat(audited("disconnected")).isEqualTo(1);
        assertThat(client.auditLog().firstBroken()).isZero();
    }

    @Test
    void aCertificateThatEndsIsToldOnceBeforeAndOnceAfter() throws Exception {
        TrustStore trust = new TrustStore(files);
        X509Certificate certificate = certificate(now.plus(ExpiryWatch.SOON).plusSeconds(60));
        client.close();
        trust.accept(certificate);
        open();
        client.tick();
        assertThat(expiryEvents()).isEmpty();
        pass(Duration.ofMinutes(11));
        pass(Duration.ofMinutes(11));
        assertThat(expiryEvents()).containsExactly("D06.certificate-expires");
        client.close();
        open();
        client.tick();
        assertThat(expiryEvents()).containsExactly("D06.certificate-expires");
        pass(ExpiryWatch.SOON);
        pass(Duration.ofDays(1));
        assertThat(expiryEvents()).containsExactly("D06.certificate-expires", "D06.certificate-expired");
        assertThat(audited("certificate-expired")).isEqualTo(1);
    }

    private List<String> expiryEvents() {
        return outbox.all().stream()
                .filter(DeviceRecord.Event.class::isInstance)
                .map(record -> ((DeviceRecord.Event) record).code())
                .filter(code -> code.startsWith("D06"))
                .toList();
    }

    private long audited(String action) {
        return client.auditLog().lines().stream()
                .filter(line -> line.contains("\"action\":\"" + action + "\""))
                .count();
    }

    private static X509Certificate certificate(Instant end) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        X500Principal subject = new X500Principal("CN=logs");
        return new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                subject,
                                BigInteger.ONE,
                                Date.from(end.minus(Duration.ofDays(90))),
                                Date.from(end),
                                subject,
                                pair.getPublic())
                        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }

    @Override
    public String restart() {
        return null;
    }

    @Override
    public String shutDown() {
        return null;
    }

    @Override
    public void synchronise() {}

    @Override
    public void message(String text) {}
}

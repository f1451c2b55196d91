package org.fairlead.thinclient.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.fairlead.protocol.agent.Action;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.catalogue.Catalogue;
import org.fairlead.protocol.codes.CodeAction;
import org.fairlead.protocol.codes.CodeContext;
import org.fairlead.protocol.codes.CodeReading;
import org.fairlead.protocol.codes.ConfirmationCode;
import org.fairlead.protocol.codes.RequestCode;
import org.fairlead.thinclient.apply.Appliers;
import org.fairlead.thinclient.apply.ServerTime;
import org.fairlead.thinclient.codes.Answered;
import org.fairlead.thinclient.codes.Asked;
import org.fairlead.thinclient.codes.DeviceKeys;
import org.fairlead.thinclient.codes.FakeUptime;
import org.fairlead.thinclient.state.Changeover;
import org.fairlead.thinclient.state.CommandJournal;
import org.fairlead.thinclient.state.DiskOutbox;
import org.fairlead.thinclient.state.FaultyDisk;
import org.fairlead.thinclient.state.Identity;
import org.fairlead.thinclient.state.SafeFiles;
import org.fairlead.thinclient.state.StateError;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardedTest implements CommandRunner.Host {
    private static final Path FOLDER = Path.of("/state");
    private static final UUID ID = new UUID(1, 2);
    private static final byte[] SECRET = new byte[32];
    private static final String PIN = Base64.getEncoder().encodeToString(new byte[32]);

    @TempDir
    Path logs;

    private final FakeUptime uptime = new FakeUptime();
    private FaultyDisk disk = new FaultyDisk();
    private SafeFiles files;
    private DiskOutbox outbox;
    private ThinClient client;
    private CountDownLatch again;

    @BeforeEach
    void start() {
        disk = new FaultyDisk();
        files = new SafeFiles(disk, FOLDER);
        identity("Office").save(files);
        open();
    }

    private static Identity identity(@Nullable String group) {
        return new Identity(ID.toString(), 42, "private key", "", "old", 1, "old", 1, List.of(PIN), "W", "tc", group);
    }

    private void open() {
        Catalogue catalogue = Catalogue.load();
        again = new CountDownLatch(1);
        outbox = new DiskOutbox(files);
        client = new ThinClient(new ThinClient.Parts(
                files,
                logs,
                catalogue,
                new Appliers(catalogue, List.of()),
                new ServerTime(),
                new TrustStore(files),
                outbox,
                new CommandJournal(files),
                this,
                Clock.systemUTC(),
                "boot",
                new Guarded.Tools(uptime, new Random(3), (password, salt) -> new byte[32], again::countDown)));
    }

    @AfterEach
    void stop() {
        client.close();
    }

    private void giveKeys() {
        client.action(new Action.StoreCodes(new Down.CodeKeys(
                "v1",
                "W",
                42,
                List.of(
                        key(Down.CodeKey.Kind.DEVICE, null),
                        key(Down.CodeKey.Kind.CERTIFICATE, new UUID(5, 5).toString())))));
    }

    private static Down.CodeKey key(Down.CodeKey.Kind kind, @Nullable String group) {
        return new Down.CodeKey(kind, group, "Office", 1, Base64.getEncoder().encodeToString(SECRET));
    }

    private void greeted(@Nullable String group) {
        client.action(new Action.Greeted(new Down.Welcome(
                ID.toString(), "tc", group, 0, 30, 30, System.currentTimeMillis(), "i", List.of(PIN), Set.of())));
    }

    private Dialogue ask(Guarded.Wish wish) {
        Asked asked = client.guarded().ask(wish);
        String request = ((Asked.Open) asked).pending().code();
        RequestCode code = ((CodeReading.Read<RequestCode>) RequestCode.parse(request)).code();
        byte[] seen = wish.serverKey();
        CodeContext context = seen == null
                ? CodeContext.device("W", ID, wish.action(), code.nonce(), 1)
                : CodeContext.certificate("W", seen, code.nonce(), 1);
        return new Dialogue(
                request,
                ConfirmationCode.make(SECRET, context, ConfirmationCode.DO_IT_ONCE)
                        .text());
    }

    private record Dialogue(String request, String answer) {}

    private List<String> records() {
        return outbox.all().stream()
                .filter(record -> !(record instanceof DeviceRecord.Event))
                .map(record -> switch (record) {
                    case DeviceRecord.CodeRequested asked -> "requested " + asked.action();
                    case DeviceRecord.CodeUsed used -> used.action() + " " + used.result();
                    case DeviceRecord.CodeRefused refused -> "refused " + refused.tries();
                    default -> record.toString();
                })
                .toList();
    }

    @Test
    void aDeviceInAGroupActsOnlyAfterACode() {
        giveKeys();
        assertThat(client.guarded().needsCode()).isTrue();
        assertThat(client.guarded().actAlone(client.guarded().reset())).isEqualTo(new Answered.None());
        assertThat(Changeover.finish(files)).isEqualTo(Changeover.Outcome.NOTHING);
    }

    @Test
    void aDeviceInNoGroupOrWithoutAServerAsksForNothing() throws Exception {
        greeted(null);
        assertThat(client.guarded().needsCode()).isFalse();
        assertThat(client.guarded().actAlone(client.guarded().reset())).isEqualTo(new Answered.Done());
        assertThat(again.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Changeover.finish(files)).isEqualTo(Changeover.Outcome.RESET);
        assertThat(disk.list(FOLDER)).isEmpty();
        files = new SafeFiles(disk, FOLDER);
        client.close();
        open();
        assertThat(client.view().started()).isFalse();
        assertThat(client.guarded().needsCode()).isFalse();
    }

    @Test
    void theResetTakesEverythingWithItAndTellsTheServerBefore() throws Exception {
        giveKeys();
        Dialogue pending = ask(client.guarded().reset());
        assertThat(client.guarded().answer(pending.answer())).isEqualTo(new Answered.Done());
        assertThat(again.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(records()).containsExactly("requested reset", "reset STARTED", "reset DONE");
        assertThat(Changeover.finish(files)).isEqualTo(Changeover.Outcome.RESET);
        assertThat(disk.list(FOLDER)).isEmpty();
        assertThat(disk.afterPowerCut().list(FOLDER)).isEmpty();
    }

    @Test
    void whereverThePowerFailsDuringAResetTheDeviceIsAsBeforeOrAsNew() {
        boolean sawOld = false;
        boolean sawNew = false;
        for (int failAt = 1; failAt <= 24; failAt++) {
            client.close();
            start();
            giveKeys();
            Dialogue pending = ask(client.guarded().reset());
            disk.failAt = disk.steps + failAt;
            try {
                client.guarded().answer(pending.answer());
                Changeover.finish(files);
            } catch (StateError powerCut) {
                assertThat(powerCut).hasMessageContaining("power cut");
            }
            disk = disk.afterPowerCut();
            files = new SafeFiles(disk, FOLDER);
            uptime.reboot();
            Changeover.Outcome outcome = Changeover.finish(files);
            boolean isNew =
                    disk.list(FOLDER).stream().allMatch(path -> path.toString().endsWith(".new"));
            boolean isOld = identity("Office").equals(Identity.load(files))
                    && DeviceKeys.load(files).keys().size() == 2;
            assertThat(isNew ^ isOld).as("step " + failAt + " " + outcome).isTrue();
            sawOld |= isOld;
            sawNew |= isNew;
            client.close();
            open();
            assertThat(client.guarded().pending()).isNull();
            uptime.millis += 60_000;
        }
        assertThat(sawOld).isTrue();
        assertThat(sawNew).isTrue();
    }

    @Test
    void whatAPowerCutInterruptedIsToldToTheUserAndTheServerAndNotDoneAgain() {
        giveKeys();
        Guarded.Wish wish = new Guarded.Wish(CodeAction.CONNECTION, Map.of(), null, act -> {
            throw new StateError("power cut");
        });
        Dialogue pending = ask(wish);
        disk.failAt = disk.steps + 7; // the use is recorded and told, the result cannot be
        try {
            client.guarded().answer(pending.answer());
        } catch (StateError powerCut) {
            assertThat(powerCut).hasMessageContaining("power cut");
        }
        disk = disk.afterPowerCut();
        files = new SafeFiles(disk, FOLDER);
        client.close();
        open();
        client.start();
        assertThat(records()).last().isEqualTo("connection UNKNOWN");
        assertThat(client.view().notices()).extracting(Notice::key).contains("notice.interrupted.connection");
    }

    @Test
    void aServerThatDoesNotAnswerLeavesTheOldOneInPlace() throws Exception {
        giveKeys();
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        Dialogue pending = ask(client.guarded().server(new ServerTarget("127.0.0.1", closed, PIN, null)));
        Answered answer = client.guarded().answer(pending.answer());
        assertThat(answer).isInstanceOf(Answered.Failed.class);
        assertThat(((Answered.Failed) answer).reason()).startsWith("unreachable: ");
        assertThat(Identity.load(files)).isEqualTo(identity("Office"));
        assertThat(DeviceKeys.load(files).keys()).hasSize(2);
        assertThat(records()).containsExactly("requested connection", "connection STARTED", "connection FAILED");
    }

    @Test
    void theRightCodePinsTheKeyThatIsShown() {
        giveKeys();
        String seen = Base64.getEncoder().encodeToString(Base64.getDecoder().decode("B".repeat(43) + "="));
        Dialogue pending = ask(client.guarded().certificate(seen));
        assertThat(client.guarded().answer(pending.answer())).isEqualTo(new Answered.Done());
        assertThat(Identity.load(files).pins()).containsExactly(seen);
        assertThat(records()).containsExactly("requested certificate", "certificate STARTED", "certificate DONE");
    }

    @Test
    void keysGoWithTheGroupAndSoDoesTheRequest() {
        giveKeys();
        greeted("Office");
        Dialogue pending = ask(client.guarded().reset());
        greeted(null);
        assertThat(DeviceKeys.load(files)).isEqualTo(DeviceKeys.NONE);
        assertThat(client.guarded().answer(pending.answer())).isEqualTo(new Answered.None());
    }

    @Test
    void aDeviceInAGroupWithoutKeysCannotAskYet() {
        assertThat(client.guarded().ask(client.guarded().reset())).isEqualTo(new Asked.NoKeys());
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

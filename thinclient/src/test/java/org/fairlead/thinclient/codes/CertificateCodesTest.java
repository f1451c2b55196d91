package org.fairlead.thinclient.codes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlead.protocol.agent.DeviceRecord.CodeUsed.Outcome;
import org.fairlead.protocol.codes.CodeAction;
import org.fairlead.protocol.codes.CodeContext;
import org.fairlead.protocol.codes.CodeKeys;
import org.fairlead.protocol.codes.CodeReading;
import org.fairlead.protocol.codes.ConfirmationCode;
import org.fairlead.protocol.codes.GroupCode;
import org.fairlead.protocol.codes.RequestCode;
import org.fairlead.thinclient.state.FaultyDisk;
import org.fairlead.thinclient.state.SafeFiles;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Both forms of the certificate replacement code, the second with the real memory-hard function. */
class CertificateCodesTest implements Approvals.Device, Approvals.Listener {
    private static final Path FOLDER = Path.of("/state");
    private static final int NUMBER = 77;
    private static final UUID GROUP = new UUID(3, 4);
    private static final byte[] MASTER = CodeKeys.sha256(new byte[] {1});
    private static final byte[] OURS = CodeKeys.sha256(new byte[] {2});
    private static final byte[] STRANGER = CodeKeys.sha256(new byte[] {3});
    private static final Argon2id FUNCTION = new Argon2id();

    private final FaultyDisk disk = new FaultyDisk();
    private final FakeUptime uptime = new FakeUptime();
    private final AtomicInteger trusted = new AtomicInteger();
    private Instant calendar = Instant.parse("2026-11-21T12:00:00Z");
    private Ledger.@Nullable Act act;
    private Approvals approvals = approvals();

    private Approvals approvals() {
        return new Approvals(
                new Ledger(new SafeFiles(disk, FOLDER), uptime),
                uptime,
                () -> calendar,
                new Random(9),
                FUNCTION,
                this,
                this);
    }

    private Pending sees(byte[] key) {
        uptime.millis += 60_000;
        return ((Asked.Open) approvals.ask(CodeAction.CERTIFICATE, Map.of(), key, deed -> {
                    trusted.incrementAndGet();
                    return null;
                }))
                .pending();
    }

    private static String answer(String request, byte[] ours) {
        RequestCode code = ((CodeReading.Read<RequestCode>) RequestCode.parse(request)).code();
        byte[] secret = CodeKeys.certificateKey(MASTER, GROUP, code.deviceNumber());
        CodeContext context = CodeContext.certificate("acme", ours, code.nonce(), code.epoch());
        return ConfirmationCode.make(secret, context, ConfirmationCode.DO_IT_ONCE)
                .text();
    }

    private static long today(Instant at) {
        return at.getEpochSecond() / 86_400;
    }

    private String groupCode(byte[] key, UUID group, int epoch, long lastDay) {
        return GroupCode.make(
                        FUNCTION,
                        CodeKeys.groupKey(MASTER, group),
                        new GroupCode.Target("acme", group, epoch),
                        key,
                        lastDay)
                .text();
    }

    @Test
    void theAnswerOfTheServerTrustsTheKeyThatTheDeviceSees() {
        Pending pending = sees(OURS);
        assertThat(approvals.answer(answer(pending.code(), OURS))).isEqualTo(new Answered.Done());
        assertThat(trusted).hasValue(1);
        assertThat(act.form()).isEqualTo(DeviceKeys.Kind.CERTIFICATE);
    }

    @Test
    void theServersAnswerIsRefusedWhereAStrangerStandsBetween() {
        Pending pending = sees(STRANGER);
        assertThat(approvals.answer(answer(pending.code(), OURS))).isEqualTo(new Answered.Wrong(4));
        assertThat(trusted).hasValue(0);
    }

    @Test
    void theCodeForTheWholeGroupTrustsItsKeyOnce() {
        long lastDay = GroupCode.lastDay(today(calendar), 7);
        String code = groupCode(OURS, GROUP, 1, lastDay);
        sees(OURS);
        assertThat(approvals.answer(code)).isEqualTo(new Answered.Done());
        assertThat(act.form()).isEqualTo(DeviceKeys.Kind.GROUP);
        assertThat(act.nonce()).isEqualTo(lastDay);
        assertThat(act.group()).isEqualTo(GROUP.toString());
        sees(OURS);
        assertThat(approvals.answer(code)).isEqualTo(new Answered.Wrong(4));
        assertThat(trusted).hasValue(1);
    }

    @Test
    void aGroupCodeForAnotherKeyGroupOrEpochIsRefused() {
        long lastDay = GroupCode.lastDay(today(calendar), 7);
        sees(STRANGER);
        assertThat(approvals.answer(groupCode(OURS, GROUP, 1, lastDay))).isEqualTo(new Answered.Wrong(4));
        assertThat(approvals.answer(groupCode(STRANGER, new UUID(5, 6), 1, lastDay)))
                .isEqualTo(new Answered.Wrong(3));
        assertThat(approvals.answer(groupCode(STRANGER, GROUP, 2, lastDay))).isEqualTo(new Answered.Wrong(2));
        assertThat(trusted).hasValue(0);
    }

    @Test
    void aGroupCodeCountsToItsLastDayAndNoLonger() {
        long lastDay = GroupCode.lastDay(today(calendar), 4);
        String code = groupCode(OURS, GROUP, 1, lastDay);
        calendar = Instant.ofEpochSecond((lastDay + 1) * 86_400);
        sees(OURS);
        assertThat(approvals.answer(code)).isEqualTo(new Answered.Wrong(4));
        calendar = Instant.ofEpochSecond((lastDay + 1) * 86_400 - 1);
        assertThat(approvals.answer(code)).isEqualTo(new Answered.Done());
    }

    @Test
    void aCalendarOf1970Or2100DoesNotMatterWhereTheServerToldTheTime() {
        Instant real = calendar;
        for (String wrong : List.of("1970-01-01T00:00:00Z", "2100-01-01T00:00:00Z")) {
            Ledger ledger = new Ledger(new SafeFiles(disk, FOLDER), uptime);
            ledger.heard(real.toEpochMilli());
            approvals = approvals();
            calendar = Instant.parse(wrong);
            String code = groupCode(OURS, GROUP, 1, GroupCode.lastDay(today(real), 6 + trusted.get()));
            sees(OURS);
            assertThat(approvals.answer(code)).as(wrong).isEqualTo(new Answered.Done());
        }
    }

    @Test
    void aClockThatIsSetBackDoesNotReviveAnEndedCode() {
        long lastDay = GroupCode.lastDay(today(calendar), 2);
        String code = groupCode(OURS, GROUP, 1, lastDay);
        Ledger ledger = new Ledger(new SafeFiles(disk, FOLDER), uptime);
        ledger.heard((lastDay + 1) * 86_400_000);
        approvals = approvals();
        sees(OURS);
        assertThat(approvals.answer(code)).isEqualTo(new Answered.Wrong(4));
    }

    @Test
    void fiveWrongGroupCodesCloseTheDoorForAQuarterOfAnHourAlsoOverARestart() {
        String wrong = groupCode(STRANGER, GROUP, 1, GroupCode.lastDay(today(calendar), 7));
        String right = groupCode(OURS, GROUP, 1, GroupCode.lastDay(today(calendar), 7));
        sees(OURS);
        for (int i = 0; i < 5; i++) {
            approvals.answer(wrong);
        }
        sees(OURS);
        assertThat(approvals.answer(right)).isEqualTo(new Answered.Closed(14 * 60_000));
        approvals = approvals();
        sees(OURS);
        assertThat(approvals.answer(right)).isEqualTo(new Answered.Closed(13 * 60_000));
        assertThat(approvals.pending().triesLeft()).isEqualTo(5);
        uptime.millis += 13 * 60_000 - 1;
        assertThat(approvals.answer(right)).isEqualTo(new Answered.Closed(1));
        uptime.millis += 1;
        assertThat(approvals.answer(right)).isEqualTo(new Answered.Done());
    }

    @Override
    public String id() {
        return new UUID(1, 1).toString();
    }

    @Override
    public DeviceKeys keys() {
        String own = Base64.getEncoder().encodeToString(CodeKeys.certificateKey(MASTER, GROUP, NUMBER));
        String shared = Base64.getEncoder().encodeToString(CodeKeys.groupKey(MASTER, GROUP));
        return new DeviceKeys(
                "v",
                "acme",
                NUMBER,
                List.of(
                        new DeviceKeys.Key(DeviceKeys.Kind.CERTIFICATE, GROUP, "Office", 1, own),
                        new DeviceKeys.Key(DeviceKeys.Kind.GROUP, GROUP, "Office", 1, shared)));
    }

    @Override
    public long lifetime() {
        return 30 * 60_000;
    }

    @Override
    public void requested(Pending pending) {}

    @Override
    public void used(Ledger.Act used, Outcome result, @Nullable String reason) {
        act = used;
    }

    @Override
    public void refused(CodeAction action, int tries) {}
}

package org.fairlead.thinclient.codes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlead.protocol.agent.DeviceRecord.CodeUsed.Outcome;
import org.fairlead.protocol.codes.CodeAction;
import org.fairlead.protocol.codes.CodeContext;
import org.fairlead.protocol.codes.CodeReading;
import org.fairlead.protocol.codes.ConfirmationCode;
import org.fairlead.protocol.codes.RequestCode;
import org.fairlead.thinclient.state.FaultyDisk;
import org.fairlead.thinclient.state.SafeFiles;
import org.fairlead.thinclient.state.StateError;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApprovalsTest implements Approvals.Device, Approvals.Listener {
    private static final Path FOLDER = Path.of("/state");
    private static final UUID ID = UUID.fromString("0f2e9a6c-7d5b-4a57-9c39-1f5f6f0a2b11");
    private static final int NUMBER = 4242;
    private static final long LIFETIME = 30 * 60_000;

    private FaultyDisk disk = new FaultyDisk();
    private final FakeUptime uptime = new FakeUptime();
    private Instant calendar = Instant.parse("2026-11-21T12:00:00Z");
    private DeviceKeys keys = new DeviceKeys("v1", "acme", NUMBER, List.of(key(1), key(2)));
    private final List<String> told = new ArrayList<>();
    private final AtomicInteger done = new AtomicInteger();
    private long seed = 7;
    private Approvals approvals;

    static DeviceKeys.Key key(int epoch) {
        byte[] secret = new byte[32];
        secret[0] = (byte) epoch;
        return new DeviceKeys.Key(
                DeviceKeys.Kind.DEVICE, null, "", epoch, Base64.getEncoder().encodeToString(secret));
    }

    @BeforeEach
    void start() {
        approvals = new Approvals(
                new Ledger(new SafeFiles(disk, FOLDER), uptime),
                uptime,
                () -> calendar,
                new Random(seed++),
                (password, salt) -> new byte[32],
                this,
                this);
    }

    private Pending ask() {
        return ask(CodeAction.RESET);
    }

    private Pending ask(CodeAction action) {
        return ((Asked.Open) wish(action)).pending();
    }

    private Asked wish(CodeAction action) {
        return approvals.ask(action, Map.of(), null, act -> {
            done.incrementAndGet();
            return null;
        });
    }

    /** What the server answers to a request code. */
    private String answer(String request) {
        RequestCode code = ((CodeReading.Read<RequestCode>) RequestCode.parse(request)).code();
        for (DeviceKeys.Key key : List.of(key(1), key(2), key(3))) {
            CodeContext context =
                    CodeContext.device("acme", ID, code.knownAction().orElseThrow(), code.nonce(), key.epoch());
            if (code.deviceNumber() == NUMBER && code.genuine(key.bytes(), context)) {
                return ConfirmationCode.make(key.bytes(), context, ConfirmationCode.DO_IT_ONCE)
                        .text();
            }
        }
        throw new AssertionError("not genuine: " + request);
    }

    private static String wrong(String right) {
        int first = Integer.parseInt(right.substring(0, 6)) / 13;
        return String.format("%06d", (first ^ 1) * 13) + right.substring(6);
    }

    @Test
    void theRightAnswerActsOnceAndIsSpent() {
        Pending pending = ask();
        String answer = answer(pending.code());
        assertThat(approvals.answer(answer.replace('-', ' '))).isEqualTo(new Answered.Done());
        assertThat(done).hasValue(1);
        assertThat(told).containsExactly("requested RESET", "STARTED", "DONE");
        assertThat(approvals.answer(answer)).isEqualTo(new Answered.None());
        assertThat(done).hasValue(1);
    }

    @Test
    void theFifthWrongAnswerVoidsTheRequestAndTheSixthFindsNone() {
        String answer = answer(ask().code());
        for (int left = 4; left > 0; left--) {
            assertThat(approvals.answer(wrong(answer))).isEqualTo(new Answered.Wrong(left));
        }
        assertThat(told).containsExactly("requested RESET");
        assertThat(approvals.answer(wrong(answer))).isEqualTo(new Answered.Exhausted());
        assertThat(approvals.answer(answer)).isEqualTo(new Answered.None());
        assertThat(done).hasValue(0);
        assertThat(told).containsExactly("requested RESET", "refused 5");
    }

    @Test
    void theFifthAnswerMayStillBeRight() {
        String answer = answer(ask().code());
        for (int i = 0; i < 4; i++) {
            approvals.answer(wrong(answer));
        }
        assertThat(approvals.answer(answer)).isEqualTo(new Answered.Done());
    }

    @Test
    void anAnswerWithAGroupThatCannotBeRightCostsNoTry() {
        String answer = answer(ask().code());
        assertThat(approvals.answer("000001" + answer.substring(6))).isEqualTo(new Answered.NotWhole());
        assertThat(approvals.answer(answer.substring(0, 13))).isEqualTo(new Answered.NotWhole());
        assertThat(approvals.pending().triesLeft()).isEqualTo(5);
    }

    @Test
    void theRequestEndsWithItsDeadlineAlsoWhenTheMachineSleptAcrossIt() {
        Pending pending = ask();
        String answer = answer(pending.code());
        uptime.millis += LIFETIME - 1;
        assertThat(approvals.pending()).isNotNull();
        uptime.millis += 1; // the kernel's clock went on while the lid was closed
        assertThat(approvals.pending()).isNull();
        assertThat(approvals.answer(answer)).isEqualTo(new Answered.Expired());
        assertThat(done).hasValue(0);
    }

    @Test
    void anAnswerInTheLastMillisecondCounts() {
        String answer = answer(ask().code());
        uptime.millis += LIFETIME - 1;
        assertThat(approvals.answer(answer)).isEqualTo(new Answered.Done());
    }

    @Test
    void theCalendarHasNoEffect() {
        for (String day : List.of("1970-01-01T00:00:00Z", "2100-01-01T00:00:00Z")) {
            String answer = answer(ask().code());
            calendar = Instant.parse(day);
            assertThat(approvals.answer(answer)).as(day).isEqualTo(new Answered.Done());
            uptime.millis += 60_000;
        }
        uptime.millis -= 60_000;
        calendar = Instant.parse("2099-01-01T00:00:00Z");
        assertThat(wish(CodeAction.RESET)).isInstanceOf(Asked.Later.class);
        calendar = Instant.parse("1970-01-01T00:00:00Z");
        assertThat(wish(CodeAction.RESET)).isInstanceOf(Asked.Later.class);
    }

    @Test
    void aRestartVoidsTheRequest() {
        String answer = answer(ask().code());
        uptime.reboot();
        start();
        assertThat(approvals.pending()).isNull();
        assertThat(approvals.answer(answer)).isEqualTo(new Answered.None());
        uptime.millis += 60_000;
        assertThat(ask().code()).isNotEqualTo(answer);
        assertThat(approvals.answer(answer)).isEqualTo(new Answered.Wrong(4));
    }

    @Test
    void anOldImageOfTheDiskBringsNoOldAnswerBack() {
        FaultyDisk image = disk.afterPowerCut();
        String answer = answer(ask().code());
        assertThat(approvals.answer(answer)).isEqualTo(new Answered.Done());
        disk = image;
        uptime.reboot();
        start();
        assertThat(approvals.answer(answer)).isEqualTo(new Answered.None());
        for (int i = 0; i < 19; i++) {
            uptime.millis += 60_000;
            ask();
            assertThat(approvals.answer(answer)).isEqualTo(new Answered.Wrong(4));
            approvals.cancel();
        }
        assertThat(done).hasValue(1);
    }

    @Test
    void aKeyThatChangesBetweenRequestAndAnswerLeavesTheRequestAsItWas() {
        Pending pending = ask();
        keys = new DeviceKeys("v2", "acme", NUMBER, List.of(key(3), key(2), key(1)));
        assertThat(approvals.answer(answer(pending.code()))).isEqualTo(new Answered.Done());
        uptime.millis += 60_000;
        assertThat(((CodeReading.Read<RequestCode>) RequestCode.parse(ask().code()))
                        .code()
                        .epoch())
                .isEqualTo(3);
    }

    @Test
    void aSecondRequestVoidsTheFirst() {
        String first = answer(ask(CodeAction.RESET).code());
        uptime.millis += 60_000;
        String second = answer(ask(CodeAction.CONNECTION).code());
        assertThat(approvals.answer(first)).isEqualTo(new Answered.Wrong(4));
        assertThat(approvals.answer(second)).isEqualTo(new Answered.Done());
        assertThat(done).hasValue(1);
    }

    @Test
    void theSameWishAgainShowsTheSameRequest() {
        Pending first = ask();
        assertThat(ask()).isEqualTo(first);
    }

    @Test
    void twoAnswersAtOnceActOnce() throws Exception {
        String answer = answer(ask().code());
        CountDownLatch both = new CountDownLatch(2);
        List<Answered> answers = java.util.Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            threads.add(Thread.startVirtualThread(() -> {
                both.countDown();
                try {
                    both.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                answers.add(approvals.answer(answer));
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(answers).containsExactlyInAnyOrder(new Answered.Done(), new Answered.None());
        assertThat(done).hasValue(1);
    }

    @Test
    void anAnswerForAnotherDeviceActionEpochOrNonceIsRefused() {
        Pending pending = ask();
        RequestCode code = ((CodeReading.Read<RequestCode>) RequestCode.parse(pending.code())).code();
        UUID other = new UUID(1, 2);
        List<CodeContext> contexts = List.of(
                CodeContext.device("acme", other, CodeAction.RESET, code.nonce(), 2),
                CodeContext.device("acme", ID, CodeAction.CONNECTION, code.nonce(), 2),
                CodeContext.device("acme", ID, CodeAction.RESET, code.nonce(), 1),
                CodeContext.device("acme", ID, CodeAction.RESET, code.nonce() ^ 1, 2));
        for (CodeContext context : contexts) {
            String answer = ConfirmationCode.make(key(2).bytes(), context, ConfirmationCode.DO_IT_ONCE)
                    .text();
            assertThat(approvals.answer(answer)).isInstanceOf(Answered.Wrong.class);
        }
        CodeContext right = CodeContext.device("acme", ID, CodeAction.RESET, code.nonce(), 2);
        String otherOption = ConfirmationCode.make(key(2).bytes(), right, 1).text();
        assertThat(approvals.answer(otherOption)).isEqualTo(new Answered.Exhausted());
        assertThat(done).hasValue(0);
    }

    @Test
    void oneRequestAMinuteAndTwentyADayAlsoOverRestarts() {
        ask();
        approvals.cancel();
        uptime.millis += 59_999;
        assertThat(wish(CodeAction.RESET)).isEqualTo(new Asked.Later(1));
        start();
        assertThat(wish(CodeAction.RESET)).isEqualTo(new Asked.Later(1));
        uptime.millis += 1;
        for (int i = 2; i <= 20; i++) {
            ask();
            approvals.cancel();
            uptime.millis += 60_000;
        }
        assertThat(wish(CodeAction.RESET)).isEqualTo(new Asked.Later(24L * 3_600_000 - 20 * 60_000));
        uptime.reboot();
        calendar = calendar.plusSeconds(10 * 86_400);
        start();
        assertThat(wish(CodeAction.RESET)).isInstanceOf(Asked.Later.class);
        uptime.millis += 24L * 3_600_000;
        ask();
    }

    @Test
    void aDayThatTheServerVouchesForCounts() {
        Ledger ledger = new Ledger(new SafeFiles(disk, FOLDER), uptime);
        ledger.heard(calendar.toEpochMilli());
        start();
        for (int i = 0; i < 20; i++) {
            ask();
            approvals.cancel();
            uptime.millis += 60_000;
        }
        uptime.reboot(); // the device was off for two days, which its own clock cannot know
        ledger = new Ledger(new SafeFiles(disk, FOLDER), uptime);
        assertThat(ledger.wait(Ledger.REQUESTS_A_DAY, Ledger.DAY)).isPositive();
        ledger.heard(calendar.plusSeconds(2 * 86_400).toEpochMilli());
        assertThat(ledger.wait(Ledger.REQUESTS_A_DAY, Ledger.DAY)).isZero();
        assertThat(new Ledger(new SafeFiles(disk, FOLDER), uptime).wait(Ledger.REQUESTS_A_DAY, Ledger.DAY))
                .isZero();
    }

    @Test
    void noNonceIsGivenTwiceForASecret() {
        Ledger ledger = new Ledger(new SafeFiles(new FaultyDisk(), FOLDER), uptime);
        byte[] secret = new byte[32];
        java.util.Set<String> secrets = java.util.Set.of(Ledger.name(secret));
        Random repeating = new Random(1) {
            private static final long serialVersionUID = 1L;
            private int calls;

            @Override
            public int nextInt(int bound) {
                return calls++ / 3;
            }
        };
        assertThat(List.of(
                        ledger.begin(secret, secrets, repeating),
                        ledger.begin(secret, secrets, repeating),
                        ledger.begin(secret, secrets, repeating)))
                .doesNotHaveDuplicates();
    }

    @Test
    void withoutKeysNothingCanBeAsked() {
        keys = DeviceKeys.NONE;
        assertThat(wish(CodeAction.RESET)).isEqualTo(new Asked.NoKeys());
    }

    @Test
    void whereverThePowerFailsTheActionRunsAtMostOnceAndWhatIsNotKnownIsTold() {
        for (int failAt = 1; failAt <= 12; failAt++) {
            disk = new FaultyDisk();
            told.clear();
            done.set(0);
            start();
            String answer = answer(ask().code());
            disk.failAt = disk.steps + failAt;
            boolean cut = false;
            try {
                approvals.answer(answer);
            } catch (StateError powerCut) {
                cut = true;
            }
            int before = done.get();
            boolean ended = told.contains("DONE");
            disk = disk.afterPowerCut();
            uptime.reboot();
            start();
            Ledger.Act interrupted = approvals.interrupted();
            assertThat(approvals.answer(answer)).isEqualTo(new Answered.None());
            assertThat(done.get()).as("step " + failAt).isEqualTo(before).isLessThanOrEqualTo(1);
            if (before == 1 && !ended) {
                assertThat(interrupted).isNotNull();
            }
            if (interrupted != null) {
                assertThat(told).contains("UNKNOWN");
                start();
                assertThat(approvals.interrupted()).isNull();
            }
            assertThat(cut).as("step " + failAt).isEqualTo(failAt <= 8);
        }
    }

    @Test
    void aConfirmationThatCannotBeRecordedDoesNothing() {
        String answer = answer(ask().code());
        disk.failAt = disk.steps + 1;
        assertThatThrownBy(() -> approvals.answer(answer)).isInstanceOf(StateError.class);
        assertThat(done).hasValue(0);
        assertThat(approvals.answer(answer)).isEqualTo(new Answered.Done());
    }

    @Test
    void anActionThatFailsSpendsTheCodeAndSaysWhy() {
        Pending pending =
                ((Asked.Open) approvals.ask(CodeAction.CONNECTION, Map.of(), null, act -> "no answer")).pending();
        String answer = answer(pending.code());
        assertThat(approvals.answer(answer)).isEqualTo(new Answered.Failed("no answer"));
        assertThat(told).containsExactly("requested CONNECTION", "STARTED", "FAILED no answer");
        assertThat(approvals.answer(answer)).isEqualTo(new Answered.None());
    }

    @Override
    public String id() {
        return ID.toString();
    }

    @Override
    public DeviceKeys keys() {
        return keys;
    }

    @Override
    public long lifetime() {
        return LIFETIME;
    }

    @Override
    public void requested(Pending pending) {
        told.add("requested " + pending.action());
    }

    @Override
    public void used(Ledger.Act act, Outcome result, @Nullable String reason) {
        told.add(result + (reason == null ? "" : " " + reason));
    }

    @Override
    public void refused(CodeAction action, int tries) {
        told.add("refused " + tries);
    }
}

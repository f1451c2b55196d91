package org.fairlead.server.core.apple;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.fairlead.server.core.command.Command;
import org.fairlead.server.core.command.CommandKind;
import org.fairlead.server.core.command.Commands;
import org.fairlead.server.core.command.JournalEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PushesTest {
    private final AppleWorld world = new AppleWorld();
    private final Queue<PushGateway.Outcome> answers = new ArrayDeque<>();
    private final List<PushGateway.Push> sent = new ArrayList<>();
    private int count;
    private final Pushes pushes = new Pushes(
            world.unit,
            world.pushStore,
            world.certificates,
            (settings, chain, key) -> new PushGateway() {
                @Override
                public CompletableFuture<Outcome> send(Push push) {
                    count++;
                    if (sent.size() < 1_000) {
                        sent.add(push);
                    }
                    Outcome next = answers.poll();
                    return CompletableFuture.completedFuture(next == null ? new Outcome.Accepted() : next);
                }

                @Override
                public void close() {}
            },
            world.commands,
            world.eventLog,
            world.clock);

    @AfterEach
    void close() {
        pushes.close();
        world.close();
    }

    private AppleWorld.Phone phone() {
        AppleWorld.Phone phone = world.new Phone("00008030-000A1B2C3D4E5F60").enrol(world.invite(world.person("ann")));
        phone.work();
        return phone;
    }

    private UUID device(AppleWorld.Phone phone) {
        return Objects.requireNonNull(world.unit
                .inTx(tx -> world.store.lock(tx, phone.enrolment))
                .orElseThrow()
                .device());
    }

    private void wake(AppleWorld.Phone phone) {
        world.unit.runInTx(tx -> world.pushStore.wakeEnrolment(tx, phone.enrolment, world.now));
    }

    @Test
    void manyWishesBecomeOnePushAndTheJournalsOfAllCommandsTellIt() {
        AppleWorld.Phone phone = phone();
        UUID device = device(phone);
        List<UUID> commands = new ArrayList<>();
        for (CommandKind kind : List.of(CommandKind.LOCK, CommandKind.SYNCHRONISE)) {
            Command made = world.commands
                    .create(world.admin, new Commands.Wish(kind, Map.of(), List.of(device), null, null, false))
                    .commands()
                    .getFirst();
            commands.add(made.id());
            wake(phone);
        }
        pushes.deliver();
        assertThat(count).isEqualTo(1);
        assertThat(sent.getFirst().magic()).isEqualTo("magic");
        for (UUID command : commands) {
            assertThat(world.commands.get(world.admin, command).journal())
                    .extracting(JournalEntry::kind)
                    .contains("pushed");
        }
        pushes.deliver();
        assertThat(count).isEqualTo(1);
    }

    @Test
    void aPushThatFailsIsTriedAgainLaterAndLater() {
        AppleWorld.Phone phone = phone();
        Duration before = Duration.ZERO;
        for (int seconds : List.of(30, 120, 480, 1800, 1800)) {
            answers.add(new PushGateway.Outcome.Later("ServiceUnavailable"));
            wake(phone);
            pushes.deliver();
            Instant due = Objects.requireNonNull(world.pushDue(phone.enrolment));
            Duration pause = Duration.between(world.now, due);
            assertThat(pause.toMillis()).isBetween(seconds * 800L, seconds * 1_200L);
            assertThat(pause).isGreaterThan(before.dividedBy(2));
            before = pause;
            world.now = due;
        }
    }

    @Test
    void aRefusedCertificateIsSaidOnceAndNothingIsSentUntilThePauseIsOver() {
        AppleWorld.Phone phone = phone();
        answers.add(new PushGateway.Outcome.Refused("BadCertificate"));
        wake(phone);
        pushes.deliver();
        wake(phone);
        pushes.deliver();
        assertThat(count).isEqualTo(1);
        assertThat(world.eventCodes()).containsOnlyOnce("S54.apple-push-refused");
        world.now = world.now.plus(Duration.ofMinutes(10));
        pushes.deliver();
        assertThat(count).isEqualTo(2);
    }

    @Test
    void aDeadTokenStopsPushesUntilTheNextTokenAndAnOldVerdictDoesNotCount() {
        AppleWorld.Phone phone = phone();
        answers.add(new PushGateway.Outcome.Dead("Unregistered", world.now.minusSeconds(60)));
        wake(phone);
        pushes.deliver();
        assertThat(world.eventCodes()).doesNotContain("S55.apple-unreachable");
        assertThat(world.pushDue(phone.enrolment)).isNotNull();
        answers.add(new PushGateway.Outcome.Dead("Unregistered", world.now.plusSeconds(60)));
        world.now = world.now.plus(Duration.ofMinutes(2));
        pushes.deliver();
        assertThat(world.eventCodes()).containsOnlyOnce("S55.apple-unreachable");
        wake(phone);
        pushes.deliver();
        assertThat(count).isEqualTo(2);
        phone.tokenUpdate();
        world.now = world.now.plusSeconds(2);
        pushes.deliver();
        assertThat(count).isEqualTo(3);
    }

    @Test
    void aPhoneThatWasSilentForADayIsPushedOnceADaySpreadOverAnHour() {
        AppleWorld.Phone phone = phone();
        pushes.deliver();
        count = 0;
        Instant seen = world.now;
        world.now = seen.plus(Duration.ofDays(1)).minusMillis(1);
        pushes.wakeSilent();
        assertThat(world.pushDue(phone.enrolment)).isNull();
        world.now = seen.plus(Duration.ofDays(1));
        pushes.wakeSilent();
        assertThat(world.pushDue(phone.enrolment)).isBetween(world.now, world.now.plus(Duration.ofHours(1)));
        world.now = world.now.plus(Duration.ofHours(1));
        pushes.deliver();
        pushes.wakeSilent();
        assertThat(count).isEqualTo(1);
        assertThat(world.pushDue(phone.enrolment)).isNull();
        phone.idle();
        world.now = world.now.plus(Duration.ofHours(23));
        pushes.wakeSilent();
        assertThat(world.pushDue(phone.enrolment)).as("it was here").isNull();
    }

    @Test
    void aHundredThousandPushesGoOutWithoutGrowthOfMemory() {
        int phones = 100_000;
        world.fixture.database.tx(handle -> handle.execute(
                """
                insert into apple_enrolment (workspace_id, id, state, invitation_id, person_id, created_at, device_id, udid, topic,
                                             push_token, push_magic, token_at, push_due)
                select ?, gen_random_uuid(), 'active', gen_random_uuid(), gen_random_uuid(), now(), gen_random_uuid(), 'u' || n, ?,
                       decode(md5(n::text), 'hex'), 'magic', ?, ? from generate_series(1, ?) n""",
                world.fixture.workspace,
                AppleWorld.TOPIC,
                world.now.atOffset(java.time.ZoneOffset.UTC),
                world.now.atOffset(java.time.ZoneOffset.UTC),
                phones));
        long before = used();
        pushes.deliver();
        assertThat(count).isEqualTo(phones);
        assertThat(used() - before).isLessThan(16L << 20);
        int left = world.fixture.database.<Integer>read(handle -> handle.createQuery(
                        "select count(*) from apple_enrolment where push_due is not null or pushed_at is null")
                .mapTo(Integer.class)
                .one());
        assertThat(left).isZero();
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}

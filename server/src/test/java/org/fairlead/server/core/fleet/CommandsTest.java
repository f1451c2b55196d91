package org.fairlead.server.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.DeviceRecord.Result.State;
import org.fairlead.protocol.agent.Down;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.command.Command;
import org.fairlead.server.core.command.CommandFilter;
import org.fairlead.server.core.command.CommandKind;
import org.fairlead.server.core.command.CommandState;
import org.fairlead.server.core.command.Commands;
import org.fairlead.server.core.command.JournalEntry;
import org.fairlead.server.core.device.DeviceFilter;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.store.PgCommands;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommandsTest {
    private static final CommandFilter ALL = new CommandFilter(null, Set.of(), Set.of());
    private World world;
    private Commands commands;
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private final List<UUID> nudged = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        world = new World();
        PgCommands store = new PgCommands(world.workspace, world.fleet);
        commands = new Commands(
                world.unit,
                store,
                world.approvals(store, (devices, topic) -> nudged.addAll(devices), () -> now),
                world.devices,
                world.fleet,
                world.audit,
                world.eventLog,
                world.changes,
                new World.XorSealer(),
                () -> now);
    }

    @AfterEach
    void stop() throws Exception {
        world.close();
    }

    @Test
    void aCommandIsHandedOutUntilItIsAnsweredAndItsJournalTellsEachStep() {
        UUID device = world.enrol("a").device();
        Command command = create(CommandKind.MESSAGE, Map.of("text", "hello"), device);
        assertThat(command.state()).isEqualTo(CommandState.QUEUED);
        assertThat(command.journal()).extracting(JournalEntry::kind).containsExactly("queued", "waits");
        assertThat(nudged).containsExactly(device);
        assertThat(world.audited).contains("command.create");

        assertThat(deliver(device))
                .extracting(Down.Order::id)
                .containsExactly(command.id().toString());
        Down.Order again = deliver(device).getFirst();
        assertThat(again.kind()).isEqualTo("message");
        assertThat(again.params()).isEqualTo(Map.of("text", "hello"));

        finish(device, command.id(), State.RUNNING, null);
        finish(device, command.id(), State.SUCCEEDED, null);
        finish(device, command.id(), State.FAILED, "too late");
        Command done = commands.get(world.admin, command.id());
        assertThat(done.state()).isEqualTo(CommandState.SUCCEEDED);
        assertThat(done.finishedAt()).isEqualTo(now);
        assertThat(done.journal())
                .extracting(JournalEntry::kind)
                .containsExactly("queued", "delivered", "running", "succeeded");
        assertThat(deliver(device)).isEmpty();
    }

    @Test
    void manyResultsOfOneBatchAreTakenInOrderAndForeignOnesAreIgnored() {
        UUID a = world.enrol("a").device();
        UUID b = world.enrol("b").device();
        UUID ofA = create(CommandKind.RESTART, Map.of(), a).id();
        UUID ofB = create(CommandKind.NEW_ID, Map.of(), b).id();
        world.events.clear();
        world.unit.runInTx(tx -> commands.finish(
                tx,
                Map.of(
                        a,
                        List.of(
                                result(ofA, State.RUNNING, null),
                                result(ofB, State.SUCCEEDED, null),
                                result(ofA, State.FAILED, "no\0 power"),
                                new DeviceRecord.Result(4, 4, "what?", State.FAILED, null)),
                        b,
                        List.of(result(ofB, State.UNSUPPORTED, null)))));
        assertThat(commands.get(world.admin, ofA).state()).isEqualTo(CommandState.FAILED);
        assertThat(commands.get(world.admin, ofA).reason()).isEqualTo("no  power");
        assertThat(commands.get(world.admin, ofA).journal())
                .extracting(JournalEntry::kind)
                .containsExactly("queued", "running", "failed");
        assertThat(commands.get(world.admin, ofB).state()).isEqualTo(CommandState.UNSUPPORTED);
        assertThat(world.events)
                .extracting(NewEvent::code)
                .containsOnly("S09.command-failed")
                .hasSize(2);
    }

    @Test
    void aSynchronisationThatWaitsIsNotQueuedTwice() {
        UUID device = world.enrol("a").device();
        UUID first = create(CommandKind.SYNCHRONISE, Map.of(), device).id();
        now = now.plusSeconds(60);
        Command second = create(CommandKind.SYNCHRONISE, Map.of(), device);
        assertThat(second.id()).isEqualTo(first);
        assertThat(second.expiresAt()).isEqualTo(now.plus(Duration.ofDays(7)));
        deliver(device);
        assertThat(create(CommandKind.SYNCHRONISE, Map.of(), device).id()).isNotEqualTo(first);
    }

    @Test
    void onlyWhatTheDeviceHasNotFetchedCanBeRecalled() {
        UUID device = world.enrol("a").device();
        UUID first = create(CommandKind.RESTART, Map.of(), device).id();
        assertThat(commands.recall(world.admin, first).state()).isEqualTo(CommandState.RECALLED);
        assertThat(deliver(device)).isEmpty();
        UUID second = create(CommandKind.RESTART, Map.of(), device).id();
        deliver(device);
        assertThatThrownBy(() -> commands.recall(world.admin, second)).isInstanceOf(Problem.Conflict.class);
    }

    @Test
    void whatNobodyFetchesInTimeExpiresAndIsForgottenMuchLater() {
        UUID device = world.enrol("a").device();
        UUID waiting = create(CommandKind.RESTART, Map.of(), device).id();
        now = now.plus(Duration.ofDays(1)).minusSeconds(1);
        assertThat(commands.expire()).isZero();
        now = now.plusSeconds(1);
        assertThat(deliver(device)).isEmpty();
        assertThat(commands.expire()).isEqualTo(1);
        assertThat(commands.get(world.admin, waiting).state()).isEqualTo(CommandState.EXPIRED);

        UUID silent = create(CommandKind.RESTART, Map.of(), device).id();
        deliver(device);
        now = now.plus(Duration.ofDays(8)).minusSeconds(1);
        assertThat(commands.expire()).isZero();
        now = now.plusSeconds(1);
        assertThat(commands.expire()).isEqualTo(1);
        assertThat(commands.get(world.admin, silent).journal().getLast().detail())
                .isEqualTo("unanswered");

        assertThat(commands.forget()).isZero();
        now = now.plus(Duration.ofDays(85));
        assertThat(commands.forget()).isEqualTo(1);
        assertThat(commands.list(world.admin, ALL, 10, Optional.empty()))
                .extracting(Command::id)
                .containsExactly(silent);
    }

    @Test
    void whereAPhoneWasIsSealedEachOpeningIsAuditedAndThirtyDaysLaterItIsGone() {
        UUID phone = world.phone("android", "Android 14", Map.of());
        UUID command = create(CommandKind.LOCATE, Map.of(), phone).id();
        deliver(phone);
        DeviceRecord.Result found = new DeviceRecord.Result(
                1, 1, command.toString(), State.SUCCEEDED, null, Map.of("latitude", 59.9386, "longitude", 30.3141));
        world.unit.runInTx(tx -> commands.finish(tx, Map.of(phone, List.of(found))));
        assertThat(world.database.<byte[]>tx(handle -> handle.createQuery("select sealed from command_result")
                        .mapTo(byte[].class)
                        .one()))
                .asString(StandardCharsets.ISO_8859_1)
                .doesNotContain("59.9386");
        assertThat(commands.get(world.admin, command).toString()).doesNotContain("59.9386");
        assertThat(openings()).isZero();
        assertThat(commands.openResult(world.admin, command)).containsEntry("latitude", 59.9386);
        assertThat(commands.openResult(world.admin, command)).containsKey("longitude");
        assertThat(openings()).isEqualTo(2);
        now = now.plus(Duration.ofDays(30));
        commands.forget();
        assertThat(commands.openResult(world.admin, command)).containsEntry("latitude", 59.9386);
        now = now.plusSeconds(1);
        assertThatThrownBy(() -> commands.openResult(world.admin, command))
                .as("also before the purge has come by")
                .isInstanceOf(Problem.NotFound.class);
        assertThat(results()).isEqualTo(1);
        commands.forget();
        assertThat(results()).isZero();
        assertThat(openings()).as("what was not opened is not noted as such").isEqualTo(3);
        assertThat(commands.get(world.admin, command).state()).isEqualTo(CommandState.SUCCEEDED);
    }

    private long openings() {
        return world.audited.stream().filter("command.open-result"::equals).count();
    }

    private long results() {
        return world.database.<Long>tx(handle -> handle.createQuery("select count(*) from command_result")
                .mapTo(Long.class)
                .one());
    }

    @Test
    void aCallerSeesAndCommandsOnlyTheDevicesOfTheirGroups() {
        UUID group =
                world.groups.create(world.admin, "A", world.fleet.tree().root()).id();
        UUID inside = world.enrol("in").device();
        UUID outside = world.enrol("out").device();
        world.service.move(world.admin, List.of(inside), null, group, false);
        create(CommandKind.RESTART, Map.of(), outside);
        Caller scoped = World.caller(Scope.subtrees(Set.of(group)));
        Commands.Created created =
                commands.create(scoped, wish(CommandKind.RESTART, Map.of(), List.of(inside, outside), null, false));
        assertThat(created.targets()).isEqualTo(1);
        assertThat(created.refused()).extracting(Commands.Refusal::id).containsExactly(outside);
        List<Command> seen = commands.list(scoped, ALL, 10, Optional.empty());
        assertThat(seen).extracting(Command::device).containsExactly(inside);
        UUID foreign = commands.list(world.admin, new CommandFilter(outside, Set.of(), Set.of()), 1, Optional.empty())
                .getFirst()
                .id();
        assertThatThrownBy(() -> commands.get(scoped, foreign)).isInstanceOf(Problem.NotFound.class);
        assertThatThrownBy(() -> commands.recall(scoped, foreign)).isInstanceOf(Problem.NotFound.class);
    }

    @Test
    void aFilterMeansManyDevicesAndADryRunQueuesNothing() {
        world.manyDevices(2_000, world.fleet.tree().root());
        Commands.Wish dry = wish(CommandKind.RESTART, Map.of(), List.of(), DeviceFilter.all(), true);
        assertThat(commands.create(world.admin, dry).targets()).isEqualTo(2_000);
        assertThat(commands.list(world.admin, ALL, 10, Optional.empty())).isEmpty();
        Commands.Created created =
                commands.create(world.admin, wish(CommandKind.RESTART, Map.of(), List.of(), DeviceFilter.all(), false));
        assertThat(created.targets()).isEqualTo(2_000);
        assertThat(created.commands()).hasSize(100);
        assertThat(nudged).hasSize(2_000);
        List<Command> page = commands.list(world.admin, ALL, 1_500, Optional.empty());
        assertThat(commands.list(
                        world.admin, ALL, 1_500, Optional.of(page.getLast().id())))
                .hasSize(500);
    }

    @Test
    void messagesAndTermsHaveLimits() {
        UUID device = world.enrol("a").device();
        create(CommandKind.MESSAGE, Map.of("text", "x".repeat(1_000)), device);
        assertThatThrownBy(() -> create(CommandKind.MESSAGE, Map.of("text", "x".repeat(1_001)), device))
                .isInstanceOf(Problem.Invalid.class);
        assertThatThrownBy(() -> create(CommandKind.MESSAGE, Map.of("text", " "), device))
                .isInstanceOf(Problem.Invalid.class);
        assertThatThrownBy(() -> create(CommandKind.RESTART, Map.of("text", "x"), device))
                .isInstanceOf(Problem.Invalid.class);
        for (int minutes : new int[] {0, Commands.MAX_MINUTES + 1}) {
            assertThatThrownBy(() -> commands.create(
                            world.admin,
                            new Commands.Wish(CommandKind.RESTART, Map.of(), List.of(device), null, minutes, false)))
                    .isInstanceOf(Problem.Invalid.class);
        }
    }

    private Command create(CommandKind kind, Map<String, String> params, UUID device) {
        return commands.create(world.admin, wish(kind, params, List.of(device), null, false))
                .commands()
                .getFirst();
    }

    private static Commands.Wish wish(
            CommandKind kind, Map<String, String> params, List<UUID> ids, DeviceFilter filter, boolean dryRun) {
        return new Commands.Wish(kind, params, ids, filter, null, dryRun);
    }

    private List<Down.Order> deliver(UUID device) {
        return world.unit.inTx(tx -> commands.deliver(tx, device));
    }

    private void finish(UUID device, UUID command, State state, String reason) {
        world.unit.runInTx(tx -> commands.finish(tx, Map.of(device, List.of(result(command, state, reason)))));
    }

    private static DeviceRecord.Result result(UUID command, State state, String reason) {
        return new DeviceRecord.Result(1, 1, command.toString(), state, reason);
    }
}

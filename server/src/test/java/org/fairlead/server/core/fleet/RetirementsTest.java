package org.fairlead.server.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlead.protocol.agent.DeviceRecord.Result;
import org.fairlead.protocol.agent.DeviceRecord.Result.State;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.AccessDenied;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.command.ApprovalSettings;
import org.fairlead.server.core.command.Approvals;
import org.fairlead.server.core.command.CommandFilter;
import org.fairlead.server.core.command.CommandKind;
import org.fairlead.server.core.command.Commands;
import org.fairlead.server.core.device.DeviceStore;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.retire.DeviceRecord;
import org.fairlead.server.core.retire.Retirement;
import org.fairlead.server.core.retire.Retirements;
import org.fairlead.server.core.retire.Seats;
import org.fairlead.server.store.PgCommands;
import org.fairlead.server.store.PgRetire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetirementsTest {
    private World world;
    private Approvals approvals;
    private Commands commands;
    private Retirements retirements;
    private Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final UUID person = Ids.next();
    private final Caller ann = ApprovalsTest.somebody(Actor.Kind.ADMINISTRATOR, 1, Scope.EVERYWHERE, true);
    private final Caller bob = ApprovalsTest.somebody(Actor.Kind.ADMINISTRATOR, 2, Scope.EVERYWHERE, true);

    @BeforeEach
    void start() throws Exception {
        world = new World();
        world.database.tx(handle -> handle.execute(
                "insert into person (workspace_id, id, name, mail, locale, phone, comment, created_at, created_by, search)"
                        + " values (?, ?, 'Ivan', 'ivan@example.org', 'ru', '', '', now(), 'x', 'ivan')",
                world.workspace,
                person));
        wire();
    }

    /** A server that has just started over the same database. */
    private void wire() {
        PgCommands store = new PgCommands(world.workspace, world.fleet);
        approvals = world.approvals(store, (devices, topic) -> {}, () -> now);
        commands = new Commands(
                world.unit,
                store,
                approvals,
                world.devices,
                world.fleet,
                world.audit,
                world.eventLog,
                world.changes,
                new World.XorSealer(),
                () -> now);
        retirements = new Retirements(
                world.unit,
                new PgRetire(world.workspace, world.fleet),
                world.devices,
                world.service,
                approvals,
                commands,
                (devices, topic) -> {},
                world.audit,
                world.eventLog,
                world.changes,
                () -> now);
    }

    @AfterEach
    void stop() throws Exception {
        world.close();
    }

    @Test
    void aPhoneGoesWhenItHasConfirmedThatTheCompanysDataAreOff() {
        UUID phone = phone();
        commands.create(
                ann, new Commands.Wish(CommandKind.MESSAGE, Map.of("text", "x"), List.of(phone), null, null, false));
        Retirements.Outcome outcome = delete(ann, false, phone);
        assertThat(outcome.marked()).isEqualTo(1);
        assertThat(outcome.deleted()).isZero();
        assertThat(stage(phone)).isEqualTo(Retirement.Stage.REMOVING);
        assertThat(open(phone))
                .hasSize(1)
                .first()
                .satisfies(c -> assertThat(c.kind()).isEqualTo("wipe-corporate"));
        assertThat(commands.create(
                                ann, new Commands.Wish(CommandKind.LOCK, Map.of(), List.of(phone), null, null, false))
                        .refused())
                .extracting(Commands.Refusal::reason)
                .containsExactly("it is being deleted");
        assertThat(world.read(tx -> world.sync.known(tx, "fp-" + phone))
                        .orElseThrow()
                        .subject()
                        .group())
                .isNull();
        assertThat(retirements.advance()).isZero();
        wire();
        answer(phone, State.SUCCEEDED, null);
        assertThat(retirements.advance()).isEqualTo(1);
        assertThat(world.read(tx -> world.devices.find(tx, phone)).isPresent()).isFalse();
        assertThat(world.read(tx -> world.sync.known(tx, "fp-" + phone)).isPresent())
                .isFalse();
        DeviceRecord record = retirements.records(ann, 10, null).getFirst();
        assertThat(record.device()).isEqualTo(phone);
        assertThat(record.outcome()).isEqualTo("confirmed");
        assertThat(record.personName()).isEqualTo("Ivan");
        assertThat(record.deletedBy()).isEqualTo("who-1");
        assertThat(record.groupName()).isEqualTo("Managed devices");
        assertThat(world.events).extracting(NewEvent::code).contains("S65.deletion-begun", "S03.device-deleted");
    }

    @Test
    void whatFailsIsToldAndCanBeTriedAgainOrForced() {
        UUID phone = phone();
        delete(ann, false, phone);
        answer(phone, State.FAILED, "not allowed");
        retirements.advance();
        assertThat(stage(phone)).isEqualTo(Retirement.Stage.STUCK);
        assertThat(retirements.find(ann, phone).orElseThrow().problem()).isEqualTo("not allowed");
        assertThat(world.events).extracting(NewEvent::code).contains("S66.deletion-stuck");
        retirements.retry(ann, phone);
        assertThat(stage(phone)).isEqualTo(Retirement.Stage.REMOVING);
        assertThatThrownBy(() -> retirements.delete(ann, new Retirements.Wish(List.of(phone), null, " ", true, false)))
                .isInstanceOf(Problem.Invalid.class);
        assertThat(delete(ann, true, phone).deleted()).isEqualTo(1);
        assertThat(retirements.records(ann, 10, null).getFirst().outcome()).isEqualTo("forced");
        String revoked = world.database.tx(
                handle -> handle.createQuery("select count(*) from identity where device_id = ? and revoked_at is null")
                        .bind(0, phone)
                        .mapTo(String.class)
                        .one());
        assertThat(revoked).isEqualTo("0");
    }

    @Test
    void untilThePhoneHasFetchedItsCommandItCanBeKept() {
        UUID phone = phone();
        delete(ann, false, phone);
        retirements.cancel(ann, phone);
        assertThat(retirements.find(ann, phone)).isEmpty();
        assertThat(open(phone)).isEmpty();
        delete(ann, false, phone);
        world.unit.runInTx(tx -> commands.deliver(tx, phone));
        assertThatThrownBy(() -> retirements.cancel(ann, phone)).isInstanceOf(Problem.Conflict.class);
    }

    @Test
    void aPhoneThatARuleKeepsLockedIsNotDeletedEvenByForce() {
        UUID phone = phone();
        UUID rule = Ids.next();
        world.database.tx(handle -> handle.execute(
                "insert into compliance_rule values (?, ?, 'Screen lock', true, 'no-passcode', '{}', '{}', null, null, 0, true, false, false, '[]', 1, now(), 'x', null)",
                world.workspace,
                rule));
        world.database.tx(handle -> handle.execute(
                "insert into compliance_violation values (?, ?, ?, now(), now(), 1, null, now(), 'lock', now())",
                world.workspace,
                phone,
                rule));
        for (boolean force : List.of(false, true)) {
            Retirements.Outcome outcome = delete(ann, force, phone);
            assertThat(outcome.deleted() + outcome.marked()).isZero();
            assertThat(outcome.refused().getFirst().reason())
                    .contains("Screen lock")
                    .contains("locked");
        }
        assertThat(world.read(tx -> world.devices.find(tx, phone)).isPresent()).isTrue();
        UUID lost = world.phone("ios", "iOS 18", Map.of("lostMode", true, "managed", true));
        assertThat(delete(ann, true, lost).refused().getFirst().reason()).contains("lost mode");
    }

    @Test
    void manyPhonesWaitForASecondAdministratorAndHisRefusalStopsThem() {
        world.approvalRules(() -> now).change(ann, new ApprovalSettings(0, 2, null, 60, 24));
        UUID one = phone();
        UUID two = phone();
        assertThat(delete(ann, false, one, two).needsApproval()).isTrue();
        assertThat(stage(one)).isEqualTo(Retirement.Stage.MARKED);
        UUID request = retirements.find(ann, one).orElseThrow().approval();
        retirements.advance();
        assertThat(stage(one)).isEqualTo(Retirement.Stage.MARKED);
        assertThatThrownBy(() -> retirements.cancel(ann, one)).isInstanceOf(Problem.Conflict.class);
        approvals.refuse(bob, request, "not those");
        retirements.advance();
        assertThat(stage(two)).isEqualTo(Retirement.Stage.STUCK);
        retirements.cancel(ann, one);
        retirements.cancel(ann, two);
        delete(ann, false, one, two);
        approvals.approve(bob, retirements.find(ann, one).orElseThrow().approval(), "");
        retirements.advance();
        assertThat(stage(one)).isEqualTo(Retirement.Stage.REMOVING);
        answer(one, State.SUCCEEDED, null);
        assertThat(retirements.advance()).isEqualTo(1);
    }

    @Test
    void deletingAManagedPhoneWantsAFreshConfirmationAndADryRunDoesNot() {
        UUID phone = phone();
        Caller unsure = ApprovalsTest.somebody(Actor.Kind.ADMINISTRATOR, 3, Scope.EVERYWHERE, false);
        assertThatThrownBy(() -> delete(unsure, false, phone)).isInstanceOf(AccessDenied.class);
        assertThat(stage(phone)).isNull();
        Retirements.Outcome dry =
                retirements.delete(unsure, new Retirements.Wish(List.of(phone), null, "", false, true));
        assertThat(dry.marked()).isEqualTo(1);
        assertThat(stage(phone)).isNull();
        UUID client = world.enrol("a").device();
        assertThat(delete(unsure, false, client).deleted()).isEqualTo(1);
    }

    @Test
    void aDeviceThatComesBackGoesOnWithItsHistory() {
        UUID phone = phone();
        world.service.describe(world.admin, phone, "left in the train", List.of("vip"));
        String serial =
                world.read(tx -> world.devices.find(tx, phone)).orElseThrow().serial();
        delete(ann, true, phone);
        DeviceStore.Earlier earlier = world.read(tx -> world.devices.earlier(tx, "android:" + serial, person))
                .orElseThrow();
        assertThat(earlier.device()).isEqualTo(phone);
        assertThat(earlier.there()).isFalse();
        assertThat(world.read(tx -> world.devices.earlier(tx, "android:" + serial, Ids.next()))
                        .isPresent())
                .isFalse();
        world.unit.runInTx(tx -> world.devices.insert(
                tx,
                new DeviceStore.NewDevice(
                        phone,
                        world.devices.nextNumber(tx),
                        earlier.nameId(),
                        earlier.name(),
                        "android",
                        world.fleet.tree().root(),
                        person,
                        World.info("again"),
                        now)));
        var back = world.read(tx -> world.devices.find(tx, phone)).orElseThrow();
        assertThat(back.note()).isEqualTo("left in the train");
        assertThat(back.tags()).containsExactly("vip");
        assertThat(back.epoch()).isEqualTo(2);
        assertThat(retirements.records(ann, 10, null)).isEmpty();
    }

    @Test
    void recordsLoseTheirNamesAfterAYearOrAtOnce() {
        UUID phone = phone();
        delete(ann, true, phone);
        now = now.plus(Retirements.NAMED).plusSeconds(1);
        UUID other = phone();
        delete(ann, true, other);
        retirements.forget();
        assertThat(retirements.records(ann, 10, null))
                .extracting(DeviceRecord::personName)
                .containsExactly("Ivan", "");
        DeviceRecord nameless = retirements.anonymise(ann, other);
        assertThat(nameless.serial()).isEmpty();
        assertThat(nameless.person()).isNull();
        assertThat(nameless.anonymisedAt()).isNotNull();
        assertThat(world.read(tx -> world.devices.earlier(tx, "android:", person))
                        .isPresent())
                .isFalse();
    }

    @Test
    void seatsSayWhatCountsAndWhatDoesNot() {
        UUID root = world.fleet.tree().root();
        world.enrol("unassigned");
        UUID client = world.enrol("a").device();
        world.service.move(world.admin, List.of(client), null, root, false);
        UUID leaving = phone();
        UUID gone = phone();
        world.phone("ios", "iOS 18", Map.of());
        delete(ann, false, leaving);
        delete(ann, true, gone);
        Seats seats = retirements.seats(ann);
        assertThat(seats.seats()).isEqualTo(3);
        assertThat(seats.thinClients()).isEqualTo(1);
        assertThat(seats.androids()).isEqualTo(1);
        assertThat(seats.apple()).isEqualTo(1);
        assertThat(seats.beingDeleted()).isEqualTo(1);
        assertThat(seats.unassigned()).isEqualTo(1);
        assertThat(seats.records()).isEqualTo(1);
    }

    private UUID phone() {
        UUID id = world.phone("android", "Android 14", Map.of("mode", "admin", "apiLevel", 30), person);
        world.unit.runInTx(tx -> world.devices.addIdentity(tx, "fp-" + id, id, now, now.plus(Duration.ofDays(365))));
        return id;
    }

    private Retirements.Outcome delete(Caller caller, boolean force, UUID... ids) {
        return retirements.delete(caller, new Retirements.Wish(List.of(ids), null, "left the company", force, false));
    }

    private Retirement.Stage stage(UUID phone) {
        return retirements.find(ann, phone).map(Retirement::stage).orElse(null);
    }

    private List<org.fairlead.server.core.command.Command> open(UUID phone) {
        return commands.list(
                ann,
                new CommandFilter(phone, Set.of(org.fairlead.server.core.command.CommandState.QUEUED), Set.of()),
                10,
                Optional.empty());
    }

    private void answer(UUID phone, State state, String reason) {
        UUID command = open(phone).getFirst().id();
        world.unit.runInTx(tx -> {
            commands.deliver(tx, phone);
            commands.finish(tx, Map.of(phone, List.of(new Result(1, 1, command.toString(), state, reason))));
        });
    }
}

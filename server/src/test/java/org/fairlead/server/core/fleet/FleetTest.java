package org.fairlead.server.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.agent.Up;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.device.Device;
import org.fairlead.server.core.device.DeviceFilter;
import org.fairlead.server.core.device.DeviceStore;
import org.fairlead.server.core.policy.DryRuns;
import org.fairlead.server.core.policy.Policy;
import org.fairlead.server.core.policy.PolicyService;
import org.fairlead.server.core.sync.AgentDesk;
import org.fairlead.server.core.sync.CommandDesk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetTest {
    private World world;
    private UUID root;

    @BeforeEach
    void start() throws Exception {
        world = new World();
        root = world.fleet.tree().root();
    }

    @AfterEach
    void stop() throws Exception {
        world.close();
    }

    @Test
    void aNewDeviceIsUnassignedUntilItIsMovedAndThenGetsItsGroupsSettings() {
        UUID device = world.enrol("kiosk-1").device();
        assertThat(list("assigned", "unassigned")).extracting(Device::hostname).containsExactly("kiosk-1");
        UUID office = world.groups.create(world.admin, "Office", root).id();
        world.policies.create(world.admin, wish(office, Map.of("power.screen.offAfter", "5"), Set.of("power.screen")));

        World.Link link = new World.Link("10.0.0.1");
        AgentDesk.Visit visit = connect(device, link, "");
        visit.received(new Up.FetchSettings(""));
        assertThat(values(link)).containsEntry("power.screen.offAfter", "15");

        DeviceService.MoveResult moved = world.service.move(world.admin, List.of(device), null, office, false);
        assertThat(moved.moved()).isEqualTo(1);
        assertThat(moved.changes()).isEqualTo(1);
        assertThat(link.last(Down.Nudge.class).topics()).containsExactly(Down.Topic.SETTINGS);
        visit.received(new Up.FetchSettings(""));
        assertThat(values(link)).containsEntry("power.screen.offAfter", "5");
        assertThat(world.audited).contains("device.enrol", "device.move", "policy.create");
    }

    @Test
    void aPolicyEditNudgesTheDevicesOfItsGroupsOnlyAndWritesRowsForGroupsNotForDevices() {
        UUID a = world.groups.create(world.admin, "A", root).id();
        UUID b = world.groups.create(world.admin, "B", root).id();
        world.manyDevices(10_000, a);
        UUID inA = world.enrol("a").device();
        UUID inB = world.enrol("b").device();
        world.service.move(world.admin, List.of(inA), null, a, false);
        world.service.move(world.admin, List.of(inB), null, b, false);
        World.Link linkA = new World.Link("1");
        World.Link linkB = new World.Link("2");
        connect(inA, linkA, "");
        connect(inB, linkB, "");
        Policy policy = world.policies.create(world.admin, wish(a, Map.of(), Set.of()));
        long before = written();
        world.policies.change(
                world.admin, policy.id(), wish(a, Map.of("power.screen.offAfter", "30"), Set.of()), 1, "");
        long rows = written() - before;
        assertThat(rows).isBetween(1L, 10L);
        assertThat(linkA.of(Down.Nudge.class)).isNotEmpty();
        assertThat(linkB.of(Down.Nudge.class)).isEmpty();
        assertThat(list("settings", "pending", "group", a.toString(), "limit", "5"))
                .isNotEmpty();
    }

    @Test
    void theDryRunSaysWhatThenHappens() {
        UUID a = world.groups.create(world.admin, "A", root).id();
        world.manyDevices(50, a);
        PolicyService.Wish wish = wish(root, Map.of("power.screen.offAfter", "30"), Set.of());
        DryRuns.Result dry = world.dryRuns.of(world.policies.preview(world.admin, wish, null));
        assertThat(dry.devices()).isEqualTo(50);
        assertThat(dry.changed()).isEqualTo(50);
        assertThat(dry.changes()).containsExactly(new DryRuns.Change("power.screen.offAfter", "15", "30", 50));
        assertThat(world.fleet.book().policies()).isEmpty();
    }

    @Test
    void twoWhoSaveTheSameRevisionDoNotOverwriteEachOther() {
        Policy policy = world.policies.create(world.admin, wish(root, Map.of(), Set.of()));
        world.policies.change(
                world.admin, policy.id(), wish(root, Map.of("power.screen.offAfter", "5"), Set.of()), 1, "");
        assertThatThrownBy(() -> world.policies.change(
                        world.admin, policy.id(), wish(root, Map.of("power.screen.offAfter", "60"), Set.of()), 1, ""))
                .isInstanceOf(Problem.Conflict.class);
        Policy back = world.policies.rollBack(world.admin, policy.id(), 1, "");
        assertThat(back.revision()).isEqualTo(3);
        assertThat(back.values()).isEmpty();
    }

    @Test
    void activatingAPolicyDeactivatesTheOneThatTheGroupHas() {
        Policy first = world.policies.create(world.admin, wish(root, Map.of(), Set.of()));
        Policy second = world.policies.create(world.admin, wish(root, Map.of(), Set.of()));
        assertThat(world.fleet.book().policy(first.id()).orElseThrow().status()).isEqualTo(Policy.Status.INACTIVE);
        assertThat(world.fleet.book().policy(second.id()).orElseThrow().status())
                .isEqualTo(Policy.Status.ACTIVE);
    }

    @Test
    void whatAPolicyLocksCannotBeChangedOnTheDevicePageNorByTheUser() throws Exception {
        UUID device = world.enrol("x").device();
        world.service.move(world.admin, List.of(device), null, root, false);
        world.policies.create(world.admin, wish(root, Map.of("power.screen.offAfter", "5"), Set.of("power.screen")));
        assertThatThrownBy(() ->
                        world.service.saveOwn(world.admin, device, Map.of("power.screen.offAfter", "60"), 0, false))
                .isInstanceOf(Problem.Invalid.class);
        World.Link link = new World.Link("1");
        AgentDesk.Visit visit = connect(device, link, "");
        Map<String, Object> wishes = new LinkedHashMap<>();
        wishes.put("power.screen.offAfter", "60");
        wishes.put("language.interface.language", "ru");
        wishes.put("no.such.setting", 1L);
        visit.received(new Up.Records(List.of(new DeviceRecord.LocalChange(1, 1, wishes))));
        await(() -> !link.of(Down.Ack.class).isEmpty());
        assertThat(world.service.get(world.admin, device).own()).isEqualTo(Map.of("language.interface.language", "ru"));
    }

    @Test
    void aRecordThatIsDeliveredTwiceIsStoredOnce() throws Exception {
        UUID device = world.enrol("x").device();
        World.Link link = new World.Link("1");
        AgentDesk.Visit visit = connect(device, link, "");
        world.events.clear();
        List<DeviceRecord> records = List.of(
                new DeviceRecord.Event(1, 5, "D01.started", Map.of()),
                new DeviceRecord.Event(2, 6, "D04.connection-restored", Map.of()));
        visit.received(new Up.Records(records));
        visit.received(new Up.Records(records));
        await(() -> link.of(Down.Ack.class).size() == 2);
        assertThat(link.of(Down.Ack.class)).containsOnly(new Down.Ack(2));
        assertThat(world.events).hasSize(2);
    }

    @Test
    void moreCommandsThanOneMessageHoldsFollowWhenTheFirstAreAnswered() throws Exception {
        UUID device = world.enrol("x").device();
        World.Link link = new World.Link("1");
        AgentDesk.Visit visit = connect(device, link, "");
        for (int i = 0; i < CommandDesk.HANDED_OUT; i++) {
            world.waiting.add(new Down.Order("c" + i, "message", Map.of(), Long.MAX_VALUE));
        }
        world.waiting.removeLast();
        assertThat(nudgesAfterAnAnswer(visit, link, 1)).isEmpty();
        world.waiting.add(new Down.Order("the limit", "message", Map.of(), Long.MAX_VALUE));
        world.waiting.add(new Down.Order("one above", "message", Map.of(), Long.MAX_VALUE));
        assertThat(nudgesAfterAnAnswer(visit, link, 2)).containsExactly(new Down.Nudge(Set.of(Down.Topic.COMMANDS)));
    }

    private List<Down.Nudge> nudgesAfterAnAnswer(AgentDesk.Visit visit, World.Link link, long seq) throws Exception {
        visit.received(new Up.FetchCommands());
        visit.received(new Up.Records(List.of(new DeviceRecord.Event(seq, 5, "D01.started", Map.of()))));
        await(() -> link.of(Down.Ack.class).contains(new Down.Ack(seq)));
        visit.received(new Up.Ping());
        return link.of(Down.Nudge.class);
    }

    @Test
    void whatTheDeviceReportsOfItsSettingsIsShown() throws Exception {
        UUID device = world.enrol("x").device();
        world.service.move(world.admin, List.of(device), null, root, false);
        World.Link link = new World.Link("1");
        AgentDesk.Visit visit = connect(device, link, "boot1");
        visit.received(new Up.FetchSettings(""));
        String hash = link.last(Down.Settings.class).hash();
        visit.received(new Up.Applied(
                hash, List.of(new Up.BlockResult("power.screen", Up.BlockResult.State.FAILED, "xset is missing"))));
        await(() -> world.service.get(world.admin, device).state().settings().equals("failed"));
        visit.received(
                new Up.Applied(hash, List.of(new Up.BlockResult("power.screen", Up.BlockResult.State.APPLIED, null))));
        await(() -> world.service.get(world.admin, device).state().settings().equals("applied"));
    }

    @Test
    void aDeletedDeviceIsCutOffAndNotLetInAgain() {
        UUID device = world.enrol("x").device();
        String fingerprint = world.fingerprint(device);
        World.Link link = new World.Link("1");
        connect(device, link, "");
        world.service.delete(world.admin, device);
        assertThat(link.closed).isEqualTo("the device was deleted");
        assertThatThrownBy(() -> world.desk.admit(new World.Link("1"), fingerprint))
                .isInstanceOf(AgentDesk.Refused.class);
    }

    @Test
    void aThinClientIsNotLetInByOldTls() {
        UUID device = world.enrol("x").device();
        World.Link old = new World.Link("1");
        old.oldTls = true;
        assertThatThrownBy(() -> world.desk.admit(old, world.fingerprint(device)))
                .isInstanceOf(AgentDesk.Refused.class)
                .hasMessageContaining("TLS 1.3");
    }

    @Test
    void aNudgeBetweenTheDoorAndTheGreetingIsNotLost() {
        UUID device = world.enrol("x").device();
        World.Link quiet = new World.Link("1");
        connect(device, quiet, "").ended();
        assertThat(quiet.of(Down.Nudge.class)).isEmpty();
        World.Link link = new World.Link("1");
        AgentDesk.Visit visit = world.desk.admit(link, world.fingerprint(device));
        world.presence.nudge(List.of(device), Down.Topic.COMMANDS);
        visit.received(new Up.Hello(1, "", "", 0, World.info("x")));
        assertThat(link.sent.getFirst()).isInstanceOf(Down.Welcome.class);
        assertThat(link.last(Down.Nudge.class).topics()).contains(Down.Topic.COMMANDS);
    }

    @Test
    void theSameIdentityFromTwoPlacesRaisesAnAlarm() {
        UUID device = world.enrol("x").device();
        for (int i = 0; i < 4; i++) {
            connect(device, new World.Link("10.0.0." + i), "boot" + i);
        }
        assertThat(world.events).extracting(e -> e.code()).containsOnlyOnce("S05.identity-cloned");
        world.presence.flush();
        assertThat(world.service.get(world.admin, device).state().status()).isEqualTo("critical");
    }

    @Test
    void aScopedAdministratorSeesAndMovesOnlyWhatIsHis() {
        UUID mine = world.groups.create(world.admin, "Mine", root).id();
        UUID other = world.groups.create(world.admin, "Other", root).id();
        UUID device = world.enrol("x").device();
        world.service.move(world.admin, List.of(device), null, other, false);
        Caller scoped = World.caller(Scope.subtrees(Set.of(mine)));
        assertThatThrownBy(() -> world.service.get(scoped, device)).isInstanceOf(Problem.NotFound.class);
        assertThat(world.service
                        .move(scoped, List.of(device), null, mine, false)
                        .moved())
                .isZero();
        assertThatThrownBy(() -> world.service.move(scoped, List.of(device), null, other, false))
                .isInstanceOf(Problem.Denied.class);
        assertThat(world.<Long>read(tx -> world.devices
                        .list(tx, DeviceFilter.all(), Scope.subtrees(Set.of(mine)), 1, Optional.empty())
                        .total()))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ok,warning,critical,unknown"})
    void listsAreWalkedWithoutGapsOrRepeatsInEveryOrder(String statuses) {
        world.manyDevices(257, root);
        for (String sort :
                List.of("name", "-name", "lastSeen", "-lastSeen", "status", "-status", "group", "address", "model")) {
            List<UUID> seen = new ArrayList<>();
            Optional<String> cursor = Optional.empty();
            do {
                Optional<String> from = cursor;
                DeviceFilter filter = DeviceFilter.of(Map.of("sort", sort, "status", statuses));
                DeviceStore.Listing page = world.read(tx -> world.devices.list(tx, filter, Scope.EVERYWHERE, 50, from));
                assertThat(page.total()).as(sort).isEqualTo(seen.isEmpty() ? 257L : null);
                page.devices().forEach(d -> seen.add(d.id()));
                cursor = Optional.ofNullable(page.next());
            } while (cursor.isPresent());
            assertThat(seen).as(sort).hasSize(257).doesNotHaveDuplicates();
        }
    }

    @Test
    void searchTakesWildcardsAndQuotesLiterally() {
        world.manyDevices(20, root);
        assertThat(list("q", "tc-000007")).hasSize(1);
        assertThat(list("q", "%")).isEmpty();
        assertThat(list("q", "_c-")).isEmpty();
        assertThat(list("q", "'; drop table device; --")).isEmpty();
        assertThatThrownBy(() -> list("sort", "name; drop table device")).isInstanceOf(Problem.Invalid.class);
    }

    @Test
    void groupsKeepTheirTreeWhole() {
        UUID a = world.groups.create(world.admin, "A", root).id();
        UUID b = world.groups.create(world.admin, "B", a).id();
        assertThatThrownBy(() -> world.groups.create(world.admin, "a", root)).isInstanceOf(Problem.Conflict.class);
        assertThatThrownBy(() -> world.groups.change(
                        world.admin, a, new org.fairlead.server.core.policy.GroupService.Change(null, b, null, false)))
                .isInstanceOf(Problem.Invalid.class);
        assertThatThrownBy(() -> world.groups.delete(world.admin, a)).isInstanceOf(Problem.Conflict.class);
        UUID deep = b;
        for (int depth = 4; depth <= 12; depth++) {
            deep = world.groups.create(world.admin, "G", deep).id();
        }
        UUID deepest = deep;
        assertThatThrownBy(() -> world.groups.create(world.admin, "G", deepest)).isInstanceOf(Problem.Invalid.class);
    }

    @Test
    void concurrentChangesOfPoliciesAllArrive() throws Exception {
        List<UUID> groups = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            groups.add(world.groups.create(world.admin, "G" + i, root).id());
        }
        CountDownLatch done = new CountDownLatch(8);
        for (UUID group : groups) {
            Thread.ofVirtual().start(() -> {
                world.policies.create(world.admin, wish(group, Map.of("power.screen.offAfter", "5"), Set.of()));
                done.countDown();
            });
        }
        done.await();
        assertThat(world.fleet.book().policies()).hasSize(8);
        assertThat(groups)
                .allSatisfy(g -> assertThat(world.fleet
                                .book()
                                .settings(g, "thin-client")
                                .effective()
                                .values()
                                .get("power.screen.offAfter")
                                .value())
                        .isEqualTo("5"));
    }

    @Test
    void secretsReachDevicesOfAGroupAndNobodyElse() {
        UUID device = world.enrol("x").device();
        Map<String, Object> own = Map.of("network.wifi.password", "hunter22hunter22");
        world.service.saveOwn(world.admin, device, own, 0, false);
        assertThat(world.service.get(world.admin, device).own().toString()).doesNotContain("hunter22");
        World.Link link = new World.Link("1");
        AgentDesk.Visit visit = connect(device, link, "");
        visit.received(new Up.FetchSettings(""));
        assertThat(values(link)).doesNotContainKey("network.wifi.password");
        world.service.move(world.admin, List.of(device), null, root, false);
        visit.received(new Up.FetchSettings(""));
        assertThat(values(link)).containsEntry("network.wifi.password", "hunter22hunter22");
        world.service.saveOwn(world.admin, device, Map.of("network.wifi.password", Map.of("set", true)), 1, false);
        visit.received(new Up.FetchSettings(""));
        assertThat(values(link)).containsEntry("network.wifi.password", "hunter22hunter22");
    }

    private AgentDesk.Visit connect(UUID device, World.Link link, String boot) {
        AgentDesk.Visit visit = world.desk.admit(link, world.fingerprint(device));
        visit.received(new Up.Hello(1, boot, "", 0, World.info("x")));
        assertThat(link.of(Down.Welcome.class)).hasSize(1);
        return visit;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> values(World.Link link) {
        return (Map<String, Object>) link.last(Down.Settings.class).document().get("values");
    }

    private static PolicyService.Wish wish(UUID group, Map<String, Object> values, Set<String> locks) {
        return new PolicyService.Wish(
                "Policy", group, "thin-client", Policy.Status.ACTIVE, true, false, new LinkedHashMap<>(values), locks);
    }

    private List<Device> list(String... query) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < query.length; i += 2) {
            map.put(query[i], query[i + 1]);
        }
        return world.read(tx -> world.devices
                .list(tx, DeviceFilter.of(map), Scope.EVERYWHERE, 100, Optional.empty())
                .devices());
    }

    private long written() {
        return world.database.tx(handle -> {
            handle.execute("select pg_stat_force_next_flush()");
            return handle.createQuery("select sum(n_tup_ins + n_tup_upd + n_tup_del) from pg_stat_xact_user_tables")
                            .mapTo(Long.class)
                            .one()
                    + handle.createQuery(
                                    "select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) from pg_stat_user_tables")
                            .mapTo(Long.class)
                            .one();
        });
    }

    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        boolean held = condition.getAsBoolean();
        for (int i = 0; i < 1000 && !held; i++) {
            Thread.sleep(10);
            held = condition.getAsBoolean();
        }
        assertThat(held).isTrue();
    }
}

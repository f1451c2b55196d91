package org.fairlead.server.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlead.protocol.agent.Up;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.AccessDenied;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.command.Approval;
import org.fairlead.server.core.command.ApprovalSettings;
import org.fairlead.server.core.command.Approvals;
import org.fairlead.server.core.command.CommandFilter;
import org.fairlead.server.core.command.Commands;
import org.fairlead.server.core.comply.Compliance;
import org.fairlead.server.core.comply.ComplianceRules;
import org.fairlead.server.core.comply.ComplianceStore;
import org.fairlead.server.core.comply.HealthSweep;
import org.fairlead.server.core.comply.Rule;
import org.fairlead.server.core.comply.Rule.Action;
import org.fairlead.server.core.comply.Rule.Criterion;
import org.fairlead.server.core.comply.Rule.Step;
import org.fairlead.server.core.comply.UserNotices;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.sync.DesiredState;
import org.fairlead.server.store.PgCommands;
import org.fairlead.server.store.PgCompliance;
import org.fairlead.server.store.PgHealth;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ComplianceTest {
    private World world;
    private Approvals approvals;
    private Commands commands;
    private Compliance compliance;
    private ComplianceRules rules;
    private HealthSweep sweep;
    private Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final UUID person = Ids.next();
    private final List<String> mails = new ArrayList<>();
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
        PgCompliance pg = new PgCompliance(world.workspace, world.fleet);
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
        compliance = new Compliance(
                world.unit,
                pg,
                approvals,
                new UserNotices(pg, approvals, (tx, to, subject, body) -> mails.add(to + ": " + body), () -> now),
                (devices, topic) -> {},
                world.audit,
                world.eventLog,
                world.changes,
                () -> now);
        rules = new ComplianceRules(world.unit, pg, compliance, world.fleet, world.audit, world.changes, () -> now);
        sweep = new HealthSweep(world.unit, new PgHealth(world.workspace), compliance, world.changes, () -> now);
    }

    @AfterEach
    void stop() throws Exception {
        world.close();
    }

    @Test
    void aPhoneThatBreaksARuleHasTimeToMendThenTheStepsComeAndARestartForgetsNothing() {
        UUID phone = phone(Map.of("mode", "admin", "screenLock", false));
        sweep.sweep();
        rules.create(
                ann, rule("Lock", Criterion.NO_PASSCODE, 60, new Step(0, Action.MESSAGE), new Step(30, Action.LOCK)));
        assertThat(level(phone)).isEqualTo(1);
        assertThat(codes()).contains("S70.compliance-violated");
        assertThat(mails).hasSize(1).first().asString().startsWith("ivan@example.org: Ваш телефон");
        assertThat(kinds(phone)).containsExactly("message");
        compliance.sweep();
        assertThat(mails).hasSize(1);
        later(60, -1);
        assertThat(compliance.act()).isZero();
        wire();
        later(0, 1);
        assertThat(compliance.act()).isEqualTo(1);
        assertThat(level(phone)).isEqualTo(2);
        assertThat(kinds(phone)).containsExactly("message", "message");
        later(30, -1);
        assertThat(compliance.act()).isZero();
        later(0, 1);
        assertThat(compliance.act()).isEqualTo(1);
        assertThat(kinds(phone)).containsExactly("lock", "message", "message");
        later(59, 0);
        assertThat(compliance.act()).isZero();
        later(1, 0);
        assertThat(compliance.act()).as("locked again while it breaks the rule").isEqualTo(1);
        assertThat(kinds(phone)).startsWith("lock", "lock");
        assertThat(rules.ofDevice(phone).getFirst().violation().lockedAt()).isNotNull();
        report(phone, Map.of("mode", "admin", "screenLock", true));
        sweep.sweep();
        assertThat(rules.ofDevice(phone)).isEmpty();
        assertThat(level(phone)).isZero();
        assertThat(codes()).contains("S71.compliance-restored", "S72.compliance-acted");
        later(600, 0);
        assertThat(compliance.act()).isZero();
    }

    @Test
    void eachCriterionMeetsThosePhonesThatBreakItAndNotThoseThatDoNotSay() {
        UUID bad = phone(Map.of(
                "mode", "none", "screenLock", false, "encrypted", false, "rooted", true, "apps", List.of("com.bad")));
        phone(Map.of(
                "mode", "admin", "screenLock", true, "encrypted", true, "rooted", false, "apps", List.of("com.good")));
        world.phone("android", "", Map.of(), person);
        sweep.sweep();
        for (Criterion criterion : List.of(
                Criterion.NOT_ENCRYPTED,
                Criterion.NO_PASSCODE,
                Criterion.ROOTED,
                Criterion.APP_ABSENT,
                Criterion.APP_PRESENT,
                Criterion.MANAGEMENT_LOST)) {
            String app = criterion == Criterion.APP_ABSENT ? "com.good" : "com.bad";
            var simulation = rules.simulate(
                    ann, rule("x", criterion, new Rule.Params("", "", 0, List.of(app)), 0, true, null, null));
            assertThat(simulation.reach().phones()).isEqualTo(3);
            assertThat(simulation.broken())
                    .as(criterion.wire())
                    .extracting(b -> b.device().id())
                    .containsExactly(bad);
            assertThat(simulation.reach().unknown()).as(criterion.wire()).isEqualTo(1);
        }
        var old = rules.simulate(
                ann, rule("x", Criterion.OS_BELOW, new Rule.Params("15", "", 0, List.of()), 0, true, null, null));
        assertThat(old.reach().broken()).isEqualTo(2);
        assertThat(rules.list(ann)).isEmpty();
        assertThat(kinds(bad)).isEmpty();
    }

    @Test
    void patchesThatAreTooOldAreFoundToTheDay() {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        UUID old = phone(Map.of("securityPatch", today.minusDays(91).toString()));
        phone(Map.of("securityPatch", today.minusDays(90).toString()));
        phone(Map.of("mode", "admin"));
        sweep.sweep();
        var found = rules.simulate(
                ann, rule("x", Criterion.PATCH_BEFORE, new Rule.Params("", "", 90, List.of()), 0, true, null, null));
        assertThat(found.broken()).extracting(b -> b.device().id()).containsExactly(old);
        assertThat(found.reach().unknown()).isEqualTo(1);
    }

    @Test
    void aPhoneThatTellsOnlyOfManagedAppsBreaksARuleOnlyByWhatItTells() {
        UUID personal =
                phone(Map.of("appsScope", "managed", "apps", List.of(Map.of("id", "com.tell", "name", "Tell"))));
        sweep.sweep();
        var told = new Rule.Params("", "", 0, List.of("com.tell"));
        var untold = new Rule.Params("", "", 0, List.of("com.other"));
        assertThat(reach(Criterion.APP_PRESENT, told)).isEqualTo(new ComplianceStore.Reach(1, 1, 0));
        assertThat(reach(Criterion.APP_PRESENT, untold)).isEqualTo(new ComplianceStore.Reach(1, 0, 1));
        assertThat(reach(Criterion.APP_ABSENT, told)).isEqualTo(new ComplianceStore.Reach(1, 0, 0));
        assertThat(reach(Criterion.APP_ABSENT, untold)).isEqualTo(new ComplianceStore.Reach(1, 0, 1));
        report(personal, Map.of("appsScope", "all", "apps", List.of(Map.of("id", "com.tell"))));
        sweep.sweep();
        assertThat(reach(Criterion.APP_ABSENT, untold)).isEqualTo(new ComplianceStore.Reach(1, 1, 0));
        assertThat(reach(Criterion.APP_PRESENT, untold)).isEqualTo(new ComplianceStore.Reach(1, 0, 0));
    }

    private ComplianceStore.Reach reach(Criterion criterion, Rule.Params params) {
        return rules.simulate(ann, rule("x", criterion, params, 0, true, null, null))
                .reach();
    }

    @Test
    void silenceIsFoundByTheClock() {
        UUID phone = phone(Map.of("mode", "admin"));
        world.database.tx(handle -> handle.execute("update device_state set last_seen = now(), online = false"));
        sweep.sweep();
        rules.create(ann, rule("Silent", Criterion.SILENT, new Rule.Params("", "", 5, List.of()), 0, true, null, null));
        assertThat(level(phone)).isZero();
        later(5 * 1440 - 5, 0);
        compliance.sweep();
        assertThat(level(phone)).isZero();
        later(10, 0);
        compliance.sweep();
        assertThat(level(phone)).isEqualTo(2);
    }

    @Test
    void aRuleIsForAGroupOfDevicesOrOfPeopleWithAllBelow() {
        UUID sales = world.groups
                .create(world.admin, "Sales", world.fleet.tree().root())
                .id();
        UUID inside = phone(Map.of("mode", "admin", "rooted", true));
        UUID outside = world.phone("android", "Android 14", Map.of("mode", "admin", "rooted", true));
        world.unit.runInTx(tx -> world.devices.move(tx, List.of(inside), sales));
        sweep.sweep();
        assertThat(rules.simulate(ann, rule("x", Criterion.ROOTED, Rule.Params.NONE, 0, true, sales, null))
                        .broken())
                .extracting(b -> b.device().id())
                .containsExactly(inside);
        UUID top = Ids.next();
        UUID below = Ids.next();
        for (UUID group : List.of(top, below)) {
            world.database.tx(handle -> handle.execute(
                    "insert into person_group values (?, ?, ?, ?, '', null, now())",
                    world.workspace,
                    group,
                    group.equals(top) ? null : top,
                    group.toString()));
        }
        world.database.tx(handle ->
                handle.execute("insert into person_membership values (?, ?, ?)", world.workspace, below, person));
        assertThat(rules.simulate(ann, rule("x", Criterion.ROOTED, Rule.Params.NONE, 0, true, null, top))
                        .broken())
                .extracting(b -> b.device().id())
                .containsExactly(inside)
                .doesNotContain(outside);
        Caller salesman = ApprovalsTest.somebody(Actor.Kind.ADMINISTRATOR, 9, Scope.subtrees(Set.of(sales)), true);
        assertThatThrownBy(() -> rules.create(salesman, rule("x", Criterion.ROOTED, 0)))
                .isInstanceOf(AccessDenied.class);
        assertThat(rules.create(salesman, rule("y", Criterion.ROOTED, Rule.Params.NONE, 0, true, sales, null))
                        .name())
                .isEqualTo("y");
    }

    @Test
    void wipesOfARuleWaitForASecondAdministratorWhoIsNotTheRulesAuthor() {
        world.approvalRules(() -> now).change(ann, new ApprovalSettings(0, 2, null, 60, 24));
        UUID one = phone(Map.of("mode", "admin", "rooted", true));
        UUID two = phone(Map.of("mode", "admin", "rooted", true));
        sweep.sweep();
        rules.create(ann, rule("Root", Criterion.ROOTED, 0, new Step(0, Action.WIPE_CORPORATE)));
        compliance.act();
        assertThat(kinds(one)).containsExactly("message");
        Approval request = approvals
                .list(bob, Approval.State.WAITING, 10, Optional.empty())
                .getFirst();
        assertThat(request.devices()).containsExactlyInAnyOrder(one, two);
        assertThat(request.origin()).isEqualTo(Approval.Origin.RULE);
        assertThatThrownBy(() -> approvals.approve(ann, request.id(), ""))
                .isInstanceOfSatisfying(
                        Problem.Denied.class, p -> assertThat(p.code()).isEqualTo("own-request"));
        compliance.act();
        compliance.sweep();
        assertThat(approvals.list(bob, null, 10, Optional.empty())).hasSize(1);
        approvals.approve(bob, request.id(), "");
        assertThat(kinds(one)).containsExactly("wipe-corporate", "message");
    }

    @Test
    void whatLeadsIntoTheCompanyIsWithheldUntilThePhoneComplies() {
        UUID phone = phone(Map.of("mode", "admin", "screenLock", false));
        sweep.sweep();
        Rule rule = rules.create(ann, rule("Block", Criterion.NO_PASSCODE, 0, new Step(0, Action.BLOCK)));
        compliance.act();
        assertThat(withheld(phone)).isTrue();
        DesiredState.Subject subject = new DesiredState.Subject(
                "android",
                1,
                "X",
                world.fleet.tree().root(),
                "",
                Map.of("android.wifi.networks", List.of(Map.of("ssid", "Office"))),
                "h",
                true);
        assertThat(values(subject)).containsEntry("android.wifi.networks", List.of());
        assertThat(world.desired.hash(subject)).contains("~.");
        rules.change(ann, rule.id(), disabled(rule));
        assertThat(withheld(phone)).isFalse();
        assertThat(level(phone)).isZero();
    }

    @Test
    void rulesHaveLimits() {
        rules.create(ann, rule("n".repeat(100), Criterion.ROOTED, 90 * 1440));
        for (Rule bad : List.of(
                rule("n".repeat(101), Criterion.ROOTED, 0),
                rule(" ", Criterion.ROOTED, 0),
                rule("a", Criterion.ROOTED, 90 * 1440 + 1),
                rule("a", Criterion.SILENT, new Rule.Params("", "", 0, List.of()), 0, true, null, null),
                rule("a", Criterion.SILENT, new Rule.Params("", "", 366, List.of()), 0, true, null, null),
                rule("a", Criterion.OS_BELOW, new Rule.Params("", "", 0, List.of()), 0, true, null, null),
                rule("a", Criterion.APP_PRESENT, new Rule.Params("", "", 0, List.of()), 0, true, null, null),
                rule("a", Criterion.APP_PRESENT, new Rule.Params("", "", 0, List.of("no id!")), 0, true, null, null),
                rule("a", Criterion.ROOTED, 0, new Step(10, Action.LOCK), new Step(5, Action.MESSAGE)),
                rule("a", Criterion.ROOTED, 0, new Step(0, Action.WIPE_CORPORATE), new Step(5, Action.LOCK)),
                rule("N".repeat(100), Criterion.ROOTED, 0),
                rule("a", Criterion.ROOTED, Rule.Params.NONE, 0, true, Ids.next(), null),
                rule("a", Criterion.ROOTED, Rule.Params.NONE, 0, true, null, Ids.next()))) {
            assertThatThrownBy(() -> rules.create(ann, bad)).isInstanceOf(Problem.Invalid.class);
        }
        Caller unsure = ApprovalsTest.somebody(Actor.Kind.ADMINISTRATOR, 3, Scope.EVERYWHERE, false);
        assertThatThrownBy(() ->
                        rules.create(unsure, rule("a", Criterion.ROOTED, 0, new Step(0, Action.WIPE_CORPORATE))))
                .isInstanceOf(AccessDenied.class);
    }

    @Test
    void aHundredThousandPhonesAreJudgedWithoutARowForThoseThatComply() {
        world.manyDevices(100_000, world.fleet.tree().root());
        world.database.tx(handle -> handle.execute("update device set platform = 'android'"));
        world.database.tx(handle -> handle.execute(
                "insert into device_health (workspace_id, device_id, due, management, management_since, passcode, passcode_since)"
                        + " select workspace_id, id, false, 'full', now(), number % 1000 <> 0, now() from device"));
        rules.create(ann, rule("Lock", Criterion.NO_PASSCODE, Rule.Params.NONE, 60, true, null, null));
        long start = System.nanoTime();
        compliance.sweep();
        System.getLogger("test")
                .log(
                        System.Logger.Level.INFO,
                        "one rule over 100,000 phones: {0} ms",
                        (System.nanoTime() - start) / 1_000_000);
        assertThat(world.database.<Long>tx(handle -> handle.createQuery("select count(*) from compliance_violation")
                        .mapTo(Long.class)
                        .one()))
                .isEqualTo(100);
    }

    private Map<String, Object> values(DesiredState.Subject subject) {
        Map<String, Object> values = new LinkedHashMap<>();
        ((Map<?, ?>) world.desired.document(subject).get("values")).forEach((k, v) -> values.put(String.valueOf(k), v));
        return values;
    }

    private boolean withheld(UUID phone) {
        return world.read(tx -> world.devices.find(tx, phone)).orElseThrow().withheld();
    }

    private int level(UUID phone) {
        return world.read(tx -> world.devices.find(tx, phone))
                .orElseThrow()
                .health()
                .violation();
    }

    private List<String> codes() {
        return world.events.stream().map(NewEvent::code).toList();
    }

    /** Newest first. */
    private List<String> kinds(UUID phone) {
        return commands.list(ann, new CommandFilter(phone, Set.of(), Set.of()), 50, Optional.empty()).stream()
                .map(c -> c.kind())
                .toList();
    }

    private void later(int minutes, int seconds) {
        now = now.plus(Duration.ofMinutes(minutes)).plusSeconds(seconds);
    }

    private UUID phone(Map<String, Object> reported) {
        return world.phone("android", "Android 14", reported, person);
    }

    private void report(UUID phone, Map<String, Object> reported) {
        world.unit.runInTx(tx -> world.sync.info(
                tx,
                phone,
                new Up.DeviceInfo("p", "m", "s", "Android 14", "1", List.of(), new LinkedHashMap<>(reported))));
    }

    private static Rule disabled(Rule r) {
        return new Rule(
                r.id(),
                r.name(),
                false,
                r.criterion(),
                r.params(),
                r.platforms(),
                r.group(),
                r.peopleGroup(),
                r.graceMinutes(),
                r.notifyAdministrators(),
                r.mailUser(),
                r.messageUser(),
                r.steps(),
                r.revision(),
                r.changedAt(),
                r.changedBy(),
                null);
    }

    private static Rule rule(String name, Criterion criterion, int grace, Step... steps) {
        return rule(name, criterion, Rule.Params.NONE, grace, true, null, null, steps);
    }

    private static Rule rule(
            String name,
            Criterion criterion,
            Rule.Params params,
            int grace,
            boolean enabled,
            UUID group,
            UUID people,
            Step... steps) {
        return new Rule(
                new UUID(0, 0),
                name,
                enabled,
                criterion,
                params,
                Set.of(),
                group,
                people,
                grace,
                true,
                true,
                true,
                List.of(steps),
                0,
                Instant.EPOCH,
                "",
                null);
    }
}

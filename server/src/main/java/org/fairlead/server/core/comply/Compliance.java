package org.fairlead.server.core.comply;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.fairlead.protocol.agent.Down;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.command.Approval;
import org.fairlead.server.core.command.Approvals;
import org.fairlead.server.core.command.CommandKind;
import org.fairlead.server.core.device.DeviceRef;
import org.fairlead.server.core.device.Nudger;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.policy.Policy;
import org.jspecify.annotations.Nullable;

/**
 * Watches over the rules: finds phones that begin or cease to break one, tells administrators and users, and takes the steps
 * when their time has come. Everything that it must remember is in the database, so that a restart loses nothing.
 */
public final class Compliance implements HealthSweep.FactsRead {
    private static final int CHUNK = 500;

    private final UnitOfWork unit;
    private final ComplianceStore store;
    private final Approvals approvals;
    private final UserNotices notices;
    private final Nudger nudger;
    private final AuditLog audit;
    private final EventLog events;
    private final Changes changes;
    private final InstantSource clock;

    public Compliance(
            UnitOfWork unit,
            ComplianceStore store,
            Approvals approvals,
            UserNotices notices,
            Nudger nudger,
            AuditLog audit,
            EventLog events,
            Changes changes,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.approvals = approvals;
        this.notices = notices;
        this.nudger = nudger;
        this.audit = audit;
        this.events = events;
        this.changes = changes;
        this.clock = clock;
    }

    @Override
    public void read(Tx tx, List<UUID> devices) {
        judge(tx, store.rules(tx), devices);
    }

    /** Judges all phones by all rules, for what time and groups change; call it every few minutes. */
    public void sweep() {
        for (Rule rule : unit.read(store::rules)) {
            unit.runInTx(tx -> judge(tx, List.of(rule), null));
        }
    }

    /** Judges all phones by one rule. */
    void judge(Tx tx, Rule rule) {
        judge(tx, List.of(rule), null);
    }

    private void judge(Tx tx, List<Rule> rules, @Nullable Collection<UUID> among) {
        Instant now = clock.instant();
        Set<UUID> touched = new HashSet<>();
        for (Rule rule : rules) {
            if (!rule.enabled()) {
                continue;
            }
            List<UUID> mended = store.close(tx, rule, among, now);
            events.append(
                    tx,
                    mended.stream()
                            .map(id ->
                                    new NewEvent(id, null, now, "S71.compliance-restored", Map.of("rule", rule.name())))
                            .toList());
            Instant until = now.plus(Duration.ofMinutes(rule.graceMinutes()));
            List<ComplianceStore.Broken> broken = store.open(tx, rule, among, now, until, first(rule, until));
            if (rule.notifyAdministrators()) {
                events.append(
                        tx,
                        broken.stream()
                                .map(b -> new NewEvent(
                                        b.device().id(),
                                        null,
                                        now,
                                        "S70.compliance-violated",
                                        Map.of("rule", rule.name(), "until", until.toString())))
                                .toList());
            }
            notices.tell(tx, rule, broken, until);
            touched.addAll(mended);
            broken.forEach(b -> touched.add(b.device().id()));
        }
        if (!touched.isEmpty()) {
            settle(tx, touched, now);
        }
    }

    /** When something happens for the first time: at least, the time to mend runs out. */
    private static Instant first(Rule rule, Instant until) {
        return rule.steps().isEmpty()
                ? until
                : until.plus(Duration.ofMinutes(rule.steps().getFirst().afterMinutes()));
    }

    /** Ends a rule's violations, when it is switched off or gone. */
    void end(Tx tx, Rule rule) {
        List<UUID> freed = store.closeAll(tx, rule.id());
        if (!freed.isEmpty()) {
            settle(tx, Set.copyOf(freed), clock.instant());
        }
    }

    private void settle(Tx tx, Collection<UUID> devices, Instant now) {
        store.settle(tx, devices, now);
        changed(tx, devices);
    }

    private void changed(Tx tx, Collection<UUID> devices) {
        List<UUID> ids = List.copyOf(devices);
        tx.afterCommit(() -> {
            changes.publish("devices", ids.size() > 200 ? List.of() : ids);
            changes.publish("people");
            changes.publish("overview");
            changes.publish("compliance");
            nudger.nudge(ids, Down.Topic.SETTINGS);
        });
    }

    /** Takes the steps that are due; the timer calls it every few seconds. Answers with how many were taken. */
    public int act() {
        Map<UUID, Rule> rules = unit.read(store::rules).stream().collect(Collectors.toMap(Rule::id, r -> r));
        int acted = 0;
        for (int chunk = CHUNK; chunk == CHUNK; acted += chunk) {
            chunk = unit.inTx(tx -> {
                Instant now = clock.instant();
                List<UUID> late = store.overdue(tx, now);
                if (!late.isEmpty()) {
                    changed(tx, late);
                }
                List<ComplianceStore.Violation> due = store.lockDue(tx, now, CHUNK);
                Map<Rule, List<ComplianceStore.Violation>> wipes = new LinkedHashMap<>();
                for (ComplianceStore.Violation violation : due) {
                    Rule rule = rules.get(violation.rule());
                    if (rule != null) {
                        act(tx, rule, violation, now, wipes);
                    }
                }
                wipes.forEach((rule, violations) -> wipe(tx, rule, violations, now));
                return due.size();
            });
        }
        return acted;
    }

    private void act(
            Tx tx,
            Rule rule,
            ComplianceStore.Violation violation,
            Instant now,
            Map<Rule, List<ComplianceStore.Violation>> wipes) {
        List<Rule.Step> steps = rule.steps();
        boolean again = violation.done() >= steps.size();
        if (steps.isEmpty() || (again && violation.lockedAt() == null)) {
            store.stepped(tx, violation, violation.done(), null, false, violation.lastAction(), now);
            return;
        }
        Rule.Action action =
                again ? Rule.Action.LOCK : steps.get(violation.done()).action();
        int done = again ? violation.done() : violation.done() + 1;
        boolean locked = violation.lockedAt() != null || action == Rule.Action.LOCK;
        Instant next = done < steps.size()
                ? later(
                        violation
                                .until()
                                .plus(Duration.ofMinutes(steps.get(done).afterMinutes())),
                        now)
                : locked ? now.plus(rule.relock()) : null;
        DeviceRef device = violation.device();
        switch (action) {
            case MESSAGE -> notices.remind(tx, rule, new ComplianceStore.Broken(device, violation.person()));
            case BLOCK -> store.withhold(tx, device.id());
            case LOCK -> send(tx, rule, CommandKind.LOCK, Map.of(), List.of(device));
            case WIPE_CORPORATE ->
                wipes.computeIfAbsent(rule, r -> new ArrayList<>()).add(violation);
        }
        store.stepped(tx, violation, done, next, locked, action.wire(), now);
        events.append(
                tx,
                List.of(new NewEvent(
                        device.id(),
                        null,
                        now,
                        "S72.compliance-acted",
                        Map.of("rule", rule.name(), "action", action.wire()))));
        audit.record(
                tx,
                Actor.system(),
                "compliance." + action.wire(),
                "device",
                device.id(),
                device.name(),
                Map.of("rule", rule.name()));
        changed(tx, List.of(device.id()));
    }

    private static Instant later(Instant planned, Instant now) {
        return planned.isAfter(now) ? planned : now;
    }

    /** Wipes of one rule go together, so that their number counts for the second administrator. */
    private void wipe(Tx tx, Rule rule, List<ComplianceStore.Violation> violations, Instant now) {
        Set<UUID> asked = approvals.waitingOfRules(tx);
        List<DeviceRef> devices = violations.stream()
                .map(ComplianceStore.Violation::device)
                .filter(d -> !asked.contains(d.id()))
                .toList();
        if (!devices.isEmpty()) {
            send(tx, rule, CommandKind.WIPE_CORPORATE, Map.of("reason", "rule: " + rule.name()), devices);
        }
    }

    private void send(Tx tx, Rule rule, CommandKind kind, Map<String, Object> params, List<DeviceRef> devices) {
        List<DeviceRef> able = devices.stream()
                .filter(d -> kind.knownTo(d.platform()) && !d.platform().equals(Policy.THIN_CLIENT))
                .toList();
        if (!able.isEmpty()) {
            approvals.send(
                    tx,
                    new Approvals.Plan(
                            Approval.Origin.RULE,
                            Actor.system(),
                            rule.changedById(),
                            "rule: " + rule.name(),
                            kind,
                            params,
                            "rule: " + rule.name(),
                            able,
                            kind.waits()));
        }
    }
}

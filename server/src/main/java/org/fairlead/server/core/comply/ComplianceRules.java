package org.fairlead.server.core.comply;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.group.Groups;
import org.jspecify.annotations.Nullable;

/** What administrators do with compliance rules: write them, try them out, see who breaks them. */
public final class ComplianceRules {
    public static final int MAX_RULES = 100;
    public static final int SHOWN = 200;

    private final UnitOfWork unit;
    private final ComplianceStore store;
    private final Compliance compliance;
    private final Groups groups;
    private final AuditLog audit;
    private final Changes changes;
    private final InstantSource clock;

    public ComplianceRules(
            UnitOfWork unit,
            ComplianceStore store,
            Compliance compliance,
            Groups groups,
            AuditLog audit,
            Changes changes,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.compliance = compliance;
        this.groups = groups;
        this.audit = audit;
        this.changes = changes;
        this.clock = clock;
    }

    /** A rule and how many phones break it now. */
    public record Counted(Rule rule, long violations) {}

    public List<Counted> list(Caller caller) {
        return unit.read(tx -> {
            Map<UUID, Long> counts = store.counts(tx);
            return store.rules(tx).stream()
                    .filter(r -> visible(caller, r))
                    .map(r -> new Counted(r, counts.getOrDefault(r.id(), 0L)))
                    .toList();
        });
    }

    private boolean visible(Caller caller, Rule rule) {
        UUID group = rule.group();
        return caller.scope(Right.VIEW).everywhere()
                || (group != null && caller.may(Right.VIEW, groups.tree().path(group)));
    }

    public Rule create(Caller caller, Rule wanted) {
        return unit.inTx(tx -> {
            if (store.rules(tx).size() >= MAX_RULES) {
                throw new Problem.Conflict("there are " + MAX_RULES + " rules already, delete one first");
            }
            return save(tx, caller, stamp(caller, wanted, Ids.next(), 1), null);
        });
    }

    public Rule change(Caller caller, UUID id, Rule wanted) {
        return unit.inTx(tx -> {
            Rule old = get(tx, caller, id);
            writable(caller, old);
            if (old.revision() != wanted.revision()) {
                throw new Problem.Conflict("somebody else has changed this rule", old);
            }
            return save(tx, caller, stamp(caller, wanted, id, old.revision() + 1), old);
        });
    }

    private Rule save(Tx tx, Caller caller, Rule rule, @Nullable Rule old) {
        checked(tx, caller, rule);
        if (rule.enabled() && rule.steps().stream().anyMatch(s -> s.action() == Rule.Action.WIPE_CORPORATE)) {
            caller.requireConfirmed();
        }
        if (!store.save(tx, rule)) {
            throw new Problem.Invalid("name", "there is a rule with this name already");
        }
        if (old != null && (!rule.enabled() || differs(old, rule))) {
            compliance.end(tx, old);
        }
        if (rule.enabled()) {
            compliance.judge(tx, rule);
        }
        record(tx, caller, rule, old == null ? "compliance-rule.create" : "compliance-rule.change");
        return rule;
    }

    /** Whether what has begun under the old rule is void under the new one. */
    private static boolean differs(Rule a, Rule b) {
        return a.criterion() != b.criterion()
                || a.graceMinutes() != b.graceMinutes()
                || !a.steps().equals(b.steps());
    }

    private static Rule stamp(Caller caller, Rule r, UUID id, int revision, java.time.Instant now) {
        return new Rule(
                id,
                r.name().strip(),
                r.enabled(),
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
                revision,
                now,
                caller.actor().name(),
                caller.actor().id());
    }

    private Rule stamp(Caller caller, Rule rule, UUID id, int revision) {
        return stamp(caller, rule, id, revision, clock.instant());
    }

    public void delete(Caller caller, UUID id) {
        unit.runInTx(tx -> {
            Rule rule = get(tx, caller, id);
            writable(caller, rule);
            compliance.end(tx, rule);
            store.delete(tx, id);
            record(tx, caller, rule, "compliance-rule.delete");
        });
    }

    /** Which phones a rule would meet now, whether it is saved or not. */
    public record Simulation(ComplianceStore.Reach reach, List<ComplianceStore.Broken> broken) {}

    public Simulation simulate(Caller caller, Rule rule) {
        return unit.read(tx -> {
            checked(tx, caller, rule);
            return new Simulation(
                    store.reach(tx, rule, caller.scope(Right.VIEW), clock.instant()),
                    store.broken(tx, rule, caller.scope(Right.VIEW), clock.instant(), SHOWN));
        });
    }

    public List<ComplianceStore.Violation> violations(Caller caller, UUID rule, int limit, @Nullable UUID after) {
        return unit.read(tx -> {
            get(tx, caller, rule);
            return store.ofRule(tx, rule, caller.scope(Right.VIEW), limit, after);
        });
    }

    /** A rule that a device breaks. */
    public record Breach(Rule rule, ComplianceStore.Violation violation) {}

    /** What a device breaks; the caller must be known to see the device. */
    public List<Breach> ofDevice(UUID device) {
        return unit.read(tx -> store.ofDevice(tx, device).stream()
                .flatMap(v -> store.find(tx, v.rule()).map(r -> new Breach(r, v)).stream())
                .toList());
    }

    private void checked(Tx tx, Caller caller, Rule rule) {
        RuleCheck.check(rule);
        UUID group = rule.group();
        if (group != null && groups.tree().find(group).isEmpty()) {
            throw new Problem.Invalid("groupId", "there is no such group");
        }
        UUID people = rule.peopleGroup();
        if (people != null && !store.peopleGroupExists(tx, people)) {
            throw new Problem.Invalid("peopleGroupId", "there is no such group of people");
        }
        writable(caller, rule);
    }

    private void writable(Caller caller, Rule rule) {
        UUID group = rule.group();
        if (group == null) {
            caller.requireEverywhere(Right.DEVICES);
        } else {
            caller.require(Right.DEVICES, groups.tree().path(group));
        }
    }

    private Rule get(Tx tx, Caller caller, UUID id) {
        return store.find(tx, id)
                .filter(r -> visible(caller, r))
                .orElseThrow(() -> new Problem.NotFound("there is no such rule"));
    }

    private void record(Tx tx, Caller caller, Rule rule, String action) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("enabled", rule.enabled());
        detail.put("criterion", rule.criterion().wire());
        detail.put("graceMinutes", rule.graceMinutes());
        detail.put(
                "steps",
                rule.steps().stream()
                        .map(s -> s.action().wire() + " +" + s.afterMinutes())
                        .toList());
        audit.record(tx, caller.actor(), action, "compliance-rule", rule.id(), rule.name(), detail);
        tx.afterCommit(() -> changes.publish("compliance"));
    }
}

package org.fairlead.server.core.policy;

import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.fairlead.protocol.catalogue.Level;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.settings.SettingsRules;
import org.jspecify.annotations.Nullable;

/** Creates, changes, copies, deletes and rolls back policies; each save is a numbered revision. */
public final class PolicyService {
    /** Most security profiles of a workspace. */
    public static final int MAX_PROFILES = 50;

    private final Fleet fleet;
    private final FleetStore store;
    private final AuditLog audit;
    private final EventLog events;
    private final InstantSource clock;

    public PolicyService(Fleet fleet, FleetStore store, AuditLog audit, EventLog events, InstantSource clock) {
        this.fleet = fleet;
        this.store = store;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    /** A policy as a caller wants it; with an audience it is a security profile. */
    public record Wish(
            String name,
            UUID groupId,
            String platform,
            Policy.Status status,
            boolean inherit,
            boolean force,
            Map<String, @Nullable Object> values,
            Set<String> locks,
            @Nullable Audience audience) {
        /** The policy of a group of devices. */
        public Wish(
                String name,
                UUID groupId,
                String platform,
                Policy.Status status,
                boolean inherit,
                boolean force,
                Map<String, @Nullable Object> values,
                Set<String> locks) {
            this(name, groupId, platform, status, inherit, force, values, locks, null);
        }
    }

    public Policy create(Caller caller, Wish wish) {
        return fleet.change((tx, now) -> {
            Policy policy = build(caller, now, wish, null);
            save(tx, caller, now, policy, "create", "");
            return new Fleet.Outcome<>(policy, Set.of(policy.group()));
        });
    }

    /** Changes a policy whose revision the caller has seen; another revision is a {@link Problem.Conflict}. */
    public Policy change(Caller caller, UUID id, Wish wish, int revision, String comment) {
        return fleet.change((tx, now) -> {
            Policy old = require(now, id);
            if (old.revision() != revision) {
                throw new Problem.Conflict(
                        "somebody else has saved revision " + old.revision() + " meanwhile, compare and save again",
                        old);
            }
            Policy policy = build(caller, now, wish, old);
            save(tx, caller, now, policy, "change", comment);
            return new Fleet.Outcome<>(policy, new HashSet<>(List.of(policy.group(), old.group())));
        });
    }

    public void delete(Caller caller, UUID id) {
        fleet.change((tx, now) -> {
            Policy policy = require(now, id);
            Audience audience = policy.audience();
            if (audience != null && audience.everyone()) {
                throw new Problem.Conflict("the Default profile stays, empty it instead");
            }
            checkRights(caller, now, policy.group(), touched(Map.of(), Set.of(), policy));
            store.deletePolicy(tx, id);
            audit.record(tx, caller.actor(), kind(policy) + ".delete", "policy", id, policy.name(), Map.of());
            return new Fleet.Outcome<>(true, Set.of(policy.group()));
        });
    }

    /** Copies a policy, inactive; the copy of a security profile is assigned to nobody. */
    public Policy copy(Caller caller, UUID id, String name, UUID group) {
        Policy source = require(fleet.book(), id);
        Audience audience = source.audience();
        caller.require(Right.VIEW, fleet.tree().path(source.group()));
        return fleet.change((tx, now) -> {
            checkRights(caller, now, group, touched(Map.of(), Set.of(), source));
            Policy policy = new Policy(
                    Ids.next(),
                    now.tree().get(group).id(),
                    source.platform(),
                    checkedName(name),
                    Policy.Status.INACTIVE,
                    source.inherit(),
                    source.force(),
                    source.values(),
                    source.locks(),
                    1,
                    clock.instant(),
                    caller.actor().name(),
                    audience == null ? null : new Audience(false, audience.priority(), Set.of(), Set.of()));
            checkCount(now, policy, null);
            save(tx, caller, now, policy, "create", "copy of " + source.name());
            return new Fleet.Outcome<>(policy, Set.of(group));
        });
    }

    /** Makes the content of an earlier revision the newest one. */
    public Policy rollBack(Caller caller, UUID id, int revision, String comment) {
        return fleet.change((tx, now) -> {
            Policy old = require(now, id);
            PolicyRevision target = store.revisions(tx, id, 1, revision + 1).stream()
                    .filter(r -> r.revision() == revision)
                    .findFirst()
                    .orElseThrow(() -> new Problem.NotFound("there is no such revision"));
            Policy then = PolicyBody.read(old, target.body());
            checkRights(caller, now, old.group(), touched(then.values(), then.locks(), old));
            Policy policy = then.stamped(
                    old.revision() + 1, clock.instant(), caller.actor().name());
            save(tx, caller, now, policy, "roll back to " + revision, comment);
            return new Fleet.Outcome<>(policy, Set.of(policy.group()));
        });
    }

    /** The policy as it would be saved, for a dry run. */
    public Policy preview(Caller caller, Wish wish, @Nullable UUID id) {
        PolicyBook now = fleet.book();
        return build(caller, now, wish, id == null ? null : require(now, id));
    }

    private Policy build(Caller caller, PolicyBook now, Wish wish, @Nullable Policy old) {
        if (wish.audience() == null
                ? !Policy.OF_GROUPS.contains(wish.platform())
                : !wish.platform().equals(Policy.PHONE)) {
            throw new Problem.Invalid("platform", "must be one of " + String.join(", ", Policy.OF_GROUPS));
        }
        if (old != null && !old.platform().equals(wish.platform())) {
            throw new Problem.Invalid("platform", "cannot change, make another policy");
        }
        fleet.rules().checkPlatform(wish.platform(), wish.values().keySet(), wish.locks());
        now.tree().get(wish.groupId());
        Map<String, @Nullable Object> before = old == null ? Map.of() : old.values();
        Map<String, @Nullable Object> values = fleet.rules().accept(wish.values(), before, Level.POLICY);
        for (String lock : wish.locks()) {
            fleet.rules().right(lock);
        }
        Policy policy = new Policy(
                old == null ? Ids.next() : old.id(),
                wish.groupId(),
                wish.platform(),
                checkedName(wish.name()),
                wish.status(),
                wish.inherit(),
                wish.force(),
                values,
                Set.copyOf(wish.locks()),
                old == null ? 1 : old.revision() + 1,
                clock.instant(),
                caller.actor().name(),
                wish.audience());
        checkCount(now, policy, old);
        Set<String> touched =
                old == null ? touched(Map.of(), Set.of(), policy) : touched(policy.values(), policy.locks(), old);
        boolean properties = old == null
                || old.status() != policy.status()
                || old.inherit() != policy.inherit()
                || old.force() != policy.force()
                || !Objects.equals(old.audience(), policy.audience())
                || !old.group().equals(policy.group());
        if (properties && old != null) {
            touched = new LinkedHashSet<>(touched);
            touched.addAll(touched(Map.of(), Set.of(), old));
        }
        checkRights(caller, now, policy.group(), touched);
        if (old != null && !old.group().equals(policy.group())) {
            checkRights(caller, now, old.group(), touched);
        }
        return policy;
    }

    private void save(Tx tx, Caller caller, PolicyBook now, Policy policy, String action, String comment) {
        if (comment.length() > 500) {
            throw new Problem.Invalid("comment", "at most 500 characters");
        }
        if (policy.status() != Policy.Status.INACTIVE && policy.audience() == null) {
            for (Policy other : now.policies()) {
                boolean replaced = other.group().equals(policy.group())
                        && other.platform().equals(policy.platform())
                        && other.status() == policy.status()
                        && !other.id().equals(policy.id());
                if (replaced) {
                    Policy inactive = other.with(Policy.Status.INACTIVE)
                            .stamped(
                                    other.revision() + 1,
                                    clock.instant(),
                                    caller.actor().name());
                    store.savePolicy(tx, inactive);
                    store.addRevision(tx, revision(caller, inactive, "deactivate", "replaced by " + policy.name()));
                }
            }
        }
        store.savePolicy(tx, policy);
        store.addRevision(tx, revision(caller, policy, action, comment));
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("revision", policy.revision());
        detail.put("status", policy.status().wire());
        Audience audience = policy.audience();
        if (audience != null) {
            detail.put("priority", audience.priority());
            detail.put("people", audience.people().size());
            detail.put("peopleGroups", audience.groups().size());
        }
        now.policy(policy.id()).ifPresent(old -> detail.put("changed", changedKeys(old, policy)));
        audit.record(
                tx, caller.actor(), "policy." + action.split(" ")[0], "policy", policy.id(), policy.name(), detail);
        events.append(
                tx,
                List.of(NewEvent.ofServer(
                        clock.instant(),
                        "S06.policy-changed",
                        Map.of(
                                "policy", policy.name(),
                                "group", now.tree().get(policy.group()).name(),
                                "revision", policy.revision(),
                                "actor", caller.actor().name()))));
    }

    private PolicyRevision revision(Caller caller, Policy policy, String action, String comment) {
        return new PolicyRevision(
                policy.id(),
                policy.revision(),
                clock.instant(),
                caller.actor().name(),
                caller.actor().address(),
                action,
                comment,
                PolicyBody.write(policy));
    }

    private static List<String> changedKeys(Policy old, Policy policy) {
        Set<String> keys = new LinkedHashSet<>(old.values().keySet());
        keys.addAll(policy.values().keySet());
        return keys.stream()
                .filter(k ->
                        !Objects.equals(old.values().get(k), policy.values().get(k)))
                .toList();
    }

    /** The blocks in which a policy and other content differ. */
    private Set<String> touched(Map<String, @Nullable Object> values, Set<String> locks, Policy policy) {
        Set<String> blocks = new HashSet<>(locks);
        blocks.removeAll(policy.locks());
        policy.locks().stream().filter(l -> !locks.contains(l)).forEach(blocks::add);
        Set<String> keys = new HashSet<>(values.keySet());
        keys.addAll(policy.values().keySet());
        for (String key : keys) {
            boolean same = values.containsKey(key) == policy.values().containsKey(key)
                    && Objects.equals(values.get(key), policy.values().get(key));
            if (!same) {
                blocks.add(key.substring(0, key.lastIndexOf('.')));
            }
        }
        return blocks;
    }

    private void checkRights(Caller caller, PolicyBook now, UUID group, Set<String> blocks) {
        List<UUID> path = now.tree().path(now.tree().get(group).id());
        SettingsRules rules = fleet.rules();
        if (blocks.isEmpty()) {
            caller.require(Right.SETTINGS_GENERAL, path);
        }
        blocks.forEach(block -> caller.require(rules.right(block), path));
    }

    private static void checkCount(PolicyBook now, Policy policy, @Nullable Policy old) {
        if (policy.audience() != null && old == null && now.profiles().size() >= MAX_PROFILES) {
            throw new Problem.Conflict("there are " + MAX_PROFILES + " security profiles already, delete one first");
        }
    }

    /** What the audit log calls it. */
    private static String kind(Policy policy) {
        return policy.audience() == null ? "policy" : "security-profile";
    }

    private static Policy require(PolicyBook book, UUID id) {
        return book.policy(id).orElseThrow(() -> new Problem.NotFound("there is no such policy"));
    }

    private static String checkedName(String name) {
        String stripped = name.strip();
        if (stripped.isEmpty() || stripped.length() > 100 || stripped.chars().anyMatch(Character::isISOControl)) {
            throw new Problem.Invalid("name", "must have 1 to 100 characters");
        }
        return stripped;
    }
}

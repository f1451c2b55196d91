package org.fairlead.server.core.rule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.group.Group;
import org.fairlead.server.core.group.GroupTree;
import org.fairlead.server.core.group.Groups;
import org.jspecify.annotations.Nullable;

/**
 * Creates, changes, orders and deletes moving rules. They take devices from anywhere, so whoever changes them needs the
 * right over devices everywhere.
 */
public final class MovingRules {
    public static final int MAX_RULES = 200;
    public static final int MAX_TEXT = 100;
    private static final Set<String> PLATFORMS = Set.of("", "thin-client", "android");

    private final UnitOfWork unit;
    private final MovingRuleStore store;
    private final Groups groups;
    private final AuditLog audit;
    private final Changes changes;

    public MovingRules(UnitOfWork unit, MovingRuleStore store, Groups groups, AuditLog audit, Changes changes) {
        this.unit = unit;
        this.store = store;
        this.groups = groups;
        this.audit = audit;
        this.changes = changes;
    }

    /** A rule as a caller wants it. */
    public record Wish(
            String name,
            boolean enabled,
            MovingRule.Mode mode,
            boolean onlyUnassigned,
            String namePattern,
            String addressRange,
            String tag,
            String platform,
            UUID group) {}

    /** The rules in their order that lead to groups which the caller may see. */
    public List<MovingRule> list(Caller caller) {
        GroupTree tree = groups.tree();
        return unit.read(store::rules).stream()
                .filter(rule -> caller.may(Right.VIEW, tree.path(rule.group())))
                .toList();
    }

    /** Adds a rule after all others. */
    public MovingRule create(Caller caller, Wish wish) {
        caller.requireEverywhere(Right.DEVICES);
        return unit.inTx(tx -> {
            store.lock(tx);
            List<MovingRule> present = store.rules(tx);
            if (present.size() >= MAX_RULES) {
                throw new Problem.Conflict("there are " + MAX_RULES + " rules already, delete one first");
            }
            int ordinal = present.stream().mapToInt(MovingRule::ordinal).max().orElse(-1) + 1;
            MovingRule rule = build(wish, Ids.next(), ordinal, "");
            store.insert(tx, rule);
            record(tx, caller, "create", rule, describe(rule));
            return rule;
        });
    }

    public MovingRule change(Caller caller, UUID id, Wish wish) {
        caller.requireEverywhere(Right.DEVICES);
        return unit.inTx(tx -> {
            store.lock(tx);
            MovingRule old = find(store.rules(tx), id);
            MovingRule rule = build(wish, id, old.ordinal(), "");
            store.update(tx, rule);
            Map<String, Object> before = describe(old);
            Map<String, Object> after = describe(rule);
            Map<String, Object> detail = new LinkedHashMap<>();
            after.forEach((key, value) -> {
                if (!value.equals(before.get(key))) {
                    detail.put(key, Map.of("from", String.valueOf(before.get(key)), "to", value.toString()));
                }
            });
            record(tx, caller, "change", rule, detail);
            return rule;
        });
    }

    public void delete(Caller caller, UUID id) {
        caller.requireEverywhere(Right.DEVICES);
        unit.runInTx(tx -> {
            store.lock(tx);
            MovingRule rule = find(store.rules(tx), id);
            store.delete(tx, id);
            store.forget(tx, id);
            record(tx, caller, "delete", rule, describe(rule));
        });
    }

    /** Puts the rules into this order, all of them at once; others than the present ones are a {@link Problem.Conflict}. */
    public List<MovingRule> order(Caller caller, List<UUID> ids) {
        caller.requireEverywhere(Right.DEVICES);
        return unit.inTx(tx -> {
            store.lock(tx);
            List<MovingRule> present = store.rules(tx);
            Set<UUID> known = new HashSet<>();
            present.forEach(rule -> known.add(rule.id()));
            if (ids.size() != known.size() || !known.equals(new HashSet<>(ids))) {
                throw new Problem.Conflict(
                        "the rules have changed meanwhile, load them again",
                        present.stream().map(MovingRule::id).toList());
            }
            List<MovingRule> ordered = new ArrayList<>();
            for (MovingRule rule : present) {
                MovingRule next = rule.withOrdinal(ids.indexOf(rule.id()));
                ordered.add(next);
                if (next.ordinal() != rule.ordinal()) {
                    store.update(tx, next);
                }
            }
            ordered.sort(Comparator.comparingInt(MovingRule::ordinal));
            List<String> names = ordered.stream().map(MovingRule::name).toList();
            audit.record(tx, caller.actor(), "moving-rule.order", "moving-rule", null, null, Map.of("order", names));
            tx.afterCommit(() -> changes.publish("groups"));
            return ordered;
        });
    }

    /** Checks rules that are not saved, for a dry run; problems name the place in the list. */
    public List<MovingRule> drafts(List<Wish> wishes) {
        if (wishes.size() > MAX_RULES) {
            throw new Problem.Invalid("rules", "at most " + MAX_RULES);
        }
        List<MovingRule> drafts = new ArrayList<>();
        for (int i = 0; i < wishes.size(); i++) {
            drafts.add(build(wishes.get(i), Ids.next(), i, "rules." + i + "."));
        }
        return drafts;
    }

    static MovingRule find(List<MovingRule> rules, UUID id) {
        return rules.stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Problem.NotFound("there is no such moving rule"));
    }

    private MovingRule build(Wish wish, UUID id, int ordinal, String prefix) {
        Map<String, String> errors = new LinkedHashMap<>();
        String name = wish.name().strip();
        String range = wish.addressRange().strip();
        if (name.isEmpty() || name.length() > MAX_TEXT) {
            errors.put(prefix + "name", "must have 1 to " + MAX_TEXT + " characters");
        }
        bounded(prefix + "namePattern", wish.namePattern(), errors);
        bounded(prefix + "tag", wish.tag(), errors);
        if (!range.isEmpty() && AddressRange.parse(range).isEmpty()) {
            errors.put(
                    prefix + "addressRange",
                    "must be a network such as 10.3.0.0/16 or fd00::/8, or a range such as 10.3.0.10-10.3.0.99");
        }
        if (!PLATFORMS.contains(wish.platform())) {
            errors.put(prefix + "platform", "must be empty, thin-client or android");
        }
        Group group = groups.tree().find(wish.group()).orElse(null);
        if (group == null) {
            errors.put(prefix + "groupId", "there is no such group");
        }
        if (!errors.isEmpty()) {
            throw new Problem.Invalid(errors);
        }
        return new MovingRule(
                id,
                ordinal,
                name,
                wish.enabled(),
                wish.mode(),
                wish.onlyUnassigned(),
                wish.namePattern().strip(),
                range,
                wish.tag().strip(),
                wish.platform(),
                wish.group());
    }

    private static void bounded(String field, String value, Map<String, String> errors) {
        if (value.strip().length() > MAX_TEXT) {
            errors.put(field, "at most " + MAX_TEXT + " characters");
        }
    }

    private Map<String, Object> describe(MovingRule rule) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", rule.name());
        map.put("enabled", rule.enabled());
        map.put("mode", rule.mode().wire());
        map.put("onlyUnassigned", rule.onlyUnassigned());
        map.put("namePattern", rule.namePattern());
        map.put("addressRange", rule.addressRange());
        map.put("tag", rule.tag());
        map.put("platform", rule.platform());
        map.put("group", String.join(" / ", groups.tree().names(rule.group())));
        return map;
    }

    private void record(
            Tx tx, Caller caller, String verb, MovingRule rule, Map<String, ? extends @Nullable Object> detail) {
        audit.record(tx, caller.actor(), "moving-rule." + verb, "moving-rule", rule.id(), rule.name(), detail);
        tx.afterCommit(() -> changes.publish("groups"));
    }
}

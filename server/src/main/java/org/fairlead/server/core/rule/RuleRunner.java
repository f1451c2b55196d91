package org.fairlead.server.core.rule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.device.Mover;
import org.fairlead.server.core.group.GroupTree;
import org.fairlead.server.core.group.Groups;
import org.jspecify.annotations.Nullable;

/** Lets moving rules act: at enrolment, when a device's facts change, on a timer, by hand, or only to see. */
public final class RuleRunner {
    private static final int PAGE = 2_000;
    private static final int MAX_SHOWN = 500;

    private final UnitOfWork unit;
    private final MovingRuleStore store;
    private final Groups groups;
    private final Mover mover;
    private final AuditLog audit;

    public RuleRunner(UnitOfWork unit, MovingRuleStore store, Groups groups, Mover mover, AuditLog audit) {
        this.unit = unit;
        this.store = store;
        this.groups = groups;
        this.mover = mover;
        this.audit = audit;
    }

    /** The group that the rules give a device at its enrolment; the caller does the moving and then {@link #placed}. */
    public Optional<UUID> groupFor(Tx tx, DeviceFacts facts) {
        return book(store.rules(tx)).decide(facts).map(MovingRule::group);
    }

    /** Remembers the rule of the mode "once" that has given a new device its group, in the same transaction. */
    public void placed(Tx tx, UUID device) {
        for (DeviceFacts facts : store.facts(tx, List.of(device))) {
            DeviceFacts before = new DeviceFacts(
                    device,
                    facts.name(),
                    facts.hostname(),
                    facts.platform(),
                    facts.addresses(),
                    facts.tags(),
                    null,
                    facts.doneRules());
            book(store.rules(tx))
                    .first(before)
                    .filter(rule -> rule.mode() == MovingRule.Mode.ONCE)
                    .ifPresent(rule -> store.remember(tx, rule.id(), List.of(device)));
        }
    }

    /** Lets the rules act on devices whose name, address, tags or platform have changed; gives how many moved. */
    public int reconsider(Tx tx, Collection<UUID> devices) {
        RuleBook book = book(store.rules(tx));
        return book.isEmpty() ? 0 : apply(tx, book, store.facts(tx, devices), rule -> true);
    }

    /** Lets continuous rules act on every device; called every ten minutes. Gives how many moved. */
    public int runContinuous() {
        return everywhere(rule -> rule.mode() == MovingRule.Mode.CONTINUOUS);
    }

    /** Lets one rule act on every device now, where no earlier rule decides; gives how many moved. */
    public int run(Caller caller, UUID id) {
        caller.requireEverywhere(Right.DEVICES);
        MovingRule rule = MovingRules.find(unit.read(store::rules), id);
        if (!rule.enabled()) {
            throw new Problem.Conflict("the rule is off, turn it on first");
        }
        int moved = everywhere(r -> r.id().equals(id));
        unit.runInTx(tx -> audit.record(
                tx, caller.actor(), "moving-rule.run", "moving-rule", id, rule.name(), Map.of("moved", moved)));
        return moved;
    }

    /** A device that a rule would move. */
    public record Move(UUID device, String name, @Nullable UUID from, UUID to, String rule) {}

    /** What rules would do: the first of the moves, and how many there are. */
    public record Plan(List<Move> moves, int total) {}

    /** What the saved rules (drafts null) or these drafts would do to all devices now. Drafts act as if never run. */
    public Plan plan(Caller caller, @Nullable List<MovingRule> drafts) {
        caller.requireEverywhere(Right.DEVICES);
        caller.requireEverywhere(Right.VIEW);
        List<Move> moves = new ArrayList<>();
        RuleBook book = book(drafts == null ? unit.read(store::rules) : drafts);
        int total = 0;
        UUID after = null;
        while (!book.isEmpty()) {
            UUID from = after;
            List<DeviceFacts> page = unit.read(tx -> store.facts(tx, from, PAGE));
            for (DeviceFacts facts : page) {
                Optional<MovingRule> rule = book.decide(facts);
                if (rule.isPresent() && total++ < MAX_SHOWN) {
                    moves.add(new Move(
                            facts.id(),
                            facts.name(),
                            facts.group(),
                            rule.get().group(),
                            rule.get().name()));
                }
            }
            if (page.size() < PAGE) {
                break;
            }
            after = page.getLast().id();
        }
        return new Plan(moves, total);
    }

    private int everywhere(Predicate<MovingRule> acting) {
        int moved = 0;
        UUID after = null;
        while (true) {
            UUID from = after;
            record Step(int moved, @Nullable UUID last) {}
            Step step = unit.inTx(tx -> {
                List<MovingRule> rules = store.rules(tx);
                RuleBook book = book(rules);
                if (book.isEmpty() || rules.stream().noneMatch(r -> r.enabled() && acting.test(r))) {
                    return new Step(0, null);
                }
                List<DeviceFacts> page = store.facts(tx, from, PAGE);
                return new Step(
                        apply(tx, book, page, acting),
                        page.size() < PAGE ? null : page.getLast().id());
            });
            moved += step.moved();
            if (step.last() == null) {
                return moved;
            }
            after = step.last();
        }
    }

    private int apply(Tx tx, RuleBook book, List<DeviceFacts> devices, Predicate<MovingRule> acting) {
        Map<UUID, MovingRule> rules = new LinkedHashMap<>();
        Map<UUID, List<DeviceFacts>> chosen = new LinkedHashMap<>();
        List<UUID> ids = new ArrayList<>();
        for (DeviceFacts facts : devices) {
            Optional<MovingRule> rule = book.first(facts)
                    .filter(acting)
                    .filter(r -> !RuleBook.done(r, facts))
                    .filter(r -> r.mode() == MovingRule.Mode.ONCE || !r.group().equals(facts.group()));
            if (rule.isPresent()) {
                rules.put(rule.get().id(), rule.get());
                chosen.computeIfAbsent(rule.get().id(), k -> new ArrayList<>()).add(facts);
                ids.add(facts.id());
            }
        }
        if (ids.isEmpty()) {
            return 0;
        }
        Map<UUID, Optional<UUID>> now = store.lockGroups(tx, ids);
        int moved = 0;
        for (MovingRule rule : rules.values()) {
            List<UUID> still = chosen.getOrDefault(rule.id(), List.of()).stream()
                    .filter(f -> now.containsKey(f.id())
                            && Objects.equals(
                                    Objects.requireNonNull(now.get(f.id())).orElse(null), f.group()))
                    .map(DeviceFacts::id)
                    .toList();
            Actor actor = new Actor(Actor.Kind.SYSTEM, rule.id(), "moving rule " + rule.name(), null);
            moved += still.isEmpty()
                    ? 0
                    : mover.move(tx, actor, still, rule.group()).size();
            if (rule.mode() == MovingRule.Mode.ONCE) {
                store.remember(tx, rule.id(), still);
            }
        }
        return moved;
    }

    /** The rules that lead to groups which exist. */
    private RuleBook book(List<MovingRule> rules) {
        GroupTree tree = groups.tree();
        return new RuleBook(
                rules.stream().filter(r -> tree.find(r.group()).isPresent()).toList());
    }
}

package org.fairlead.server.core.people;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.jspecify.annotations.Nullable;

/** Makes, changes and deletes groups of people, and fills those that have a rule. */
public final class PeopleGroups {
    public static final int MAX_NAME = 255;
    private static final int MAX_COMMENT = 1000;
    private static final int BATCH = 1000;

    private final UnitOfWork unit;
    private final PersonStore store;
    private final AuditLog audit;
    private final Changes changes;
    private final InstantSource clock;

    public PeopleGroups(UnitOfWork unit, PersonStore store, AuditLog audit, Changes changes, InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.audit = audit;
        this.changes = changes;
        this.clock = clock;
    }

    /** What administrators say of a group. */
    public record Draft(
            String name,
            @Nullable UUID parent,
            String comment,
            @Nullable PersonRule rule) {}

    /** A group with the number of people in it and below it. */
    public record Counted(PeopleGroup group, long people) {}

    public List<Counted> list(Caller caller) {
        PeopleAccess.look(caller);
        return unit.read(tx -> {
            PeopleTree tree = new PeopleTree(store.groups(tx));
            Map<UUID, Long> counts = store.memberCounts(tx, tree);
            return tree.all().stream()
                    .map(group -> new Counted(group, counts.getOrDefault(group.id(), 0L)))
                    .toList();
        });
    }

    public Counted create(Caller caller, Draft draft) {
        PeopleAccess.change(caller);
        return unit.inTx(tx -> {
            PeopleTree tree = new PeopleTree(store.groups(tx));
            PeopleGroup group = checked(tree, Ids.next(clock), draft, null);
            store.insertGroup(tx, group);
            long people = fill(tx, group);
            audit.record(tx, caller.actor(), "people-group.create", "people-group", group.id(), group.name(), Map.of());
            tx.afterCommit(() -> changes.publish("people"));
            return new Counted(group, people);
        });
    }

    public Counted change(Caller caller, UUID id, Draft draft) {
        PeopleAccess.change(caller);
        return unit.inTx(tx -> {
            PeopleTree tree = new PeopleTree(store.groups(tx));
            PeopleGroup old = tree.get(id);
            PeopleGroup group = checked(tree, id, draft, old);
            store.updateGroup(tx, group);
            if (!Objects.equals(old.rule(), group.rule()) && group.rule() != null) {
                fill(tx, group);
            }
            Map<String, @Nullable Object> detail = new LinkedHashMap<>();
            detail.put("nameBefore", old.name());
            detail.put("ruleChanged", !Objects.equals(old.rule(), group.rule()));
            audit.record(tx, caller.actor(), "people-group.change", "people-group", id, group.name(), detail);
            tx.afterCommit(() -> changes.publish("people"));
            long people =
                    store.memberCounts(tx, new PeopleTree(store.groups(tx))).getOrDefault(id, 0L);
            return new Counted(group, people);
        });
    }

    /** Deletes a group; its people stay. */
    public void delete(Caller caller, UUID id) {
        PeopleAccess.change(caller);
        unit.runInTx(tx -> {
            PeopleTree tree = new PeopleTree(store.groups(tx));
            PeopleGroup group = tree.get(id);
            if (tree.subtree(id).size() > 1) {
                throw new Problem.Conflict("the group has groups below it, move or delete them first");
            }
            store.deleteGroup(tx, id);
            audit.record(tx, caller.actor(), "people-group.delete", "people-group", id, group.name(), Map.of());
            tx.afterCommit(() -> changes.publish("people"));
        });
    }

    /** Puts people into a group and takes others out of it, by hand. */
    public void members(Caller caller, UUID id, List<UUID> add, List<UUID> remove) {
        PeopleAccess.change(caller);
        if (add.size() + remove.size() > People.MAX_AT_ONCE) {
            throw new Problem.Invalid("add", "at most " + People.MAX_AT_ONCE + " people at once");
        }
        unit.runInTx(tx -> {
            PeopleGroup group = new PeopleTree(store.groups(tx)).get(id);
            if (group.rule() != null) {
                throw new Problem.Conflict("the group is filled by its rule, change the rule");
            }
            List<UUID> known = store.find(tx, add).stream().map(Person::id).toList();
            if (known.size() < add.stream().distinct().count()) {
                throw new Problem.Invalid("add", "names people who are not here");
            }
            store.join(tx, id, known);
            store.leave(tx, id, remove);
            Map<String, Object> detail = Map.of("added", known.size(), "removed", remove.size());
            audit.record(tx, caller.actor(), "people-group.members", "people-group", id, group.name(), detail);
            tx.afterCommit(() -> changes.publish("people"));
        });
    }

    /** Makes the members of a group with a rule those who fit it now. */
    private long fill(Tx tx, PeopleGroup group) {
        PersonRule rule = group.rule();
        if (rule == null) {
            return 0;
        }
        long fitting = 0;
        UUID last = null;
        for (List<Person> part = store.after(tx, null, BATCH); !part.isEmpty(); part = store.after(tx, last, BATCH)) {
            List<UUID> in = new ArrayList<>();
            List<UUID> out = new ArrayList<>();
            part.forEach(person -> (rule.fits(person) ? in : out).add(person.id()));
            store.join(tx, group.id(), in);
            store.leave(tx, group.id(), out);
            fitting += in.size();
            last = part.getLast().id();
        }
        return fitting;
    }

    static boolean isName(String name) {
        return !name.isBlank()
                && name.strip().length() <= MAX_NAME
                && name.chars().noneMatch(c -> Character.isISOControl(c) || c == '/' || c == '|');
    }

    private static PeopleGroup checked(PeopleTree tree, UUID id, Draft draft, @Nullable PeopleGroup old) {
        if (!isName(draft.name())) {
            throw new Problem.Invalid("name", "must have 1 to " + MAX_NAME + " characters, none of them / or |");
        }
        if (draft.comment().length() > MAX_COMMENT) {
            throw new Problem.Invalid("comment", "at most " + MAX_COMMENT + " characters");
        }
        tree.checkPlace(old == null ? null : id, draft.parent());
        boolean taken = tree.named(draft.parent(), draft.name().strip())
                .filter(other -> !other.id().equals(id))
                .isPresent();
        if (taken) {
            throw new Problem.Invalid("name", "there is a group with this name here already");
        }
        PersonRule rule = draft.rule();
        return new PeopleGroup(
                id,
                draft.parent(),
                draft.name().strip(),
                draft.comment().strip(),
                rule == null ? null : rule.checked());
    }
}

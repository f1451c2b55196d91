package org.fairlead.server.core.people;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.server.ServerSettingsService;
import org.jspecify.annotations.Nullable;

/** Lists, adds, changes and deletes people; keeps groups with rules filled. Any thread may call. */
public final class People {
    public static final int MAX_NAME = 200;
    public static final int MAX_PHONE = 50;
    public static final int MAX_COMMENT = 1000;
    public static final int MAX_AT_ONCE = 1000;
    public static final List<String> LOCALES = List.of("en", "ru");

    private final UnitOfWork unit;
    private final PersonStore store;
    private final PersonListener listener;
    private final AuditLog audit;
    private final Changes changes;
    private final InstantSource clock;

    public People(
            UnitOfWork unit,
            PersonStore store,
            PersonListener listener,
            AuditLog audit,
            Changes changes,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.listener = listener;
        this.audit = audit;
        this.changes = changes;
        this.clock = clock;
    }

    /** What administrators say of a person; groups null leaves them, those with a rule cannot be named. */
    public record Draft(
            String name,
            String mail,
            String locale,
            String phone,
            String comment,
            @Nullable List<UUID> groups) {}

    /** A part of the list with the groups that there are. */
    public record Found(PersonStore.Listing listing, PeopleTree tree) {}

    public Found list(Caller caller, PersonFilter filter, int limit, Optional<String> cursor) {
        PeopleAccess.look(caller);
        return unit.read(tx -> new Found(store.list(tx, filter, limit, cursor), new PeopleTree(store.groups(tx))));
    }

    public PersonStore.PeopleSummary summary(Caller caller) {
        PeopleAccess.look(caller);
        return unit.read(store::summary);
    }

    /** A person with the groups that there are. */
    public record Known(PersonStore.Row row, PeopleTree tree) {}

    public Known get(Caller caller, UUID id) {
        PeopleAccess.look(caller);
        return unit.read(tx -> known(tx, id));
    }

    public Known add(Caller caller, Draft draft) {
        PeopleAccess.change(caller);
        return unit.inTx(tx -> {
            PeopleTree tree = new PeopleTree(store.groups(tx));
            Person person = person(caller, Ids.next(clock), draft, 0);
            requireFree(tx, person, null);
            Set<UUID> groups = groups(tree, draft.groups(), person, Set.of());
            store.insert(tx, List.of(person));
            groups.forEach(group -> store.join(tx, group, List.of(person.id())));
            audit.record(tx, caller.actor(), "person.add", "person", person.id(), person.name(), Map.of());
            told(tx, List.of(person.id()));
            return known(tx, person.id());
        });
    }

    /** Changes a person; the revision must be the present one. */
    public Known edit(Caller caller, UUID id, int revision, Draft draft) {
        PeopleAccess.change(caller);
        return unit.inTx(tx -> {
            Person old = store.find(tx, id).orElseThrow(People::unknown);
            PeopleTree tree = new PeopleTree(store.groups(tx));
            Person person = person(caller, id, draft, old.revision() + 1);
            requireFree(tx, person, id);
            if (!store.update(tx, person, revision)) {
                throw new Problem.Conflict("somebody else has changed this person, look again before you save");
            }
            regroup(tx, tree, old, person, draft.groups());
            audit.record(tx, caller.actor(), "person.change", "person", id, person.name(), difference(old, person));
            told(tx, List.of(id));
            return known(tx, id);
        });
    }

    /** Deletes people: their invitations end at once, their phones stay without an owner. */
    public int delete(Caller caller, Collection<UUID> ids) {
        PeopleAccess.change(caller);
        if (ids.size() > MAX_AT_ONCE) {
            throw new Problem.Invalid("ids", "at most " + MAX_AT_ONCE + " people");
        }
        return unit.inTx(tx -> {
            List<Person> people = store.find(tx, ids);
            List<UUID> found = people.stream().map(Person::id).toList();
            listener.leaving(tx, found);
            store.delete(tx, found);
            people.forEach(
                    p -> audit.record(tx, caller.actor(), "person.delete", "person", p.id(), p.name(), Map.of()));
            told(tx, found);
            return found.size();
        });
    }

    private void told(Tx tx, List<UUID> ids) {
        tx.afterCommit(() -> changes.publish("people", ids));
    }

    private Known known(Tx tx, UUID id) {
        return new Known(store.row(tx, id).orElseThrow(People::unknown), new PeopleTree(store.groups(tx)));
    }

    private static Problem.NotFound unknown() {
        return new Problem.NotFound("there is no such person");
    }

    private void requireFree(Tx tx, Person person, @Nullable UUID self) {
        String mail = person.mail().toLowerCase(Locale.ROOT);
        UUID holder = mail.isEmpty() ? null : store.byMail(tx, List.of(mail)).get(mail);
        if (holder != null && !holder.equals(self)) {
            throw new Problem.Invalid("mail", "somebody has this mail address already");
        }
    }

    private void regroup(Tx tx, PeopleTree tree, Person old, Person person, @Nullable List<UUID> wanted) {
        Set<UUID> before = new HashSet<>(old.groups());
        Set<UUID> after = groups(tree, wanted, person, before);
        for (UUID group : after) {
            if (!before.contains(group)) {
                store.join(tx, group, List.of(person.id()));
            }
        }
        for (UUID group : before) {
            if (!after.contains(group)) {
                store.leave(tx, group, List.of(person.id()));
            }
        }
    }

    /** The groups that a person shall be in: those named (or kept) by hand, and those whose rule fits. */
    static Set<UUID> groups(PeopleTree tree, @Nullable List<UUID> wanted, Person person, Set<UUID> before) {
        Set<UUID> all = new HashSet<>();
        for (UUID id : wanted == null ? before : wanted) {
            PeopleGroup group =
                    tree.find(id).orElseThrow(() -> new Problem.Invalid("groups", "there is no such group of people"));
            if (group.rule() == null) {
                all.add(id);
            } else if (wanted != null && !before.contains(id)) {
                throw new Problem.Invalid(
                        "groups", "the group " + group.name() + " is filled by its rule, not by hand");
            }
        }
        for (PeopleGroup group : tree.all()) {
            PersonRule rule = group.rule();
            if (rule != null && rule.fits(person)) {
                all.add(group.id());
            }
        }
        return all;
    }

    private Person person(Caller caller, UUID id, Draft draft, int revision) {
        Map<String, String> bad = problems(draft);
        if (!bad.isEmpty()) {
            throw new Problem.Invalid(bad);
        }
        return new Person(
                id,
                draft.name().strip(),
                draft.mail().strip(),
                draft.locale(),
                draft.phone().strip(),
                draft.comment().strip(),
                List.of(),
                revision,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                caller.actor().name());
    }

    /** What is wrong with a draft, by field. */
    static Map<String, String> problems(Draft draft) {
        Map<String, String> bad = new LinkedHashMap<>();
        if (draft.name().isBlank() || draft.name().strip().length() > MAX_NAME || control(draft.name())) {
            bad.put("name", "must have 1 to " + MAX_NAME + " characters");
        }
        if (!draft.mail().isBlank()
                && !ServerSettingsService.isMailAddress(draft.mail().strip())) {
            bad.put("mail", "must be a mail address");
        }
        if (!LOCALES.contains(draft.locale())) {
            bad.put("locale", "must be en or ru");
        }
        if (draft.phone().length() > MAX_PHONE || control(draft.phone())) {
            bad.put("phone", "at most " + MAX_PHONE + " characters");
        }
        if (draft.comment().length() > MAX_COMMENT) {
            bad.put("comment", "at most " + MAX_COMMENT + " characters");
        }
        return bad;
    }

    private static boolean control(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    private static Map<String, @Nullable Object> difference(Person old, Person next) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        put(detail, "name", old.name(), next.name());
        put(detail, "mail", old.mail(), next.mail());
        put(detail, "locale", old.locale(), next.locale());
        put(detail, "phone", old.phone(), next.phone());
        put(detail, "comment", old.comment(), next.comment());
        return detail;
    }

    private static void put(Map<String, @Nullable Object> detail, String name, String before, String after) {
        if (!before.equals(after)) {
            detail.put(name, after);
            detail.put(name + "Before", before);
        }
    }
}

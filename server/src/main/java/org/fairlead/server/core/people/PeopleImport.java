package org.fairlead.server.core.people;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.Wire;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.jspecify.annotations.Nullable;

/** Adds many people at once; what is doubtful is reported line by line and stops nobody else. */
public final class PeopleImport {
    private final UnitOfWork unit;
    private final PersonStore store;
    private final AuditLog audit;
    private final Changes changes;
    private final InstantSource clock;

    public PeopleImport(UnitOfWork unit, PersonStore store, AuditLog audit, Changes changes, InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.audit = audit;
        this.changes = changes;
        this.clock = clock;
    }

    /** What became of one entry. */
    public enum Result implements Wire {
        ADDED("added"),
        EXISTS("exists"),
        LISTED_TWICE("listed-twice"),
        INVALID("invalid");

        private final String wire;

        Result(String wire) {
            this.wire = wire;
        }

        @Override
        public String wire() {
            return wire;
        }
    }

    /** One entry and what became of it; the person is the new one, or the one that has the address already. */
    public record Imported(
            int line,
            String mail,
            String name,
            Result result,
            @Nullable UUID person,
            @Nullable String reason) {}

    /** What all entries have in common where they say nothing themselves. */
    public record Defaults(String locale, List<UUID> groups) {}

    /** Adds those who can be added; a dry run only says what would happen. */
    public List<Imported> add(Caller caller, List<PeopleList.Entry> entries, Defaults defaults, boolean dryRun) {
        PeopleAccess.change(caller);
        if (!People.LOCALES.contains(defaults.locale())) {
            throw new Problem.Invalid("locale", "must be en or ru");
        }
        return unit.inTx(tx -> {
            Batch batch = new Batch(tx, caller, defaults, dryRun);
            List<Imported> items = entries.stream().map(batch::take).toList();
            if (!dryRun && !batch.people.isEmpty()) {
                batch.write();
                audit.record(
                        tx,
                        caller.actor(),
                        "person.import",
                        "person",
                        null,
                        null,
                        Map.of("added", batch.people.size(), "entries", entries.size()));
                tx.afterCommit(() -> changes.publish("people"));
            }
            return items;
        });
    }

    /** One import inside its transaction. */
    private final class Batch {
        private final Tx tx;
        private final Caller caller;
        private final Defaults defaults;
        private final boolean dryRun;
        private final Map<String, UUID> holders = new HashMap<>();
        private final Set<String> looked = new HashSet<>();
        private final Set<String> seen = new HashSet<>();
        private final List<Person> people = new ArrayList<>();
        private final Map<UUID, List<UUID>> members = new LinkedHashMap<>();
        private PeopleTree tree;

        Batch(Tx tx, Caller caller, Defaults defaults, boolean dryRun) {
            this.tx = tx;
            this.caller = caller;
            this.defaults = defaults;
            this.dryRun = dryRun;
            this.tree = new PeopleTree(store.groups(tx));
        }

        Imported take(PeopleList.Entry entry) {
            String mail = entry.mail().strip();
            String key = mail.toLowerCase(Locale.ROOT);
            String name = entry.name().isBlank() ? mailbox(mail) : entry.name().strip();
            String locale = entry.locale().isEmpty() ? defaults.locale() : entry.locale();
            People.Draft draft = new People.Draft(name, mail, locale, entry.phone(), entry.comment(), null);
            Map<String, String> bad = People.problems(draft);
            if (!bad.isEmpty()) {
                Map.Entry<String, String> first = bad.entrySet().iterator().next();
                String reason =
                        bad.containsKey("mail") ? "is not a mail address" : first.getKey() + " " + first.getValue();
                return new Imported(entry.line(), mail, name, Result.INVALID, null, reason);
            }
            if (!key.isEmpty() && !seen.add(key)) {
                return new Imported(
                        entry.line(), mail, name, Result.LISTED_TWICE, null, "stands in the list more than once");
            }
            UUID holder = holder(key);
            if (holder != null) {
                return new Imported(entry.line(), mail, name, Result.EXISTS, holder, "is known here already");
            }
            UUID id = Ids.next(clock);
            Person person = new Person(
                    id,
                    name,
                    mail,
                    locale,
                    entry.phone().strip(),
                    entry.comment().strip(),
                    List.of(),
                    0,
                    clock.instant().truncatedTo(ChronoUnit.MICROS),
                    caller.actor().name());
            String note = join(person, entry.group());
            people.add(person);
            return new Imported(entry.line(), mail, name, Result.ADDED, dryRun ? null : id, note);
        }

        private @Nullable UUID holder(String mail) {
            if (!mail.isEmpty() && looked.add(mail)) {
                holders.putAll(store.byMail(tx, List.of(mail)));
            }
            return holders.get(mail);
        }

        private @Nullable String join(Person person, String paths) {
            Set<UUID> groups = new LinkedHashSet<>(People.groups(tree, defaults.groups(), person, Set.of()));
            String note = null;
            for (String path : paths.split("\\|")) {
                if (!path.isBlank()) {
                    UUID group = resolve(path);
                    if (group == null) {
                        note = "the group " + path.strip() + " cannot be joined by hand";
                    } else {
                        groups.add(group);
                    }
                }
            }
            groups.forEach(group ->
                    members.computeIfAbsent(group, k -> new ArrayList<>()).add(person.id()));
            return note;
        }

        /** The group with this path; those that are missing are made. Null for one that its rule fills or that has no good name. */
        private @Nullable UUID resolve(String path) {
            UUID at = null;
            for (String part : path.split("/")) {
                String name = part.strip();
                UUID parent = at;
                PeopleGroup group = tree.named(parent, name).orElse(null);
                if (group == null) {
                    if (!PeopleGroups.isName(name)
                            || (parent != null && tree.path(parent).size() >= PeopleTree.MAX_DEPTH)) {
                        return null;
                    }
                    group = new PeopleGroup(Ids.next(clock), parent, name, "", null);
                    List<PeopleGroup> all = new ArrayList<>(tree.all());
                    all.add(group);
                    tree = new PeopleTree(all);
                    if (!dryRun) {
                        store.insertGroup(tx, group);
                    }
                }
                at = group.id();
            }
            return at == null || tree.get(at).rule() != null ? null : at;
        }

        void write() {
            store.insert(tx, people);
            members.forEach((group, ids) -> store.join(tx, group, ids));
        }

        private static String mailbox(String mail) {
            int at = mail.indexOf('@');
            return at > 0 ? mail.substring(0, at) : mail;
        }
    }
}

package org.fairlead.server.api;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.people.People;
import org.fairlead.server.core.people.PeopleGroup;
import org.fairlead.server.core.people.PeopleImport;
import org.fairlead.server.core.people.PeopleList;
import org.fairlead.server.core.people.PeopleTree;
import org.fairlead.server.core.people.Person;
import org.fairlead.server.core.people.PersonFilter;
import org.fairlead.server.core.people.PersonStatus;
import org.fairlead.server.core.people.PersonStore;
import org.fairlead.server.core.policy.PolicyBook;
import org.fairlead.server.core.profile.ProfilesInForce;
import org.jspecify.annotations.Nullable;

/** People: the owners of phones. */
public final class PeopleRoutes implements Routes {
    private final People people;
    private final PeopleImport imports;
    private final Supplier<PolicyBook> book;

    public PeopleRoutes(People people, PeopleImport imports, Supplier<PolicyBook> book) {
        this.people = people;
        this.imports = imports;
        this.book = book;
    }

    /** A group that somebody belongs to, with the names from the top. */
    public record Membership(UUID id, List<String> path, boolean byRule) {}

    /** A security profile that counts for somebody's phones. */
    public record ProfileName(UUID id, String name) {}

    /** A person with what their phones come to, and the profiles in force, the strongest first. An administrator signs in with this mail address. */
    public record PersonView(
            UUID id,
            String name,
            String mail,
            String locale,
            String phone,
            String comment,
            List<Membership> groups,
            int devices,
            PersonStatus status,
            boolean administrator,
            List<ProfileName> profiles,
            int revision,
            Instant createdAt,
            String createdBy) {}

    /** A new person, or what shall be known of one; groups are those joined by hand. */
    public record PersonInput(
            String name,
            @Nullable String mail,
            @Nullable String locale,
            @Nullable String phone,
            @Nullable String comment,
            @Nullable List<UUID> groups,
            @Nullable Integer revision) {}

    /** One of a list of people to add. */
    public record ImportEntry(
            @Nullable String mail,
            @Nullable String name,
            @Nullable String phone,
            @Nullable String group,
            @Nullable String locale,
            @Nullable String comment) {}

    /** People to add: pasted text with addresses, a table (CSV), or entries; exactly one of the three. */
    public record ImportInput(
            @Nullable String text,
            @Nullable String csv,
            @Nullable List<ImportEntry> entries,
            @Nullable String locale,
            @Nullable List<UUID> groups,
            @Nullable Boolean dryRun) {}

    /** What became of each entry, and how many of each kind. */
    public record ImportView(List<PeopleImport.Imported> items, int added, int exists, int listedTwice, int invalid) {}

    record DeletePeople(List<UUID> ids) {}

    record Deleted(int deleted) {}

    @Override
    public List<Route<?, ?>> routes() {
        Access look = Access.anyRight(Right.VIEW, Right.PEOPLE);
        Access change = Access.right(Right.PEOPLE);
        return List.of(
                Route.page("/people", PersonView.class)
                        .rule(look)
                        .summary("People; q, group, status, address, devices and sort choose and order")
                        .handle(this::list),
                Route.get("/people/summary", PersonStore.PeopleSummary.class)
                        .rule(look)
                        .summary("How many people stand how")
                        .handle(call -> people.summary(call.caller())),
                Route.get("/people/{id}", PersonView.class)
                        .rule(look)
                        .summary("One person")
                        .handle(call -> view(people.get(call.caller(), call.pathId("id")))),
                Route.post("/people", PersonInput.class, PersonView.class)
                        .rule(change)
                        .summary("Adds a person")
                        .handle(call -> view(people.add(call.caller(), draft(call.input())))),
                Route.put("/people/{id}", PersonInput.class, PersonView.class)
                        .rule(change)
                        .summary("Changes a person; the revision must be the present one")
                        .handle(call -> {
                            Integer revision = call.input().revision();
                            if (revision == null) {
                                throw new Problem.Invalid("revision", "is missing");
                            }
                            return view(people.edit(call.caller(), call.pathId("id"), revision, draft(call.input())));
                        }),
                Route.delete("/people/{id}")
                        .rule(change)
                        .summary("Deletes a person; open invitations end, phones stay without an owner")
                        .run(call -> {
                            if (people.delete(call.caller(), List.of(call.pathId("id"))) == 0) {
                                throw new Problem.NotFound("there is no such person");
                            }
                        }),
                Route.post("/people/delete", DeletePeople.class, Deleted.class)
                        .rule(change)
                        .summary("Deletes people")
                        .handle(call -> new Deleted(
                                people.delete(call.caller(), call.input().ids()))),
                Route.post("/people/import", ImportInput.class, ImportView.class)
                        .rule(change)
                        .summary("Adds many people; duplicates and mistakes are reported and stop nobody else")
                        .handle(this::add));
    }

    private Page<PersonView> list(Call<Void> call) {
        PageRequest page = call.page();
        People.Found found = people.list(call.caller(), PersonFilter.of(call.query()), page.limit(), page.cursor());
        return new Page<>(
                found.listing().people().stream()
                        .map(row -> view(row, found.tree()))
                        .toList(),
                found.listing().next(),
                found.listing().total());
    }

    private ImportView add(Call<ImportInput> call) {
        ImportInput in = call.input();
        List<UUID> groups = in.groups();
        List<PeopleImport.Imported> items = imports.add(
                call.caller(),
                entries(in),
                new PeopleImport.Defaults(or(in.locale(), "en"), groups == null ? List.of() : groups),
                Boolean.TRUE.equals(in.dryRun()));
        return new ImportView(
                items,
                count(items, PeopleImport.Result.ADDED),
                count(items, PeopleImport.Result.EXISTS),
                count(items, PeopleImport.Result.LISTED_TWICE),
                count(items, PeopleImport.Result.INVALID));
    }

    private static List<PeopleList.Entry> entries(ImportInput in) {
        String text = in.text();
        String csv = in.csv();
        List<ImportEntry> entries = in.entries();
        if (text != null && csv == null && entries == null) {
            return PeopleList.addresses(text);
        }
        if (csv != null && text == null && entries == null) {
            return PeopleList.table(csv);
        }
        if (entries == null || text != null || csv != null) {
            throw new Problem.Invalid("text", "send exactly one of text, csv and entries");
        }
        if (entries.size() > PeopleList.MAX_ENTRIES) {
            throw new Problem.Invalid("entries", "at most " + PeopleList.MAX_ENTRIES + " people at once");
        }
        java.util.concurrent.atomic.AtomicInteger line = new java.util.concurrent.atomic.AtomicInteger();
        return entries.stream()
                .map(e -> new PeopleList.Entry(
                        line.incrementAndGet(),
                        or(e.mail(), ""),
                        or(e.name(), ""),
                        or(e.phone(), ""),
                        or(e.group(), ""),
                        or(e.locale(), ""),
                        or(e.comment(), "")))
                .toList();
    }

    private static int count(List<PeopleImport.Imported> items, PeopleImport.Result result) {
        return (int) items.stream().filter(item -> item.result() == result).count();
    }

    private static People.Draft draft(PersonInput in) {
        String mail = or(in.mail(), "");
        int at = mail.indexOf('@');
        String name = in.name().isBlank() && at > 0 ? mail.substring(0, at) : in.name();
        return new People.Draft(
                name, mail, or(in.locale(), "en"), or(in.phone(), ""), or(in.comment(), ""), in.groups());
    }

    private static String or(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }

    private PersonView view(People.Known known) {
        return view(known.row(), known.tree());
    }

    private PersonView view(PersonStore.Row row, PeopleTree tree) {
        Person p = row.person();
        return new PersonView(
                p.id(),
                p.name(),
                p.mail(),
                p.locale(),
                p.phone(),
                p.comment(),
                p.groups().stream()
                        .flatMap(id -> tree.find(id).stream())
                        .map(group -> membership(group, tree))
                        .toList(),
                row.devices(),
                row.status(),
                row.administrator(),
                ProfilesInForce.of(book.get(), tree, p).stream()
                        .map(profile -> new ProfileName(profile.id(), profile.name()))
                        .toList(),
                p.revision(),
                p.createdAt(),
                p.createdBy());
    }

    private static Membership membership(PeopleGroup group, PeopleTree tree) {
        return new Membership(
                group.id(),
                tree.path(group.id()).stream().map(PeopleGroup::name).toList(),
                group.rule() != null);
    }
}

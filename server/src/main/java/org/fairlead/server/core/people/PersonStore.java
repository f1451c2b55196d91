package org.fairlead.server.core.people;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.jspecify.annotations.Nullable;

/** Keeps people, their groups and who belongs to which. */
public interface PersonStore {
    void insert(Tx tx, Collection<Person> people);

    Optional<Person> find(Tx tx, UUID id);

    /** Those of the given people that exist, by name. */
    List<Person> find(Tx tx, Collection<UUID> ids);

    /** The people that a filter means, by name, at most this many. */
    List<Person> matching(Tx tx, PersonFilter filter, int limit);

    /** Those of these addresses (in small letters) that somebody has. */
    Map<String, UUID> byMail(Tx tx, Collection<String> mails);

    /** Replaces what is known of a person if the revision is still this one. */
    boolean update(Tx tx, Person person, int revision);

    void delete(Tx tx, Collection<UUID> ids);

    /** A part of the list: people after the cursor in the filter's order. */
    Listing list(Tx tx, PersonFilter filter, int limit, Optional<String> cursor);

    Optional<Row> row(Tx tx, UUID id);

    /** How many people stand how, and how many have no address. */
    PeopleSummary summary(Tx tx);

    /** The whole workspace at a glance. */
    record PeopleSummary(long people, long critical, long warning, long ok, long noData, long withoutAddress) {}

    /** A part of the list and the cursor of the next; with the first part, how many there are in all. */
    record Listing(
            List<Row> people,
            @Nullable String next,
            @Nullable Long total) {}

    /** A person as lists show them; an administrator is one who signs in with this address. */
    record Row(Person person, int devices, PersonStatus status, boolean administrator) {}

    List<PeopleGroup> groups(Tx tx);

    void insertGroup(Tx tx, PeopleGroup group);

    void updateGroup(Tx tx, PeopleGroup group);

    void deleteGroup(Tx tx, UUID id);

    /** How many people belong to each group or to one below it, each counted once. */
    Map<UUID, Long> memberCounts(Tx tx, PeopleTree tree);

    void join(Tx tx, UUID group, Collection<UUID> people);

    void leave(Tx tx, UUID group, Collection<UUID> people);

    /** Everybody, in parts, by identifier after the given one. */
    List<Person> after(Tx tx, @Nullable UUID last, int limit);
}

package org.fairlead.server.core.policy;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Whom a security profile is for.
 *
 * @param everyone the Default profile: for all phones, also those without an owner, and weaker than every other
 * @param priority 1 is the strongest; where two profiles say different things, the stronger one counts
 */
public record Audience(boolean everyone, int priority, Set<UUID> people, Set<UUID> groups) {
    public static final int MAX_PRIORITY = 1000;

    /** Most people and groups that one profile is assigned to by name. */
    public static final int MAX_ASSIGNED = 500;

    /** All phones, with nothing said of anybody. */
    public static final Audience EVERYONE = new Audience(true, MAX_PRIORITY, Set.of(), Set.of());

    public Audience {
        people = Set.copyOf(people);
        groups = Set.copyOf(groups);
    }

    /** People and groups of people in one list. */
    public List<UUID> subjects() {
        return Stream.concat(people.stream(), groups.stream()).toList();
    }
}

package org.fairlead.server.core.profile;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.people.PeopleTree;
import org.fairlead.server.core.people.Person;
import org.fairlead.server.core.policy.Audience;
import org.fairlead.server.core.policy.Policy;
import org.fairlead.server.core.policy.PolicyBook;
import org.jspecify.annotations.Nullable;

/** Which security profiles count for a person's phones: their own, those of their groups and above, the Default profile last. */
public final class ProfilesInForce {
    private ProfilesInForce() {}

    /** The active profiles of a person, the strongest first. */
    public static List<Policy> of(PolicyBook book, PeopleTree tree, Person person) {
        Set<UUID> groups = tree.closure(person.groups());
        return book.profiles().reversed().stream()
                .filter(profile -> profile.status() == Policy.Status.ACTIVE)
                .filter(profile -> reaches(profile.audience(), person.id(), groups))
                .toList();
    }

    private static boolean reaches(@Nullable Audience audience, UUID person, Set<UUID> groups) {
        return audience != null
                && (audience.everyone()
                        || audience.people().contains(person)
                        || audience.groups().stream().anyMatch(groups::contains));
    }
}

package org.fairlead.server.core.access;

import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/** Where a right holds: everywhere, or in the subtrees of some groups. */
public record Scope(boolean everywhere, Set<UUID> groups) {
    public static final Scope EVERYWHERE = new Scope(true, Set.of());
    public static final Scope NOWHERE = new Scope(false, Set.of());

    public Scope {
        groups = everywhere ? Set.of() : Set.copyOf(groups);
    }

    public static Scope subtrees(Collection<UUID> groups) {
        return new Scope(false, Set.copyOf(groups));
    }

    /** Whether a group with this path (root to leaf) is inside; an empty path means unassigned. */
    public boolean contains(Collection<UUID> path) {
        return everywhere || path.stream().anyMatch(groups::contains);
    }

    public boolean isEmpty() {
        return !everywhere && groups.isEmpty();
    }
}

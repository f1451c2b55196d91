package org.fairlead.server.core.access;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Some rights, everywhere or in the subtree of a group. */
public record Grant(Set<Right> rights, @Nullable UUID groupId) {
    public Grant {
        rights = Set.copyOf(rights);
    }

    /** Where each right holds when all these grants are added up. */
    public static Map<Right, Scope> scopes(Collection<Grant> grants) {
        Map<Right, Scope> scopes = new EnumMap<>(Right.class);
        for (Grant grant : grants) {
            for (Right right : grant.rights) {
                Scope before = scopes.getOrDefault(right, Scope.NOWHERE);
                if (grant.groupId == null || before.everywhere()) {
                    scopes.put(right, Scope.EVERYWHERE);
                } else {
                    Set<UUID> groups = new HashSet<>(before.groups());
                    groups.add(grant.groupId);
                    scopes.put(right, Scope.subtrees(groups));
                }
            }
        }
        return scopes;
    }

    /**
     * What is left of this grant where the limits also hold. The path is that of this grant's group (root to leaf, empty
     * when it holds everywhere); paths gives the path of a limit's group.
     */
    public Map<Right, Scope> within(
            Map<Right, Scope> limits, List<UUID> path, java.util.function.Function<UUID, List<UUID>> paths) {
        Map<Right, Scope> scopes = new EnumMap<>(Right.class);
        for (Right right : rights) {
            Scope limit = limits.getOrDefault(right, Scope.NOWHERE);
            Scope left;
            if (groupId == null) {
                left = limit;
            } else if (limit.contains(path)) {
                left = Scope.subtrees(Set.of(groupId));
            } else {
                Set<UUID> below = new HashSet<>();
                for (UUID group : limit.groups()) {
                    if (paths.apply(group).contains(groupId)) {
                        below.add(group);
                    }
                }
                left = Scope.subtrees(below);
            }
            if (!left.isEmpty()) {
                scopes.put(right, left);
            }
        }
        return scopes;
    }
}

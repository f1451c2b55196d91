package org.fairlead.server.core.group;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Scope;

/** The whole tree of groups at one moment; immutable. */
public final class GroupTree {
    public static final int MAX_DEPTH = 12;

    private final Map<UUID, Group> groups = new LinkedHashMap<>();
    private final Map<UUID, List<UUID>> children = new HashMap<>();
    private final UUID root;

    public GroupTree(Collection<Group> all) {
        UUID top = null;
        for (Group group : all) {
            groups.put(group.id(), group);
            if (group.parent() == null) {
                top = group.id();
            } else {
                children.computeIfAbsent(group.parent(), k -> new ArrayList<>()).add(group.id());
            }
        }
        if (top == null) {
            throw new IllegalStateException("the tree of groups has no root");
        }
        root = top;
    }

    public UUID root() {
        return root;
    }

    public Collection<Group> all() {
        return Collections.unmodifiableCollection(groups.values());
    }

    public Optional<Group> find(UUID id) {
        return Optional.ofNullable(groups.get(id));
    }

    public Group get(UUID id) {
        return find(id).orElseThrow(() -> new Problem.NotFound("there is no such group"));
    }

    public List<UUID> children(UUID id) {
        return children.getOrDefault(id, List.of());
    }

    /** The groups from the root to this one; empty for an unknown group. */
    public List<UUID> path(UUID id) {
        List<UUID> path = new ArrayList<>();
        Group group = groups.get(id);
        while (group != null) {
            path.add(group.id());
            group = group.parent() == null ? null : groups.get(group.parent());
        }
        Collections.reverse(path);
        return path;
    }

    /** The names from the root to this group. */
    public List<String> names(UUID id) {
        return path(id).stream().map(g -> get(g).name()).toList();
    }

    /** This group and everything below it, parents before children. */
    public Set<UUID> subtree(UUID id) {
        Set<UUID> result = new LinkedHashSet<>();
        collect(id, result);
        return result;
    }

    private void collect(UUID id, Set<UUID> into) {
        if (groups.containsKey(id) && into.add(id)) {
            children(id).forEach(child -> collect(child, into));
        }
    }

    /** The groups that a scope covers. */
    public Set<UUID> covered(Scope scope) {
        if (scope.everywhere()) {
            return groups.keySet();
        }
        Set<UUID> result = new HashSet<>();
        scope.groups().forEach(g -> collect(g, result));
        return result;
    }

    /** What a group's thresholds come to: its own or those of the nearest group above that has some. */
    public Thresholds thresholds(UUID id) {
        List<UUID> path = path(id);
        for (int i = path.size() - 1; i >= 0; i--) {
            Thresholds own = get(path.get(i)).thresholds();
            if (own != null) {
                return own;
            }
        }
        return Thresholds.DEFAULT;
    }
}

package org.fairlead.server.core.people;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Problem;
import org.jspecify.annotations.Nullable;

/** All groups of people at one moment; immutable. */
public final class PeopleTree {
    public static final int MAX_DEPTH = 8;

    private final Map<UUID, PeopleGroup> groups = new LinkedHashMap<>();

    public PeopleTree(Collection<PeopleGroup> all) {
        all.forEach(group -> groups.put(group.id(), group));
    }

    public Collection<PeopleGroup> all() {
        return java.util.Collections.unmodifiableCollection(groups.values());
    }

    public Optional<PeopleGroup> find(UUID id) {
        return Optional.ofNullable(groups.get(id));
    }

    public PeopleGroup get(UUID id) {
        return find(id).orElseThrow(() -> new Problem.NotFound("there is no such group of people"));
    }

    public Optional<PeopleGroup> named(@Nullable UUID parent, String name) {
        return groups.values().stream()
                .filter(g -> java.util.Objects.equals(g.parent(), parent))
                .filter(g -> g.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** The group and all above it, top first. */
    public List<PeopleGroup> path(UUID id) {
        List<PeopleGroup> path = new ArrayList<>();
        UUID at = id;
        while (at != null && path.size() <= MAX_DEPTH) {
            PeopleGroup group = groups.get(at);
            if (group == null) {
                break;
            }
            path.addFirst(group);
            at = group.parent();
        }
        return path;
    }

    /** The group and all below it. */
    public Set<UUID> subtree(UUID id) {
        Set<UUID> all = new LinkedHashSet<>();
        for (UUID each : groups.keySet()) {
            if (path(each).stream().anyMatch(g -> g.id().equals(id))) {
                all.add(each);
            }
        }
        return all;
    }

    /** The groups of a person and all above them: what counts for them. */
    public Set<UUID> closure(Collection<UUID> own) {
        Set<UUID> all = new LinkedHashSet<>();
        own.forEach(id -> path(id).forEach(group -> all.add(group.id())));
        return all;
    }

    /** Throws a problem unless the group may stand below the parent. */
    void checkPlace(@Nullable UUID self, @Nullable UUID parent) {
        if (parent == null) {
            return;
        }
        if (find(parent).isEmpty()) {
            throw new Problem.Invalid("parentId", "there is no such group of people");
        }
        Set<UUID> below = self == null ? Set.of() : subtree(self);
        if (below.contains(parent)) {
            throw new Problem.Invalid("parentId", "a group cannot be moved into itself");
        }
        int height = self == null
                ? 1
                : below.stream()
                        .mapToInt(id -> path(id).size() - path(self).size() + 1)
                        .max()
                        .orElse(1);
        if (path(parent).size() + height > MAX_DEPTH) {
            throw new Problem.Invalid("parentId", "groups nest at most " + MAX_DEPTH + " deep");
        }
    }
}

package org.fairlead.server.core.policy;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.group.Group;
import org.fairlead.server.core.group.GroupTree;
import org.fairlead.server.core.group.Thresholds;
import org.jspecify.annotations.Nullable;

/** Creates, renames, moves and deletes groups. */
public final class GroupService {
    public static final int MAX_NAME = 100;

    private final Fleet fleet;
    private final FleetStore store;
    private final AuditLog audit;
    private final InstantSource clock;

    public GroupService(Fleet fleet, FleetStore store, AuditLog audit, InstantSource clock) {
        this.fleet = fleet;
        this.store = store;
        this.audit = audit;
        this.clock = clock;
    }

    public Group create(Caller caller, String name, UUID parent) {
        return fleet.change((tx, now) -> {
            caller.require(Right.DEVICES, now.tree().path(now.tree().get(parent).id()));
            checkName(now.tree(), name, parent, null);
            if (now.tree().path(parent).size() >= GroupTree.MAX_DEPTH) {
                throw new Problem.Invalid("parentId", "groups nest at most " + GroupTree.MAX_DEPTH + " deep");
            }
            Group group = new Group(Ids.next(), parent, name.strip(), null);
            store.insertGroup(tx, group, clock.instant());
            audit.record(
                    tx,
                    caller.actor(),
                    "group.create",
                    "group",
                    group.id(),
                    group.name(),
                    Map.of("parent", parent.toString()));
            return new Fleet.Outcome<>(group, Set.of(group.id()));
        });
    }

    /** What of a group shall change; null leaves as it is, clearThresholds goes back to the inherited ones. */
    public record Change(
            @Nullable String name,
            @Nullable UUID parent,
            @Nullable Thresholds thresholds,
            boolean clearThresholds) {}

    public Group change(Caller caller, UUID id, Change change) {
        return fleet.change((tx, now) -> {
            GroupTree tree = now.tree();
            Group old = tree.get(id);
            caller.require(Right.DEVICES, tree.path(id));
            UUID parent = old.parent();
            if (change.parent() != null && !change.parent().equals(old.parent())) {
                parent = checkMove(caller, tree, old, change.parent());
            }
            String name = change.name() == null ? old.name() : change.name().strip();
            if (!name.equals(old.name()) || (parent != null && !parent.equals(old.parent()))) {
                checkName(tree, name, parent, id);
            }
            Thresholds thresholds = change.clearThresholds()
                    ? null
                    : change.thresholds() != null ? change.thresholds().checked() : old.thresholds();
            Group group = new Group(id, parent, name, thresholds);
            store.updateGroup(tx, group);
            Map<String, @Nullable Object> detail = new LinkedHashMap<>();
            if (!name.equals(old.name())) {
                detail.put("nameBefore", old.name());
            }
            if (parent != null && !parent.equals(old.parent())) {
                detail.put("parentBefore", String.valueOf(old.parent()));
                detail.put("parent", parent.toString());
            }
            if (change.thresholds() != null || change.clearThresholds()) {
                detail.put("thresholds", thresholds == null ? "inherited" : thresholds.toString());
            }
            audit.record(tx, caller.actor(), "group.change", "group", id, name, detail);
            return new Fleet.Outcome<>(group, Set.of(id));
        });
    }

    public void delete(Caller caller, UUID id) {
        fleet.change((tx, now) -> {
            GroupTree tree = now.tree();
            Group group = tree.get(id);
            caller.require(Right.DEVICES, tree.path(id));
            if (group.parent() == null) {
                throw new Problem.Conflict("the top group cannot be deleted");
            }
            if (!tree.children(id).isEmpty()) {
                throw new Problem.Conflict("the group has groups below it, move or delete them first");
            }
            if (store.deviceCounts(tx).keySet().stream()
                    .anyMatch(place -> place.group().equals(id))) {
                throw new Problem.Conflict("the group has devices, move them first");
            }
            store.deleteGroup(tx, id);
            audit.record(tx, caller.actor(), "group.delete", "group", id, group.name(), Map.of());
            return new Fleet.Outcome<>(true, Set.of());
        });
    }

    private static UUID checkMove(Caller caller, GroupTree tree, Group group, UUID parent) {
        if (group.parent() == null) {
            throw new Problem.Conflict("the top group cannot be moved");
        }
        caller.require(Right.DEVICES, tree.path(tree.get(parent).id()));
        if (tree.subtree(group.id()).contains(parent)) {
            throw new Problem.Invalid("parentId", "a group cannot be moved into itself");
        }
        int depth = tree.subtree(group.id()).stream()
                .mapToInt(g -> tree.path(g).size() - tree.path(group.id()).size() + 1)
                .max()
                .orElse(1);
        if (tree.path(parent).size() + depth > GroupTree.MAX_DEPTH) {
            throw new Problem.Invalid("parentId", "groups nest at most " + GroupTree.MAX_DEPTH + " deep");
        }
        return parent;
    }

    private static void checkName(GroupTree tree, String name, @Nullable UUID parent, @Nullable UUID self) {
        String stripped = name.strip();
        if (stripped.isEmpty()
                || stripped.length() > MAX_NAME
                || stripped.chars().anyMatch(Character::isISOControl)) {
            throw new Problem.Invalid("name", "must have 1 to " + MAX_NAME + " characters");
        }
        boolean taken = parent != null
                && tree.children(parent).stream()
                        .filter(g -> !g.equals(self))
                        .anyMatch(g -> tree.get(g).name().equalsIgnoreCase(stripped));
        if (taken) {
            throw new Problem.Conflict("there is a group with this name here already");
        }
    }
}

package org.fairlead.server.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.device.StatusCounts;
import org.fairlead.server.core.group.Group;
import org.fairlead.server.core.group.GroupTree;
import org.fairlead.server.core.group.PhoneThresholds;
import org.fairlead.server.core.group.Thresholds;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.policy.GroupService;
import org.jspecify.annotations.Nullable;

/** The tree of groups. */
public final class GroupRoutes implements Routes {
    private final Fleet fleet;
    private final GroupService groups;
    private final StatusCounts counts;
    private final UnitOfWork unit;

    public GroupRoutes(Fleet fleet, GroupService groups, StatusCounts counts, UnitOfWork unit) {
        this.fleet = fleet;
        this.groups = groups;
        this.counts = counts;
        this.unit = unit;
    }

    /** A group with what is in it. */
    public record GroupView(
            UUID id,
            @Nullable UUID parentId,
            String name,
            List<String> path,
            long devices,
            long devicesInSubtree,
            long critical,
            long warning,
            @Nullable Thresholds thresholds,
            Thresholds effectiveThresholds) {}

    /** A new group. */
    public record NewGroup(String name, UUID parentId) {}

    /** What of a group shall change; what is absent stays. */
    public record GroupChange(
            @Nullable String name,
            @Nullable UUID parentId,
            @Nullable NewThresholds thresholds,
            @Nullable Boolean inheritThresholds) {}

    /** Thresholds of thin clients and phones; without those of phones they stay. */
    public record NewThresholds(
            int noContactWarningMinutes,
            int noContactCriticalMinutes,
            int notAppliedWarningMinutes,
            int notAppliedCriticalMinutes,
            @Nullable PhoneThresholds phones) {
        Thresholds over(Thresholds present) {
            return new Thresholds(
                    noContactWarningMinutes,
                    noContactCriticalMinutes,
                    notAppliedWarningMinutes,
                    notAppliedCriticalMinutes,
                    phones == null ? present.phones() : phones);
        }
    }

    @Override
    public List<Route<?, ?>> routes() {
        Access view = Access.right(Right.VIEW);
        Access change = Access.right(Right.DEVICES);
        return List.of(
                Route.items("/groups", GroupView.class)
                        .rule(view)
                        .summary("The tree of groups, root first")
                        .handle(call -> new Items<>(list(call.caller()))),
                Route.post("/groups", NewGroup.class, GroupView.class)
                        .rule(change)
                        .summary("Creates a group")
                        .handle(call -> {
                            Group group = groups.create(
                                    call.caller(),
                                    call.input().name(),
                                    call.input().parentId());
                            return one(call.caller(), group.id());
                        }),
                Route.patch("/groups/{id}", GroupChange.class, GroupView.class)
                        .rule(change)
                        .summary("Renames, moves or configures a group")
                        .handle(call -> {
                            GroupChange in = call.input();
                            groups.change(
                                    call.caller(),
                                    call.pathId("id"),
                                    new GroupService.Change(
                                            in.name(),
                                            in.parentId(),
                                            thresholds(in.thresholds(), call.pathId("id")),
                                            Boolean.TRUE.equals(in.inheritThresholds())));
                            return one(call.caller(), call.pathId("id"));
                        }),
                Route.delete("/groups/{id}")
                        .rule(change)
                        .summary("Deletes an empty group")
                        .run(call -> groups.delete(call.caller(), call.pathId("id"))));
    }

    private @Nullable Thresholds thresholds(@Nullable NewThresholds wanted, UUID group) {
        return wanted == null ? null : wanted.over(fleet.tree().thresholds(group));
    }

    private GroupView one(Caller caller, UUID id) {
        return list(caller).stream()
                .filter(g -> g.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Problem.NotFound("there is no such group"));
    }

    private List<GroupView> list(Caller caller) {
        GroupTree tree = fleet.tree();
        Set<UUID> covered = tree.covered(caller.scope(Right.VIEW));
        Set<UUID> shown = new java.util.HashSet<>(covered);
        covered.forEach(g -> shown.addAll(tree.path(g)));
        Map<UUID, StatusCounts.Count> byGroup = new HashMap<>();
        unit.read(tx -> counts.byGroup(tx)).forEach(c -> byGroup.put(c.group(), c));
        List<GroupView> views = new ArrayList<>();
        for (UUID id : tree.subtree(tree.root())) {
            if (!shown.contains(id)) {
                continue;
            }
            Group group = tree.get(id);
            long devices = 0;
            long critical = 0;
            long warning = 0;
            long own = 0;
            for (UUID below : tree.subtree(id)) {
                StatusCounts.Count count = covered.contains(below) ? byGroup.get(below) : null;
                if (count != null) {
                    devices += count.devices();
                    critical += count.critical();
                    warning += count.warning();
                    own += below.equals(id) ? count.devices() : 0;
                }
            }
            views.add(new GroupView(
                    id,
                    group.parent(),
                    group.name(),
                    tree.names(id),
                    own,
                    devices,
                    critical,
                    warning,
                    group.thresholds(),
                    tree.thresholds(id)));
        }
        return views;
    }
}

package org.fairlead.server.api;

import java.util.List;
import java.util.UUID;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.people.PeopleGroup;
import org.fairlead.server.core.people.PeopleGroups;
import org.fairlead.server.core.people.PersonRule;
import org.jspecify.annotations.Nullable;

/** Groups of people. */
public final class PeopleGroupRoutes implements Routes {
    private final PeopleGroups groups;

    public PeopleGroupRoutes(PeopleGroups groups) {
        this.groups = groups;
    }

    /** A group of people; people counts everybody in it and below it once. */
    public record PeopleGroupView(
            UUID id,
            @Nullable UUID parentId,
            String name,
            String comment,
            @Nullable PersonRule rule,
            long people) {}

    /** A new group, or what it shall become; with a rule it is filled by the rule. */
    public record PeopleGroupInput(
            String name,
            @Nullable UUID parentId,
            @Nullable String comment,
            @Nullable PersonRule rule) {}

    /** Who joins and who leaves. */
    public record Members(
            @Nullable List<UUID> add, @Nullable List<UUID> remove) {}

    @Override
    public List<Route<?, ?>> routes() {
        Access change = Access.right(Right.PEOPLE);
        return List.of(
                Route.items("/people-groups", PeopleGroupView.class)
                        .rule(Access.anyRight(Right.VIEW, Right.PEOPLE))
                        .summary("All groups of people with the number of people in each")
                        .handle(call -> new Items<>(groups.list(call.caller()).stream()
                                .map(PeopleGroupRoutes::view)
                                .toList())),
                Route.post("/people-groups", PeopleGroupInput.class, PeopleGroupView.class)
                        .rule(change)
                        .summary("Makes a group of people")
                        .handle(call -> view(groups.create(call.caller(), draft(call.input())))),
                Route.put("/people-groups/{id}", PeopleGroupInput.class, PeopleGroupView.class)
                        .rule(change)
                        .summary("Renames, moves or changes the rule of a group of people")
                        .handle(call -> view(groups.change(call.caller(), call.pathId("id"), draft(call.input())))),
                Route.delete("/people-groups/{id}")
                        .rule(change)
                        .summary("Deletes a group of people; the people stay")
                        .run(call -> groups.delete(call.caller(), call.pathId("id"))),
                Route.post("/people-groups/{id}/members", Members.class, Void.class)
                        .rule(change)
                        .summary("Puts people into a group and takes others out")
                        .run(call -> groups.members(
                                call.caller(),
                                call.pathId("id"),
                                or(call.input().add()),
                                or(call.input().remove()))));
    }

    private static List<UUID> or(@Nullable List<UUID> ids) {
        return ids == null ? List.of() : ids;
    }

    private static PeopleGroups.Draft draft(PeopleGroupInput in) {
        String comment = in.comment();
        return new PeopleGroups.Draft(in.name(), in.parentId(), comment == null ? "" : comment, in.rule());
    }

    private static PeopleGroupView view(PeopleGroups.Counted counted) {
        PeopleGroup group = counted.group();
        return new PeopleGroupView(
                group.id(), group.parent(), group.name(), group.comment(), group.rule(), counted.people());
    }
}

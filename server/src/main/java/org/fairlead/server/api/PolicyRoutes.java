package org.fairlead.server.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.fairlead.server.api.DeviceViews.EffectiveView;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.device.StatusCounts;
import org.fairlead.server.core.policy.DryRuns;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.policy.FleetStore;
import org.fairlead.server.core.policy.Policy;
import org.fairlead.server.core.policy.PolicyBody;
import org.fairlead.server.core.policy.PolicyBook;
import org.fairlead.server.core.policy.PolicyRevision;
import org.fairlead.server.core.policy.PolicyService;
import org.fairlead.server.core.settings.EffectiveSettings;
import org.fairlead.server.core.settings.Origin;
import org.fairlead.server.core.settings.PolicyLayer;
import org.fairlead.server.core.settings.SettingsRules;
import org.jspecify.annotations.Nullable;

/** Policies: content, revisions, dry runs. */
public final class PolicyRoutes implements Routes {
    private final Fleet fleet;
    private final PolicyService service;
    private final DryRuns dryRuns;
    private final FleetStore store;
    private final StatusCounts counts;
    private final UnitOfWork unit;

    public PolicyRoutes(
            Fleet fleet,
            PolicyService service,
            DryRuns dryRuns,
            FleetStore store,
            StatusCounts counts,
            UnitOfWork unit) {
        this.fleet = fleet;
        this.service = service;
        this.dryRuns = dryRuns;
        this.store = store;
        this.counts = counts;
        this.unit = unit;
    }

    /** A policy in a list. */
    public record PolicyView(
            UUID id,
            UUID groupId,
            List<String> groupPath,
            String name,
            String platform,
            String status,
            boolean inherit,
            boolean force,
            int revision,
            Instant changedAt,
            String changedBy,
            long devices,
            long applied,
            long failed,
            int lockedBlocks) {}

    /** A policy with its content and what comes from above. */
    public record PolicyDetail(
            PolicyView policy,
            Map<String, Object> values,
            List<String> locks,
            InheritedView inherited,
            @Nullable Origin forcedByParent) {}

    /** What the policies above fix or offer. */
    public record InheritedView(Map<String, Origin> locked, Map<String, EffectiveView> values) {}

    /** A policy as it shall be; revision (for a change) is the one that the caller has seen. */
    public record PolicyInput(
            String name,
            UUID groupId,
            String platform,
            String status,
            boolean inherit,
            boolean force,
            Map<String, @Nullable Object> values,
            List<String> locks,
            @Nullable Integer revision,
            @Nullable Boolean dryRun,
            @Nullable String comment,
            @Nullable UUID id) {}

    /** The policy after the call, and the numbers of a dry run. */
    public record PolicySaved(PolicyDetail policy, DryRuns.@Nullable Result dryRun) {}

    /** Name and group of a copy. */
    public record CopyInput(String name, UUID groupId) {}

    /** One save of a policy. */
    public record RevisionView(
            int revision,
            Instant at,
            String actor,
            @Nullable String actorAddress,
            String action,
            String comment) {}

    /** What differs between two revisions. */
    public record Comparison(List<Difference> changes, LockChange locks, List<Difference> properties) {}

    /** A value in two revisions. */
    public record Difference(
            String key, @Nullable Object from, @Nullable Object to) {}

    /** Locks that came and went. */
    public record LockChange(List<String> added, List<String> removed) {}

    /** The revision to go back to. */
    public record RollBack(int revision, @Nullable String comment) {}

    @Override
    public List<Route<?, ?>> routes() {
        Access view = Access.right(Right.VIEW);
        Access change = Access.anyRight(
                Right.SETTINGS_GENERAL,
                Right.SETTINGS_CONNECTION,
                Right.SETTINGS_SYSTEM,
                Right.SETTINGS_CERTIFICATES,
                Right.SETTINGS_DATA);
        return List.of(
                Route.items("/policies", PolicyView.class)
                        .rule(view)
                        .summary("Policies, of one group or of all")
                        .handle(call -> new Items<>(list(call))),
                Route.post("/policies", PolicyInput.class, PolicyDetail.class)
                        .rule(change)
                        .summary("Creates a policy")
                        .handle(call -> detail(call.caller(), service.create(call.caller(), wish(call.input())))),
                Route.post("/policies/dry-run", PolicyInput.class, DryRuns.Result.class)
                        .rule(change)
                        .summary("Which devices a policy would change, before it is saved")
                        .handle(call -> dryRuns.of(service.preview(
                                call.caller(), wish(call.input()), call.input().id()))),
                Route.get("/policies/{id}", PolicyDetail.class)
                        .rule(view)
                        .summary("One policy")
                        .handle(call -> detail(call.caller(), visible(call))),
                Route.put("/policies/{id}", PolicyInput.class, PolicySaved.class)
                        .rule(change)
                        .summary("Changes a policy whose revision the caller has seen, or says what would change")
                        .handle(this::change),
                Route.delete("/policies/{id}")
                        .rule(change)
                        .summary("Deletes a policy")
                        .run(call -> service.delete(call.caller(), call.pathId("id"))),
                Route.post("/policies/{id}/copy", CopyInput.class, PolicyDetail.class)
                        .rule(change)
                        .summary("Copies a policy, inactive")
                        .handle(call -> detail(
                                call.caller(),
                                service.copy(
                                        call.caller(),
                                        call.pathId("id"),
                                        call.input().name(),
                                        call.input().groupId()))),
                Route.page("/policies/{id}/revisions", RevisionView.class)
                        .rule(view)
                        .summary("Every save of a policy, newest first")
                        .handle(this::revisions),
                Route.get("/policies/{id}/compare", Comparison.class)
                        .rule(view)
                        .summary("What differs between two revisions")
                        .handle(this::compare),
                Route.post("/policies/{id}/rollback", RollBack.class, PolicyDetail.class)
                        .rule(change)
                        .summary("Makes an earlier revision's content the newest")
                        .handle(call -> {
                            String comment = call.input().comment();
                            return detail(
                                    call.caller(),
                                    service.rollBack(
                                            call.caller(),
                                            call.pathId("id"),
                                            call.input().revision(),
                                            comment == null ? "" : comment));
                        }));
    }

    private PolicySaved change(Call<PolicyInput> call) {
        PolicyInput input = call.input();
        UUID id = call.pathId("id");
        Policy present = visible(call);
        if (Boolean.TRUE.equals(input.dryRun())) {
            DryRuns.Result result = dryRuns.of(service.preview(call.caller(), wish(input), id));
            return new PolicySaved(detail(call.caller(), present), result);
        }
        Integer revision = input.revision();
        if (revision == null) {
            throw new Problem.Invalid("revision", "name the revision that you have seen");
        }
        String comment = input.comment();
        try {
            Policy saved = service.change(call.caller(), id, wish(input), revision, comment == null ? "" : comment);
            return new PolicySaved(detail(call.caller(), saved), null);
        } catch (Problem.Conflict e) {
            throw e.current() instanceof Policy other
                    ? new Problem.Conflict(e.detail(), detail(call.caller(), other))
                    : e;
        }
    }

    private List<PolicyView> list(Call<Void> call) {
        PolicyBook book = fleet.book();
        UUID group = call.queryId("group").orElse(null);
        boolean subtree = !"false".equals(call.query("subtree").orElse("true"));
        Set<UUID> wanted = group == null
                ? book.tree().covered(call.caller().scope(Right.VIEW))
                : subtree ? book.tree().subtree(group) : Set.of(group);
        return book.policies().stream()
                .filter(p -> p.audience() == null && wanted.contains(p.group()))
                .filter(p -> call.caller().may(Right.VIEW, book.tree().path(p.group())))
                .sorted(Comparator.comparing(
                                (Policy p) -> String.join("/", book.tree().names(p.group())))
                        .thenComparing(Policy::name))
                .limit(2000)
                .map(this::view)
                .toList();
    }

    private PolicyView view(Policy p) {
        PolicyBook book = fleet.book();
        StatusCounts.Rollout rollout = p.status() == Policy.Status.ACTIVE
                ? unit.read(tx -> counts.rollout(tx, reached(book, p)))
                : new StatusCounts.Rollout(0, 0, 0);
        return new PolicyView(
                p.id(),
                p.group(),
                book.tree().names(p.group()),
                p.name(),
                p.platform(),
                p.status().wire(),
                p.inherit(),
                p.force(),
                p.revision(),
                p.changedAt(),
                p.changedBy(),
                rollout.total(),
                rollout.applied(),
                rollout.failed(),
                p.locks().size());
    }

    /** The groups below a policy that it still has a say in. */
    private static Set<UUID> reached(PolicyBook book, Policy policy) {
        Set<UUID> groups = new LinkedHashSet<>();
        for (UUID group : book.tree().subtree(policy.group())) {
            if (EffectiveSettings.inherited(book.layers(group, policy.platform())).stream()
                    .anyMatch(l -> l.id().equals(policy.id()))) {
                groups.add(group);
            }
        }
        return groups;
    }

    private PolicyDetail detail(Caller caller, Policy p) {
        PolicyBook book = fleet.book();
        List<UUID> path = book.tree().path(p.group());
        UUID parent = path.size() < 2 ? null : path.get(path.size() - 2);
        List<PolicyLayer> above = book.layers(parent, p.platform());
        PolicyLayer forcing =
                above.stream().filter(PolicyLayer::force).findFirst().orElse(null);
        boolean inherits = p.inherit() || forcing != null;
        EffectiveSettings inherited =
                EffectiveSettings.of(fleet.rules().schema(p.platform()), inherits ? above : List.of(), Map.of());
        return new PolicyDetail(
                view(p),
                DeviceViews.present(fleet.rules().masked(p.values())),
                List.copyOf(new TreeSet<>(p.locks())),
                new InheritedView(inherited.locked(), DeviceViews.effective(inherited)),
                forcing == null ? null : Origin.policy(forcing));
    }

    private Policy visible(Call<?> call) {
        return fleet.book()
                .policy(call.pathId("id"))
                .filter(p -> call.caller().may(Right.VIEW, fleet.tree().path(p.group())))
                .orElseThrow(() -> new Problem.NotFound("there is no such policy"));
    }

    private static PolicyService.Wish wish(PolicyInput in) {
        Policy.Status status;
        try {
            status = Policy.Status.ofWire(in.status());
        } catch (IllegalArgumentException e) {
            throw new Problem.Invalid("status", "must be active, inactive or out-of-office");
        }
        return new PolicyService.Wish(
                in.name(),
                in.groupId(),
                in.platform(),
                status,
                in.inherit(),
                in.force(),
                in.values(),
                new LinkedHashSet<>(in.locks()));
    }

    private Page<RevisionView> revisions(Call<Void> call) {
        Policy policy = visible(call);
        PageRequest page = call.page();
        Integer below = page.cursor().map(PolicyRoutes::number).orElse(null);
        List<PolicyRevision> list = unit.read(tx -> store.revisions(tx, policy.id(), page.limit() + 1, below));
        boolean more = list.size() > page.limit();
        List<RevisionView> views = list.stream()
                .limit(page.limit())
                .map(r -> new RevisionView(r.revision(), r.at(), r.actor(), r.actorAddress(), r.action(), r.comment()))
                .toList();
        return Page.of(views, more ? String.valueOf(views.getLast().revision()) : null);
    }

    private Comparison compare(Call<Void> call) {
        Policy policy = visible(call);
        PolicyRevision from =
                revision(policy, call.query("from").map(PolicyRoutes::number).orElse(1));
        PolicyRevision to =
                revision(policy, call.query("to").map(PolicyRoutes::number).orElse(policy.revision()));
        List<Difference> changes = differences(
                PolicyBody.map(from.body().get("values")),
                PolicyBody.map(to.body().get("values")));
        Map<String, @Nullable Object> before = new LinkedHashMap<>(from.body());
        Map<String, @Nullable Object> after = new LinkedHashMap<>(to.body());
        for (String content : List.of("values", "locks")) {
            before.remove(content);
            after.remove(content);
        }
        Set<String> added = new TreeSet<>(PolicyBody.locks(to.body()));
        added.removeAll(PolicyBody.locks(from.body()));
        Set<String> removed = new TreeSet<>(PolicyBody.locks(from.body()));
        removed.removeAll(PolicyBody.locks(to.body()));
        return new Comparison(
                changes, new LockChange(List.copyOf(added), List.copyOf(removed)), differences(before, after));
    }

    private static List<Difference> differences(
            Map<String, @Nullable Object> before, Map<String, @Nullable Object> after) {
        Set<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        List<Difference> list = new ArrayList<>();
        for (String key : keys) {
            Object from = before.get(key);
            Object to = after.get(key);
            if (!Objects.equals(from, to)) {
                list.add(new Difference(key, SettingsRules.mask(from), SettingsRules.mask(to)));
            }
        }
        return list;
    }

    private PolicyRevision revision(Policy policy, int number) {
        return unit.read(tx -> store.revisions(tx, policy.id(), 1, number + 1)).stream()
                .filter(r -> r.revision() == number)
                .findFirst()
                .orElseThrow(() -> new Problem.NotFound("there is no such revision"));
    }

    private static int number(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new Problem.Invalid("revision", "must be a number");
        }
        return Integer.parseInt(text);
    }
}

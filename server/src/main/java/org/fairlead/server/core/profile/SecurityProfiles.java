package org.fairlead.server.core.profile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.device.StatusCounts;
import org.fairlead.server.core.people.PeopleAccess;
import org.fairlead.server.core.people.PeopleTree;
import org.fairlead.server.core.people.Person;
import org.fairlead.server.core.people.PersonStore;
import org.fairlead.server.core.policy.Audience;
import org.fairlead.server.core.policy.DryRuns;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.policy.Policy;
import org.fairlead.server.core.policy.PolicyService;
import org.fairlead.server.core.policy.ProfileSet;
import org.jspecify.annotations.Nullable;

/**
 * Lists, makes and changes security profiles. They are policies whose scope is people, so saving, revisions and dry runs
 * are those of policies; rights on settings count that hold for all devices. Any thread may call.
 */
public final class SecurityProfiles {
    private final UnitOfWork unit;
    private final Fleet fleet;
    private final PolicyService policies;
    private final DryRuns dryRuns;
    private final PersonStore people;
    private final StatusCounts counts;

    public SecurityProfiles(
            UnitOfWork unit,
            Fleet fleet,
            PolicyService policies,
            DryRuns dryRuns,
            PersonStore people,
            StatusCounts counts) {
        this.unit = unit;
        this.fleet = fleet;
        this.policies = policies;
        this.dryRuns = dryRuns;
        this.people = people;
        this.counts = counts;
    }

    /** A profile as a caller wants it; without a priority a new one becomes the weakest, an old one keeps its own. */
    public record Draft(
            String name,
            boolean active,
            @Nullable Integer priority,
            Map<String, @Nullable Object> values,
            Set<String> locks,
            Set<UUID> people,
            Set<UUID> groups) {}

    /** A profile with how far it has come on phones. */
    public record Counted(Policy policy, StatusCounts.Rollout rollout) {
        public Audience audience() {
            return Objects.requireNonNull(policy.audience());
        }
    }

    /** Somebody or a group that a profile is assigned to. */
    public record Subject(UUID id, String name) {}

    /** A profile with the names of those that it is assigned to; who is gone by now is left out. */
    public record Known(Counted profile, List<Subject> people, List<Subject> groups) {}

    /** All profiles, the strongest first. */
    public List<Counted> list(Caller caller) {
        PeopleAccess.look(caller);
        List<StatusCounts.Profiled> all = unit.read(counts::profiles);
        List<Policy> profiles = new ArrayList<>(fleet.book().profiles());
        return profiles.reversed().stream().map(p -> counted(p, all)).toList();
    }

    public Known get(Caller caller, UUID id) {
        PeopleAccess.look(caller);
        return known(require(id));
    }

    public Known create(Caller caller, Draft draft) {
        PeopleAccess.look(caller);
        return known(policies.create(caller, wish(draft, null)));
    }

    /** Changes a profile whose revision the caller has seen. */
    public Known change(Caller caller, UUID id, Draft draft, int revision, String comment) {
        PeopleAccess.look(caller);
        return known(policies.change(caller, id, wish(draft, require(id)), revision, comment));
    }

    public void delete(Caller caller, UUID id) {
        PeopleAccess.look(caller);
        policies.delete(caller, require(id).id());
    }

    /** An inactive copy that is assigned to nobody. */
    public Known copy(Caller caller, UUID id, String name) {
        PeopleAccess.look(caller);
        return known(policies.copy(caller, require(id).id(), name, fleet.tree().root()));
    }

    /** Which phones would change, and what, if the profile were saved so. */
    public DryRuns.Result dryRun(Caller caller, @Nullable UUID id, Draft draft) {
        PeopleAccess.look(caller);
        return dryRuns.of(policies.preview(caller, wish(draft, id == null ? null : require(id)), id));
    }

    private PolicyService.Wish wish(Draft draft, @Nullable Policy old) {
        Audience before = old == null ? null : old.audience();
        boolean everyone = before != null && before.everyone();
        if (everyone && (!draft.people().isEmpty() || !draft.groups().isEmpty())) {
            throw new Problem.Invalid("people", "the Default profile is for all phones, assign another one");
        }
        if (everyone && !draft.active()) {
            throw new Problem.Invalid("status", "the Default profile is always active, empty it instead");
        }
        if (draft.people().size() + draft.groups().size() > Audience.MAX_ASSIGNED) {
            throw new Problem.Invalid("people", "at most " + Audience.MAX_ASSIGNED + " people and groups");
        }
        Integer wanted = draft.priority();
        int priority = everyone
                ? Audience.MAX_PRIORITY
                : wanted != null ? wanted : before != null ? before.priority() : weakest();
        if (priority < 1 || priority > Audience.MAX_PRIORITY) {
            throw new Problem.Invalid("priority", "must be from 1 to " + Audience.MAX_PRIORITY);
        }
        Set<UUID> newPeople = new HashSet<>(draft.people());
        Set<UUID> newGroups = new HashSet<>(draft.groups());
        if (before != null) {
            newPeople.removeAll(before.people());
            newGroups.removeAll(before.groups());
        }
        Subjects known = subjects(newPeople, newGroups);
        if (known.people().size() < newPeople.size()) {
            throw new Problem.Invalid("people", "names people who are not here");
        }
        if (known.groups().size() < newGroups.size()) {
            throw new Problem.Invalid("groups", "names groups of people that are not here");
        }
        return new PolicyService.Wish(
                draft.name(),
                fleet.tree().root(),
                Policy.PHONE,
                draft.active() ? Policy.Status.ACTIVE : Policy.Status.INACTIVE,
                true,
                false,
                draft.values(),
                draft.locks(),
                new Audience(everyone, priority, draft.people(), draft.groups()));
    }

    private int weakest() {
        return Math.min(
                Audience.MAX_PRIORITY,
                1
                        + fleet.book().profiles().stream()
                                .map(p -> Objects.requireNonNull(p.audience()))
                                .filter(a -> !a.everyone())
                                .mapToInt(Audience::priority)
                                .max()
                                .orElse(0));
    }

    private record Subjects(List<Subject> people, List<Subject> groups) {}

    private Subjects subjects(Collection<UUID> persons, Collection<UUID> groups) {
        return unit.read(tx -> {
            List<Subject> named = persons.isEmpty()
                    ? List.of()
                    : people.find(tx, persons).stream()
                            .map((Person p) -> new Subject(p.id(), p.name()))
                            .toList();
            PeopleTree tree = new PeopleTree(groups.isEmpty() ? List.of() : people.groups(tx));
            return new Subjects(
                    named,
                    groups.stream()
                            .flatMap(id -> tree.find(id).stream())
                            .map(g -> new Subject(
                                    g.id(),
                                    String.join(
                                            " / ",
                                            tree.path(g.id()).stream()
                                                    .map(step -> step.name())
                                                    .toList())))
                            .sorted(Comparator.comparing(Subject::name))
                            .toList());
        });
    }

    private Known known(Policy policy) {
        Audience audience = Objects.requireNonNull(policy.audience());
        Subjects subjects = subjects(audience.people(), audience.groups());
        return new Known(counted(policy, unit.read(counts::profiles)), subjects.people(), subjects.groups());
    }

    private static Counted counted(Policy policy, List<StatusCounts.Profiled> all) {
        Audience audience = Objects.requireNonNull(policy.audience());
        long devices = 0;
        long applied = 0;
        long failed = 0;
        for (StatusCounts.Profiled part : all) {
            if (audience.everyone() || ProfileSet.ids(part.profiles()).contains(policy.id())) {
                devices += part.rollout().total();
                applied += part.rollout().applied();
                failed += part.rollout().failed();
            }
        }
        return new Counted(policy, new StatusCounts.Rollout(devices, applied, failed));
    }

    private Policy require(UUID id) {
        return fleet.book()
                .policy(id)
                .filter(p -> p.audience() != null)
                .orElseThrow(() -> new Problem.NotFound("there is no such security profile"));
    }
}

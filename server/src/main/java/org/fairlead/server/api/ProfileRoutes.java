package org.fairlead.server.api;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.fairlead.server.api.PolicyRoutes.InheritedView;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.policy.DryRuns;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.policy.Policy;
import org.fairlead.server.core.profile.SecurityProfiles;
import org.fairlead.server.core.settings.EffectiveSettings;
import org.fairlead.server.core.settings.PolicyLayer;
import org.jspecify.annotations.Nullable;

/** Security profiles: settings for the phones of people and groups of people. */
public final class ProfileRoutes implements Routes {
    private final Fleet fleet;
    private final SecurityProfiles profiles;

    public ProfileRoutes(Fleet fleet, SecurityProfiles profiles) {
        this.fleet = fleet;
        this.profiles = profiles;
    }

    /** A profile in a list; everyone: the Default profile, for all phones; priority 1 is the strongest. */
    public record ProfileView(
            UUID id,
            String name,
            boolean everyone,
            int priority,
            String status,
            int revision,
            Instant changedAt,
            String changedBy,
            int assigned,
            int lockedBlocks,
            long devices,
            long applied,
            long failed) {}

    /** A profile with its content, whom it is assigned to, and what comes from the Default profile. */
    public record ProfileDetail(
            ProfileView profile,
            Map<String, Object> values,
            List<String> locks,
            List<SecurityProfiles.Subject> people,
            List<SecurityProfiles.Subject> groups,
            InheritedView inherited) {}

    /** A profile as it shall be; status is active or inactive; revision (for a change) is the one that the caller has seen. */
    public record ProfileInput(
            String name,
            String status,
            @Nullable Integer priority,
            Map<String, @Nullable Object> values,
            List<String> locks,
            List<UUID> people,
            List<UUID> groups,
            @Nullable Integer revision,
            @Nullable Boolean dryRun,
            @Nullable String comment) {}

    /** The profile after the call, and the numbers of a dry run. */
    public record ProfileSaved(ProfileDetail profile, DryRuns.@Nullable Result dryRun) {}

    /** Name of a copy. */
    public record ProfileCopy(String name) {}

    @Override
    public List<Route<?, ?>> routes() {
        Access view = Access.anyRight(Right.VIEW, Right.PEOPLE);
        Access change = Access.anyRight(
                Right.SETTINGS_GENERAL,
                Right.SETTINGS_CONNECTION,
                Right.SETTINGS_SYSTEM,
                Right.SETTINGS_CERTIFICATES,
                Right.SETTINGS_DATA);
        return List.of(
                Route.items("/security-profiles", ProfileView.class)
                        .rule(view)
                        .summary("Security profiles for phones, the strongest first")
                        .handle(call -> new Items<>(profiles.list(call.caller()).stream()
                                .map(ProfileRoutes::view)
                                .toList())),
                Route.post("/security-profiles", ProfileInput.class, ProfileDetail.class)
                        .rule(change)
                        .summary("Creates a security profile")
                        .handle(call -> detail(profiles.create(call.caller(), draft(call.input())))),
                Route.post("/security-profiles/dry-run", ProfileInput.class, DryRuns.Result.class)
                        .rule(change)
                        .summary("Which phones a new security profile would change, before it is saved")
                        .handle(call -> profiles.dryRun(call.caller(), null, draft(call.input()))),
                Route.get("/security-profiles/{id}", ProfileDetail.class)
                        .rule(view)
                        .summary("One security profile")
                        .handle(call -> detail(profiles.get(call.caller(), call.pathId("id")))),
                Route.put("/security-profiles/{id}", ProfileInput.class, ProfileSaved.class)
                        .rule(change)
                        .summary(
                                "Changes a security profile whose revision the caller has seen, or says what would change")
                        .handle(this::change),
                Route.delete("/security-profiles/{id}")
                        .rule(change)
                        .summary("Deletes a security profile; the Default profile stays")
                        .run(call -> profiles.delete(call.caller(), call.pathId("id"))),
                Route.post("/security-profiles/{id}/copy", ProfileCopy.class, ProfileDetail.class)
                        .rule(change)
                        .summary("Copies a security profile, inactive and assigned to nobody")
                        .handle(call -> detail(profiles.copy(
                                call.caller(), call.pathId("id"), call.input().name()))));
    }

    private ProfileSaved change(Call<ProfileInput> call) {
        ProfileInput input = call.input();
        UUID id = call.pathId("id");
        if (Boolean.TRUE.equals(input.dryRun())) {
            DryRuns.Result result = profiles.dryRun(call.caller(), id, draft(input));
            return new ProfileSaved(detail(profiles.get(call.caller(), id)), result);
        }
        Integer revision = input.revision();
        if (revision == null) {
            throw new Problem.Invalid("revision", "name the revision that you have seen");
        }
        String comment = input.comment();
        try {
            return new ProfileSaved(
                    detail(profiles.change(call.caller(), id, draft(input), revision, comment == null ? "" : comment)),
                    null);
        } catch (Problem.Conflict e) {
            throw e.current() instanceof Policy
                    ? new Problem.Conflict(e.detail(), detail(profiles.get(call.caller(), id)))
                    : e;
        }
    }

    private static SecurityProfiles.Draft draft(ProfileInput in) {
        if (!in.status().equals("active") && !in.status().equals("inactive")) {
            throw new Problem.Invalid("status", "must be active or inactive");
        }
        return new SecurityProfiles.Draft(
                in.name(),
                in.status().equals("active"),
                in.priority(),
                in.values(),
                new LinkedHashSet<>(in.locks()),
                new LinkedHashSet<>(in.people()),
                new LinkedHashSet<>(in.groups()));
    }

    private static ProfileView view(SecurityProfiles.Counted counted) {
        Policy p = counted.policy();
        return new ProfileView(
                p.id(),
                p.name(),
                counted.audience().everyone(),
                counted.audience().priority(),
                p.status().wire(),
                p.revision(),
                p.changedAt(),
                p.changedBy(),
                counted.audience().people().size() + counted.audience().groups().size(),
                p.locks().size(),
                counted.rollout().total(),
                counted.rollout().applied(),
                counted.rollout().failed());
    }

    private ProfileDetail detail(SecurityProfiles.Known known) {
        Policy policy = known.profile().policy();
        List<PolicyLayer> weaker = known.profile().audience().everyone()
                ? List.of()
                : fleet.book().profiles().stream()
                        .filter(p -> p.audience() != null && p.audience().everyone())
                        .map(p -> p.layer(""))
                        .toList();
        EffectiveSettings inherited = EffectiveSettings.of(fleet.rules().schema(Policy.PHONE), weaker, Map.of());
        return new ProfileDetail(
                view(known.profile()),
                DeviceViews.present(fleet.rules().masked(policy.values())),
                List.copyOf(new TreeSet<>(policy.locks())),
                known.people(),
                known.groups(),
                new InheritedView(inherited.locked(), DeviceViews.effective(inherited)));
    }
}

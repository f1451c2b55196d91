package org.fairlead.server.core.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.fairlead.server.core.group.GroupTree;
import org.fairlead.server.core.settings.EffectiveSettings;
import org.fairlead.server.core.settings.PolicyLayer;
import org.fairlead.server.core.settings.SettingsRules;
import org.fairlead.server.core.settings.SettingsSchema;
import org.jspecify.annotations.Nullable;

/**
 * Groups and policies of one moment, and what they come to for each group. Immutable but for a cache of what was
 * calculated; thread-safe.
 */
public final class PolicyBook {
    private static final Comparator<Policy> WEAKEST_FIRST = Comparator.comparing(
                    (Policy p) -> !Objects.requireNonNull(p.audience()).everyone())
            .thenComparing(p -> Objects.requireNonNull(p.audience()).priority(), Comparator.reverseOrder())
            .thenComparing(Policy::id, Comparator.reverseOrder());

    private final GroupTree tree;
    private final Function<String, SettingsSchema> schemas;
    private final Map<UUID, Policy> policies = new LinkedHashMap<>();
    private final Map<Place, Policy> active = new HashMap<>();
    private final Map<Place, Policy> outOfOffice = new HashMap<>();
    private final List<Policy> profiles = new ArrayList<>();
    private final Map<Subjects, GroupSettings> cache = new ConcurrentHashMap<>();

    public PolicyBook(GroupTree tree, Collection<Policy> all, Function<String, SettingsSchema> schemas) {
        this.tree = tree;
        this.schemas = schemas;
        for (Policy policy : all) {
            policies.put(policy.id(), policy);
            if (policy.audience() != null) {
                if (policy.status() == Policy.Status.ACTIVE) {
                    profiles.add(policy);
                }
            } else if (policy.status() == Policy.Status.ACTIVE) {
                active.put(new Place(policy.group(), policy.platform()), policy);
            } else if (policy.status() == Policy.Status.OUT_OF_OFFICE) {
                outOfOffice.put(new Place(policy.group(), policy.platform()), policy);
            }
        }
        profiles.sort(WEAKEST_FIRST);
    }

    public GroupTree tree() {
        return tree;
    }

    public Collection<Policy> policies() {
        return policies.values();
    }

    public Optional<Policy> policy(UUID id) {
        return Optional.ofNullable(policies.get(id));
    }

    /** The same with one policy added or replaced; activating one deactivates the group's present one. */
    public PolicyBook with(Policy policy) {
        Map<UUID, Policy> next = new LinkedHashMap<>(policies);
        if (policy.status() != Policy.Status.INACTIVE && policy.audience() == null) {
            next.replaceAll((id, p) -> p.audience() == null
                            && p.group().equals(policy.group())
                            && p.platform().equals(policy.platform())
                            && p.status() == policy.status()
                    ? p.with(Policy.Status.INACTIVE)
                    : p);
        }
        next.put(policy.id(), policy);
        return new PolicyBook(tree, next.values(), schemas);
    }

    public PolicyBook without(UUID id) {
        Map<UUID, Policy> next = new LinkedHashMap<>(policies);
        next.remove(id);
        return new PolicyBook(tree, next.values(), schemas);
    }

    /** The security profiles that are not the policies of a group, the weakest first, active or not. */
    public List<Policy> profiles() {
        return policies.values().stream()
                .filter(p -> p.audience() != null)
                .sorted(WEAKEST_FIRST)
                .toList();
    }

    /** The active policies for the devices of a platform along the path to a group, root first, without profiles. */
    public List<PolicyLayer> layers(@Nullable UUID group, String platform) {
        List<PolicyLayer> layers = new ArrayList<>();
        for (UUID step : group == null ? List.<UUID>of() : tree.path(group)) {
            Policy policy = active.get(new Place(step, Policy.policyPlatform(platform)));
            if (policy != null) {
                layers.add(policy.layer(tree.get(step).name()));
            }
        }
        return layers;
    }

    /** The same with the security profiles after them: Default, then from the weakest to the strongest. */
    public List<PolicyLayer> layers(@Nullable UUID group, String platform, String assigned) {
        List<PolicyLayer> layers = layers(group, platform);
        if (group != null && Policy.isPhone(platform)) {
            Set<UUID> ids = ProfileSet.ids(assigned);
            profiles.stream()
                    .filter(p -> Objects.requireNonNull(p.audience()).everyone() || ids.contains(p.id()))
                    .forEach(p -> layers.add(p.layer("")));
        }
        return layers;
    }

    /** What the policies come to for the devices of one platform in one group, before their own values. */
    public GroupSettings settings(UUID group, String platform, String assigned) {
        return cache.computeIfAbsent(
                new Subjects(group, platform, Policy.isPhone(platform) ? assigned : ""), this::calculate);
    }

    /** The same for devices whose owner has no profile assigned. */
    public GroupSettings settings(UUID group, String platform) {
        return settings(group, platform, "");
    }

    /** Effective settings of a device in a group (null: unassigned) with its owner's profiles and these own values. */
    public EffectiveSettings effective(
            @Nullable UUID group, String platform, String assigned, Map<String, @Nullable Object> own) {
        return EffectiveSettings.of(schemas.apply(platform), layers(group, platform, assigned), own);
    }

    /** What holds for the device while it is out of the office, if a policy says so. */
    public Optional<EffectiveSettings> outOfOffice(
            @Nullable UUID group, String platform, Map<String, @Nullable Object> own) {
        return outOfOfficeLayer(group, platform)
                .map(layer -> EffectiveSettings.of(schemas.apply(platform), List.of(layer), own));
    }

    /** Settings of a group without a device's own values, and their hash. */
    public record GroupSettings(EffectiveSettings effective, String hash) {}

    private record Place(UUID group, String platform) {}

    private record Subjects(UUID group, String platform, String profiles) {}

    private GroupSettings calculate(Subjects place) {
        EffectiveSettings effective = effective(place.group(), place.platform(), place.profiles(), Map.of());
        Map<String, @Nullable Object> content = new LinkedHashMap<>();
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        effective.values().forEach((key, v) -> values.put(key, v.value()));
        content.put("values", values);
        Map<String, @Nullable Object> locks = new LinkedHashMap<>();
        effective.locked().forEach((block, origin) -> locks.put(block, origin.policyName() + "|" + origin.groupName()));
        content.put("locked", locks);
        outOfOfficeLayer(place.group(), place.platform()).ifPresent(layer -> {
            content.put("away", layer.values());
            content.put("awayLocks", layer.locks().stream().sorted().toList());
        });
        return new GroupSettings(effective, SettingsRules.hash(content));
    }

    private Optional<PolicyLayer> outOfOfficeLayer(@Nullable UUID group, String platform) {
        if (group == null) {
            return Optional.empty();
        }
        List<UUID> path = tree.path(group);
        for (int i = path.size() - 1; i >= 0; i--) {
            Policy policy = outOfOffice.get(new Place(path.get(i), Policy.policyPlatform(platform)));
            if (policy != null) {
                return Optional.of(policy.layer(tree.get(path.get(i)).name()));
            }
        }
        return Optional.empty();
    }
}

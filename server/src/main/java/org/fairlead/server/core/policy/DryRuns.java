package org.fairlead.server.core.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.settings.EffectiveSettings;
import org.fairlead.server.core.settings.SettingsRules;
import org.jspecify.annotations.Nullable;

/** Says before a policy is saved which devices would change, and what. */
public final class DryRuns {
    private static final int MAX_OWN = 100_000;
    private static final int MAX_CHANGES = 200;
    private final Fleet fleet;
    private final FleetStore store;
    private final UnitOfWork unit;

    public DryRuns(Fleet fleet, FleetStore store, UnitOfWork unit) {
        this.fleet = fleet;
        this.store = store;
        this.unit = unit;
    }

    /** One value that would change, and for how many devices. */
    public record Change(
            String key, @Nullable Object from, @Nullable Object to, long devices) {}

    /** Devices of one group below the policy. */
    public record Affected(UUID groupId, List<String> path, long devices) {}

    /** Numbers of devices: below the policy, with changes, without. */
    public record Result(long devices, long changed, long unchanged, List<Affected> groups, List<Change> changes) {}

    private record Key(
            String key, @Nullable Object from, @Nullable Object to) {}

    public Result of(Policy policy) {
        PolicyBook before = fleet.book();
        PolicyBook after = before.with(policy);
        Set<UUID> groups = new java.util.LinkedHashSet<>(before.tree().subtree(policy.group()));
        before.policy(policy.id()).ifPresent(old -> groups.addAll(before.tree().subtree(old.group())));
        return unit.read(tx -> {
            Map<UUID, Long> counts = store.deviceCounts(tx, policy.platform());
            Map<UUID, List<FleetStore.OwnValues>> own = new HashMap<>();
            store.ownValues(tx, policy.platform(), groups, MAX_OWN)
                    .forEach(o -> own.computeIfAbsent(o.group(), k -> new ArrayList<>())
                            .add(o));
            Map<Key, Long> changes = new LinkedHashMap<>();
            List<Affected> affected = new ArrayList<>();
            long devices = 0;
            long changed = 0;
            for (UUID group : groups) {
                long count = counts.getOrDefault(group, 0L);
                if (count == 0) {
                    continue;
                }
                devices += count;
                List<FleetStore.OwnValues> individual = own.getOrDefault(group, List.of());
                long plain = count - individual.size();
                long changedHere = 0;
                if (plain > 0 && collect(before, after, group, policy.platform(), Map.of(), plain, changes)) {
                    changedHere += plain;
                }
                for (FleetStore.OwnValues device : individual) {
                    if (collect(before, after, group, policy.platform(), device.values(), 1, changes)) {
                        changedHere++;
                    }
                }
                if (changedHere > 0) {
                    affected.add(new Affected(group, after.tree().names(group), changedHere));
                }
                changed += changedHere;
            }
            List<Change> list = changes.entrySet().stream()
                    .map(e -> new Change(
                            e.getKey().key(),
                            SettingsRules.mask(e.getKey().from()),
                            SettingsRules.mask(e.getKey().to()),
                            e.getValue()))
                    .sorted(Comparator.comparingLong(Change::devices).reversed())
                    .limit(MAX_CHANGES)
                    .toList();
            return new Result(devices, changed, devices - changed, affected, list);
        });
    }

    private static boolean collect(
            PolicyBook before,
            PolicyBook after,
            UUID group,
            String platform,
            Map<String, @Nullable Object> own,
            long devices,
            Map<Key, Long> changes) {
        EffectiveSettings then = after.effective(group, platform, own);
        EffectiveSettings now = before.effective(group, platform, own);
        boolean any = !then.locked().keySet().equals(now.locked().keySet());
        for (Map.Entry<String, EffectiveSettings.EffectiveValue> entry :
                then.values().entrySet()) {
            Object from =
                    Objects.requireNonNull(now.values().get(entry.getKey())).value();
            Object to = entry.getValue().value();
            if (!Objects.equals(from, to)) {
                any = true;
                changes.merge(new Key(entry.getKey(), from, to), devices, Long::sum);
            }
        }
        return any;
    }
}

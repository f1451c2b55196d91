package org.fairlead.server.core.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.fairlead.server.core.Tx;
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

    /** Devices that are alike, before and after. */
    private record Alike(FleetStore.Place before, FleetStore.Place after) {}

    public Result of(Policy policy) {
        PolicyBook before = fleet.book();
        PolicyBook after = before.with(policy);
        Optional<Policy> old = before.policy(policy.id());
        return unit.read(tx -> {
            Map<Alike, Long> alike = policy.audience() == null
                    ? inGroups(tx, before, policy, old)
                    : ofPeople(tx, before, after, policy, old);
            Map<FleetStore.Place, List<FleetStore.OwnValues>> own = new HashMap<>();
            List<String> platforms =
                    Policy.PLATFORMS.stream().filter(policy::concerns).toList();
            Set<UUID> groups = new LinkedHashSet<>();
            alike.keySet().forEach(a -> groups.add(a.before().group()));
            if (policy.audience() == null) {
                store.ownValues(tx, platforms, groups, MAX_OWN)
                        .forEach(o -> own.computeIfAbsent(o.place(), k -> new ArrayList<>())
                                .add(o));
            }
            Map<Key, Long> changes = new LinkedHashMap<>();
            Map<UUID, Long> affected = new LinkedHashMap<>();
            long devices = 0;
            long changed = 0;
            for (Map.Entry<Alike, Long> entry : alike.entrySet()) {
                Alike place = entry.getKey();
                devices += entry.getValue();
                List<FleetStore.OwnValues> individual = own.getOrDefault(place.before(), List.of());
                long plain = entry.getValue() - individual.size();
                long changedHere = 0;
                if (plain > 0 && collect(before, after, place, Map.of(), plain, changes)) {
                    changedHere += plain;
                }
                for (FleetStore.OwnValues device : individual) {
                    if (collect(before, after, place, device.values(), 1, changes)) {
                        changedHere++;
                    }
                }
                if (changedHere > 0) {
                    affected.merge(place.before().group(), changedHere, Long::sum);
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
            List<Affected> below = affected.entrySet().stream()
                    .map(e -> new Affected(e.getKey(), after.tree().names(e.getKey()), e.getValue()))
                    .toList();
            return new Result(devices, changed, devices - changed, below, list);
        });
    }

    private Map<Alike, Long> inGroups(Tx tx, PolicyBook before, Policy policy, Optional<Policy> old) {
        Set<UUID> groups = new LinkedHashSet<>(before.tree().subtree(policy.group()));
        old.ifPresent(o -> groups.addAll(before.tree().subtree(o.group())));
        Map<Alike, Long> alike = new LinkedHashMap<>();
        store.deviceCounts(tx).forEach((place, count) -> {
            if (groups.contains(place.group()) && policy.concerns(place.platform())) {
                alike.put(new Alike(place, place), count);
            }
        });
        return alike;
    }

    /** The phones for which a profile is, was, or will be. */
    private Map<Alike, Long> ofPeople(Tx tx, PolicyBook before, PolicyBook after, Policy policy, Optional<Policy> old) {
        Set<UUID> named = new LinkedHashSet<>();
        Stream.of(before, after)
                .flatMap(book -> book.profiles().stream())
                .forEach(p -> named.addAll(Objects.requireNonNull(p.audience()).people()));
        Map<Alike, Long> alike = new LinkedHashMap<>();
        for (FleetStore.Phones phones : store.phones(tx, named)) {
            boolean concerned =
                    isFor(policy, phones) || old.map(o -> isFor(o, phones)).orElse(false);
            if (concerned && before.tree().find(phones.group()).isPresent()) {
                alike.merge(new Alike(place(before, phones), place(after, phones)), phones.count(), Long::sum);
            }
        }
        return alike;
    }

    private static FleetStore.Place place(PolicyBook book, FleetStore.Phones phones) {
        return new FleetStore.Place(
                phones.group(),
                phones.platform(),
                ProfileSet.of(book.profiles().stream()
                        .filter(p -> !Objects.requireNonNull(p.audience()).everyone() && isFor(p, phones))
                        .map(Policy::id)
                        .toList()));
    }

    private static boolean isFor(Policy policy, FleetStore.Phones phones) {
        Audience audience = Objects.requireNonNull(policy.audience());
        UUID person = phones.person();
        return audience.everyone()
                || (person != null && audience.people().contains(person))
                || audience.groups().stream().anyMatch(phones.peopleGroups()::contains);
    }

    private static boolean collect(
            PolicyBook before,
            PolicyBook after,
            Alike place,
            Map<String, @Nullable Object> own,
            long devices,
            Map<Key, Long> changes) {
        EffectiveSettings then = effective(after, place.after(), own);
        EffectiveSettings now = effective(before, place.before(), own);
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

    private static EffectiveSettings effective(
            PolicyBook book, FleetStore.Place place, Map<String, @Nullable Object> own) {
        return own.isEmpty()
                ? book.settings(place.group(), place.platform(), place.profiles())
                        .effective()
                : book.effective(place.group(), place.platform(), place.profiles(), own);
    }
}

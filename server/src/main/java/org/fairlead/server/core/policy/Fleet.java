package org.fairlead.server.core.policy;

import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.group.GroupTree;
import org.fairlead.server.core.group.Groups;
import org.fairlead.server.core.group.Thresholds;
import org.fairlead.server.core.settings.SettingsRules;

/**
 * Groups and policies as they stand, in memory, and the one way to change them. A change writes a row for each group
 * whose settings it changes and none for a device. Thread-safe; changes come one after another.
 */
public final class Fleet implements Groups {
    private final UnitOfWork unit;
    private final FleetStore store;
    private final SettingsRules rules;
    private final Changes changes;
    private final InstantSource clock;
    private final List<Consumer<Collection<UUID>>> listeners = new CopyOnWriteArrayList<>();
    private volatile PolicyBook book;
    private volatile long version;

    public Fleet(UnitOfWork unit, FleetStore store, SettingsRules rules, Changes changes, InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.rules = rules;
        this.changes = changes;
        this.clock = clock;
        this.book = unit.read(this::load);
        this.version = unit.read(store::version);
        reconcile();
    }

    /** Writes the hashes that this version of the catalogue comes to, where they differ from those stored. */
    private void reconcile() {
        unit.runInTx(tx -> {
            Set<UUID> all = new HashSet<>();
            book.tree().all().forEach(g -> all.add(g.id()));
            saveDesired(tx, book, all);
        });
    }

    public PolicyBook book() {
        return book;
    }

    @Override
    public GroupTree tree() {
        return book.tree();
    }

    public SettingsRules rules() {
        return rules;
    }

    /** Listens for groups whose desired settings have changed; called after the commit. */
    public void onChange(Consumer<Collection<UUID>> listener) {
        listeners.add(listener);
    }

    /** What a change says of itself: its answer and the groups below which settings or thresholds may differ now. */
    public record Outcome<T>(T answer, Set<UUID> affected) {}

    /** Work inside a change. */
    @FunctionalInterface
    public interface Work<T> {
        Outcome<T> run(Tx tx, PolicyBook now);
    }

    /** Changes groups or policies in one transaction. */
    public <T> T change(Work<T> work) {
        return unit.inTx(tx -> {
            store.lockVersion(tx);
            PolicyBook before = load(tx);
            Outcome<T> outcome = work.run(tx, before);
            PolicyBook after = load(tx);
            Set<UUID> affected = new HashSet<>();
            outcome.affected().forEach(g -> affected.addAll(after.tree().subtree(g)));
            Map<UUID, Thresholds> thresholds = new HashMap<>();
            for (UUID group : affected) {
                thresholds.put(group, after.tree().thresholds(group));
            }
            Set<UUID> changed = saveDesired(tx, after, affected);
            store.saveThresholds(tx, thresholds);
            store.bumpVersion(tx);
            long next = store.version(tx);
            tx.afterCommit(() -> {
                take(after, next);
                changes.publish("groups");
                changes.publish("policies");
                changes.publish("overview");
                listeners.forEach(l -> l.accept(changed));
            });
            return outcome.answer();
        });
    }

    /** Writes what groups come to: for each platform, and for each combination of profiles that their phones have. */
    private Set<UUID> saveDesired(Tx tx, PolicyBook now, Set<UUID> groups) {
        Map<FleetStore.Place, String> hashes = new HashMap<>();
        for (UUID group : groups) {
            for (String platform : Policy.PLATFORMS) {
                hashes.put(new FleetStore.Place(group, platform, ""), hash(now, group, platform, ""));
            }
        }
        for (FleetStore.Place place : store.places(tx)) {
            if (groups.contains(place.group())) {
                hashes.put(place, hash(now, place.group(), place.platform(), place.profiles()));
            }
        }
        return new HashSet<>(store.saveDesired(tx, hashes, clock.instant()));
    }

    /** Writes what is not there yet for combinations that phones have by now, and forgets those that none has. */
    public void fillPlaces() {
        if (unit.read(store::placesComplete)) {
            return;
        }
        unit.runInTx(tx -> {
            store.lockVersion(tx);
            PolicyBook now = load(tx);
            Map<FleetStore.Place, String> hashes = new HashMap<>();
            for (FleetStore.Place place : store.places(tx)) {
                if (now.tree().find(place.group()).isPresent()) {
                    hashes.put(place, hash(now, place.group(), place.platform(), place.profiles()));
                }
            }
            store.saveDesired(tx, hashes, clock.instant());
            store.forgetPlaces(tx);
        });
    }

    /** Takes over what another node has changed; called about once a second. */
    public void refresh() {
        if (unit.read(store::version) > version) {
            PolicyBook old = book;
            PolicyBook fresh = unit.read(this::load);
            take(fresh, unit.read(store::version));
            List<UUID> changed = fresh.tree().all().stream()
                    .map(g -> g.id())
                    .filter(g -> old.tree().find(g).isEmpty() || differ(old, fresh, g))
                    .toList();
            listeners.forEach(l -> l.accept(changed));
        }
    }

    private synchronized void take(PolicyBook fresh, long freshVersion) {
        if (freshVersion >= version) {
            book = fresh;
            version = freshVersion;
        }
    }

    private PolicyBook load(Tx tx) {
        return new PolicyBook(new GroupTree(store.groups(tx)), store.policies(tx), rules::schema);
    }

    private static boolean differ(PolicyBook old, PolicyBook fresh, UUID group) {
        return !old.profiles().equals(fresh.profiles())
                || Policy.PLATFORMS.stream()
                        .anyMatch(p -> !hash(old, group, p, "").equals(hash(fresh, group, p, "")));
    }

    private static String hash(PolicyBook book, UUID group, String platform, String profiles) {
        return book.settings(group, platform, profiles).hash();
    }
}

package org.fairlead.server.core.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fairlead.protocol.agent.Down;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.device.Nudger;

/**
 * Gives phones the security profiles of their owners: writes a row of a device only when the profiles that are assigned to
 * its owner become others. Runs on a timer after people, their groups, their phones or assignments have changed.
 */
public final class ProfileAssigner {
    private final UnitOfWork unit;
    private final Fleet fleet;
    private final FleetStore store;
    private final Nudger nudger;
    private final Changes changes;
    private final AtomicBoolean due = new AtomicBoolean(true);

    public ProfileAssigner(UnitOfWork unit, Fleet fleet, FleetStore store, Nudger nudger, Changes changes) {
        this.unit = unit;
        this.fleet = fleet;
        this.store = store;
        this.nudger = nudger;
        this.changes = changes;
        changes.listen(change -> {
            if (change.topic().equals("people") || change.topic().equals("policies")) {
                due.set(true);
            }
        });
    }

    /** Makes the Default profile of a new workspace. */
    public void prepare(Instant now) {
        if (fleet.book().profiles().stream().anyMatch(ProfileAssigner::isDefault)) {
            return;
        }
        fleet.change((tx, book) -> {
            if (book.profiles().stream().noneMatch(ProfileAssigner::isDefault)) {
                Policy policy = new Policy(
                        Ids.next(),
                        book.tree().root(),
                        Policy.PHONE,
                        "Default",
                        Policy.Status.ACTIVE,
                        true,
                        false,
                        Map.of(),
                        Set.of(),
                        1,
                        now,
                        "Fairlead",
                        Audience.EVERYONE);
                store.savePolicy(tx, policy);
                store.addRevision(
                        tx,
                        new PolicyRevision(
                                policy.id(), 1, now, "Fairlead", null, "create", "", PolicyBody.write(policy)));
            }
            return new Fleet.Outcome<>(true, Set.of());
        });
    }

    /** What has changed since the last time; call it about once a second. */
    public void runIfDue() {
        if (due.getAndSet(false)) {
            run();
        }
    }

    /** All phones; call it now and then, also for what another node has changed. */
    public void run() {
        List<UUID> changed = unit.inTx(this::assign);
        fleet.fillPlaces();
        if (!changed.isEmpty()) {
            changes.publish("devices", changed.size() > 200 ? List.of() : changed);
            nudger.nudge(changed, Down.Topic.SETTINGS);
        }
    }

    private List<UUID> assign(Tx tx) {
        List<UUID> subjects = new ArrayList<>();
        List<UUID> profiles = new ArrayList<>();
        for (Policy profile : fleet.book().profiles()) {
            Audience audience = Objects.requireNonNull(profile.audience());
            if (!audience.everyone()) {
                for (UUID subject : audience.subjects()) {
                    subjects.add(subject);
                    profiles.add(profile.id());
                }
            }
        }
        return store.assign(tx, subjects, profiles);
    }

    private static boolean isDefault(Policy profile) {
        Audience audience = profile.audience();
        return audience != null && audience.everyone();
    }
}

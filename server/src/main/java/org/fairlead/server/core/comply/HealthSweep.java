package org.fairlead.server.core.comply;

import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.health.HealthFacts;

/** Reads anew what phones have reported of themselves; the timer calls it every few seconds. */
public final class HealthSweep {
    private static final int CHUNK = 200;

    private final UnitOfWork unit;
    private final HealthStore store;
    private final FactsRead listener;
    private final Changes changes;
    private final InstantSource clock;

    public HealthSweep(UnitOfWork unit, HealthStore store, FactsRead listener, Changes changes, InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.listener = listener;
        this.changes = changes;
        this.clock = clock;
    }

    /** Hears, in the same transaction, of phones that were read anew. */
    @FunctionalInterface
    public interface FactsRead {
        void read(org.fairlead.server.core.Tx tx, List<UUID> devices);
    }

    /** Reads all phones that are due; answers with their number. */
    public int sweep() {
        int all = 0;
        for (int chunk = CHUNK; chunk == CHUNK; all += chunk) {
            chunk = unit.inTx(tx -> {
                List<HealthStore.Reported> due = store.takeDue(tx, CHUNK);
                if (due.isEmpty()) {
                    return 0;
                }
                List<UUID> changed = store.save(
                        tx,
                        due.stream()
                                .map(r -> new HealthStore.Read(
                                        r.device(),
                                        HealthFacts.of(r.platform(), r.os(), r.reported(), r.security(), r.apps()),
                                        r.identityUntil()))
                                .toList(),
                        clock.instant());
                listener.read(tx, due.stream().map(HealthStore.Reported::device).toList());
                if (!changed.isEmpty()) {
                    tx.afterCommit(() -> {
                        changes.publish("devices", changed);
                        changes.publish("people");
                        changes.publish("overview");
                    });
                }
                return due.size();
            });
        }
        return all;
    }
}

package org.fairlead.server.core.retire;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Scope;
import org.jspecify.annotations.Nullable;

/** Keeps devices that are being deleted, and what stays of them. */
public interface RetireStore {
    /** What decides whether and how a device can be deleted: who keeps it locked (empty: nobody) and whether it obeys. */
    record Standing(String lockedBy, boolean managed, boolean leaving) {}

    Map<UUID, Standing> standings(Tx tx, Collection<UUID> devices);

    void mark(
            Tx tx,
            UUID device,
            Retirement.Stage stage,
            Instant at,
            String by,
            String reason,
            @Nullable UUID approval,
            @Nullable UUID command);

    void stage(Tx tx, UUID device, Retirement.Stage stage, @Nullable UUID command, String problem);

    /** It is not deleted after all. */
    void clear(Tx tx, UUID device);

    /** Devices under way with their rows taken, but not those that others have. */
    List<Retirement> lockRunning(Tx tx, int limit, @Nullable UUID after);

    Optional<Retirement> find(Tx tx, UUID device);

    /** Devices under way, by when that began. */
    List<Retirement> running(Tx tx, Scope scope, int limit);

    /** Keeps the record of a device that is about to be deleted. */
    void record(Tx tx, UUID device, Instant at, String by, String reason, String outcome, String groupName);

    /** Records, newest first; those without a group that still is are shown to callers of everywhere only. */
    List<DeviceRecord> records(Tx tx, Scope scope, int limit, @Nullable Instant before);

    Optional<DeviceRecord> findRecord(Tx tx, UUID device);

    /** Takes the names out of a record, or of all of before a moment; gives how many. */
    int anonymise(Tx tx, @Nullable UUID device, @Nullable Instant before, Instant now);

    /** Counts for the seats. */
    Seats seats(Tx tx);
}

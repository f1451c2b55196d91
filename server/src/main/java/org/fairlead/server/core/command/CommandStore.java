package org.fairlead.server.core.command;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.device.DeviceRef;
import org.jspecify.annotations.Nullable;

/** Keeps commands. */
public interface CommandStore {
    /** A command for many devices. */
    record Batch(
            CommandKind kind,
            Map<String, ? extends @Nullable Object> params,
            Instant at,
            String by,
            Instant expiresAt,
            List<DeviceRef> devices,
            @Nullable String approvedBy) {}

    /** A command as the state machine needs it. */
    record Open(
            UUID id,
            UUID device,
            String kind,
            Map<String, @Nullable Object> params,
            CommandState state,
            Instant expiresAt) {}

    /** A step of one command, finished unless the new state is an open one; the journal gets the earlier entry first. */
    record Step(
            UUID id,
            CommandState state,
            @Nullable String reason,
            JournalEntry entry,
            @Nullable JournalEntry earlier) {
        public Step(UUID id, CommandState state, @Nullable String reason, JournalEntry entry) {
            this(id, state, reason, entry, null);
        }
    }

    /**
     * Queues the command for each device; a synchronisation that waits already is prolonged instead. Answers with the
     * identifiers in the order of the devices' identifiers.
     */
    List<UUID> insert(Tx tx, Batch batch);

    /** Locks the open commands of a device, oldest first. */
    List<Open> lockOpen(Tx tx, UUID device, int limit);

    /** Locks those of the commands that are open. */
    List<Open> lockOpen(Tx tx, Collection<UUID> ids);

    /** The commands that wait for these devices, locked. */
    List<UUID> lockQueued(Tx tx, Collection<UUID> devices);

    void step(Tx tx, List<Step> steps);

    /** Locks up to this many commands that wait beyond their time, or were handed out and not answered since. */
    List<Open> lockOverdue(Tx tx, Instant queuedBefore, Instant deliveredBefore, int limit);

    Optional<Command> find(Tx tx, UUID id);

    List<Command> find(Tx tx, Collection<UUID> ids);

    /** Newest first, before the given command. */
    List<Command> list(Tx tx, CommandFilter filter, Scope scope, int limit, Optional<UUID> before);

    /** Those of the devices that are being deleted, so that they take no more commands. */
    Set<UUID> leaving(Tx tx, Collection<UUID> devices);

    /** What devices have last said of themselves. */
    Map<UUID, Map<String, @Nullable Object>> reported(Tx tx, Collection<UUID> devices);

    /** Keeps what a command brought, sealed. */
    void saveResult(Tx tx, UUID command, byte[] sealed, Instant at);

    /** What a command brought, unless it was stored before that moment. */
    Optional<byte[]> result(Tx tx, UUID command, Instant storedSince);

    void purgeResults(Tx tx, Instant storedBefore);

    /** Forgets finished commands, up to this many; answers with their number. */
    int forget(Tx tx, Instant finishedBefore, int limit);
}

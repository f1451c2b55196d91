package org.fairlead.server.core.sync;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.protocol.agent.Up;
import org.fairlead.server.core.Tx;
import org.jspecify.annotations.Nullable;

/** What the synchronisation reads and writes; many devices at a time. */
public interface SyncStore {
    /** The device that an identity belongs to. */
    Optional<Known> known(Tx tx, String fingerprint);

    /** A device at the moment that it connects. */
    record Known(
            UUID device,
            boolean revoked,
            Instant notAfter,
            String name,
            DesiredState.Subject subject,
            String appliedHash,
            long acked,
            String boot,
            Up.DeviceInfo info,
            boolean commandsWait,
            int codeEpoch,
            boolean codesDue) {}

    /** Writes presence in the order of device ids. */
    void presence(Tx tx, List<PresenceChange> changes);

    /** Whether a device is connected, since when nothing newer is known, and from where. */
    record PresenceChange(UUID device, boolean online, Instant at, String address, String boot) {}

    /** Nobody is connected: this node has just started. */
    void allOffline(Tx tx);

    /** Takes the rows of these devices and gives the last record that is stored of each. */
    Map<UUID, Long> lockAcked(Tx tx, Collection<UUID> devices);

    void saveAcked(Tx tx, Map<UUID, Long> acked);

    void applied(Tx tx, List<AppliedChange> changes);

    /** What became of the settings on a device; blocks as JSON text. */
    record AppliedChange(UUID device, String hash, int failed, String blocks, Instant at, String name) {}

    void info(Tx tx, UUID device, Up.DeviceInfo info);

    void clockSkew(Tx tx, UUID device, long seconds);

    void cloned(Tx tx, UUID device, Instant at);

    /** A device's subject and own revision, its row taken. */
    @Nullable
    OwnState lockOwn(Tx tx, UUID device);

    /** Own values under change. */
    record OwnState(DesiredState.Subject subject, int revision, String name) {}
}

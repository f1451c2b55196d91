package org.fairlead.server.core.device;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.protocol.agent.Up;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Scope;
import org.jspecify.annotations.Nullable;

/** Keeps devices, their identities and own values. */
public interface DeviceStore extends Devices {
    Optional<Device> find(Tx tx, UUID id);

    /** A part of the list: devices after the cursor in the filter's order. */
    Listing list(Tx tx, DeviceFilter filter, Scope scope, int limit, Optional<String> cursor);

    /** A part of a list and the cursor of the next; with the first part, how many there are in all. */
    record Listing(
            List<Device> devices,
            @Nullable String next,
            @Nullable Long total) {}

    /** Takes the lowest free number above all that were given. */
    int nextNumber(Tx tx);

    void insert(Tx tx, NewDevice device);

    /** A device of a person that was here before, known again by its hardware: still there, or a record of it. */
    Optional<Earlier> earlier(Tx tx, String hardware, UUID person);

    /** A device that was here before; there when its row still is. */
    record Earlier(
            UUID device,
            String nameId,
            String name,
            @Nullable UUID group,
            boolean there) {}

    /** A device that is still there connects anew: it counts on, and is not deleted any more. */
    void again(Tx tx, UUID device);

    /** A device at its enrolment. */
    record NewDevice(
            UUID id,
            int number,
            String nameId,
            String name,
            String platform,
            @Nullable UUID group,
            @Nullable UUID person,
            Up.DeviceInfo info,
            Instant now) {}

    void addIdentity(Tx tx, String fingerprint, UUID device, Instant now, Instant notAfter);

    /** Revokes the identities of a device but one; gives how many. */
    int revokeIdentities(Tx tx, UUID device, String exceptFingerprint, Instant now);

    /** The newest valid identity of a device. */
    Optional<IdentityInfo> identity(Tx tx, UUID device);

    /** An identity certificate. */
    record IdentityInfo(String fingerprint, Instant notAfter) {}

    /** Puts devices into a group (null: unassigned); gives those that were elsewhere before. */
    List<UUID> move(Tx tx, Collection<UUID> devices, @Nullable UUID group);

    void describe(Tx tx, UUID device, String note, List<String> tags);

    /** Replaces own values if the revision is still this one. */
    boolean saveOwn(Tx tx, UUID device, int revision, Map<String, @Nullable Object> own, String hash);

    void newNameId(Tx tx, UUID device, String nameId, String name);

    void delete(Tx tx, UUID device);
}

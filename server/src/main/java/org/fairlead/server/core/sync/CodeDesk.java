package org.fairlead.server.core.sync;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.Down;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.event.NewEvent;
import org.jspecify.annotations.Nullable;

/** Where the synchronisation gets a device's keys for offline codes and brings what became of codes. */
public interface CodeDesk {
    /**
     * What the keys of a device in this group are called, without the part of the device itself; empty for a device in no
     * group. From memory.
     */
    String groupVersion(@Nullable UUID group);

    /** The name of all keys of a device; empty for a device in no group. */
    default String version(@Nullable UUID group, int deviceEpoch) {
        return group == null ? "" : groupVersion(group) + "." + deviceEpoch;
    }

    /** A device says which keys it has stored: gives the keys that it shall store, or nothing when it has them. */
    Optional<Down.CodeKeys> have(Tx tx, UUID device, @Nullable UUID group, int deviceNumber, String version);

    /** Stores a record about codes and adds the events that come of it. */
    void take(Tx tx, UUID device, DeviceRecord entry, Instant at, List<NewEvent> events);
}

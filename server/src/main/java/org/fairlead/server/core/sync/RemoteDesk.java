package org.fairlead.server.core.sync;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.agent.Up;
import org.fairlead.server.core.Tx;
import org.jspecify.annotations.Nullable;

/** Where the synchronisation brings what devices say about remote management. */
public interface RemoteDesk {
    /** How a device is reached from now on; gives what the device shall know of its present password. */
    Optional<Down.RemoteRevealed> access(Tx tx, UUID device, Up.RemoteAccess access);

    /** Who manages the device now. */
    void state(Tx tx, UUID device, Up.RemoteState state);

    /** The arguments of an event, with the administrator of the console where one is known. */
    Map<String, @Nullable Object> describe(Tx tx, UUID device, DeviceRecord.Event event);
}

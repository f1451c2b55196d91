package org.fairlead.server.core.sync;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.Down;
import org.fairlead.server.core.Tx;

/** Where the synchronisation gets a device's commands and brings their results. */
public interface CommandDesk {
    /** The most commands that are handed out at once. */
    int HANDED_OUT = 50;

    List<Down.Order> deliver(Tx tx, UUID device);

    void finish(Tx tx, Map<UUID, List<DeviceRecord.Result>> results);
}

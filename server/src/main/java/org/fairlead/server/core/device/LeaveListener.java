package org.fairlead.server.core.device;

import java.util.Collection;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.jspecify.annotations.Nullable;

/** Hears of devices that leave their groups, with the groups that they are in until now. */
public interface LeaveListener {
    /** The devices go to this group (null: to none, or they are deleted). */
    void leaving(Tx tx, Collection<DeviceRef> devices, @Nullable UUID to);
}

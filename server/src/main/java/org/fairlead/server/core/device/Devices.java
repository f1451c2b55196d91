package org.fairlead.server.core.device;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Scope;

/** Finds devices for other parts of the core. */
public interface Devices {
    /** Those of the given devices that exist. */
    List<DeviceRef> refs(Tx tx, Collection<UUID> ids);

    /** The devices that a filter means, inside a scope, by name, at most this many. */
    List<DeviceRef> matching(Tx tx, DeviceFilter filter, Scope scope, int limit);
}

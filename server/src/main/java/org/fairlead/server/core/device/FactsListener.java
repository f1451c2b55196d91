package org.fairlead.server.core.device;

import java.util.Collection;
import java.util.UUID;
import org.fairlead.server.core.Tx;

/** Hears, in the same transaction, that what is known of devices (names, addresses, tags) has changed. */
@FunctionalInterface
public interface FactsListener {
    void changed(Tx tx, Collection<UUID> devices);
}

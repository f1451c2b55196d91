package org.fairlead.server.core.event;

import java.util.List;
import org.fairlead.server.core.Tx;

/** Hears of events in the transaction that stores them; what it writes is committed with them. */
@FunctionalInterface
public interface EventListener {
    void stored(Tx tx, List<StoredEvent> events);
}

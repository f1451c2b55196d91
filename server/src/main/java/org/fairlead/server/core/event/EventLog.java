package org.fairlead.server.core.event;

import java.util.List;
import org.fairlead.server.core.Tx;

/** Takes events; they are stored, shown and notified once the transaction is committed. */
public interface EventLog {
    void append(Tx tx, List<NewEvent> events);
}

package org.fairlead.server.core.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Scope;

/** Keeps events by level and week. */
public interface EventStore {
    void insert(Tx tx, List<StoredEvent> events);

    /** Newest first, before the given event. */
    List<StoredEvent> list(Tx tx, EventFilter filter, Scope scope, int limit, Optional<UUID> before);

    /** Makes room for every week that touches the span; weeks that exist stay. */
    void makeWeeks(Tx tx, Instant from, Instant until);

    /** Drops the level's weeks that ended before this moment; answers with their names. */
    List<String> dropWeeks(Tx tx, EventLevel level, Instant endedBefore);
}

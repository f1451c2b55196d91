package org.fairlead.server.core.device;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Actor;
import org.jspecify.annotations.Nullable;

/** Moves devices into a group (null: unassigned), with audit, event and nudge; gives those that were elsewhere. */
public interface Mover {
    List<UUID> move(Tx tx, Actor actor, Collection<UUID> devices, @Nullable UUID group);
}

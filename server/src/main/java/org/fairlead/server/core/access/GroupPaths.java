package org.fairlead.server.core.access;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;

/** Where groups are in the tree. */
@FunctionalInterface
public interface GroupPaths {
    /** The path of a group from the root to itself; empty when there is no such group. */
    Optional<List<UUID>> path(Tx tx, UUID group);
}

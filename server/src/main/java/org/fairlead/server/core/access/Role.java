package org.fairlead.server.core.access;

import java.util.Set;
import java.util.UUID;

/** A named set of rights. */
public record Role(UUID id, String name, boolean builtin, Set<Right> rights, int administrators) {
    public Role {
        rights = Set.copyOf(rights);
    }
}

package org.fairlead.server.core.access;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;

/** Roles. */
public interface RoleStore {
    List<Role> list(Tx tx);

    Optional<Role> find(Tx tx, UUID id);

    Optional<Role> findByName(Tx tx, String name);

    void insert(Tx tx, Role role);

    void update(Tx tx, Role role);

    void delete(Tx tx, UUID id);

    /** How many bindings and tokens use it. */
    int uses(Tx tx, UUID id);
}

package org.fairlead.server.store;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.GroupPaths;

/** Paths of groups, read from PostgreSQL. */
public final class PgGroupPaths implements GroupPaths {
    private final UUID workspace;

    public PgGroupPaths(UUID workspace) {
        this.workspace = workspace;
    }

    @Override
    public Optional<List<UUID>> path(Tx tx, UUID group) {
        List<UUID> path = PgTx.handle(tx)
                .createQuery("""
                        with recursive up as (
                          select id, parent_id, 1 as depth from device_group where workspace_id = :workspace and id = :id
                          union all
                          select g.id, g.parent_id, up.depth + 1 from device_group g
                          join up on g.workspace_id = :workspace and g.id = up.parent_id where up.depth < 100)
                        select id from up order by depth desc""")
                .bind("workspace", workspace)
                .bind("id", group)
                .mapTo(UUID.class)
                .list();
        return path.isEmpty() ? Optional.empty() : Optional.of(path);
    }
}

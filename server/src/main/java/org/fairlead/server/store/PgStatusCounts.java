package org.fairlead.server.store;

import java.sql.Types;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.device.StatusCounts;

/** Counts by group and state in PostgreSQL. */
public final class PgStatusCounts implements StatusCounts {
    private final UUID workspace;

    public PgStatusCounts(UUID workspace) {
        this.workspace = workspace;
    }

    @Override
    public List<Count> byGroup(Tx tx) {
        return PgTx.handle(tx)
                .createQuery("select group_id, count(*) as n, count(*) filter (where status = 'critical') as critical,"
                        + " count(*) filter (where status = 'warning') as warning from (select d.group_id, "
                        + StatusSql.STATUS + " as status" + StatusSql.FROM
                        + " where d.workspace_id = ?) as x group by group_id")
                .bind(0, workspace)
                .map((row, context) -> new Count(
                        row.getObject("group_id", UUID.class),
                        row.getLong("n"),
                        row.getLong("critical"),
                        row.getLong("warning")))
                .list();
    }

    @Override
    public List<Profiled> profiles(Tx tx) {
        return PgTx.handle(tx)
                .createQuery(
                        "select profiles, count(*) as n, count(*) filter (where settings in ('applied', 'failed')) as applied,"
                                + " count(*) filter (where settings = 'failed') as failed from (select d.profiles, "
                                + StatusSql.SETTINGS
                                + " as settings" + StatusSql.FROM
                                + " where d.workspace_id = ? and d.group_id is not null and d.platform in ('android', 'ios', 'ipados')) as x"
                                + " group by profiles")
                .bind(0, workspace)
                .map((row, context) -> new Profiled(
                        row.getString("profiles"),
                        new Rollout(row.getLong("n"), row.getLong("applied"), row.getLong("failed"))))
                .list();
    }

    @Override
    public Rollout rollout(Tx tx, Collection<UUID> groups) {
        return PgTx.handle(tx)
                .createQuery(
                        "select count(*) as n, count(*) filter (where settings in ('applied', 'failed')) as applied,"
                                + " count(*) filter (where settings = 'failed') as failed from (select "
                                + StatusSql.SETTINGS
                                + " as settings" + StatusSql.FROM
                                + " where d.workspace_id = ? and d.group_id = any(?)) as x")
                .bind(0, workspace)
                .bindBySqlType(1, groups.toArray(new UUID[0]), Types.ARRAY)
                .map((row, context) -> new Rollout(row.getLong("n"), row.getLong("applied"), row.getLong("failed")))
                .one();
    }
}

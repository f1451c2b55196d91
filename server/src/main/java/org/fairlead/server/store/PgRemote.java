package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.remote.RemoteStore;
import org.jspecify.annotations.Nullable;

/** How devices are reached by RDP, in PostgreSQL. */
public final class PgRemote implements RemoteStore {
    private final UUID workspace;

    public PgRemote(UUID workspace) {
        this.workspace = workspace;
    }

    @Override
    public Optional<Row> find(Tx tx, UUID device) {
        return find(tx, device, "");
    }

    private Optional<Row> find(Tx tx, UUID device, String more) {
        return PgTx.handle(tx)
                .createQuery("select * from device_remote where workspace_id = ? and device_id = ?" + more)
                .bind(0, workspace)
                .bind(1, device)
                .map((row, context) -> row(row))
                .findFirst();
    }

    @Override
    public List<Visited> visited(Tx tx, int limit) {
        return PgTx.handle(tx)
                .createQuery("""
                        select r.*, d.name, d.group_id
                        from device_remote r join device d on d.workspace_id = r.workspace_id and d.id = r.device_id
                        where r.workspace_id = :workspace and r.visit <> '{}'::jsonb
                        order by d.name, d.id limit :limit
                        """)
                .bind("workspace", workspace)
                .bind("limit", limit)
                .map((row, context) ->
                        new Visited(row(row), row.getString("name"), row.getObject("group_id", UUID.class)))
                .list();
    }

    @Override
    public Row lock(Tx tx, UUID device) {
        PgTx.handle(tx)
                .execute(
                        "insert into device_remote (workspace_id, device_id) values (?, ?) on conflict do nothing",
                        workspace,
                        device);
        return find(tx, device, " for update").orElse(Row.empty(device));
    }

    @Override
    public void save(Tx tx, Row row) {
        Reach reach = row.reach();
        Shown shown = row.shown();
        PgTx.handle(tx)
                .execute(
                        """
                        update device_remote set addresses = ?, port = ?, user_name = ?, sealed = ?, password_at = ?, certificate = ?,
                          changed_at = ?, shown_to = ?, shown_at = ?, shown_before = ?, visit = ?::jsonb, visit_id = ?,
                          visit_administrator = ?
                        where workspace_id = ? and device_id = ?
                        """,
                        reach.addresses().toArray(new String[0]),
                        reach.port(),
                        reach.user(),
                        reach.sealed(),
                        time(reach.passwordAt()),
                        reach.certificate(),
                        time(reach.changedAt()),
                        shown.to(),
                        time(shown.at()),
                        shown.before(),
                        Json.print(row.visit()),
                        row.visitId(),
                        row.visitAdministrator(),
                        workspace,
                        row.device());
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : Columns.time(instant);
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                Columns.id(row, "device_id"),
                new Reach(
                        Columns.texts(row, "addresses"),
                        row.getInt("port"),
                        row.getString("user_name"),
                        row.getBytes("sealed"),
                        Columns.maybeInstant(row, "password_at"),
                        row.getString("certificate"),
                        Columns.maybeInstant(row, "changed_at")),
                new Shown(
                        row.getString("shown_to"),
                        Columns.maybeInstant(row, "shown_at"),
                        row.getString("shown_before")),
                Columns.json(row, "visit"),
                row.getString("visit_id"),
                row.getString("visit_administrator"));
    }
}

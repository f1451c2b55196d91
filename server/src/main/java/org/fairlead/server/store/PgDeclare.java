package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.apple.declare.DeclareStore;
import org.jspecify.annotations.Nullable;

/** How far phones are with their declarations, in PostgreSQL. */
public final class PgDeclare implements DeclareStore {
    private static final String MANAGED =
            "select e.id, e.device_id, coalesce(d.token, '') as token from apple_enrolment e"
                    + " left join apple_declare d on d.workspace_id = e.workspace_id and d.enrolment_id = e.id"
                    + " where e.workspace_id = ? and e.state = 'active' and e.device_id is not null and ";

    private final UUID workspace;
    private final Statements statements;

    public PgDeclare(UUID workspace) {
        this.workspace = workspace;
        this.statements = new Statements(workspace);
    }

    @Override
    public Optional<Known> known(Tx tx, UUID enrolment) {
        return statements
                .query(tx, "select * from apple_declare where workspace_id = ? and enrolment_id = ?", enrolment)
                .map((row, context) -> new Known(
                        row.getString("token"),
                        Rows.optionalTime(row, "since"),
                        row.getString("fetched"),
                        Rows.optionalTime(row, "fetched_at"),
                        Columns.json(row, "status"),
                        errors(row),
                        Rows.optionalTime(row, "reported_at"),
                        row.getInt("reports")))
                .findOne();
    }

    private static List<@Nullable Object> errors(ResultSet row) throws SQLException {
        return Json.parse(row.getString("errors")) instanceof List<?> list ? new ArrayList<>(list) : List.of();
    }

    @Override
    public void announced(Tx tx, UUID enrolment, String token, Instant since) {
        statements.run(
                tx,
                "insert into apple_declare (workspace_id, enrolment_id, token, since) values (?, ?, ?, ?)"
                        + " on conflict (workspace_id, enrolment_id) do update set token = excluded.token, since = excluded.since",
                enrolment,
                token,
                Rows.at(since));
    }

    @Override
    public void fetched(Tx tx, UUID enrolment, String token, Instant now) {
        PgTx.handle(tx)
                .execute(
                        "update apple_declare set fetched = ?, fetched_at = ? where workspace_id = ? and enrolment_id = ?",
                        token,
                        Rows.at(now),
                        workspace,
                        enrolment);
    }

    @Override
    public void reported(
            Tx tx, UUID enrolment, Map<String, @Nullable Object> status, List<@Nullable Object> errors, Instant now) {
        statements.run(
                tx,
                "insert into apple_declare (workspace_id, enrolment_id, status, errors, reported_at, reports)"
                        + " values (?, ?, cast(? as jsonb), cast(? as jsonb), ?, 1)"
                        + " on conflict (workspace_id, enrolment_id) do update set status = excluded.status, errors = excluded.errors,"
                        + " reported_at = excluded.reported_at, reports = apple_declare.reports + 1",
                enrolment,
                Json.print(status),
                Json.print(errors),
                Rows.at(now));
    }

    @Override
    public List<Managed> managed(Tx tx, @Nullable UUID after, int limit) {
        return statements
                .query(
                        tx,
                        MANAGED + "(cast(? as uuid) is null or e.id > cast(? as uuid)) order by e.id limit ?",
                        after,
                        after,
                        limit)
                .map((row, context) -> managed(row))
                .list();
    }

    @Override
    public List<Managed> managed(Tx tx, List<UUID> devices) {
        return PgTx.handle(tx)
                .createQuery(MANAGED + "e.device_id = any(?) order by e.id")
                .bind(0, workspace)
                .bindBySqlType(1, Statements.ids(devices), Types.ARRAY)
                .map((row, context) -> managed(row))
                .list();
    }

    @Override
    public boolean waits(Tx tx, UUID enrolment, String type) {
        return statements
                        .query(
                                tx,
                                "select count(*) from apple_request where workspace_id = ? and enrolment_id = ? and type = ? and sent_at is null and finished_at is null",
                                enrolment,
                                type)
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    private static Managed managed(ResultSet row) throws SQLException {
        return new Managed(Rows.id(row, "id"), Rows.id(row, "device_id"), row.getString("token"));
    }
}

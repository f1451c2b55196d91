package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.command.Approval;
import org.fairlead.server.core.command.ApprovalSettings;
import org.fairlead.server.core.command.ApprovalStore;
import org.fairlead.server.core.command.ApprovalWish;
import org.fairlead.server.core.command.CommandKind;
import org.fairlead.server.core.group.Groups;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Approvals in PostgreSQL. */
public final class PgApprovals implements ApprovalStore {
    private static final String SETTINGS = "select * from approval_settings where workspace_id = ?";

    private final UUID workspace;
    private final Groups groups;

    public PgApprovals(UUID workspace, Groups groups) {
        this.workspace = workspace;
        this.groups = groups;
    }

    @Override
    public ApprovalSettings settings(Tx tx) {
        return settings(tx, SETTINGS);
    }

    @Override
    public ApprovalSettings lockSettings(Tx tx) {
        return settings(tx, SETTINGS + " for update");
    }

    private ApprovalSettings settings(Tx tx, String sql) {
        return PgTx.handle(tx)
                .createQuery(sql)
                .bind(0, workspace)
                .map((row, context) -> settings(row))
                .findOne()
                .orElse(ApprovalSettings.OFF);
    }

    @Override
    public void saveSettings(Tx tx, ApprovalSettings s) {
        PgTx.handle(tx)
                .execute(
                        """
                        insert into approval_settings values (?, ?, ?, ?, ?, ?) on conflict (workspace_id) do update set
                          revision = excluded.revision, devices_per_command = excluded.devices_per_command,
                          devices_in_window = excluded.devices_in_window, window_minutes = excluded.window_minutes,
                          answer_hours = excluded.answer_hours""",
                        workspace,
                        s.revision(),
                        s.devicesPerCommand(),
                        s.devicesInWindow(),
                        s.windowMinutes(),
                        s.answerHours());
    }

    @Override
    public Optional<ApprovalWish> wish(Tx tx) {
        return PgTx.handle(tx)
                .createQuery("select * from approval_wish where workspace_id = ?")
                .bind(0, workspace)
                .map((row, context) -> new ApprovalWish(
                        settings(row),
                        Columns.instant(row, "asked_at"),
                        row.getString("asked_by"),
                        row.getObject("asked_by_id", UUID.class),
                        row.getObject("asked_by_owner", UUID.class),
                        Columns.instant(row, "expires_at")))
                .findOne();
    }

    @Override
    public void saveWish(Tx tx, ApprovalWish w) {
        dropWish(tx);
        ApprovalSettings s = w.wanted();
        PgTx.handle(tx)
                .execute(
                        "insert into approval_wish values (?, ?, ?, ?, ?, ?, ?, ?, cast(? as uuid), cast(? as uuid), ?)",
                        workspace,
                        s.revision(),
                        s.devicesPerCommand(),
                        s.devicesInWindow(),
                        s.windowMinutes(),
                        s.answerHours(),
                        Columns.time(w.askedAt()),
                        w.askedBy(),
                        w.askedById() == null ? null : String.valueOf(w.askedById()),
                        w.askedByOwner() == null ? null : String.valueOf(w.askedByOwner()),
                        Columns.time(w.expiresAt()));
    }

    @Override
    public void dropWish(Tx tx) {
        PgTx.handle(tx).execute("delete from approval_wish where workspace_id = ?", workspace);
    }

    private static ApprovalSettings settings(ResultSet row) throws SQLException {
        return new ApprovalSettings(
                row.getLong("revision"),
                (Integer) row.getObject("devices_per_command"),
                (Integer) row.getObject("devices_in_window"),
                row.getInt("window_minutes"),
                row.getInt("answer_hours"));
    }

    /** Identifiers grow with time, so the scan ends at the window's first command. */
    @Override
    public long sentSince(Tx tx, Set<CommandKind> kinds, Instant since) {
        return PgTx.handle(tx)
                .createQuery(
                        "select count(*) from command where workspace_id = ? and id >= ? and created_at > ? and approved_by is null and kind = any(?)")
                .bind(0, workspace)
                .bind(1, new UUID(since.minusSeconds(600).toEpochMilli() << 16, 0))
                .bind(2, Columns.time(since))
                .bindBySqlType(3, kinds.stream().map(CommandKind::wire).toArray(String[]::new), Types.ARRAY)
                .mapTo(Long.class)
                .one();
    }

    @Override
    public Optional<UUID> ownerOfToken(Tx tx, UUID token) {
        return PgTx.handle(tx)
                .createQuery("select created_by from api_token where workspace_id = ? and id = ?")
                .bind(0, workspace)
                .bind(1, token)
                .mapTo(UUID.class)
                .findOne();
    }

    @Override
    public void insert(Tx tx, Approval a) {
        PgTx.handle(tx)
                .createUpdate("""
                        insert into approval (workspace_id, id, state, origin, kind, params, reason, devices, waits_seconds, asked_at,
                                              asked_by, asked_by_id, asked_by_owner, expires_at)
                        values (?, ?, ?, ?, ?, cast(? as jsonb), ?, ?, ?, ?, ?, cast(? as uuid), cast(? as uuid), ?)""")
                .bind(0, workspace)
                .bind(1, a.id())
                .bind(2, a.state().wire())
                .bind(3, a.origin().wire())
                .bind(4, a.kind().wire())
                .bind(5, Json.print(a.params()))
                .bind(6, a.reason())
                .bindBySqlType(7, a.devices().toArray(new UUID[0]), Types.ARRAY)
                .bind(8, a.waitsSeconds())
                .bind(9, Columns.time(a.askedAt()))
                .bind(10, a.askedBy())
                .bind(11, a.askedById() == null ? null : String.valueOf(a.askedById()))
                .bind(12, a.askedByOwner() == null ? null : String.valueOf(a.askedByOwner()))
                .bind(13, Columns.time(a.expiresAt()))
                .execute();
    }

    @Override
    public Optional<Approval> lock(Tx tx, UUID id) {
        return one(tx, id, " for update");
    }

    @Override
    public Optional<Approval> find(Tx tx, UUID id) {
        return one(tx, id, "");
    }

    private Optional<Approval> one(Tx tx, UUID id, String lock) {
        return PgTx.handle(tx)
                .createQuery("select * from approval where workspace_id = ? and id = ?" + lock)
                .bind(0, workspace)
                .bind(1, id)
                .map((row, context) -> approval(row))
                .findOne();
    }

    @Override
    public void save(Tx tx, Approval a) {
        Instant decided = a.decidedAt();
        PgTx.handle(tx)
                .execute(
                        "update approval set state = ?, decided_at = ?, decided_by = ?, decided_by_id = ?, answer = ? where workspace_id = ? and id = ?",
                        a.state().wire(),
                        decided == null ? null : Columns.time(decided),
                        a.decidedBy(),
                        a.decidedById(),
                        a.answer(),
                        workspace,
                        a.id());
    }

    @Override
    public List<Approval> list(Tx tx, Approval.@Nullable State state, Scope scope, int limit, Optional<UUID> before) {
        StringBuilder sql = new StringBuilder("select * from approval a where a.workspace_id = :workspace");
        Map<String, Object> values = new LinkedHashMap<>();
        if (state != null) {
            sql.append(" and a.state = :state");
            values.put("state", state.wire());
        }
        before.ifPresent(id -> {
            sql.append(" and a.id < :before");
            values.put("before", id);
        });
        if (!scope.everywhere()) {
            sql.append(" and not exists (select 1 from device d where d.workspace_id = a.workspace_id"
                    + " and d.id = any(a.devices) and (d.group_id is null or d.group_id <> all(:groups)))");
        }
        Query query = PgTx.handle(tx)
                .createQuery(sql.append(" order by a.id desc limit :limit").toString())
                .bind("workspace", workspace)
                .bind("limit", limit);
        values.forEach(query::bind);
        if (!scope.everywhere()) {
            query.bindBySqlType("groups", groups.tree().covered(scope).toArray(new UUID[0]), Types.ARRAY);
        }
        return query.map((row, context) -> approval(row)).list();
    }

    @Override
    public List<Approval> lockOverdue(Tx tx, Instant now, int limit) {
        return PgTx.handle(tx)
                .createQuery(
                        "select * from approval where workspace_id = ? and state = 'waiting' and expires_at <= ? order by id limit ? for update skip locked")
                .bind(0, workspace)
                .bind(1, Columns.time(now))
                .bind(2, limit)
                .map((row, context) -> approval(row))
                .list();
    }

    @Override
    public Set<UUID> waitingOfRules(Tx tx) {
        return Set.copyOf(PgTx.handle(tx)
                .createQuery(
                        "select distinct unnest(devices) from approval where workspace_id = ? and state = 'waiting' and origin = 'rule'")
                .bind(0, workspace)
                .mapTo(UUID.class)
                .list());
    }

    private static Approval approval(ResultSet row) throws SQLException {
        return new Approval(
                Columns.id(row, "id"),
                Approval.State.ofWire(row.getString("state")).orElseThrow(),
                Approval.Origin.valueOf(row.getString("origin").toUpperCase(Locale.ROOT)),
                CommandKind.ofWire(row.getString("kind")).orElseThrow(),
                Columns.json(row, "params"),
                row.getString("reason"),
                List.of((UUID[]) row.getArray("devices").getArray()),
                row.getLong("waits_seconds"),
                Columns.instant(row, "asked_at"),
                row.getString("asked_by"),
                row.getObject("asked_by_id", UUID.class),
                row.getObject("asked_by_owner", UUID.class),
                Columns.instant(row, "expires_at"),
                Columns.maybeInstant(row, "decided_at"),
                row.getString("decided_by"),
                row.getObject("decided_by_id", UUID.class),
                row.getString("answer"));
    }
}

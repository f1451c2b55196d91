package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.command.Command;
import org.fairlead.server.core.command.CommandFilter;
import org.fairlead.server.core.command.CommandKind;
import org.fairlead.server.core.command.CommandState;
import org.fairlead.server.core.command.CommandStore;
import org.fairlead.server.core.command.JournalEntry;
import org.fairlead.server.core.device.DeviceRef;
import org.fairlead.server.core.group.Groups;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Commands in PostgreSQL; rows are always locked in the order of their identifiers. */
public final class PgCommands implements CommandStore {
    private static final String OPEN =
            "select c.id, c.device_id, c.kind, c.params, c.state, c.expires_at from command c";
    private static final String IS_OPEN = "c.state in ('queued', 'delivered', 'running')";
    private static final String SHOWN = """
            select c.*, d.name as device_name, d.group_id, s.online, s.last_seen,
                   exists (select 1 from command_result r where r.workspace_id = c.workspace_id and r.command_id = c.id) as has_result
            from command c
            join device d on d.workspace_id = c.workspace_id and d.id = c.device_id
            join device_state s on s.workspace_id = d.workspace_id and s.device_id = d.id
            where c.workspace_id = :workspace""";

    private final UUID workspace;
    private final Groups groups;

    public PgCommands(UUID workspace, Groups groups) {
        this.workspace = workspace;
        this.groups = groups;
    }

    @Override
    public List<UUID> insert(Tx tx, Batch batch) {
        List<DeviceRef> devices = batch.devices().stream()
                .sorted(Comparator.comparing(DeviceRef::id))
                .toList();
        return PgTx.handle(tx)
                .createQuery("""
                        insert into command (workspace_id, id, device_id, kind, params, state, created_at, created_by, approved_by, expires_at, journal)
                        select :workspace, n.id, n.device, :kind, cast(:params as jsonb), 'queued', :at, :by, :approved, :expires, cast(:journal as jsonb)
                        from unnest(cast(:ids as uuid[]), cast(:devices as uuid[])) with ordinality as n (id, device, position)
                        order by n.position
                        on conflict (workspace_id, device_id, kind) where state = 'queued' and kind = 'synchronise'
                          do update set expires_at = greatest(command.expires_at, excluded.expires_at)
                        returning id
                        """)
                .bind("workspace", workspace)
                .bind("kind", batch.kind().wire())
                .bind("params", Json.print(batch.params()))
                .bind("at", Columns.time(batch.at()))
                .bind("by", batch.by())
                .bind("approved", batch.approvedBy())
                .bind("expires", Columns.time(batch.expiresAt()))
                .bind("journal", Json.print(beginning(batch)))
                .bindBySqlType(
                        "ids", devices.stream().map(d -> Ids.next()).sorted().toArray(UUID[]::new), Types.ARRAY)
                .bindBySqlType("devices", devices.stream().map(DeviceRef::id).toArray(UUID[]::new), Types.ARRAY)
                .mapTo(UUID.class)
                .list();
    }

    private static List<Map<String, @Nullable Object>> beginning(Batch batch) {
        List<Map<String, @Nullable Object>> journal = new ArrayList<>();
        journal.add(json(new JournalEntry(batch.at(), JournalEntry.QUEUED, batch.by())));
        if (batch.approvedBy() != null) {
            journal.add(json(new JournalEntry(batch.at(), JournalEntry.APPROVED, batch.approvedBy())));
        }
        return journal;
    }

    @Override
    public Set<UUID> leaving(Tx tx, Collection<UUID> devices) {
        return Set.copyOf(PgTx.handle(tx)
                .createQuery("select id from device where workspace_id = ? and id = any(?) and deletion is not null")
                .bind(0, workspace)
                .bindBySqlType(1, devices.toArray(new UUID[0]), Types.ARRAY)
                .mapTo(UUID.class)
                .list());
    }

    @Override
    public Map<UUID, Map<String, @Nullable Object>> reported(Tx tx, Collection<UUID> devices) {
        Map<UUID, Map<String, @Nullable Object>> all = new LinkedHashMap<>();
        PgTx.handle(tx)
                .createQuery("select id, reported from device where workspace_id = ? and id = any(?)")
                .bind(0, workspace)
                .bindBySqlType(1, devices.toArray(new UUID[0]), Types.ARRAY)
                .map((row, context) -> Map.entry(Columns.id(row, "id"), Columns.json(row, "reported")))
                .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
        return all;
    }

    @Override
    public List<Open> lockOpen(Tx tx, UUID device, int limit) {
        return PgTx.handle(tx)
                .createQuery(OPEN + " where c.workspace_id = ? and c.device_id = ? and " + IS_OPEN
                        + " order by c.id limit ? for update")
                .bind(0, workspace)
                .bind(1, device)
                .bind(2, limit)
                .map((row, context) -> open(row))
                .list();
    }

    @Override
    public List<Open> lockOpen(Tx tx, Collection<UUID> ids) {
        return PgTx.handle(tx)
                .createQuery(OPEN + " where c.workspace_id = ? and c.id = any(?) and " + IS_OPEN
                        + " order by c.id for update")
                .bind(0, workspace)
                .bindBySqlType(1, ids.toArray(new UUID[0]), Types.ARRAY)
                .map((row, context) -> open(row))
                .list();
    }

    @Override
    public List<UUID> lockQueued(Tx tx, Collection<UUID> devices) {
        return PgTx.handle(tx)
                .createQuery(
                        "select c.id from command c where c.workspace_id = ? and c.device_id = any(?) and c.state = 'queued' order by c.id for update")
                .bind(0, workspace)
                .bindBySqlType(1, devices.toArray(new UUID[0]), Types.ARRAY)
                .mapTo(UUID.class)
                .list();
    }

    @Override
    public List<Open> lockOverdue(Tx tx, Instant queuedBefore, Instant deliveredBefore, int limit) {
        return PgTx.handle(tx)
                .createQuery(
                        OPEN
                                + " where c.workspace_id = ? and ((c.state = 'queued' and c.expires_at <= ?)"
                                + " or (c.state in ('delivered', 'running') and c.expires_at <= ?)) order by c.id limit ? for update skip locked")
                .bind(0, workspace)
                .bind(1, Columns.time(queuedBefore))
                .bind(2, Columns.time(deliveredBefore))
                .bind(3, limit)
                .map((row, context) -> open(row))
                .list();
    }

    @Override
    public void step(Tx tx, List<Step> steps) {
        if (steps.isEmpty()) {
            return;
        }
        PgTx.handle(tx)
                .createUpdate("""
                        update command c set state = n.state, reason = coalesce(n.reason, c.reason),
                               delivered_at = case when n.state = 'delivered' then n.at else c.delivered_at end,
                               finished_at = case when n.state in ('delivered', 'running') then null else n.at end,
                               journal = case when n.kind in ('pushed', 'not-now') and c.journal -> -1 ->> 'kind' = n.kind
                                 then jsonb_set(c.journal, '{-1}', (cast(n.entry as jsonb) -> -1) || jsonb_build_object('detail',
                                   cast(coalesce(cast(c.journal -> -1 ->> 'detail' as integer), 1) + 1 as text)))
                                 else c.journal || cast(n.entry as jsonb) end
                        from unnest(cast(? as uuid[]), cast(? as text[]), cast(? as text[]), cast(? as timestamptz[]), cast(? as text[]), cast(? as text[]))
                             as n (id, state, reason, at, entry, kind)
                        where c.workspace_id = ? and c.id = n.id
                        """)
                .bindBySqlType(0, steps.stream().map(Step::id).toArray(UUID[]::new), Types.ARRAY)
                .bindBySqlType(1, steps.stream().map(s -> s.state().wire()).toArray(String[]::new), Types.ARRAY)
                .bindBySqlType(2, steps.stream().map(Step::reason).toArray(String[]::new), Types.ARRAY)
                .bindBySqlType(
                        3, steps.stream().map(s -> s.entry().at().toString()).toArray(String[]::new), Types.ARRAY)
                .bindBySqlType(
                        4, steps.stream().map(s -> Json.print(entries(s))).toArray(String[]::new), Types.ARRAY)
                .bindBySqlType(5, steps.stream().map(s -> s.entry().kind()).toArray(String[]::new), Types.ARRAY)
                .bind(6, workspace)
                .execute();
    }

    private static List<Object> entries(Step step) {
        JournalEntry earlier = step.earlier();
        return earlier == null ? List.of(json(step.entry())) : List.of(json(earlier), json(step.entry()));
    }

    @Override
    public Optional<Command> find(Tx tx, UUID id) {
        return find(tx, List.of(id)).stream().findFirst();
    }

    @Override
    public List<Command> find(Tx tx, Collection<UUID> ids) {
        return PgTx.handle(tx)
                .createQuery(SHOWN + " and c.id = any(:ids) order by c.id")
                .bind("workspace", workspace)
                .bindBySqlType("ids", ids.toArray(new UUID[0]), Types.ARRAY)
                .map((row, context) -> command(row))
                .list();
    }

    @Override
    public List<Command> list(Tx tx, CommandFilter filter, Scope scope, int limit, Optional<UUID> before) {
        StringBuilder sql = new StringBuilder(SHOWN);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("workspace", workspace);
        if (!scope.everywhere()) {
            sql.append(" and d.group_id = any(:groups)");
            values.put("groups", groups.tree().covered(scope).toArray(new UUID[0]));
        }
        UUID device = filter.device();
        if (device != null) {
            sql.append(" and c.device_id = :device");
            values.put("device", device);
        }
        if (!filter.states().isEmpty()) {
            sql.append(" and c.state = any(:states)");
            values.put(
                    "states", filter.states().stream().map(CommandState::wire).toArray(String[]::new));
        }
        if (!filter.kinds().isEmpty()) {
            sql.append(" and c.kind = any(:kinds)");
            values.put("kinds", filter.kinds().stream().map(CommandKind::wire).toArray(String[]::new));
        }
        before.ifPresent(id -> {
            sql.append(" and c.id < :before");
            values.put("before", id);
        });
        Query query = PgTx.handle(tx)
                .createQuery(sql.append(" order by c.id desc limit :limit").toString())
                .bind("limit", limit);
        values.forEach((name, value) -> {
            if (value instanceof Object[] array) {
                query.bindBySqlType(name, array, Types.ARRAY);
            } else {
                query.bind(name, value);
            }
        });
        return query.map((row, context) -> command(row)).list();
    }

    @Override
    public int forget(Tx tx, Instant finishedBefore, int limit) {
        return PgTx.handle(tx)
                .execute(
                        "delete from command where workspace_id = ? and id in (select id from command where workspace_id = ? and finished_at < ? order by id limit ? for update skip locked)",
                        workspace,
                        workspace,
                        Columns.time(finishedBefore),
                        limit);
    }

    @Override
    public void saveResult(Tx tx, UUID command, byte[] sealed, Instant at) {
        PgTx.handle(tx)
                .execute(
                        "insert into command_result values (?, ?, ?, ?) on conflict do nothing",
                        workspace,
                        command,
                        sealed,
                        Columns.time(at));
    }

    @Override
    public Optional<byte[]> result(Tx tx, UUID command, Instant storedSince) {
        return PgTx.handle(tx)
                .createQuery(
                        "select sealed from command_result where workspace_id = ? and command_id = ? and stored_at >= ?")
                .bind(0, workspace)
                .bind(1, command)
                .bind(2, Columns.time(storedSince))
                .mapTo(byte[].class)
                .findOne();
    }

    @Override
    public void purgeResults(Tx tx, Instant storedBefore) {
        PgTx.handle(tx)
                .execute(
                        "delete from command_result where workspace_id = ? and stored_at < ?",
                        workspace,
                        Columns.time(storedBefore));
    }

    private static Open open(ResultSet row) throws SQLException {
        return new Open(
                Columns.id(row, "id"),
                Columns.id(row, "device_id"),
                row.getString("kind"),
                Columns.json(row, "params"),
                state(row),
                Columns.instant(row, "expires_at"));
    }

    private static CommandState state(ResultSet row) throws SQLException {
        return CommandState.ofWire(row.getString("state")).orElseThrow();
    }

    private static Command command(ResultSet row) throws SQLException {
        List<JournalEntry> journal = new ArrayList<>();
        if (Json.parse(row.getString("journal")) instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?> map) {
                    journal.add(new JournalEntry(
                            Instant.parse(String.valueOf(map.get("at"))),
                            String.valueOf(map.get("kind")),
                            map.get("detail") instanceof String detail ? detail : null));
                }
            }
        }
        CommandState state = state(row);
        Instant created = Columns.instant(row, "created_at");
        if (state == CommandState.QUEUED && !row.getBoolean("online")) {
            Instant seen = Columns.maybeInstant(row, "last_seen");
            journal.add(new JournalEntry(
                    seen == null || seen.isBefore(created) ? created : seen,
                    JournalEntry.WAITS,
                    seen == null ? null : seen.toString().substring(0, 16).replace('T', ' ') + " UTC"));
        }
        return new Command(
                Columns.id(row, "id"),
                Columns.id(row, "device_id"),
                row.getString("device_name"),
                row.getObject("group_id", UUID.class),
                row.getString("kind"),
                Columns.json(row, "params"),
                state,
                row.getString("reason"),
                created,
                row.getString("created_by"),
                row.getString("approved_by"),
                Columns.instant(row, "expires_at"),
                Columns.maybeInstant(row, "finished_at"),
                row.getBoolean("has_result"),
                journal);
    }

    private static Map<String, @Nullable Object> json(JournalEntry entry) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("at", entry.at().toString());
        map.put("kind", entry.kind());
        if (entry.detail() != null) {
            map.put("detail", entry.detail());
        }
        return map;
    }
}

package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.fairlead.protocol.agent.Up;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.sync.DesiredState;
import org.fairlead.server.core.sync.SyncStore;
import org.fairlead.server.core.watch.SelfWatch;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What the synchronisation reads and writes, in PostgreSQL; bulk statements take rows in the order of device ids. */
public final class PgSync implements SyncStore {
    private final UUID workspace;

    public PgSync(UUID workspace) {
        this.workspace = workspace;
    }

    @Override
    public Optional<Known> known(Tx tx, String fingerprint) {
        return PgTx.handle(tx)
                .createQuery("""
                        select i.not_after, i.revoked_at, d.*, s.applied_group, s.applied_own, s.acked, s.boot,
                               coalesce(k.epoch, 0) as code_epoch, coalesce(k.rotate, false) as codes_due,
                               exists (select 1 from command c where c.workspace_id = d.workspace_id and c.device_id = d.id
                                       and c.state in ('queued', 'delivered', 'running')) as commands_wait
                        from identity i
                        join device d on d.workspace_id = i.workspace_id and d.id = i.device_id
                        join device_state s on s.workspace_id = d.workspace_id and s.device_id = d.id
                        left join code_device k on k.workspace_id = d.workspace_id and k.device_id = d.id
                        where i.fingerprint = ? and i.workspace_id = ?
                        """)
                .bind(0, fingerprint)
                .bind(1, workspace)
                .map((row, context) -> new Known(
                        Columns.id(row, "id"),
                        row.getTimestamp("revoked_at") != null,
                        Columns.instant(row, "not_after"),
                        row.getString("name"),
                        subject(row),
                        row.getString("applied_group") + "." + row.getString("applied_own"),
                        row.getLong("acked"),
                        row.getString("boot"),
                        new Up.DeviceInfo(
                                row.getString("hostname"),
                                row.getString("model"),
                                row.getString("serial"),
                                row.getString("os"),
                                row.getString("agent_version"),
                                Columns.texts(row, "addresses"),
                                Columns.json(row, "reported")),
                        row.getBoolean("commands_wait"),
                        row.getInt("code_epoch"),
                        row.getBoolean("codes_due")))
                .findOne();
    }

    @Override
    public void presence(Tx tx, List<PresenceChange> changes) {
        PgTx.handle(tx)
                .createUpdate("""
                        update device_state s set online = n.online, last_seen = n.at, address = n.address,
                               silent_told = s.silent_told and not n.online,
                               boot = case when n.boot = '' then s.boot else n.boot end
                        from unnest(cast(? as uuid[]), cast(? as boolean[]), cast(? as timestamptz[]), cast(? as text[]), cast(? as text[]))
                             as n (device, online, at, address, boot)
                        where s.workspace_id = ? and s.device_id = n.device
                        """)
                .bindBySqlType(0, column(changes, PresenceChange::device, UUID.class), Types.ARRAY)
                .bindBySqlType(1, column(changes, c -> String.valueOf(c.online()), String.class), Types.ARRAY)
                .bindBySqlType(2, column(changes, c -> c.at().toString(), String.class), Types.ARRAY)
                .bindBySqlType(3, column(changes, PresenceChange::address, String.class), Types.ARRAY)
                .bindBySqlType(4, column(changes, PresenceChange::boot, String.class), Types.ARRAY)
                .bind(5, workspace)
                .execute();
    }

    @Override
    public void allOffline(Tx tx) {
        PgTx.handle(tx).execute("update device_state set online = false where workspace_id = ? and online", workspace);
    }

    @Override
    public Map<UUID, Long> lockAcked(Tx tx, Collection<UUID> devices) {
        Map<UUID, Long> acked = new HashMap<>();
        PgTx.handle(tx)
                .createQuery(
                        "select device_id, acked from device_state where workspace_id = ? and device_id = any(?) order by device_id for update")
                .bind(0, workspace)
                .bindBySqlType(1, devices.stream().sorted().toArray(UUID[]::new), Types.ARRAY)
                .map((row, context) -> Map.entry(Columns.id(row, "device_id"), row.getLong("acked")))
                .forEach(e -> acked.put(e.getKey(), e.getValue()));
        return acked;
    }

    @Override
    public void saveAcked(Tx tx, Map<UUID, Long> acked) {
        if (acked.isEmpty()) {
            return;
        }
        List<UUID> devices = acked.keySet().stream().sorted().toList();
        PgTx.handle(tx)
                .createUpdate("""
                        update device_state s set acked = n.acked
                        from unnest(cast(? as uuid[]), cast(? as bigint[])) as n (device, acked)
                        where s.workspace_id = ? and s.device_id = n.device
                        """)
                .bindBySqlType(0, devices.toArray(new UUID[0]), Types.ARRAY)
                .bindBySqlType(1, devices.stream().map(acked::get).toArray(Long[]::new), Types.ARRAY)
                .bind(2, workspace)
                .execute();
    }

    @Override
    public void applied(Tx tx, List<AppliedChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        Handle handle = PgTx.handle(tx);
        handle.createUpdate("""
                        update device_state s set applied_group = n.g, applied_own = n.o, failed_blocks = n.failed,
                               blocks = cast(n.blocks as jsonb), applied_at = n.at
                        from unnest(cast(? as uuid[]), cast(? as text[]), cast(? as text[]), cast(? as integer[]), cast(? as text[]), cast(? as timestamptz[]))
                             as n (device, g, o, failed, blocks, at)
                        where s.workspace_id = ? and s.device_id = n.device
                        """)
                .bindBySqlType(0, column(changes, AppliedChange::device, UUID.class), Types.ARRAY)
                .bindBySqlType(1, column(changes, c -> DesiredState.groupPart(c.hash()), String.class), Types.ARRAY)
                .bindBySqlType(2, column(changes, c -> DesiredState.ownPart(c.hash()), String.class), Types.ARRAY)
                .bindBySqlType(3, column(changes, AppliedChange::failed, Integer.class), Types.ARRAY)
                .bindBySqlType(4, column(changes, AppliedChange::blocks, String.class), Types.ARRAY)
                .bindBySqlType(5, column(changes, c -> c.at().toString(), String.class), Types.ARRAY)
                .bind(6, workspace)
                .execute();
        handle.createUpdate("""
                        update device d set name = n.name,
                               search = lower(concat_ws(' ', n.name, d.hostname, d.serial, array_to_string(d.addresses, ' '), array_to_string(d.tags, ' ')))
                        from unnest(cast(? as uuid[]), cast(? as text[])) as n (device, name)
                        where d.workspace_id = ? and d.id = n.device and d.name <> n.name
                        """)
                .bindBySqlType(0, column(changes, AppliedChange::device, UUID.class), Types.ARRAY)
                .bindBySqlType(1, column(changes, AppliedChange::name, String.class), Types.ARRAY)
                .bind(2, workspace)
                .execute();
    }

    @Override
    public void info(Tx tx, UUID device, Up.DeviceInfo info) {
        PgTx.handle(tx)
                .execute(
                        """
                        update device set hostname = ?, model = ?, serial = ?, os = ?, agent_version = ?, addresses = ?,
                               reported = cast(? as jsonb),
                               search = lower(concat_ws(' ', name, ?::text, ?::text, ?::text, array_to_string(tags, ' ')))
                        where workspace_id = ? and id = ?
                        """,
                        info.hostname(),
                        info.model(),
                        info.serial(),
                        info.os(),
                        info.agentVersion(),
                        info.addresses().toArray(new String[0]),
                        Json.print(info.more()),
                        info.hostname(),
                        info.serial(),
                        String.join(" ", info.addresses()),
                        workspace,
                        device);
        HealthRows.due(PgTx.handle(tx), workspace, device);
    }

    @Override
    public void clockSkew(Tx tx, UUID device, long seconds) {
        PgTx.handle(tx)
                .execute(
                        "update device_state set clock_skew_seconds = ? where workspace_id = ? and device_id = ?",
                        seconds,
                        workspace,
                        device);
    }

    @Override
    public void cloned(Tx tx, UUID device, java.time.Instant at) {
        PgTx.handle(tx)
                .execute(
                        "update device_state set cloned_at = ? where workspace_id = ? and device_id = ?",
                        Columns.time(at),
                        workspace,
                        device);
    }

    /** Devices beyond their critical time without contact that were not told of yet, the longest silent first. */
    public List<SelfWatch.Silent> silent(Tx tx, int limit) {
        return PgTx.handle(tx)
                .createQuery(
                        "with silent as (select s.workspace_id, s.device_id, coalesce(s.last_seen, d.enrolled_at) as since"
                                + StatusSql.FROM
                                + " where s.workspace_id = ? and not s.silent_told and " + StatusSql.silent("critical")
                                + " order by since limit ? for update of s skip locked)"
                                + " update device_state s set silent_told = true from silent n"
                                + " where s.workspace_id = n.workspace_id and s.device_id = n.device_id returning s.device_id, n.since")
                .bind(0, workspace)
                .bind(1, limit)
                .map((row, context) ->
                        new SelfWatch.Silent(Columns.id(row, "device_id"), Columns.instant(row, "since")))
                .list();
    }

    @Override
    public @Nullable OwnState lockOwn(Tx tx, UUID device) {
        return PgTx.handle(tx)
                .createQuery("select * from device where workspace_id = ? and id = ? for update")
                .bind(0, workspace)
                .bind(1, device)
                .map((row, context) -> new OwnState(subject(row), row.getInt("own_revision"), row.getString("name")))
                .findOne()
                .orElse(null);
    }

    private static DesiredState.Subject subject(ResultSet row) throws SQLException {
        return new DesiredState.Subject(
                row.getString("platform"),
                row.getInt("number"),
                row.getString("name_id"),
                row.getString("deletion") == null ? row.getObject("group_id", UUID.class) : null,
                row.getString("profiles"),
                Columns.json(row, "own"),
                row.getString("own_hash"),
                row.getBoolean("withheld"));
    }

    @SuppressWarnings("unchecked")
    private static <C, T> T[] column(List<C> rows, Function<C, T> value, Class<T> type) {
        T[] array = (T[]) java.lang.reflect.Array.newInstance(type, rows.size());
        for (int i = 0; i < array.length; i++) {
            array[i] = value.apply(rows.get(i));
        }
        return array;
    }
}

package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.command.Approval;
import org.fairlead.server.core.command.CommandState;
import org.fairlead.server.core.device.DeviceRef;
import org.fairlead.server.core.group.Groups;
import org.fairlead.server.core.retire.DeviceRecord;
import org.fairlead.server.core.retire.RetireStore;
import org.fairlead.server.core.retire.Retirement;
import org.fairlead.server.core.retire.Seats;
import org.jspecify.annotations.Nullable;

/** Devices that are being deleted, and what stays of them, in PostgreSQL. */
public final class PgRetire implements RetireStore {
    /** Whether the device d could still carry out a command. */
    private static final String MANAGED = """
            (case when d.platform in ('ios', 'ipados')
               then exists (select 1 from apple_enrolment e where e.workspace_id = d.workspace_id and e.device_id = d.id
                            and e.state = 'active')
               else exists (select 1 from identity i where i.workspace_id = d.workspace_id and i.device_id = d.id
                            and i.revoked_at is null) end)""";

    private static final String RUNNING = """
            select d.id, d.name, d.platform, d.group_id, d.deletion, x.at, x.by, x.reason, x.problem, x.approval_id,
                   a.state as approval_state, c.id as command_id, c.state as command_state, c.reason as command_reason, %s as managed
            from device_deletion x
            join device d on d.workspace_id = x.workspace_id and d.id = x.device_id
            left join approval a on a.workspace_id = x.workspace_id and a.id = x.approval_id
            left join lateral (select c.id, c.state, c.reason from command c
              where c.workspace_id = x.workspace_id and c.device_id = x.device_id and c.kind = 'wipe-corporate'
                and (c.id = x.command_id or (x.command_id is null and c.approved_by is not null and c.created_at >= x.at))
              order by c.id desc limit 1) c on true
            where x.workspace_id = :workspace
            """.formatted(MANAGED);

    /** By which a device is known again: what its maker engraved, where it says that. */
    static final String HARDWARE = """
            (case when d.platform in ('ios', 'ipados')
               then coalesce((select 'apple:' || e.udid from apple_enrolment e where e.workspace_id = d.workspace_id
                              and e.device_id = d.id and e.udid <> '' order by e.id desc limit 1), '')
               when d.serial <> '' then d.platform || ':' || d.serial else '' end)""";

    private final UUID workspace;
    private final Groups groups;

    public PgRetire(UUID workspace, Groups groups) {
        this.workspace = workspace;
        this.groups = groups;
    }

    @Override
    public Map<UUID, Standing> standings(Tx tx, Collection<UUID> devices) {
        Map<UUID, Standing> all = new LinkedHashMap<>();
        PgTx.handle(tx)
                .createQuery("select d.id, " + MANAGED + """
                         as managed, d.deletion is not null as leaving,
                        coalesce((select r.name from compliance_violation v
                                  join compliance_rule r on r.workspace_id = v.workspace_id and r.id = v.rule_id
                                  where v.workspace_id = d.workspace_id and v.device_id = d.id and v.locked_at is not null
                                  order by v.locked_at limit 1),
                                 case when d.reported ->> 'lostMode' = 'true' then 'lost-mode' end, '') as locked_by
                        from device d where d.workspace_id = ? and d.id = any(?)""")
                .bind(0, workspace)
                .bindBySqlType(1, devices.toArray(new UUID[0]), Types.ARRAY)
                .map((row, context) -> Map.entry(
                        Columns.id(row, "id"),
                        new Standing(row.getString("locked_by"), row.getBoolean("managed"), row.getBoolean("leaving"))))
                .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
        return all;
    }

    @Override
    public void mark(
            Tx tx,
            UUID device,
            Retirement.Stage stage,
            Instant at,
            String by,
            String reason,
            @Nullable UUID approval,
            @Nullable UUID command) {
        PgTx.handle(tx)
                .execute(
                        "insert into device_deletion (workspace_id, device_id, at, by, reason, approval_id, command_id) values (?, ?, ?, ?, ?, ?, ?)",
                        workspace,
                        device,
                        Columns.time(at),
                        by,
                        reason,
                        approval,
                        command);
        stage(tx, device, stage);
    }

    @Override
    public void stage(Tx tx, UUID device, Retirement.Stage stage, @Nullable UUID command, String problem) {
        PgTx.handle(tx)
                .execute(
                        "update device_deletion set command_id = coalesce(?, command_id), problem = ? where workspace_id = ? and device_id = ?",
                        command,
                        problem,
                        workspace,
                        device);
        stage(tx, device, stage);
    }

    private void stage(Tx tx, UUID device, Retirement.Stage stage) {
        PgTx.handle(tx)
                .execute(
                        "update device set deletion = ? where workspace_id = ? and id = ?",
                        Statements.wire(stage),
                        workspace,
                        device);
    }

    @Override
    public void clear(Tx tx, UUID device) {
        PgTx.handle(tx)
                .execute("delete from device_deletion where workspace_id = ? and device_id = ?", workspace, device);
        PgTx.handle(tx)
                .execute("update device set deletion = null where workspace_id = ? and id = ?", workspace, device);
    }

    @Override
    public List<Retirement> lockRunning(Tx tx, int limit, @Nullable UUID after) {
        return PgTx.handle(tx)
                .createQuery(RUNNING + (after == null ? "" : " and x.device_id > :after")
                        + " order by x.device_id limit :limit for update of x skip locked")
                .bind("workspace", workspace)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> retirement(row))
                .list();
    }

    @Override
    public Optional<Retirement> find(Tx tx, UUID device) {
        return PgTx.handle(tx)
                .createQuery(RUNNING + " and x.device_id = :device")
                .bind("workspace", workspace)
                .bind("device", device)
                .map((row, context) -> retirement(row))
                .findOne();
    }

    @Override
    public List<Retirement> running(Tx tx, Scope scope, int limit) {
        var query = PgTx.handle(tx)
                .createQuery(RUNNING + (scope.everywhere() ? "" : " and d.group_id = any(:groups)")
                        + " order by x.at, x.device_id limit :limit")
                .bind("workspace", workspace)
                .bind("limit", limit);
        if (!scope.everywhere()) {
            query.bindBySqlType("groups", groups.tree().covered(scope).toArray(new UUID[0]), Types.ARRAY);
        }
        return query.map((row, context) -> retirement(row)).list();
    }

    private static Retirement retirement(ResultSet row) throws SQLException {
        String approval = row.getString("approval_state");
        String command = row.getString("command_state");
        return new Retirement(
                new DeviceRef(
                        Columns.id(row, "id"),
                        row.getString("name"),
                        row.getString("platform"),
                        row.getObject("group_id", UUID.class)),
                Retirement.Stage.valueOf(row.getString("deletion").toUpperCase(Locale.ROOT)),
                Columns.instant(row, "at"),
                row.getString("by"),
                row.getString("reason"),
                row.getString("problem"),
                row.getObject("approval_id", UUID.class),
                approval == null ? null : Approval.State.ofWire(approval).orElseThrow(),
                row.getObject("command_id", UUID.class),
                command == null ? null : CommandState.ofWire(command).orElseThrow(),
                row.getString("command_reason"),
                row.getBoolean("managed"));
    }

    @Override
    public void record(Tx tx, UUID device, Instant at, String by, String reason, String outcome, String groupName) {
        PgTx.handle(tx)
                .execute("""
                        insert into device_record (workspace_id, device_id, hardware, person_id, person_name, group_name, platform, number,
                          name_id, name, model, serial, os, note, tags, epoch, enrolled_at, deleted_at, deleted_by, reason, outcome)
                        select d.workspace_id, d.id, %s, d.person_id, coalesce(p.name, ''), ?, d.platform, d.number, d.name_id, d.name, d.model,
                               d.serial, d.os, d.note, d.tags, d.epoch, d.enrolled_at, ?, ?, ?, ?
                        from device d left join person p on p.workspace_id = d.workspace_id and p.id = d.person_id
                        where d.workspace_id = ? and d.id = ? on conflict do nothing
                        """.formatted(HARDWARE), groupName, Columns.time(at), by, reason, outcome, workspace, device);
    }

    @Override
    public List<DeviceRecord> records(Tx tx, Scope scope, int limit, @Nullable Instant before) {
        if (!scope.everywhere()) {
            return List.of();
        }
        return PgTx.handle(tx)
                .createQuery("select * from device_record where workspace_id = ? and deleted_at < ?"
                        + " order by deleted_at desc, device_id limit ?")
                .bind(0, workspace)
                .bind(1, Columns.time(before == null ? Instant.parse("9999-01-01T00:00:00Z") : before))
                .bind(2, limit)
                .map((row, context) -> record(row))
                .list();
    }

    @Override
    public Optional<DeviceRecord> findRecord(Tx tx, UUID device) {
        return PgTx.handle(tx)
                .createQuery("select * from device_record where workspace_id = ? and device_id = ?")
                .bind(0, workspace)
                .bind(1, device)
                .map((row, context) -> record(row))
                .findOne();
    }

    @Override
    public int anonymise(Tx tx, @Nullable UUID device, @Nullable Instant before, Instant now) {
        return PgTx.handle(tx)
                .createUpdate("""
                        update device_record set hardware = '', person_id = null, person_name = '', name = '', name_id = '', serial = '',
                          note = '', tags = '{}', reason = '', deleted_by = '', anonymised_at = :now
                        where workspace_id = :workspace and anonymised_at is null
                          and (device_id = cast(:device as uuid) or deleted_at < cast(:before as timestamptz))""")
                .bind("workspace", workspace)
                .bind("device", device == null ? null : device.toString())
                .bind("before", before == null ? null : Columns.time(before))
                .bind("now", Columns.time(now))
                .execute();
    }

    @Override
    public Seats seats(Tx tx) {
        return PgTx.handle(tx)
                .createQuery("""
                        select count(*) filter (where d.group_id is not null and d.platform = 'thin-client') as thin,
                               count(*) filter (where d.group_id is not null and d.platform = 'android') as android,
                               count(*) filter (where d.group_id is not null and d.platform in ('ios', 'ipados')) as apple,
                               count(*) filter (where d.group_id is not null and d.deletion is not null) as deleting,
                               count(*) filter (where d.group_id is not null and d.deletion is null and %s) as silent,
                               count(*) filter (where d.group_id is null) as unassigned,
                               count(distinct d.person_id) as owners,
                               (select count(*) from person p where p.workspace_id = :workspace) as people,
                               (select count(*) from device_record r where r.workspace_id = :workspace) as records
                        """.formatted(StatusSql.silent("critical")) + StatusSql.FROM
                        + " where d.workspace_id = :workspace")
                .bind("workspace", workspace)
                .map((row, context) -> new Seats(
                        row.getLong("thin"),
                        row.getLong("android"),
                        row.getLong("apple"),
                        row.getLong("deleting"),
                        row.getLong("silent"),
                        row.getLong("unassigned"),
                        row.getLong("records"),
                        row.getLong("people"),
                        row.getLong("owners")))
                .one();
    }

    private static DeviceRecord record(ResultSet row) throws SQLException {
        return new DeviceRecord(
                Columns.id(row, "device_id"),
                row.getObject("person_id", UUID.class),
                row.getString("person_name"),
                row.getString("group_name"),
                row.getString("platform"),
                row.getString("name"),
                row.getString("model"),
                row.getString("serial"),
                row.getString("os"),
                row.getInt("epoch"),
                Columns.instant(row, "enrolled_at"),
                Columns.instant(row, "deleted_at"),
                row.getString("deleted_by"),
                row.getString("reason"),
                row.getString("outcome"),
                Columns.maybeInstant(row, "anonymised_at"));
    }
}

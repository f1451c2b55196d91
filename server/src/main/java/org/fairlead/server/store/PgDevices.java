package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.device.Device;
import org.fairlead.server.core.device.DeviceFilter;
import org.fairlead.server.core.device.DeviceRef;
import org.fairlead.server.core.device.DeviceStore;
import org.fairlead.server.core.group.GroupTree;
import org.fairlead.server.core.group.Groups;
import org.fairlead.server.core.policy.PolicyBody;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Devices in PostgreSQL. */
public final class PgDevices implements DeviceStore {
    private static final String COLUMNS =
            "d.*, (select p.name from person p where p.workspace_id = d.workspace_id and p.id = d.person_id) as person_name,"
                    + " s.online, s.last_seen, s.address, s.applied_group, s.applied_own,"
                    + " s.applied_at, s.failed_blocks, s.blocks, s.clock_skew_seconds, s.cloned_at, g.changed_at as desired_since, t.os_minimum_since, "
                    + HealthRows.COLUMNS
                    + ", " + StatusSql.STATUS + " as status, " + StatusSql.SETTINGS + " as settings";

    private final UUID workspace;
    private final Groups groups;

    public PgDevices(UUID workspace, Groups groups) {
        this.workspace = workspace;
        this.groups = groups;
    }

    @Override
    public Optional<Device> find(Tx tx, UUID id) {
        return PgTx.handle(tx)
                .createQuery("select " + COLUMNS + StatusSql.FROM + " where d.workspace_id = ? and d.id = ?")
                .bind(0, workspace)
                .bind(1, id)
                .map((row, context) -> device(row))
                .findOne();
    }

    @Override
    public List<DeviceRef> refs(Tx tx, Collection<UUID> ids) {
        return PgTx.handle(tx)
                .createQuery("select id, name, platform, group_id from device where workspace_id = ? and id = any(?)")
                .bind(0, workspace)
                .bindBySqlType(1, ids.toArray(new UUID[0]), Types.ARRAY)
                .map((row, context) -> ref(row))
                .list();
    }

    @Override
    public List<DeviceRef> matching(Tx tx, DeviceFilter filter, Scope scope, int limit) {
        DeviceQuery query = new DeviceQuery(workspace, filter, scope, groups.tree());
        return query.bind(PgTx.handle(tx)
                        .createQuery("select d.id, d.name, d.platform, d.group_id" + query.from() + query.where()
                                + " order by lower(d.name), d.id limit :limit"))
                .bind("limit", limit)
                .map((row, context) -> ref(row))
                .list();
    }

    @Override
    public Listing list(Tx tx, DeviceFilter filter, Scope scope, int limit, Optional<String> cursor) {
        GroupTree tree = groups.tree();
        DeviceQuery query = new DeviceQuery(workspace, filter, scope, tree);
        Keyset order = DeviceOrder.of(filter);
        boolean counted = cursor.isEmpty() && query.looksAtAllDevices();
        Query statement = query.bind(PgTx.handle(tx)
                .createQuery(order.page(query.from(filter.sort()) + query.where(), cursor, counted) + "select "
                        + COLUMNS + ", k.total, cast(k.sort_key as text) as sort_key" + StatusSql.FROM
                        + " join k on k.id = d.id where d.workspace_id = :workspace" + order.byKey()));
        order.bind(statement, cursor);
        List<Keyset.Keyed<Device>> page = statement
                .bind("limit", limit + 1)
                .map((row, context) -> Keyset.Keyed.of(device(row), row))
                .list();
        Keyset.Part<Device> part = Keyset.part(page, limit, Device::id, cursor, counted, () -> count(tx, query));
        return new Listing(part.rows(), part.next(), part.total());
    }

    private static long count(Tx tx, DeviceQuery query) {
        return query.bind(PgTx.handle(tx).createQuery("select count(*)" + query.from() + query.where()))
                .mapTo(Long.class)
                .one();
    }

    @Override
    public int nextNumber(Tx tx) {
        Handle handle = PgTx.handle(tx);
        handle.execute("select version from fleet_version where workspace_id = ? for update", workspace);
        return handle.createQuery("select coalesce(max(number), 0) + 1 from device where workspace_id = ?")
                .bind(0, workspace)
                .mapTo(Integer.class)
                .one();
    }

    @Override
    public void insert(Tx tx, NewDevice n) {
        Handle handle = PgTx.handle(tx);
        handle.execute(
                """
                insert into device (workspace_id, id, number, name_id, platform, group_id, person_id, name, hostname, model,
                                    serial, os, agent_version, addresses, reported, enrolled_at, search)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, cast(? as jsonb), ?, ?)
                """,
                workspace,
                n.id(),
                n.number(),
                n.nameId(),
                n.platform(),
                n.group(),
                n.person(),
                n.name(),
                n.info().hostname(),
                n.info().model(),
                n.info().serial(),
                n.info().os(),
                n.info().agentVersion(),
                n.info().addresses().toArray(new String[0]),
                Json.print(n.info().more()),
                Columns.time(n.now()),
                search(
                        n.name(),
                        n.info().hostname(),
                        n.info().serial(),
                        n.info().addresses(),
                        ""));
        handle.execute("insert into device_state (workspace_id, device_id) values (?, ?)", workspace, n.id());
        RecordRows.restore(handle, workspace, n.id());
        HealthRows.due(handle, workspace, n.id());
    }

    @Override
    public Optional<Earlier> earlier(Tx tx, String hardware, UUID person) {
        return PgTx.handle(tx)
                .createQuery("""
                        select d.id, d.name_id, d.name, d.group_id, true as there from device d
                        where d.workspace_id = :workspace and d.person_id = :person and %s = :hardware
                        union all
                        select r.device_id, r.name_id, r.name, null, false from device_record r
                        where r.workspace_id = :workspace and r.person_id = :person and r.hardware = :hardware
                        order by there desc limit 1""".formatted(PgRetire.HARDWARE))
                .bind("workspace", workspace)
                .bind("person", person)
                .bind("hardware", hardware)
                .map((row, context) -> new Earlier(
                        Columns.id(row, "id"),
                        row.getString("name_id"),
                        row.getString("name"),
                        row.getObject("group_id", UUID.class),
                        row.getBoolean("there")))
                .findFirst();
    }

    @Override
    public void again(Tx tx, UUID device) {
        Handle handle = PgTx.handle(tx);
        handle.execute("delete from device_deletion where workspace_id = ? and device_id = ?", workspace, device);
        handle.execute(
                "update device set epoch = epoch + 1, deletion = null where workspace_id = ? and id = ?",
                workspace,
                device);
        HealthRows.due(handle, workspace, device);
    }

    @Override
    public void addIdentity(Tx tx, String fingerprint, UUID device, Instant now, Instant notAfter) {
        PgTx.handle(tx)
                .execute(
                        "insert into identity values (?, ?, ?, ?, ?, null)",
                        fingerprint,
                        workspace,
                        device,
                        Columns.time(now),
                        Columns.time(notAfter));
        HealthRows.due(PgTx.handle(tx), workspace, device);
    }

    @Override
    public int revokeIdentities(Tx tx, UUID device, String exceptFingerprint, Instant now) {
        return PgTx.handle(tx)
                .execute(
                        "update identity set revoked_at = ? where workspace_id = ? and device_id = ? and fingerprint <> ? and revoked_at is null",
                        Columns.time(now),
                        workspace,
                        device,
                        exceptFingerprint);
    }

    @Override
    public Optional<IdentityInfo> identity(Tx tx, UUID device) {
        return PgTx.handle(tx)
                .createQuery(
                        "select fingerprint, not_after from identity where workspace_id = ? and device_id = ? and revoked_at is null order by issued_at desc limit 1")
                .bind(0, workspace)
                .bind(1, device)
                .map((row, context) ->
                        new IdentityInfo(row.getString("fingerprint"), Columns.instant(row, "not_after")))
                .findOne();
    }

    @Override
    public List<UUID> move(Tx tx, Collection<UUID> devices, @Nullable UUID group) {
        return PgTx.handle(tx)
                .createQuery(
                        "update device set group_id = cast(? as uuid) where workspace_id = ? and id = any(?) and group_id is distinct from cast(? as uuid) returning id")
                .bind(0, group == null ? null : group.toString())
                .bind(1, workspace)
                .bindBySqlType(2, devices.stream().sorted().toArray(UUID[]::new), Types.ARRAY)
                .bind(3, group == null ? null : group.toString())
                .mapTo(UUID.class)
                .list();
    }

    @Override
    public void describe(Tx tx, UUID device, String note, List<String> tags) {
        PgTx.handle(tx)
                .execute(
                        "update device set note = ?, tags = ?, search = lower(concat_ws(' ', name, hostname, serial, array_to_string(addresses, ' '), ?::text)) where workspace_id = ? and id = ?",
                        note,
                        tags.toArray(new String[0]),
                        String.join(" ", tags),
                        workspace,
                        device);
    }

    @Override
    public boolean saveOwn(Tx tx, UUID device, int revision, Map<String, @Nullable Object> own, String hash) {
        return PgTx.handle(tx)
                        .execute(
                                "update device set own = cast(? as jsonb), own_hash = ?, own_revision = own_revision + 1 where workspace_id = ? and id = ? and own_revision = ?",
                                Json.print(own),
                                hash,
                                workspace,
                                device,
                                revision)
                == 1;
    }

    @Override
    public void newNameId(Tx tx, UUID device, String nameId, String name) {
        PgTx.handle(tx)
                .execute(
                        "update device set name_id = ?, name = ?, search = lower(concat_ws(' ', ?::text, hostname, serial, array_to_string(addresses, ' '), array_to_string(tags, ' '))) where workspace_id = ? and id = ?",
                        nameId,
                        name,
                        name,
                        workspace,
                        device);
    }

    @Override
    public void delete(Tx tx, UUID device) {
        Handle handle = PgTx.handle(tx);
        handle.execute(
                "update identity set revoked_at = now() where workspace_id = ? and device_id = ? and revoked_at is null",
                workspace,
                device);
        handle.execute(
                "update command set state = 'failed', finished_at = now(), reason = 'the device was deleted' where workspace_id = ? and device_id = ? and state in ('queued', 'delivered', 'running')",
                workspace,
                device);
        handle.execute("delete from compliance_violation where workspace_id = ? and device_id = ?", workspace, device);
        handle.execute("delete from device_deletion where workspace_id = ? and device_id = ?", workspace, device);
        handle.execute(
                "delete from apple_request where workspace_id = ? and enrolment_id in (select id from apple_enrolment where workspace_id = ? and device_id = ?)",
                workspace,
                workspace,
                device);
        handle.execute(
                "update apple_identity set revoked_at = now() where workspace_id = ? and revoked_at is null and enrolment_id in (select id from apple_enrolment where workspace_id = ? and device_id = ?)",
                workspace,
                workspace,
                device);
        handle.execute(
                "update apple_enrolment set state = 'ended', ended_at = now(), end_reason = 'the device was deleted', push_due = null, unlock_sealed = null where workspace_id = ? and device_id = ? and state <> 'ended'",
                workspace,
                device);
        handle.execute("delete from apple_inventory where workspace_id = ? and device_id = ?", workspace, device);
        handle.execute("delete from code_device_secret where workspace_id = ? and device_id = ?", workspace, device);
        handle.execute("delete from code_device where workspace_id = ? and device_id = ?", workspace, device);
        handle.execute("delete from device_remote where workspace_id = ? and device_id = ?", workspace, device);
        handle.execute("delete from device_health where workspace_id = ? and device_id = ?", workspace, device);
        handle.execute("delete from device_state where workspace_id = ? and device_id = ?", workspace, device);
        handle.execute("delete from device where workspace_id = ? and id = ?", workspace, device);
    }

    static String search(String name, String hostname, String serial, List<String> addresses, String tags) {
        return String.join(" ", name, hostname, serial, String.join(" ", addresses), tags)
                .toLowerCase(Locale.ROOT);
    }

    private static DeviceRef ref(ResultSet row) throws SQLException {
        return new DeviceRef(
                Columns.id(row, "id"),
                row.getString("name"),
                row.getString("platform"),
                row.getObject("group_id", UUID.class));
    }

    private static Device device(ResultSet row) throws SQLException {
        List<Map<String, @Nullable Object>> blocks = new ArrayList<>();
        if (Json.parse(row.getString("blocks")) instanceof List<?> list) {
            list.forEach(b -> blocks.add(PolicyBody.map(b)));
        }
        return new Device(
                Columns.id(row, "id"),
                row.getInt("number"),
                row.getString("name_id"),
                row.getString("name"),
                row.getString("platform"),
                row.getObject("group_id", UUID.class),
                row.getObject("person_id", UUID.class),
                row.getString("person_name"),
                row.getString("profiles"),
                row.getString("hostname"),
                row.getString("model"),
                row.getString("serial"),
                row.getString("os"),
                row.getString("agent_version"),
                Columns.texts(row, "addresses"),
                Columns.json(row, "reported"),
                Columns.texts(row, "tags"),
                row.getString("note"),
                Columns.json(row, "own"),
                row.getInt("own_revision"),
                row.getString("own_hash"),
                Columns.instant(row, "enrolled_at"),
                new Device.State(
                        row.getBoolean("online"),
                        Columns.maybeInstant(row, "last_seen"),
                        row.getString("address"),
                        row.getString("applied_group"),
                        row.getString("applied_own"),
                        Columns.maybeInstant(row, "applied_at"),
                        row.getInt("failed_blocks"),
                        blocks,
                        row.getLong("clock_skew_seconds"),
                        Columns.maybeInstant(row, "cloned_at"),
                        row.getString("status"),
                        row.getString("settings"),
                        Columns.maybeInstant(row, "desired_since"),
                        Columns.maybeInstant(row, "os_minimum_since")),
                HealthRows.read(row),
                row.getString("deletion"),
                row.getBoolean("withheld"),
                row.getInt("epoch"));
    }
}

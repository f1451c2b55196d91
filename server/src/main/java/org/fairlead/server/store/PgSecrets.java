package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.confirm.SecretStore;
import org.fairlead.server.core.device.DeviceRef;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Secrets behind offline codes in PostgreSQL; of each the newest three count. */
public final class PgSecrets implements SecretStore {
    private static final String COUNTS = " " + """
             and s.epoch > (select max(n.epoch) - 3 from code_group_secret n where n.workspace_id = s.workspace_id
                            and n.origin = s.origin and n.group_id = s.group_id and n.purpose = s.purpose)""";

    private final UUID workspace;

    public PgSecrets(UUID workspace) {
        this.workspace = workspace;
    }

    @Override
    public Map<UUID, Map<Purpose, Integer>> epochs(Tx tx) {
        Map<UUID, Map<Purpose, Integer>> epochs = new HashMap<>();
        PgTx.handle(tx)
                .createQuery(
                        "select group_id, purpose, max(epoch) as epoch from code_group_secret where workspace_id = ? and origin = ? group by group_id, purpose")
                .bind(0, workspace)
                .bind(1, workspace)
                .map((row, context) -> epochs.computeIfAbsent(Columns.id(row, "group_id"), k -> new HashMap<>())
                        .put(purpose(row), row.getInt("epoch")))
                .list();
        return epochs;
    }

    @Override
    public List<GroupSecret> ofGroups(Tx tx, Collection<UUID> groups) {
        return PgTx.handle(tx)
                .createQuery("select s.* from code_group_secret s where s.workspace_id = ? and s.origin = ?"
                        + " and s.group_id = any(?)" + COUNTS + " order by s.group_id, s.purpose, s.epoch desc")
                .bind(0, workspace)
                .bind(1, workspace)
                .bindBySqlType(2, groups.toArray(new UUID[0]), Types.ARRAY)
                .map((row, context) -> secret(row))
                .list();
    }

    @Override
    public List<GroupSecret> certificateSecrets(Tx tx, int epochBits) {
        return PgTx.handle(tx)
                .createQuery(
                        "select s.* from code_group_secret s where s.workspace_id = ? and s.purpose = 'certificate'"
                                + " and s.epoch % 4 = ?" + COUNTS + " order by s.origin, s.group_id limit 20000")
                .bind(0, workspace)
                .bind(1, epochBits)
                .map((row, context) -> secret(row))
                .list();
    }

    @Override
    public List<GroupSecret> all(Tx tx) {
        return PgTx.handle(tx)
                .createQuery("select s.* from code_group_secret s where s.workspace_id = ? and s.origin = ?" + COUNTS
                        + " order by s.group_id, s.purpose, s.epoch")
                .bind(0, workspace)
                .bind(1, workspace)
                .map((row, context) -> secret(row))
                .list();
    }

    @Override
    public boolean insert(Tx tx, GroupSecret secret) {
        return PgTx.handle(tx)
                        .execute(
                                """
                                insert into code_group_secret (workspace_id, origin, group_id, purpose, epoch, sealed, group_name, workspace_name, made_at, retired)
                                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
                                """,
                                workspace,
                                secret.origin(),
                                secret.group(),
                                secret.purpose().wire(),
                                secret.epoch(),
                                secret.sealed(),
                                secret.groupName(),
                                secret.workspaceName(),
                                Columns.time(secret.madeAt()),
                                secret.retired())
                == 1;
    }

    @Override
    public void retire(Tx tx, UUID group, int belowEpoch) {
        PgTx.handle(tx)
                .execute(
                        "update code_group_secret set retired = true where workspace_id = ? and origin = ? and group_id = ? and purpose = 'group' and epoch < ?",
                        workspace,
                        workspace,
                        group,
                        belowEpoch);
    }

    @Override
    public List<UUID> madeBefore(Tx tx, Purpose purpose, Instant before) {
        return PgTx.handle(tx)
                .createQuery(
                        "select group_id from code_group_secret where workspace_id = ? and origin = ? and purpose = ?"
                                + " group by group_id having max(made_at) < ? order by group_id")
                .bind(0, workspace)
                .bind(1, workspace)
                .bind(2, purpose.wire())
                .bind(3, Columns.time(before))
                .mapTo(UUID.class)
                .list();
    }

    @Override
    public List<UUID> left(Tx tx, Instant madeBefore) {
        return PgTx.handle(tx)
                .createQuery(
                        "select l.group_id from code_group_left l join code_group_secret s on s.workspace_id = l.workspace_id"
                                + " and s.origin = l.workspace_id and s.group_id = l.group_id and s.purpose = 'group'"
                                + " where l.workspace_id = ? group by l.group_id having max(s.made_at) < ? order by l.group_id")
                .bind(0, workspace)
                .bind(1, Columns.time(madeBefore))
                .mapTo(UUID.class)
                .list();
    }

    @Override
    public void forgetLeft(Tx tx, UUID group) {
        PgTx.handle(tx)
                .execute("delete from code_group_left where workspace_id = ? and group_id = ?", workspace, group);
    }

    @Override
    public void left(Tx tx, Collection<DeviceRef> devices, Collection<UUID> groups, Instant now) {
        Handle handle = PgTx.handle(tx);
        handle.createUpdate("update code_device set rotate = true where workspace_id = ? and device_id = any(?)")
                .bind(0, workspace)
                .bindBySqlType(1, devices.stream().map(DeviceRef::id).sorted().toArray(UUID[]::new), Types.ARRAY)
                .execute();
        handle.createUpdate("""
                        insert into code_group_left (workspace_id, group_id, left_at)
                        select distinct s.workspace_id, s.group_id, cast(? as timestamptz) from code_group_secret s
                        where s.workspace_id = ? and s.origin = ? and s.purpose = 'group' and s.group_id = any(?)
                        order by s.group_id
                        on conflict (workspace_id, group_id) do nothing
                        """)
                .bind(0, Columns.time(now))
                .bind(1, workspace)
                .bind(2, workspace)
                .bindBySqlType(3, groups.stream().sorted().toArray(UUID[]::new), Types.ARRAY)
                .execute();
    }

    @Override
    public DeviceRow lockDevice(Tx tx, UUID device) {
        Handle handle = PgTx.handle(tx);
        handle.execute(
                "insert into code_device (workspace_id, device_id) values (?, ?) on conflict do nothing",
                workspace,
                device);
        return handle.createQuery("select * from code_device where workspace_id = ? and device_id = ? for update")
                .bind(0, workspace)
                .bind(1, device)
                .map((row, context) -> new DeviceRow(
                        row.getInt("epoch"),
                        Columns.maybeInstant(row, "made_at"),
                        row.getBoolean("rotate"),
                        row.getObject("certificate_group", UUID.class),
                        row.getString("sent_version"),
                        Columns.json(row, "sent_groups")))
                .one();
    }

    @Override
    public @Nullable UUID certificateGroup(Tx tx, UUID device) {
        return PgTx.handle(tx)
                .createQuery("select certificate_group from code_device where workspace_id = ? and device_id = ?")
                .bind(0, workspace)
                .bind(1, device)
                .mapTo(UUID.class)
                .findFirst()
                .orElse(null);
    }

    @Override
    public List<DeviceSecret> ofDevice(Tx tx, UUID device) {
        return PgTx.handle(tx)
                .createQuery(
                        "select * from code_device_secret where workspace_id = ? and device_id = ? order by epoch desc limit 3")
                .bind(0, workspace)
                .bind(1, device)
                .map((row, context) -> new DeviceSecret(
                        Columns.id(row, "device_id"),
                        row.getInt("epoch"),
                        row.getBytes("sealed"),
                        Columns.instant(row, "made_at")))
                .list();
    }

    @Override
    public boolean gave(Tx tx, UUID device, int epoch, Instant at) {
        return PgTx.handle(tx)
                        .createQuery(
                                "select count(*) from code_device_secret where workspace_id = ? and device_id = ? and epoch = ? and made_at <= ?")
                        .bind(0, workspace)
                        .bind(1, device)
                        .bind(2, epoch)
                        .bind(3, Columns.time(at))
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    @Override
    public boolean knows(Tx tx, UUID group, Purpose purpose, int epoch) {
        return PgTx.handle(tx)
                        .createQuery(
                                "select count(*) from code_group_secret where workspace_id = ? and group_id = ? and purpose = ? and epoch = ?")
                        .bind(0, workspace)
                        .bind(1, group)
                        .bind(2, purpose.wire())
                        .bind(3, epoch)
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    @Override
    public void insert(Tx tx, DeviceSecret secret) {
        Handle handle = PgTx.handle(tx);
        handle.execute(
                "insert into code_device_secret (workspace_id, device_id, epoch, sealed, made_at) values (?, ?, ?, ?, ?)",
                workspace,
                secret.device(),
                secret.epoch(),
                secret.sealed(),
                Columns.time(secret.madeAt()));
        handle.execute(
                "delete from code_device_secret where workspace_id = ? and device_id = ? and epoch <= ?",
                workspace,
                secret.device(),
                secret.epoch() - 3);
        handle.execute(
                "update code_device set epoch = ?, made_at = ?, rotate = false where workspace_id = ? and device_id = ?",
                secret.epoch(),
                Columns.time(secret.madeAt()),
                workspace,
                secret.device());
    }

    @Override
    public void sent(Tx tx, UUID device, String version, UUID certificateGroup, Map<String, Integer> groups) {
        PgTx.handle(tx)
                .execute(
                        "update code_device set sent_version = ?, certificate_group = ?, sent_groups = cast(? as jsonb) where workspace_id = ? and device_id = ?",
                        version,
                        certificateGroup,
                        Json.print(groups),
                        workspace,
                        device);
    }

    @Override
    public void held(Tx tx, UUID device, String version, Instant now) {
        PgTx.handle(tx)
                .execute(
                        "update code_device set held_version = sent_version, held_groups = sent_groups, held_at = ?"
                                + " where workspace_id = ? and device_id = ? and sent_version = ?",
                        Columns.time(now),
                        workspace,
                        device,
                        version);
    }

    @Override
    public List<UUID> dueOnline(Tx tx, Instant madeBefore, int limit) {
        return PgTx.handle(tx)
                .createQuery("""
                        select k.device_id from code_device k
                        join device_state s on s.workspace_id = k.workspace_id and s.device_id = k.device_id
                        join device d on d.workspace_id = k.workspace_id and d.id = k.device_id
                        where k.workspace_id = ? and s.online and d.group_id is not null and (k.rotate or k.made_at < ?)
                        order by k.device_id limit ?
                        """)
                .bind(0, workspace)
                .bind(1, Columns.time(madeBefore))
                .bind(2, limit)
                .mapTo(UUID.class)
                .list();
    }

    private static Purpose purpose(ResultSet row) throws SQLException {
        return row.getString("purpose").equals(Purpose.GROUP.wire()) ? Purpose.GROUP : Purpose.CERTIFICATE;
    }

    private static GroupSecret secret(ResultSet row) throws SQLException {
        return new GroupSecret(
                Columns.id(row, "origin"),
                Columns.id(row, "group_id"),
                purpose(row),
                row.getInt("epoch"),
                row.getBytes("sealed"),
                row.getString("group_name"),
                row.getString("workspace_name"),
                Columns.instant(row, "made_at"),
                row.getBoolean("retired"));
    }
}

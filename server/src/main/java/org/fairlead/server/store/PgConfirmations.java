package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.confirm.ConfirmationStore;
import org.fairlead.server.core.group.Groups;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Codes given and used, in PostgreSQL. */
public final class PgConfirmations implements ConfirmationStore {
    private static final String SAME_REQUEST = " " + """
             where workspace_id = :workspace and form = :form and epoch = :epoch and nonce = :nonce and action = :action
               and case when :form = 'device' then device_id = :device else group_id = :group and device_number = :number end""";
    private static final String GROUP_CODE = """
            select g.*, (select count(*) from code_device k join device d on d.workspace_id = k.workspace_id and d.id = k.device_id
                         where k.workspace_id = g.workspace_id and d.group_id is not null
                           and k.held_groups ->> cast(g.group_id as text) = cast(g.epoch as text)) as devices
            from group_code g""";

    private final UUID workspace;
    private final Groups groups;

    public PgConfirmations(UUID workspace, Groups groups) {
        this.workspace = workspace;
        this.groups = groups;
    }

    @Override
    public Optional<UUID> deviceByNumber(Tx tx, int number) {
        return PgTx.handle(tx)
                .createQuery("select id from device where workspace_id = ? and number = ?")
                .bind(0, workspace)
                .bind(1, number)
                .mapTo(UUID.class)
                .findOne();
    }

    @Override
    public boolean answered(Tx tx, Request request) {
        return bind(
                                PgTx.handle(tx)
                                        .createQuery("select count(*) from confirmation" + SAME_REQUEST
                                                + " and issued_at is not null"),
                                request)
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    @Override
    public boolean issue(Tx tx, Request request, Instant now, String by, @Nullable UUID byId, String reason) {
        Handle handle = PgTx.handle(tx);
        Optional<UUID> before = bind(
                        handle.createQuery("select id from confirmation" + SAME_REQUEST
                                + " and issued_at is not null order by id limit 1 for update"),
                        request)
                .mapTo(UUID.class)
                .findFirst();
        if (before.isPresent()) {
            handle.execute(
                    "update confirmation set repeat_count = repeat_count + 1 where workspace_id = ? and id = ?",
                    workspace,
                    before.get());
            return true;
        }
        int rows = handle.execute(
                """
                insert into confirmation (workspace_id, id, form, action, device_id, device_name, device_number, policy_id, group_id,
                                          epoch, nonce, server_key, issued_at, issued_by, issued_by_id, reason)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
                """,
                workspace,
                Ids.next(),
                request.form(),
                request.action(),
                request.device(),
                request.deviceName(),
                request.deviceNumber(),
                request.policy(),
                request.group(),
                request.epoch(),
                request.nonce(),
                request.serverKey(),
                Columns.time(now),
                by,
                byId,
                reason);
        return rows == 0;
    }

    private Query bind(Query query, Request request) {
        return query.bind("workspace", workspace)
                .bind("form", request.form())
                .bind("epoch", request.epoch())
                .bind("nonce", request.nonce())
                .bind("action", request.action())
                .bindBySqlType("device", request.device(), Types.OTHER)
                .bindBySqlType("group", request.group(), Types.OTHER)
                .bind("number", request.deviceNumber());
    }

    @Override
    public boolean used(Tx tx, Use use, String deviceName) {
        Handle handle = PgTx.handle(tx);
        if (use.form().equals("group")) {
            groupUsed(handle, use);
        }
        Optional<Known> row = handle.createQuery("""
                        select id, issued_at from confirmation
                        where workspace_id = :workspace and form = :form and action = :action and epoch = :epoch and nonce = :nonce
                          and (device_id = :device or (form = 'certificate' and device_id is null and group_id = :group))
                        order by issued_at is null, id limit 1 for update
                        """)
                .bind("workspace", workspace)
                .bind("form", use.form())
                .bind("action", use.action())
                .bind("epoch", use.epoch())
                .bind("nonce", use.nonce())
                .bind("device", use.device())
                .bindBySqlType("group", use.group(), Types.OTHER)
                .map((r, context) -> new Known(Columns.id(r, "id"), r.getTimestamp("issued_at") != null))
                .findFirst();
        boolean given = use.form().equals("group")
                ? groupGiven(handle, use)
                : row.isPresent() && row.get().given();
        if (row.isPresent()) {
            handle.execute(
                    "update confirmation set used_at = coalesce(used_at, ?), result = ?, used_reason = ?, device_id = ?, device_name = ? where workspace_id = ? and id = ?",
                    Columns.time(use.at()),
                    use.result(),
                    use.reason(),
                    use.device(),
                    deviceName,
                    workspace,
                    row.get().id());
            return given;
        }
        handle.execute(
                """
                insert into confirmation (workspace_id, id, form, action, device_id, device_name, group_id, epoch, nonce, used_at, result, used_reason,
                                          issued_at, issued_by)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                workspace,
                Ids.next(),
                use.form(),
                use.action(),
                use.device(),
                deviceName,
                use.group(),
                use.epoch(),
                use.nonce(),
                Columns.time(use.at()),
                use.result(),
                use.reason(),
                given ? groupApprovedAt(handle, use) : null,
                given ? groupApprovedBy(handle, use) : null);
        return given;
    }

    private record Known(UUID id, boolean given) {}

    private static final String APPROVED =
            " from group_code where workspace_id = ? and group_id = ? and epoch = ? and last_day = ? and approved_at is not null";

    private boolean groupGiven(Handle handle, Use use) {
        return groupQuery(handle, "select count(*)", use).mapTo(Integer.class).one() > 0;
    }

    private java.time.@Nullable OffsetDateTime groupApprovedAt(Handle handle, Use use) {
        return groupQuery(handle, "select min(approved_at)", use)
                .mapTo(java.time.OffsetDateTime.class)
                .findFirst()
                .orElse(null);
    }

    private @Nullable String groupApprovedBy(Handle handle, Use use) {
        return groupQuery(handle, "select min(approved_by)", use)
                .mapTo(String.class)
                .findFirst()
                .orElse(null);
    }

    private Query groupQuery(Handle handle, String what, Use use) {
        return handle.createQuery(what + APPROVED)
                .bind(0, workspace)
                .bindBySqlType(1, use.group(), Types.OTHER)
                .bind(2, use.epoch())
                .bind(3, use.nonce());
    }

    private void groupUsed(Handle handle, Use use) {
        if (!use.result().equals("started")) {
            handle.createUpdate("update group_code set used = used + 1 where workspace_id = ? and group_id = ?"
                            + " and epoch = ? and last_day = ? and approved_at is not null")
                    .bind(0, workspace)
                    .bindBySqlType(1, use.group(), Types.OTHER)
                    .bind(2, use.epoch())
                    .bind(3, use.nonce())
                    .execute();
        }
    }

    @Override
    public List<Issued> ofDevice(Tx tx, UUID device, int limit, Optional<UUID> before) {
        return PgTx.handle(tx)
                .createQuery(
                        "select * from confirmation where workspace_id = :workspace and device_id = :device"
                                + " and (cast(:before as uuid) is null or id < cast(:before as uuid)) order by id desc limit :limit")
                .bind("workspace", workspace)
                .bind("device", device)
                .bindBySqlType("before", before.orElse(null), Types.OTHER)
                .bind("limit", limit)
                .map((row, context) -> issued(row))
                .list();
    }

    @Override
    public List<Issued> list(Tx tx, String state, Scope scope, int limit, Optional<UUID> before) {
        String which = switch (state) {
            case "unused" -> " and c.issued_at is not null and c.used_at is null";
            case "used" -> " and c.issued_at is not null and c.used_at is not null";
            case "never-issued" -> " and c.issued_at is null";
            default -> "";
        };
        return PgTx.handle(tx)
                .createQuery(
                        """
                        select c.* from confirmation c
                        left join device d on d.workspace_id = c.workspace_id and d.id = c.device_id
                        left join policy p on p.workspace_id = c.workspace_id and p.id = c.policy_id
                        where c.workspace_id = :workspace and (:everywhere or coalesce(d.group_id, p.group_id) = any(:groups))""" + which
                                + " and (cast(:before as uuid) is null or c.id < cast(:before as uuid)) order by c.id desc limit :limit")
                .bind("workspace", workspace)
                .bind("everywhere", scope.everywhere())
                .bindBySqlType("groups", covered(scope), Types.ARRAY)
                .bindBySqlType("before", before.orElse(null), Types.OTHER)
                .bind("limit", limit)
                .map((row, context) -> issued(row))
                .list();
    }

    @Override
    public void requested(Tx tx, UUID device, String request, Map<String, @Nullable Object> details, Instant at) {
        PgTx.handle(tx).execute("""
                        insert into code_device (workspace_id, device_id, request, request_details, request_at)
                        values (?, ?, ?, cast(? as jsonb), ?)
                        on conflict (workspace_id, device_id) do update set request = excluded.request,
                          request_details = excluded.request_details, request_at = excluded.request_at
                        """, workspace, device, request, Json.print(details), Columns.time(at));
    }

    @Override
    public Optional<Map<String, @Nullable Object>> details(Tx tx, UUID device, String request) {
        return PgTx.handle(tx)
                .createQuery(
                        "select request_details from code_device where workspace_id = ? and device_id = ? and request = ?")
                .bind(0, workspace)
                .bind(1, device)
                .bind(2, request.replaceAll("[^0-9]", ""))
                .map((row, context) -> Columns.json(row, "request_details"))
                .findFirst();
    }

    @Override
    public void insert(Tx tx, GroupCodeRow c) {
        PgTx.handle(tx)
                .execute(
                        """
                        insert into group_code (workspace_id, id, policy_id, group_id, state, server_key, key_hash, days, epoch, last_day,
                                                reason, requested_at, requested_by, requested_by_id)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                        workspace,
                        c.id(),
                        c.policy(),
                        c.group(),
                        c.state(),
                        c.serverKey(),
                        c.keyHash(),
                        c.days(),
                        c.epoch(),
                        c.lastDay(),
                        c.reason(),
                        Columns.time(c.requestedAt()),
                        c.requestedBy(),
                        c.requestedById());
    }

    @Override
    public Optional<GroupCodeRow> lock(Tx tx, UUID policy, UUID id) {
        return PgTx.handle(tx)
                .createQuery(GROUP_CODE + " where g.workspace_id = ? and g.policy_id = ? and g.id = ? for update of g")
                .bind(0, workspace)
                .bind(1, policy)
                .bind(2, id)
                .map((row, context) -> groupCode(row))
                .findOne();
    }

    @Override
    public void save(Tx tx, GroupCodeRow c) {
        Instant at = c.approvedAt();
        PgTx.handle(tx)
                .execute(
                        "update group_code set state = ?, epoch = ?, last_day = ?, approved_at = ?, approved_by = ?, approved_by_id = ? where workspace_id = ? and id = ?",
                        c.state(),
                        c.epoch(),
                        c.lastDay(),
                        at == null ? null : Columns.time(at),
                        c.approvedBy(),
                        c.approvedById(),
                        workspace,
                        c.id());
    }

    @Override
    public List<GroupCodeRow> groupCodes(Tx tx, UUID policy, int limit, Optional<UUID> before) {
        return PgTx.handle(tx)
                .createQuery(
                        GROUP_CODE + " where g.workspace_id = :workspace and g.policy_id = :policy"
                                + " and (cast(:before as uuid) is null or g.id < cast(:before as uuid)) order by g.id desc limit :limit")
                .bind("workspace", workspace)
                .bind("policy", policy)
                .bindBySqlType("before", before.orElse(null), Types.OTHER)
                .bind("limit", limit)
                .map((row, context) -> groupCode(row))
                .list();
    }

    @Override
    public List<Reached> reached(Tx tx, UUID group, int epoch, Scope scope, int limit, Optional<UUID> after) {
        return PgTx.handle(tx)
                .createQuery("""
                        select d.id, d.name, d.group_id, s.online, s.last_seen from code_device k
                        join device d on d.workspace_id = k.workspace_id and d.id = k.device_id
                        join device_state s on s.workspace_id = k.workspace_id and s.device_id = k.device_id
                        where k.workspace_id = :workspace and d.group_id is not null and k.held_groups ->> :group = :epoch
                          and (:everywhere or d.group_id = any(:groups))
                          and (cast(:after as uuid) is null or d.id > cast(:after as uuid))
                        order by d.id limit :limit""")
                .bind("workspace", workspace)
                .bind("group", group.toString())
                .bind("epoch", Integer.toString(epoch))
                .bind("everywhere", scope.everywhere())
                .bindBySqlType("groups", covered(scope), Types.ARRAY)
                .bindBySqlType("after", after.orElse(null), Types.OTHER)
                .bind("limit", limit)
                .map((row, context) -> new Reached(
                        Columns.id(row, "id"),
                        row.getString("name"),
                        row.getObject("group_id", UUID.class),
                        row.getBoolean("online"),
                        Columns.maybeInstant(row, "last_seen")))
                .list();
    }

    private UUID[] covered(Scope scope) {
        return scope.everywhere() ? new UUID[0] : groups.tree().covered(scope).toArray(new UUID[0]);
    }

    private static Issued issued(ResultSet row) throws SQLException {
        return new Issued(
                Columns.id(row, "id"),
                row.getObject("device_id", UUID.class),
                row.getString("device_name"),
                row.getString("action"),
                row.getString("form"),
                row.getObject("policy_id", UUID.class),
                Columns.maybeInstant(row, "issued_at"),
                row.getString("issued_by"),
                row.getString("reason"),
                Columns.maybeInstant(row, "used_at"),
                row.getString("result"),
                row.getString("used_reason"),
                row.getInt("repeat_count"));
    }

    private static GroupCodeRow groupCode(ResultSet row) throws SQLException {
        return new GroupCodeRow(
                Columns.id(row, "id"),
                Columns.id(row, "policy_id"),
                Columns.id(row, "group_id"),
                row.getString("state"),
                row.getString("server_key"),
                row.getBytes("key_hash"),
                row.getInt("days"),
                row.getInt("epoch"),
                row.getLong("last_day"),
                row.getString("reason"),
                Columns.instant(row, "requested_at"),
                row.getString("requested_by"),
                Columns.id(row, "requested_by_id"),
                Columns.maybeInstant(row, "approved_at"),
                row.getString("approved_by"),
                row.getObject("approved_by_id", UUID.class),
                row.getInt("used"),
                row.getLong("devices"));
    }
}

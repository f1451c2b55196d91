package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.group.Group;
import org.fairlead.server.core.group.Thresholds;
import org.fairlead.server.core.policy.FleetStore;
import org.fairlead.server.core.policy.Policy;
import org.fairlead.server.core.policy.PolicyBody;
import org.fairlead.server.core.policy.PolicyRevision;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Groups, policies and revisions in PostgreSQL. */
public final class PgFleet implements FleetStore {
    private final UUID workspace;

    public PgFleet(UUID workspace) {
        this.workspace = workspace;
    }

    /** Makes the root group and the version row of a new workspace. */
    public void prepare(Tx tx, String rootName, Instant now) {
        Handle handle = PgTx.handle(tx);
        handle.execute("insert into fleet_version values (?, 0) on conflict do nothing", workspace);
        lockVersion(tx);
        if (groups(tx).isEmpty()) {
            Group root = new Group(Ids.next(), null, rootName, null);
            insertGroup(tx, root, now);
            saveThresholds(tx, Map.of(root.id(), Thresholds.DEFAULT));
        }
    }

    @Override
    public List<Group> groups(Tx tx) {
        return PgTx.handle(tx)
                .createQuery(
                        "select id, parent_id, name, thresholds from device_group where workspace_id = ? order by lower(name), id")
                .bind(0, workspace)
                .map((row, context) -> new Group(
                        Columns.id(row, "id"),
                        row.getObject("parent_id", UUID.class),
                        row.getString("name"),
                        thresholds(row.getString("thresholds"))))
                .list();
    }

    @Override
    public void insertGroup(Tx tx, Group group, Instant now) {
        PgTx.handle(tx)
                .execute(
                        "insert into device_group (workspace_id, id, parent_id, name, thresholds, created_at) values (?, ?, ?, ?, cast(? as jsonb), ?)",
                        workspace,
                        group.id(),
                        group.parent(),
                        group.name(),
                        thresholds(group.thresholds()),
                        Columns.time(now));
    }

    @Override
    public void updateGroup(Tx tx, Group group) {
        PgTx.handle(tx)
                .execute(
                        "update device_group set name = ?, parent_id = ?, thresholds = cast(? as jsonb) where workspace_id = ? and id = ?",
                        group.name(),
                        group.parent(),
                        thresholds(group.thresholds()),
                        workspace,
                        group.id());
    }

    @Override
    public void deleteGroup(Tx tx, UUID id) {
        Handle handle = PgTx.handle(tx);
        for (String table : List.of("group_desired", "group_threshold", "policy", "moving_rule")) {
            handle.execute("delete from " + table + " where workspace_id = ? and group_id = ?", workspace, id);
        }
        handle.execute(
                "update enrolment_token set revoked_at = now() where workspace_id = ? and group_id = ? and revoked_at is null",
                workspace,
                id);
        handle.execute("delete from device_group where workspace_id = ? and id = ?", workspace, id);
    }

    @Override
    public List<Policy> policies(Tx tx) {
        return PgTx.handle(tx)
                .createQuery("select * from policy where workspace_id = ? order by lower(name), id")
                .bind(0, workspace)
                .map((row, context) -> policy(row))
                .list();
    }

    @Override
    public void savePolicy(Tx tx, Policy p) {
        Map<String, @Nullable Object> body = PolicyBody.write(p);
        PgTx.handle(tx)
                .execute(
                        """
                        insert into policy (workspace_id, id, group_id, platform, name, status, inherit, force, content,
                                            revision, changed_at, changed_by)
                        values (?, ?, ?, ?, ?, ?, ?, ?, cast(? as jsonb), ?, ?, ?)
                        on conflict (workspace_id, id) do update set
                          group_id = excluded.group_id, name = excluded.name, status = excluded.status,
                          inherit = excluded.inherit, force = excluded.force, content = excluded.content,
                          revision = excluded.revision, changed_at = excluded.changed_at,
                          changed_by = excluded.changed_by
                        """,
                        workspace,
                        p.id(),
                        p.group(),
                        p.platform(),
                        p.name(),
                        p.status().wire(),
                        p.inherit(),
                        p.force(),
                        Json.print(body),
                        p.revision(),
                        Columns.time(p.changedAt()),
                        p.changedBy());
    }

    @Override
    public void deletePolicy(Tx tx, UUID id) {
        PgTx.handle(tx).execute("delete from policy where workspace_id = ? and id = ?", workspace, id);
    }

    @Override
    public void addRevision(Tx tx, PolicyRevision r) {
        PgTx.handle(tx)
                .execute(
                        "insert into policy_revision values (?, ?, ?, ?, ?, ?, ?, ?, cast(? as jsonb))",
                        workspace,
                        r.policy(),
                        r.revision(),
                        Columns.time(r.at()),
                        r.actor(),
                        r.actorAddress(),
                        r.action(),
                        r.comment(),
                        Json.print(r.body()));
    }

    @Override
    public List<PolicyRevision> revisions(Tx tx, UUID policy, int limit, @Nullable Integer below) {
        return PgTx.handle(tx)
                .createQuery(
                        "select * from policy_revision where workspace_id = ? and policy_id = ? and revision < ? order by revision desc limit ?")
                .bind(0, workspace)
                .bind(1, policy)
                .bind(2, below == null ? Integer.MAX_VALUE : below)
                .bind(3, limit)
                .map((row, context) -> new PolicyRevision(
                        policy,
                        row.getInt("revision"),
                        Columns.instant(row, "at"),
                        row.getString("actor"),
                        row.getString("actor_address"),
                        row.getString("action"),
                        row.getString("comment"),
                        Columns.json(row, "body")))
                .list();
    }

    @Override
    public long lockVersion(Tx tx) {
        return PgTx.handle(tx)
                .createQuery("select version from fleet_version where workspace_id = ? for update")
                .bind(0, workspace)
                .mapTo(Long.class)
                .one();
    }

    @Override
    public void bumpVersion(Tx tx) {
        PgTx.handle(tx).execute("update fleet_version set version = version + 1 where workspace_id = ?", workspace);
    }

    @Override
    public long version(Tx tx) {
        return PgTx.handle(tx)
                .createQuery("select version from fleet_version where workspace_id = ?")
                .bind(0, workspace)
                .mapTo(Long.class)
                .one();
    }

    @Override
    public List<UUID> saveDesired(Tx tx, String platform, Map<UUID, String> hashes, Instant now) {
        UUID[] groups = hashes.keySet().toArray(new UUID[0]);
        String[] values = java.util.Arrays.stream(groups).map(hashes::get).toArray(String[]::new);
        return PgTx.handle(tx)
                .createQuery("""
                        insert into group_desired (workspace_id, group_id, platform, hash, changed_at)
                        select ?, g, ?, h, ? from unnest(cast(? as uuid[]), cast(? as text[])) as n (g, h)
                        on conflict (workspace_id, group_id, platform) do update
                          set hash = excluded.hash, changed_at = excluded.changed_at
                          where group_desired.hash <> excluded.hash
                        returning group_id
                        """)
                .bind(0, workspace)
                .bind(1, platform)
                .bind(2, Columns.time(now))
                .bindBySqlType(3, groups, java.sql.Types.ARRAY)
                .bindBySqlType(4, values, java.sql.Types.ARRAY)
                .mapTo(UUID.class)
                .list();
    }

    @Override
    public void saveThresholds(Tx tx, Map<UUID, Thresholds> thresholds) {
        PreparedBatch batch = PgTx.handle(tx).prepareBatch("""
                        insert into group_threshold as t values (?, ?, make_interval(mins => ?), make_interval(mins => ?),
                                                            make_interval(mins => ?), make_interval(mins => ?))
                        on conflict (workspace_id, group_id) do update set
                          no_contact_warning = excluded.no_contact_warning,
                          no_contact_critical = excluded.no_contact_critical,
                          not_applied_warning = excluded.not_applied_warning,
                          not_applied_critical = excluded.not_applied_critical
                        where (t.no_contact_warning, t.no_contact_critical, t.not_applied_warning, t.not_applied_critical)
                          is distinct from (excluded.no_contact_warning, excluded.no_contact_critical,
                                            excluded.not_applied_warning, excluded.not_applied_critical)
                        """);
        thresholds.forEach((group, t) -> batch.add(
                workspace,
                group,
                t.noContactWarningMinutes(),
                t.noContactCriticalMinutes(),
                t.notAppliedWarningMinutes(),
                t.notAppliedCriticalMinutes()));
        if (!thresholds.isEmpty()) {
            batch.execute();
        }
    }

    @Override
    public Map<UUID, Long> deviceCounts(Tx tx) {
        return deviceCounts(tx, null);
    }

    @Override
    public Map<UUID, Long> deviceCounts(Tx tx, @Nullable String platform) {
        Map<UUID, Long> counts = new HashMap<>();
        PgTx.handle(tx)
                .createQuery(
                        "select group_id, count(*) as n from device where workspace_id = ? and group_id is not null and platform = coalesce(?, platform) group by group_id")
                .bind(0, workspace)
                .bind(1, platform)
                .map((row, context) -> Map.entry(Columns.id(row, "group_id"), row.getLong("n")))
                .forEach(e -> counts.put(e.getKey(), e.getValue()));
        return counts;
    }

    @Override
    public List<OwnValues> ownValues(Tx tx, String platform, Collection<UUID> groups, int limit) {
        return PgTx.handle(tx)
                .createQuery(
                        "select id, group_id, own from device where workspace_id = ? and platform = ? and group_id = any(?) and own <> '{}' limit ?")
                .bind(0, workspace)
                .bind(1, platform)
                .bindBySqlType(2, groups.toArray(new UUID[0]), java.sql.Types.ARRAY)
                .bind(3, limit)
                .map((row, context) ->
                        new OwnValues(Columns.id(row, "id"), Columns.id(row, "group_id"), Columns.json(row, "own")))
                .list();
    }

    private static Policy policy(ResultSet row) throws SQLException {
        Map<String, @Nullable Object> body = Columns.json(row, "content");
        return new Policy(
                Columns.id(row, "id"),
                Columns.id(row, "group_id"),
                row.getString("platform"),
                row.getString("name"),
                Policy.Status.ofWire(row.getString("status")),
                row.getBoolean("inherit"),
                row.getBoolean("force"),
                PolicyBody.map(body.get("values")),
                PolicyBody.locks(body),
                row.getInt("revision"),
                Columns.instant(row, "changed_at"),
                row.getString("changed_by"));
    }

    private static @Nullable String thresholds(@Nullable Thresholds t) {
        return t == null
                ? null
                : Json.print(List.of(
                        t.noContactWarningMinutes(),
                        t.noContactCriticalMinutes(),
                        t.notAppliedWarningMinutes(),
                        t.notAppliedCriticalMinutes()));
    }

    private static @Nullable Thresholds thresholds(@Nullable String json) {
        if (json == null || !(Json.parse(json) instanceof List<?> list) || list.size() != 4) {
            return null;
        }
        int[] n = list.stream()
                .mapToInt(x -> x instanceof Number i ? i.intValue() : 0)
                .toArray();
        return new Thresholds(n[0], n[1], n[2], n[3]);
    }
}

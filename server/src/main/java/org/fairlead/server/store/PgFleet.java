package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.jspecify.annotations.Nullable;

/** Groups, policies and revisions in PostgreSQL. */
public final class PgFleet implements FleetStore {
    /** Phones in a group whose owners have profiles. */
    private static final String PROFILED =
            " from device where workspace_id = ? and profiles <> '' and group_id is not null";

    private static final String DESIRED =
            "select workspace_id, group_id, platform, profiles from group_desired where workspace_id = ? and profiles <> ''";
    private static final String MISSING =
            "select workspace_id, group_id, platform, profiles" + PROFILED + " except " + DESIRED;
    private static final String IDLE = DESIRED + " except select workspace_id, group_id, platform, profiles" + PROFILED;

    /** Everybody with the groups that they count as members of: their own and all above. */
    private static final String CLOSURE = """
            with recursive up as (
              select id as own, id as above, parent_id, 1 as depth from person_group where workspace_id = :workspace
              union all
              select up.own, g.id, g.parent_id, up.depth + 1
              from up join person_group g on g.workspace_id = :workspace and g.id = up.parent_id
              where up.depth < 16
            ),
            counted as (
              select distinct m.person_id, up.above as group_id
              from person_membership m join up on up.own = m.group_id
              where m.workspace_id = :workspace
            )
            """;

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
                        ThresholdRows.read(row.getString("thresholds"))))
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
                        ThresholdRows.print(group.thresholds()),
                        Columns.time(now));
    }

    @Override
    public void updateGroup(Tx tx, Group group) {
        PgTx.handle(tx)
                .execute(
                        "update device_group set name = ?, parent_id = ?, thresholds = cast(? as jsonb) where workspace_id = ? and id = ?",
                        group.name(),
                        group.parent(),
                        ThresholdRows.print(group.thresholds()),
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
    public List<UUID> saveDesired(Tx tx, Map<Place, String> hashes, Instant now) {
        List<Place> places = List.copyOf(hashes.keySet());
        return PgTx.handle(tx)
                .createQuery("""
                        insert into group_desired (workspace_id, group_id, platform, profiles, hash, changed_at)
                        select ?, g, p, a, h, ?
                        from unnest(cast(? as uuid[]), cast(? as text[]), cast(? as text[]), cast(? as text[])) as n (g, p, a, h)
                        on conflict (workspace_id, group_id, platform, profiles) do update
                          set hash = excluded.hash, changed_at = excluded.changed_at
                          where group_desired.hash <> excluded.hash
                        returning group_id
                        """)
                .bind(0, workspace)
                .bind(1, Columns.time(now))
                .bindBySqlType(2, places.stream().map(Place::group).toArray(UUID[]::new), Types.ARRAY)
                .bindBySqlType(3, places.stream().map(Place::platform).toArray(String[]::new), Types.ARRAY)
                .bindBySqlType(4, places.stream().map(Place::profiles).toArray(String[]::new), Types.ARRAY)
                .bindBySqlType(5, places.stream().map(hashes::get).toArray(String[]::new), Types.ARRAY)
                .mapTo(UUID.class)
                .list();
    }

    @Override
    public void saveThresholds(Tx tx, Map<UUID, Thresholds> thresholds) {
        ThresholdRows.save(PgTx.handle(tx), workspace, thresholds);
    }

    @Override
    public Map<Place, Long> deviceCounts(Tx tx) {
        Map<Place, Long> counts = new HashMap<>();
        PgTx.handle(tx)
                .createQuery(
                        "select group_id, platform, profiles, count(*) as n from device where workspace_id = ? and group_id is not null group by 1, 2, 3")
                .bind(0, workspace)
                .map((row, context) -> Map.entry(place(row), row.getLong("n")))
                .forEach(e -> counts.put(e.getKey(), e.getValue()));
        return counts;
    }

    @Override
    public List<OwnValues> ownValues(Tx tx, Collection<String> platforms, Collection<UUID> groups, int limit) {
        return PgTx.handle(tx)
                .createQuery(
                        "select id, group_id, platform, profiles, own from device where workspace_id = ? and platform = any(?) and group_id = any(?) and own <> '{}' limit ?")
                .bind(0, workspace)
                .bindBySqlType(1, platforms.toArray(new String[0]), Types.ARRAY)
                .bindBySqlType(2, groups.toArray(new UUID[0]), Types.ARRAY)
                .bind(3, limit)
                .map((row, context) -> new OwnValues(Columns.id(row, "id"), place(row), Columns.json(row, "own")))
                .list();
    }

    @Override
    public List<Place> places(Tx tx) {
        return PgTx.handle(tx)
                .createQuery("select distinct group_id, platform, profiles" + PROFILED)
                .bind(0, workspace)
                .map((row, context) -> place(row))
                .list();
    }

    @Override
    public boolean placesComplete(Tx tx) {
        return PgTx.handle(tx)
                .createQuery("select not exists (" + MISSING + ") and not exists (" + IDLE + ")")
                .bind(0, workspace)
                .bind(1, workspace)
                .bind(2, workspace)
                .bind(3, workspace)
                .mapTo(Boolean.class)
                .one();
    }

    @Override
    public void forgetPlaces(Tx tx) {
        PgTx.handle(tx)
                .execute(
                        "delete from group_desired where (workspace_id, group_id, platform, profiles) in (" + IDLE
                                + ")",
                        workspace,
                        workspace);
    }

    @Override
    public List<UUID> assign(Tx tx, List<UUID> subjects, List<UUID> profiles) {
        return PgTx.handle(tx)
                .createQuery(CLOSURE + """
                        , given as (select * from unnest(cast(:subjects as uuid[]), cast(:profiles as uuid[])) as a (subject, profile)),
                        held as (
                          select c.person_id, a.profile from counted c join given a on a.subject = c.group_id
                          union select a.subject, a.profile from given a
                        ),
                        wanted as (
                          select person_id, string_agg(cast(profile as text), ',' order by cast(profile as text) collate "C") as profiles
                          from held group by person_id
                        )
                        update device d set profiles = n.profiles
                        from (select o.id, coalesce(w.profiles, '') as profiles
                              from device o left join wanted w on w.person_id = o.person_id
                              where o.workspace_id = :workspace and o.platform in ('android', 'ios', 'ipados')
                                and o.profiles <> coalesce(w.profiles, '')) n
                        where d.workspace_id = :workspace and d.id = n.id
                        returning d.id
                        """)
                .bind("workspace", workspace)
                .bindBySqlType("subjects", subjects.toArray(new UUID[0]), Types.ARRAY)
                .bindBySqlType("profiles", profiles.toArray(new UUID[0]), Types.ARRAY)
                .mapTo(UUID.class)
                .list();
    }

    @Override
    public List<Phones> phones(Tx tx, Collection<UUID> people) {
        return PgTx.handle(tx)
                .createQuery(CLOSURE + """
                        , member as (select person_id, array_agg(group_id order by group_id) as groups from counted group by person_id)
                        select d.group_id, d.platform, case when d.person_id = any(cast(:people as uuid[])) then d.person_id end as person,
                               coalesce(m.groups, cast('{}' as uuid[])) as people_groups, count(*) as n
                        from device d left join member m on m.person_id = d.person_id
                        where d.workspace_id = :workspace and d.group_id is not null and d.platform in ('android', 'ios', 'ipados')
                        group by 1, 2, 3, 4
                        """)
                .bind("workspace", workspace)
                .bindBySqlType("people", people.toArray(new UUID[0]), Types.ARRAY)
                .map((row, context) -> new Phones(
                        Columns.id(row, "group_id"),
                        row.getString("platform"),
                        row.getObject("person", UUID.class),
                        Set.of((UUID[]) row.getArray("people_groups").getArray()),
                        row.getLong("n")))
                .list();
    }

    private static Place place(ResultSet row) throws SQLException {
        return new Place(Columns.id(row, "group_id"), row.getString("platform"), row.getString("profiles"));
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
                row.getString("changed_by"),
                PolicyBody.audience(body));
    }
}

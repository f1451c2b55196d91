package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.comply.ComplianceStore;
import org.fairlead.server.core.comply.Rule;
import org.fairlead.server.core.device.DeviceRef;
import org.fairlead.server.core.group.Groups;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Rules for phones and who breaks them, in PostgreSQL. */
public final class PgCompliance implements ComplianceStore {
    private static final String VIOLATION = """
            select v.*, d.name, d.platform, d.group_id, d.person_id from compliance_violation v
            join device d on d.workspace_id = v.workspace_id and d.id = v.device_id
            where v.workspace_id = :workspace
            """;

    private final UUID workspace;
    private final Groups groups;

    public PgCompliance(UUID workspace, Groups groups) {
        this.workspace = workspace;
        this.groups = groups;
    }

    @Override
    public List<Rule> rules(Tx tx) {
        return PgTx.handle(tx)
                .createQuery("select * from compliance_rule where workspace_id = ? order by lower(name)")
                .bind(0, workspace)
                .map((row, context) -> RuleRows.read(row))
                .list();
    }

    @Override
    public Optional<Rule> find(Tx tx, UUID id) {
        return rules(tx).stream().filter(r -> r.id().equals(id)).findFirst();
    }

    @Override
    public boolean save(Tx tx, Rule r) {
        Handle handle = PgTx.handle(tx);
        boolean taken = handle.createQuery(
                                "select count(*) from compliance_rule where workspace_id = ? and lower(name) = lower(?) and id <> ?")
                        .bind(0, workspace)
                        .bind(1, r.name())
                        .bind(2, r.id())
                        .mapTo(Long.class)
                        .one()
                > 0;
        if (!taken) {
            RuleRows.save(handle, workspace, r);
        }
        return !taken;
    }

    @Override
    public void delete(Tx tx, UUID id) {
        PgTx.handle(tx).execute("delete from compliance_rule where workspace_id = ? and id = ?", workspace, id);
    }

    @Override
    public Reach reach(Tx tx, Rule rule, Scope scope, Instant now) {
        Reached reached = new Reached(rule, now);
        return bind(
                        PgTx.handle(tx)
                                .createQuery("select count(*) as phones, count(*) filter (where " + reached.broken()
                                        + ") as broken, count(*) filter (where not (" + reached.known()
                                        + ")) as unknown" + Reached.FROM + reached.where() + scoped(scope)),
                        reached,
                        scope)
                .map((row, context) -> new Reach(row.getLong("phones"), row.getLong("broken"), row.getLong("unknown")))
                .one();
    }

    @Override
    public List<Broken> broken(Tx tx, Rule rule, Scope scope, Instant now, int limit) {
        Reached reached = new Reached(rule, now);
        return bind(
                        PgTx.handle(tx)
                                .createQuery("select d.id, d.name, d.platform, d.group_id, d.person_id" + Reached.FROM
                                        + reached.where() + scoped(scope) + " and " + reached.broken()
                                        + " order by lower(d.name), d.id limit :limit"),
                        reached,
                        scope)
                .bind("limit", limit)
                .map((row, context) -> broken(row))
                .list();
    }

    private static String scoped(Scope scope) {
        return scope.everywhere() ? "" : " and d.group_id = any(:scope)";
    }

    private <S extends SqlStatement<S>> S bind(S statement, Reached reached, Scope scope) {
        reached.bind(statement, workspace, groups.tree());
        if (!scope.everywhere()) {
            statement.bindBySqlType("scope", groups.tree().covered(scope).toArray(new UUID[0]), Types.ARRAY);
        }
        return statement;
    }

    @Override
    public List<Broken> open(
            Tx tx, Rule rule, @Nullable Collection<UUID> among, Instant now, Instant until, Instant nextAt) {
        Reached reached = new Reached(rule, now);
        var statement = PgTx.handle(tx)
                .createQuery("""
                        with new as (
                          insert into compliance_violation (workspace_id, device_id, rule_id, since, until, next_at)
                          select d.workspace_id, d.id, :rule, :now, :until, :next
                        """ + Reached.FROM + reached.where() + among(among) + " and " + reached.broken() + """
                           and not exists (select 1 from compliance_violation v where v.workspace_id = d.workspace_id
                                          and v.device_id = d.id and v.rule_id = :rule)
                          order by d.id on conflict do nothing returning device_id)
                        select d.id, d.name, d.platform, d.group_id, d.person_id from new
                        join device d on d.workspace_id = :workspace and d.id = new.device_id order by d.id""");
        bindAmong(bind(statement, reached, Scope.EVERYWHERE), among)
                .bind("rule", rule.id())
                .bind("now", Columns.time(now))
                .bind("until", Columns.time(until))
                .bind("next", Columns.time(nextAt));
        return statement.map((row, context) -> broken(row)).list();
    }

    private static String among(@Nullable Collection<UUID> among) {
        return among == null ? "" : " and d.id = any(:among)";
    }

    private static <S extends SqlStatement<S>> S bindAmong(S statement, @Nullable Collection<UUID> among) {
        return among == null ? statement : statement.bindBySqlType("among", among.toArray(new UUID[0]), Types.ARRAY);
    }

    @Override
    public List<UUID> close(Tx tx, Rule rule, @Nullable Collection<UUID> among, Instant now) {
        Reached reached = new Reached(rule, now);
        var statement = PgTx.handle(tx)
                .createQuery(
                        "delete from compliance_violation v where v.workspace_id = :workspace and v.rule_id = :rule"
                                + (among == null ? "" : " and v.device_id = any(:among)")
                                + " and not exists (select 1" + Reached.FROM + reached.where()
                                + " and d.id = v.device_id and "
                                + reached.broken() + ") returning v.device_id");
        return bindAmong(bind(statement, reached, Scope.EVERYWHERE), among)
                .bind("rule", rule.id())
                .mapTo(UUID.class)
                .list();
    }

    @Override
    public List<UUID> closeAll(Tx tx, UUID rule) {
        return PgTx.handle(tx)
                .createQuery(
                        "delete from compliance_violation where workspace_id = ? and rule_id = ? returning device_id")
                .bind(0, workspace)
                .bind(1, rule)
                .mapTo(UUID.class)
                .list();
    }

    @Override
    public List<Violation> lockDue(Tx tx, Instant now, int limit) {
        return PgTx.handle(tx)
                .createQuery(
                        VIOLATION
                                + " and v.next_at <= :now order by v.device_id, v.rule_id limit :limit for update of v skip locked")
                .bind("workspace", workspace)
                .bind("now", Columns.time(now))
                .bind("limit", limit)
                .map((row, context) -> violation(row))
                .list();
    }

    @Override
    public void stepped(
            Tx tx, Violation v, int done, @Nullable Instant nextAt, boolean locked, String action, Instant now) {
        PgTx.handle(tx)
                .execute(
                        """
                        update compliance_violation set done = ?, next_at = ?,
                               locked_at = case when ? then coalesce(locked_at, ?) end, last_action = ?,
                               last_at = case when ? = '' then null else cast(? as timestamptz) end
                        where workspace_id = ? and device_id = ? and rule_id = ?""",
                        done,
                        nextAt == null ? null : Columns.time(nextAt),
                        locked,
                        Columns.time(now),
                        action,
                        action,
                        Columns.time(now),
                        workspace,
                        v.device().id(),
                        v.rule());
    }

    @Override
    public void settle(Tx tx, Collection<UUID> devices, Instant now) {
        Handle handle = PgTx.handle(tx);
        handle.createUpdate("""
                        update device_health h set violation = n.level
                        from (select x.id, coalesce(max(case when v.rule_id is null then 0 when v.until <= :now then 2 else 1 end), 0) as level
                              from unnest(cast(:ids as uuid[])) as x (id)
                              left join compliance_violation v on v.workspace_id = :workspace and v.device_id = x.id group by x.id) n
                        where h.workspace_id = :workspace and h.device_id = n.id and h.violation <> n.level""")
                .bind("workspace", workspace)
                .bind("now", Columns.time(now))
                .bindBySqlType("ids", Statements.ids(devices), Types.ARRAY)
                .execute();
        handle.createUpdate("""
                        update device d set withheld = false where d.workspace_id = :workspace and d.id = any(:ids) and d.withheld
                          and not exists (select 1 from compliance_violation v
                                          join compliance_rule r on r.workspace_id = v.workspace_id and r.id = v.rule_id
                                          where v.workspace_id = d.workspace_id and v.device_id = d.id
                                          and exists (select 1 from jsonb_array_elements(r.steps) with ordinality as s (step, place)
                                                      where s.place <= v.done and s.step ->> 'action' = 'block'))""")
                .bind("workspace", workspace)
                .bindBySqlType("ids", Statements.ids(devices), Types.ARRAY)
                .execute();
    }

    @Override
    public List<UUID> overdue(Tx tx, Instant now) {
        return PgTx.handle(tx)
                .createQuery("""
                        update device_health h set violation = 2 where h.workspace_id = :workspace and h.violation = 1
                          and exists (select 1 from compliance_violation v where v.workspace_id = h.workspace_id
                                      and v.device_id = h.device_id and v.until <= :now) returning h.device_id""")
                .bind("workspace", workspace)
                .bind("now", Columns.time(now))
                .mapTo(UUID.class)
                .list();
    }

    @Override
    public void withhold(Tx tx, UUID device) {
        PgTx.handle(tx)
                .execute("update device set withheld = true where workspace_id = ? and id = ?", workspace, device);
    }

    @Override
    public List<Violation> ofDevice(Tx tx, UUID device) {
        return PgTx.handle(tx)
                .createQuery(VIOLATION + " and v.device_id = :device order by v.since, v.rule_id")
                .bind("workspace", workspace)
                .bind("device", device)
                .map((row, context) -> violation(row))
                .list();
    }

    @Override
    public List<Violation> ofRule(Tx tx, UUID rule, Scope scope, int limit, @Nullable UUID after) {
        var statement = PgTx.handle(tx)
                .createQuery(VIOLATION + " and v.rule_id = :rule" + scoped(scope)
                        + (after == null ? "" : " and v.device_id > :after") + " order by v.device_id limit :limit")
                .bind("workspace", workspace)
                .bind("rule", rule)
                .bind("limit", limit);
        if (after != null) {
            statement.bind("after", after);
        }
        if (!scope.everywhere()) {
            statement.bindBySqlType("scope", groups.tree().covered(scope).toArray(new UUID[0]), Types.ARRAY);
        }
        return statement.map((row, context) -> violation(row)).list();
    }

    @Override
    public Map<UUID, Long> counts(Tx tx) {
        Map<UUID, Long> counts = new LinkedHashMap<>();
        PgTx.handle(tx)
                .createQuery(
                        "select rule_id, count(*) as n from compliance_violation where workspace_id = ? group by rule_id")
                .bind(0, workspace)
                .map((row, context) -> Map.entry(Columns.id(row, "rule_id"), row.getLong("n")))
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
        return counts;
    }

    @Override
    public Map<UUID, Owner> owners(Tx tx, Set<UUID> people) {
        Map<UUID, Owner> owners = new LinkedHashMap<>();
        PgTx.handle(tx)
                .createQuery("select id, name, mail, locale from person where workspace_id = ? and id = any(?)")
                .bind(0, workspace)
                .bindBySqlType(1, people.toArray(new UUID[0]), Types.ARRAY)
                .map((row, context) -> Map.entry(
                        Columns.id(row, "id"),
                        new Owner(row.getString("name"), row.getString("mail"), row.getString("locale"))))
                .forEach(entry -> owners.put(entry.getKey(), entry.getValue()));
        return owners;
    }

    @Override
    public boolean peopleGroupExists(Tx tx, UUID group) {
        return PgTx.handle(tx)
                        .createQuery("select count(*) from person_group where workspace_id = ? and id = ?")
                        .bind(0, workspace)
                        .bind(1, group)
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    private static Broken broken(ResultSet row) throws SQLException {
        return new Broken(ref(row, "id"), row.getObject("person_id", UUID.class));
    }

    private static DeviceRef ref(ResultSet row, String id) throws SQLException {
        return new DeviceRef(
                Columns.id(row, id),
                row.getString("name"),
                row.getString("platform"),
                row.getObject("group_id", UUID.class));
    }

    private static Violation violation(ResultSet row) throws SQLException {
        return new Violation(
                ref(row, "device_id"),
                row.getObject("person_id", UUID.class),
                Columns.id(row, "rule_id"),
                Columns.instant(row, "since"),
                Columns.instant(row, "until"),
                row.getInt("done"),
                Columns.maybeInstant(row, "next_at"),
                Columns.maybeInstant(row, "locked_at"),
                row.getString("last_action"),
                Columns.maybeInstant(row, "last_at"));
    }
}

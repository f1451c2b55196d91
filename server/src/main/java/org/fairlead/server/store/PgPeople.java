package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.people.PeopleGroup;
import org.fairlead.server.core.people.PeopleTree;
import org.fairlead.server.core.people.Person;
import org.fairlead.server.core.people.PersonFilter;
import org.fairlead.server.core.people.PersonRule;
import org.fairlead.server.core.people.PersonStatus;
import org.fairlead.server.core.people.PersonStore;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** People and their groups in PostgreSQL. */
public final class PgPeople implements PersonStore {
    private static final String PERSON = "p.*, array(select m.group_id from person_membership m"
            + " where m.workspace_id = p.workspace_id and m.person_id = p.id order by m.group_id) as groups";
    private static final String ROW = PERSON + ", a.devices, " + PeopleQuery.STATUS + " as status,"
            + " exists (select 1 from administrator x where x.workspace_id = p.workspace_id and p.mail <> ''"
            + " and lower(x.login) = lower(p.mail)) as administrator";

    private final UUID workspace;

    public PgPeople(UUID workspace) {
        this.workspace = workspace;
    }

    @Override
    public void insert(Tx tx, Collection<Person> people) {
        if (people.isEmpty()) {
            return;
        }
        PreparedBatch batch = PgTx.handle(tx).prepareBatch("""
                insert into person (workspace_id, id, name, mail, locale, phone, comment, revision, created_at, created_by, search)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""");
        for (Person p : people) {
            batch.add(
                    workspace,
                    p.id(),
                    p.name(),
                    p.mail(),
                    p.locale(),
                    p.phone(),
                    p.comment(),
                    p.revision(),
                    Rows.at(p.createdAt()),
                    p.createdBy(),
                    search(p));
        }
        unique(batch::execute);
    }

    @Override
    public Optional<Person> find(Tx tx, UUID id) {
        return find(tx, List.of(id)).stream().findFirst();
    }

    @Override
    public List<Person> find(Tx tx, Collection<UUID> ids) {
        return PgTx.handle(tx)
                .createQuery("select " + PERSON
                        + " from person p where p.workspace_id = ? and p.id = any(?) order by lower(p.name), p.id")
                .bind(0, workspace)
                .bindBySqlType(1, ids.toArray(new UUID[0]), Types.ARRAY)
                .map((row, context) -> person(row))
                .list();
    }

    @Override
    public List<Person> matching(Tx tx, PersonFilter filter, int limit) {
        PeopleQuery query = new PeopleQuery(workspace, filter, new PeopleTree(groups(tx)));
        return query.bind(PgTx.handle(tx)
                        .createQuery("select " + PERSON + query.from() + query.where()
                                + " order by lower(p.name), p.id limit :limit"))
                .bind("limit", limit)
                .map((row, context) -> person(row))
                .list();
    }

    @Override
    public Map<String, UUID> byMail(Tx tx, Collection<String> mails) {
        Map<String, UUID> found = new LinkedHashMap<>();
        PgTx.handle(tx)
                .createQuery(
                        "select lower(mail) as mail, id from person where workspace_id = ? and mail <> '' and lower(mail) = any(?)")
                .bind(0, workspace)
                .bindBySqlType(1, mails.toArray(new String[0]), Types.ARRAY)
                .map((row, context) -> Map.entry(row.getString("mail"), Columns.id(row, "id")))
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }

    @Override
    public boolean update(Tx tx, Person p, int revision) {
        return unique(() -> PgTx.handle(tx)
                        .execute(
                                """
                        update person set name = ?, mail = ?, locale = ?, phone = ?, comment = ?, revision = revision + 1, search = ?
                        where workspace_id = ? and id = ? and revision = ?""",
                                p.name(),
                                p.mail(),
                                p.locale(),
                                p.phone(),
                                p.comment(),
                                search(p),
                                workspace,
                                p.id(),
                                revision))
                == 1;
    }

    @Override
    public void delete(Tx tx, Collection<UUID> ids) {
        UUID[] array = ids.toArray(new UUID[0]);
        for (String sql : List.of(
                "update device set person_id = null where workspace_id = ? and person_id = any(?)",
                "delete from person_membership where workspace_id = ? and person_id = any(?)",
                "delete from person where workspace_id = ? and id = any(?)")) {
            PgTx.handle(tx)
                    .createUpdate(sql)
                    .bind(0, workspace)
                    .bindBySqlType(1, array, Types.ARRAY)
                    .execute();
        }
    }

    @Override
    public Listing list(Tx tx, PersonFilter filter, int limit, Optional<String> cursor) {
        PeopleQuery query = new PeopleQuery(workspace, filter, new PeopleTree(groups(tx)));
        Keyset order = PeopleQuery.order(filter);
        boolean counted = cursor.isEmpty() && query.looksAtAllDevices();
        // the page first, then what is shown of its people: so the devices of the others are looked at only where they
        // decide
        Query statement = query.bind(PgTx.handle(tx)
                .createQuery(order.page(query.from(filter.sort()) + query.where(), cursor, counted) + "select " + ROW
                        + ", k.total, cast(k.sort_key as text) as sort_key" + PeopleQuery.EACH
                        + " join k on k.id = p.id where p.workspace_id = :workspace" + order.byKey()));
        order.bind(statement, cursor);
        List<Keyset.Keyed<Row>> page = statement
                .bind("limit", limit + 1)
                .map((row, context) -> Keyset.Keyed.of(row(row), row))
                .list();
        Keyset.Part<Row> part =
                Keyset.part(page, limit, row -> row.person().id(), cursor, counted, () -> count(tx, query));
        return new Listing(part.rows(), part.next(), part.total());
    }

    private static long count(Tx tx, PeopleQuery query) {
        return query.bind(PgTx.handle(tx).createQuery("select count(*)" + query.from() + query.where()))
                .mapTo(Long.class)
                .one();
    }

    @Override
    public Optional<Row> row(Tx tx, UUID id) {
        return PgTx.handle(tx)
                .createQuery("select " + ROW + PeopleQuery.EACH + " where p.workspace_id = ? and p.id = ?")
                .bind(0, workspace)
                .bind(1, id)
                .map((row, context) -> row(row))
                .findOne();
    }

    @Override
    public PeopleSummary summary(Tx tx) {
        return PgTx.handle(tx)
                .createQuery("""
                        select count(*) as people, count(*) filter (where o.worst = 0) as critical,
                          count(*) filter (where o.worst = 1) as warning, count(*) filter (where o.worst = 2) as ok,
                          count(*) filter (where coalesce(o.worst, 3) = 3) as no_data,
                          count(*) filter (where p.mail = '') as without_address
                        from person p left join """ + PeopleQuery.OWNED + " o on o.person_id = p.id where p.workspace_id = :workspace")
                .bind("workspace", workspace)
                .map((row, context) -> new PeopleSummary(
                        row.getLong("people"),
                        row.getLong("critical"),
                        row.getLong("warning"),
                        row.getLong("ok"),
                        row.getLong("no_data"),
                        row.getLong("without_address")))
                .one();
    }

    @Override
    public List<PeopleGroup> groups(Tx tx) {
        return PgTx.handle(tx)
                .createQuery("select * from person_group where workspace_id = ? order by lower(name), id")
                .bind(0, workspace)
                .map((row, context) -> new PeopleGroup(
                        Columns.id(row, "id"),
                        row.getObject("parent_id", UUID.class),
                        row.getString("name"),
                        row.getString("comment"),
                        rule(row.getString("rule"))))
                .list();
    }

    @Override
    public void insertGroup(Tx tx, PeopleGroup g) {
        PgTx.handle(tx).execute("""
                        insert into person_group (workspace_id, id, parent_id, name, comment, rule, created_at)
                        values (?, ?, ?, ?, ?, cast(? as jsonb), now())""", workspace, g.id(), g.parent(), g.name(), g.comment(), print(g.rule()));
    }

    @Override
    public void updateGroup(Tx tx, PeopleGroup g) {
        PgTx.handle(tx).execute("""
                        update person_group set parent_id = ?, name = ?, comment = ?, rule = cast(? as jsonb)
                        where workspace_id = ? and id = ?""", g.parent(), g.name(), g.comment(), print(g.rule()), workspace, g.id());
    }

    @Override
    public void deleteGroup(Tx tx, UUID id) {
        PgTx.handle(tx).execute("delete from person_membership where workspace_id = ? and group_id = ?", workspace, id);
        PgTx.handle(tx).execute("delete from person_group where workspace_id = ? and id = ?", workspace, id);
    }

    @Override
    public Map<UUID, Long> memberCounts(Tx tx, PeopleTree tree) {
        List<UUID> groups = new ArrayList<>();
        List<UUID> below = new ArrayList<>();
        for (PeopleGroup group : tree.all()) {
            for (UUID each : tree.subtree(group.id())) {
                groups.add(group.id());
                below.add(each);
            }
        }
        Map<UUID, Long> counts = new LinkedHashMap<>();
        PgTx.handle(tx)
                .createQuery("""
                        select t.g as id, count(distinct m.person_id) as n
                        from unnest(cast(? as uuid[]), cast(? as uuid[])) as t(g, d)
                        join person_membership m on m.workspace_id = ? and m.group_id = t.d group by t.g""")
                .bindBySqlType(0, groups.toArray(new UUID[0]), Types.ARRAY)
                .bindBySqlType(1, below.toArray(new UUID[0]), Types.ARRAY)
                .bind(2, workspace)
                .map((row, context) -> Map.entry(Columns.id(row, "id"), row.getLong("n")))
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
        return counts;
    }

    @Override
    public void join(Tx tx, UUID group, Collection<UUID> people) {
        PgTx.handle(tx)
                .createUpdate(
                        "insert into person_membership (workspace_id, group_id, person_id) select ?, ?, unnest(cast(? as uuid[])) on conflict do nothing")
                .bind(0, workspace)
                .bind(1, group)
                .bindBySqlType(2, people.toArray(new UUID[0]), Types.ARRAY)
                .execute();
    }

    @Override
    public void leave(Tx tx, UUID group, Collection<UUID> people) {
        PgTx.handle(tx)
                .createUpdate(
                        "delete from person_membership where workspace_id = ? and group_id = ? and person_id = any(?)")
                .bind(0, workspace)
                .bind(1, group)
                .bindBySqlType(2, people.toArray(new UUID[0]), Types.ARRAY)
                .execute();
    }

    @Override
    public List<Person> after(Tx tx, @Nullable UUID last, int limit) {
        return PgTx.handle(tx)
                .createQuery(
                        "select " + PERSON
                                + " from person p where p.workspace_id = ? and (cast(? as uuid) is null or p.id > cast(? as uuid)) order by p.id limit ?")
                .bind(0, workspace)
                .bind(1, last)
                .bind(2, last)
                .bind(3, limit)
                .map((row, context) -> person(row))
                .list();
    }

    /** Two who add the same address at the same time: the second is told. */
    private static <T> T unique(java.util.function.Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            if ("23505".equals(Database.sqlState(e))) {
                throw new Problem.Conflict("somebody has this mail address already");
            }
            throw e;
        }
    }

    private static String search(Person p) {
        return String.join(" ", p.name(), p.mail(), p.phone(), p.comment()).toLowerCase(Locale.ROOT);
    }

    private static @Nullable String print(@Nullable PersonRule rule) {
        return rule == null
                ? null
                : Json.print(Map.of(
                        "name", rule.name(), "mail", rule.mail(), "comment", rule.comment(), "locale", rule.locale()));
    }

    private static @Nullable PersonRule rule(@Nullable String json) {
        if (json == null) {
            return null;
        }
        Map<String, @Nullable Object> map = Json.parseObject(json);
        return new PersonRule(text(map, "name"), text(map, "mail"), text(map, "comment"), text(map, "locale"));
    }

    private static String text(Map<String, @Nullable Object> map, String name) {
        return map.get(name) instanceof String text ? text : "";
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                person(row),
                row.getInt("devices"),
                PersonStatus.values()[row.getInt("status")],
                row.getBoolean("administrator"));
    }

    private static Person person(ResultSet row) throws SQLException {
        List<UUID> groups = List.of((UUID[]) row.getArray("groups").getArray());
        return new Person(
                Columns.id(row, "id"),
                row.getString("name"),
                row.getString("mail"),
                row.getString("locale"),
                row.getString("phone"),
                row.getString("comment"),
                groups,
                row.getInt("revision"),
                Columns.instant(row, "created_at"),
                row.getString("created_by"));
    }
}

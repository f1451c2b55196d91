package org.fairlead.server.store;

import java.sql.Types;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.search.SearchStore;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Search in PostgreSQL. */
public final class PgSearch implements SearchStore {
    private final UUID workspace;

    public PgSearch(UUID workspace) {
        this.workspace = workspace;
    }

    @Override
    public List<FoundDevice> devices(Tx tx, List<String> words, @Nullable Collection<UUID> groups, int limit) {
        String scope = groups == null ? "" : " and d.group_id = any(:groups)";
        Query query = PgTx.handle(tx)
                .createQuery(
                        "select d.id, d.name, d.model, d.group_id, s.address from (select id, name, model, group_id"
                                + " from device d where d.workspace_id = :workspace" + scope
                                + all("d.search", "lower(d.model)", words.size())
                                + " order by lower(d.name) not like :first, lower(d.name), d.id limit :limit) as d"
                                + " left join device_state s on s.workspace_id = :workspace and s.device_id = d.id"
                                + " order by lower(d.name) not like :first, lower(d.name), d.id");
        if (groups != null) {
            query.bindBySqlType("groups", groups.toArray(new UUID[0]), Types.ARRAY);
        }
        return bind(query, words, limit)
                .map((row, context) -> {
                    String address = row.getString("address");
                    return new FoundDevice(
                            Columns.id(row, "id"),
                            row.getString("name"),
                            row.getString("model"),
                            address == null ? "" : address,
                            row.getObject("group_id", UUID.class));
                })
                .list();
    }

    @Override
    public List<FoundPerson> people(Tx tx, List<String> words, int limit) {
        Query query = PgTx.handle(tx)
                .createQuery("select id, name, mail from person where workspace_id = :workspace"
                        + all("search", "search", words.size())
                        + " order by lower(name) not like :first, lower(name), id limit :limit");
        return bind(query, words, limit)
                .map((row, context) ->
                        new FoundPerson(Columns.id(row, "id"), row.getString("name"), row.getString("mail")))
                .list();
    }

    @Override
    public List<FoundAdministrator> administrators(Tx tx, List<String> words, int limit) {
        Query query = PgTx.handle(tx)
                .createQuery("select id, login, name from administrator where workspace_id = :workspace"
                        + all("lower(name)", "lower(login)", words.size())
                        + " order by lower(name) not like :first, lower(name), id limit :limit");
        return bind(query, words, limit)
                .map((row, context) ->
                        new FoundAdministrator(Columns.id(row, "id"), row.getString("login"), row.getString("name")))
                .list();
    }

    private static String all(String column, String other, int words) {
        StringBuilder sql = new StringBuilder();
        for (int i = 0; i < words; i++) {
            sql.append(" and (" + column + " like :word" + i + " or " + other + " like :word" + i + ")");
        }
        return sql.toString();
    }

    private Query bind(Query query, List<String> words, int limit) {
        query.bind("workspace", workspace).bind("limit", limit);
        query.bind("first", DeviceQuery.escape(words.getFirst()) + "%");
        for (int i = 0; i < words.size(); i++) {
            query.bind("word" + i, "%" + DeviceQuery.escape(words.get(i)) + "%");
        }
        return query;
    }
}

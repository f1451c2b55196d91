package org.fairlead.server.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.fairlead.server.core.people.PeopleTree;
import org.fairlead.server.core.people.PersonFilter;
import org.fairlead.server.core.people.PersonStatus;
import org.jdbi.v3.core.statement.Query;

/** The conditions of a filter of people as SQL over {@code p} (person) and {@code a} (what a person's devices come to). */
final class PeopleQuery {
    /** The worst of some devices (of their weights w) in the order of PersonStatus; devices that have not reported yet say nothing. */
    private static final String WORST = "(case when min(w) <= 1 then min(w) when max(w) = 3 then 2 else 3 end)";

    private static final String WEIGHED = "select d.person_id, " + StatusSql.WEIGHT + " as w" + StatusSql.FROM;

    static final String STATUS = "coalesce(a.worst, 3)";

    /** People with what their devices come to, looked up one by one: for few. */
    static final String EACH = " from person p left join lateral (select count(*)::integer as devices, " + WORST
            + " as worst from (" + WEIGHED
            + " where d.workspace_id = p.workspace_id and d.person_id = p.id and d.deletion is null) x) a on true ";

    /** What the devices of everybody come to, in one pass over all devices. */
    static final String OWNED = owned("");

    /** The same for those only whose devices come to one of the statuses. */
    private static final String OWNED_SO = owned(" having " + WORST + " = any(:statuses)");

    private static final String COUNTED = "(select person_id, count(*)::integer as devices from device"
            + " where workspace_id = :workspace and person_id is not null and deletion is null group by person_id)";

    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> parameters = new LinkedHashMap<>();
    private boolean statuses;
    private boolean withData;

    PeopleQuery(UUID workspace, PersonFilter filter, PeopleTree tree) {
        condition("p.workspace_id = :workspace", "workspace", workspace);
        if (!filter.text().isEmpty()) {
            condition(
                    "p.search like :text",
                    "text",
                    "%" + DeviceQuery.escape(filter.text().toLowerCase(Locale.ROOT)) + "%");
        }
        UUID group = filter.group();
        if (group != null) {
            condition(
                    "exists (select 1 from person_membership m where m.workspace_id = p.workspace_id"
                            + " and m.person_id = p.id and m.group_id = any(:groups))",
                    "groups",
                    tree.subtree(group).toArray(new UUID[0]));
        }
        Boolean address = filter.address();
        if (address != null) {
            conditions.add(address ? "p.mail <> ''" : "p.mail = ''");
        }
        Boolean devices = filter.devices();
        if (devices != null) {
            conditions.add((devices ? "" : "not ")
                    + "exists (select 1 from device d where d.workspace_id = p.workspace_id and d.person_id = p.id"
                    + " and d.deletion is null)");
        }
        if (!filter.statuses().isEmpty()) {
            statuses = true;
            withData = !filter.statuses().contains(PersonStatus.NO_DATA);
            parameters.put(
                    "statuses", filter.statuses().stream().map(Enum::ordinal).toArray(Integer[]::new));
            if (!withData) {
                conditions.add(STATUS + " = any(:statuses)");
            }
        }
    }

    /** Whether the conditions decide by all the devices of everybody. */
    boolean looksAtAllDevices() {
        return statuses;
    }

    /** The tables that the conditions need. */
    String from() {
        return from(statuses, false);
    }

    /** The tables that the conditions and the order need. */
    String from(PersonFilter.Sort sort) {
        return from(statuses || sort == PersonFilter.Sort.STATUS, sort == PersonFilter.Sort.DEVICES);
    }

    private String from(boolean statuses, boolean counts) {
        String standing = withData ? " join " + OWNED_SO : " left join " + OWNED;
        return " from person p" + (statuses ? standing + " a on a.person_id = p.id" : "")
                + (counts ? " left join " + COUNTED + " c on c.person_id = p.id" : "");
    }

    private static String owned(String having) {
        return "(select person_id, " + WORST + " as worst from (" + WEIGHED
                + " where d.workspace_id = :workspace and d.person_id is not null and d.deletion is null offset 0) x"
                + " group by person_id" + having + ")";
    }

    String where() {
        return " where " + String.join(" and ", conditions);
    }

    static Keyset order(PersonFilter filter) {
        return switch (filter.sort()) {
            case NAME -> order("lower(p.name)", "text", filter);
            case MAIL -> order("lower(p.mail)", "text", filter);
            case DEVICES -> order("coalesce(c.devices, 0)", "integer", filter);
            case STATUS ->
                order(
                        "(case when " + STATUS + " >= 2 then 5 - " + STATUS + " else " + STATUS + " end)",
                        "integer",
                        filter);
            case ADDED -> order("p.created_at", "timestamptz", filter);
        };
    }

    Query bind(Query query) {
        parameters.forEach((name, value) -> {
            if (value instanceof Object[] array) {
                query.bindBySqlType(name, array, java.sql.Types.ARRAY);
            } else {
                query.bind(name, value);
            }
        });
        return query;
    }

    private static Keyset order(String expression, String type, PersonFilter filter) {
        return new Keyset(expression, type, "p.id", filter.descending());
    }

    private void condition(String sql, String name, Object value) {
        conditions.add(sql);
        parameters.put(name, value);
    }
}

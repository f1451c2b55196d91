package org.fairlead.server.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.device.DeviceFilter;
import org.fairlead.server.core.group.GroupTree;
import org.jdbi.v3.core.statement.Query;

/** The conditions of a device filter inside a scope, as SQL with bound parameters. */
final class DeviceQuery {
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> parameters = new LinkedHashMap<>();
    private boolean joins;
    private boolean standing;

    DeviceQuery(UUID workspace, DeviceFilter filter, Scope scope, GroupTree tree) {
        condition("d.workspace_id = :workspace", "workspace", workspace);
        switch (filter.assigned()) {
            case MANAGED -> conditions.add("d.group_id is not null");
            case UNASSIGNED -> conditions.add("d.group_id is null");
            case ALL -> {}
        }
        UUID group = filter.group();
        if (!scope.everywhere()) {
            Set<UUID> allowed = new HashSet<>(tree.covered(scope));
            if (group != null) {
                allowed.retainAll(filter.subtree() ? tree.subtree(group) : Set.of(group));
            }
            condition("d.group_id = any(:groups)", "groups", allowed.toArray(new UUID[0]));
        } else if (group != null) {
            Set<UUID> wanted = filter.subtree() ? tree.subtree(group) : Set.of(group);
            boolean whole = filter.subtree() && group.equals(tree.root());
            if (whole) {
                conditions.add("d.group_id is not null");
            } else {
                condition("d.group_id = any(:groups)", "groups", wanted.toArray(new UUID[0]));
            }
        }
        UUID person = filter.person();
        if (person != null) {
            condition("d.person_id = :person", "person", person);
        }
        if (!filter.text().isEmpty()) {
            condition("d.search like :text", "text", "%" + escape(filter.text().toLowerCase(Locale.ROOT)) + "%");
        }
        if (!filter.statuses().isEmpty()) {
            joins = true;
            standing = true;
            condition(
                    StatusSql.STATUS + " = any(:statuses)",
                    "statuses",
                    filter.statuses().toArray(new String[0]));
        }
        if (!filter.settings().isEmpty()) {
            joins = true;
            standing = true;
            condition(
                    StatusSql.SETTINGS + " = any(:settings)",
                    "settings",
                    filter.settings().toArray(new String[0]));
        }
        Boolean online = filter.online();
        if (online != null) {
            joins = true;
            condition("s.online = :online", "online", online);
        }
        if (!filter.tag().isEmpty()) {
            condition("d.tags @> array[:tag]", "tag", filter.tag());
        }
        if (!filter.model().isEmpty()) {
            condition("d.model = :model", "model", filter.model());
        }
    }

    /** Whether the conditions decide by how each device stands. */
    boolean looksAtAllDevices() {
        return standing;
    }

    /** The tables that the conditions need. */
    String from() {
        return from(joins);
    }

    /** The tables that the conditions and the order need. */
    String from(DeviceFilter.Sort sort) {
        return from(joins
                || switch (sort) {
                    case STATUS, ADDRESS, LASTSEEN -> true;
                    case NAME, MODEL, GROUP -> false;
                });
    }

    private static String from(boolean joins) {
        return joins ? StatusSql.FROM : " from device d";
    }

    String where() {
        return " where " + String.join(" and ", conditions);
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

    static String escape(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }

    private void condition(String sql, String name, Object value) {
        conditions.add(sql);
        parameters.put(name, value);
    }
}

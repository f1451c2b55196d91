package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.event.EventFilter;
import org.fairlead.server.core.event.EventLevel;
import org.fairlead.server.core.event.EventStore;
import org.fairlead.server.core.event.StoredEvent;
import org.fairlead.server.core.group.Groups;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Events in PostgreSQL: one partition a level and week. */
public final class PgEvents implements EventStore {
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
    private static final Duration DEVICE_CLOCK = Duration.ofDays(2);

    private final UUID workspace;
    private final Groups groups;

    public PgEvents(UUID workspace, Groups groups) {
        this.workspace = workspace;
        this.groups = groups;
    }

    @Override
    public void insert(Tx tx, List<StoredEvent> events) {
        PgTx.handle(tx)
                .createUpdate("""
                        insert into event (workspace_id, id, level, received_at, at, code, device_id, seq, args)
                        select cast(? as uuid), n.id, n.level, n.received, n.at, n.code, n.device, n.seq, cast(n.args as jsonb)
                        from unnest(cast(? as uuid[]), cast(? as text[]), cast(? as timestamptz[]), cast(? as timestamptz[]), cast(? as text[]),
                                    cast(? as uuid[]), cast(? as bigint[]), cast(? as text[]))
                             as n (id, level, received, at, code, device, seq, args)
                        """)
                .bind(0, workspace)
                .bindBySqlType(1, column(events, StoredEvent::id, UUID[]::new), Types.ARRAY)
                .bindBySqlType(2, column(events, e -> e.level().wire(), String[]::new), Types.ARRAY)
                .bindBySqlType(3, column(events, e -> e.receivedAt().toString(), String[]::new), Types.ARRAY)
                .bindBySqlType(4, column(events, e -> e.at().toString(), String[]::new), Types.ARRAY)
                .bindBySqlType(5, column(events, StoredEvent::code, String[]::new), Types.ARRAY)
                .bindBySqlType(6, column(events, StoredEvent::device, UUID[]::new), Types.ARRAY)
                .bindBySqlType(7, column(events, StoredEvent::seq, Long[]::new), Types.ARRAY)
                .bindBySqlType(8, column(events, e -> Json.print(e.args()), String[]::new), Types.ARRAY)
                .execute();
    }

    @Override
    public List<StoredEvent> list(Tx tx, EventFilter filter, Scope scope, int limit, Optional<UUID> before) {
        Map<String, Object> values = new LinkedHashMap<>();
        StringBuilder sql = new StringBuilder("""
                select e.*, d.name as device_name, d.group_id
                from event e left join device d on d.workspace_id = e.workspace_id and d.id = e.device_id
                where e.workspace_id = :workspace""");
        values.put("workspace", workspace);
        if (!scope.everywhere()) {
            sql.append(" and d.group_id = any(:covered)");
            values.put("covered", groups.tree().covered(scope).toArray(new UUID[0]));
        }
        UUID group = filter.group();
        if (group != null) {
            sql.append(" and d.group_id = any(:groups)");
            values.put("groups", groups.tree().subtree(group).toArray(new UUID[0]));
        }
        UUID device = filter.device();
        if (device != null) {
            sql.append(" and e.device_id = :device");
            values.put("device", device);
        }
        if (!filter.levels().isEmpty()) {
            sql.append(" and e.level = any(:levels)");
            values.put("levels", filter.levels().stream().map(EventLevel::wire).toArray(String[]::new));
        }
        if (!filter.codes().isEmpty()) {
            sql.append(" and e.code = any(:codes)");
            values.put("codes", filter.codes().toArray(new String[0]));
        }
        Instant from = filter.from();
        if (from != null) {
            sql.append(" and e.at >= :from and e.received_at >= :receivedFrom");
            values.put("from", Columns.time(from));
            values.put("receivedFrom", Columns.time(from.minus(DEVICE_CLOCK)));
        }
        Instant to = filter.to();
        if (to != null) {
            sql.append(" and e.at < :to");
            values.put("to", Columns.time(to));
        }
        if (!filter.text().isEmpty()) {
            sql.append(
                    " and (e.code = any(:textCodes) or d.search like :text or lower(cast(e.args as text)) like :text)");
            values.put("textCodes", filter.codesByText().toArray(new String[0]));
            values.put("text", "%" + DeviceQuery.escape(filter.text().toLowerCase(Locale.ROOT)) + "%");
        }
        before.ifPresent(id -> {
            sql.append(" and e.id < :before and e.received_at <= :receivedTo");
            values.put("before", id);
            values.put(
                    "receivedTo",
                    Columns.time(Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16)
                            .plusSeconds(60)));
        });
        Query query = PgTx.handle(tx)
                .createQuery(sql.append(" order by e.id desc limit :limit").toString())
                .bind("limit", limit);
        values.forEach((name, value) -> {
            if (value instanceof Object[] array) {
                query.bindBySqlType(name, array, Types.ARRAY);
            } else {
                query.bind(name, value);
            }
        });
        return query.map((row, context) -> event(row)).list();
    }

    @Override
    public void makeWeeks(Tx tx, Instant from, Instant until) {
        Handle handle = PgTx.handle(tx);
        handle.execute("select pg_advisory_xact_lock(4600101)");
        for (LocalDate week = monday(from); week.isBefore(monday(until).plusDays(7)); week = week.plusDays(7)) {
            for (EventLevel level : EventLevel.values()) {
                String name = table(level) + "_" + DAY.format(week);
                boolean there = handle.createQuery("select to_regclass(?) is not null")
                        .bind(0, name)
                        .mapTo(Boolean.class)
                        .one();
                if (!there) {
                    handle.execute("create table " + name + " partition of " + table(level) + " for values from ('"
                            + week + "T00:00:00Z') to ('" + week.plusDays(7) + "T00:00:00Z')");
                }
            }
        }
    }

    @Override
    public List<String> dropWeeks(Tx tx, EventLevel level, Instant endedBefore) {
        Handle handle = PgTx.handle(tx);
        handle.execute("set local lock_timeout = '10s'");
        List<String> dropped = new ArrayList<>();
        for (String name : handle.createQuery(
                        "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = cast(? as regclass) order by 1")
                .bind(0, table(level))
                .mapTo(String.class)
                .list()) {
            Optional<LocalDate> week = week(level, name);
            if (week.isPresent()
                    && !week.get()
                            .plusDays(7)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                            .isAfter(endedBefore)) {
                handle.execute("drop table " + name);
                dropped.add(name);
            }
        }
        return dropped;
    }

    private static Optional<LocalDate> week(EventLevel level, String name) {
        String prefix = table(level) + "_";
        try {
            return name.matches(prefix + "[0-9]{8}")
                    ? Optional.of(LocalDate.parse(name.substring(prefix.length()), DAY))
                    : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static String table(EventLevel level) {
        return "event_" + level.wire();
    }

    private static LocalDate monday(Instant moment) {
        return moment.atZone(ZoneOffset.UTC).toLocalDate().with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    private static StoredEvent event(ResultSet row) throws SQLException {
        return new StoredEvent(
                Columns.id(row, "id"),
                Columns.instant(row, "at"),
                Columns.instant(row, "received_at"),
                EventLevel.valueOf(row.getString("level").toUpperCase(Locale.ROOT)),
                row.getString("code"),
                row.getObject("device_id", UUID.class),
                row.getString("device_name"),
                row.getObject("group_id", UUID.class),
                row.getObject("seq", Long.class),
                Columns.json(row, "args"));
    }

    private static <T> T[] column(
            List<StoredEvent> events,
            Function<StoredEvent, ? extends @org.jspecify.annotations.Nullable T> value,
            java.util.function.IntFunction<T[]> array) {
        T[] cells = array.apply(events.size());
        for (int i = 0; i < cells.length; i++) {
            T cell = value.apply(events.get(i));
            if (cell != null) {
                cells[i] = cell;
            }
        }
        return cells;
    }
}

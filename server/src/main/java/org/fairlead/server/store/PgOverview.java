package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.event.EventLevel;
import org.fairlead.server.core.overview.OverviewStore;
import org.fairlead.server.core.status.Cause;
import org.jspecify.annotations.Nullable;

/** The overview's counts in PostgreSQL. */
public final class PgOverview implements OverviewStore {
    /** Events are found by their ids, which grow with time; clocks and transactions may be this far apart. */
    private static final Duration SLACK = Duration.ofMinutes(10);

    private static final List<Cause.Kind> PHONE_CAUSES = Stream.concat(
                    Cause.Kind.PHONES.stream(), Stream.of(Cause.Kind.VIOLATION))
            .toList();

    /** Counts devices that are alike in all that is shown; there are few kinds, whatever their number. */
    private static final String DEVICES = "select d.group_id, s.online, " + StatusSql.STATUS + " as status, "
            + StatusSql.SETTINGS + " as settings, "
            + level(StatusSql.silent("critical"), StatusSql.silent("warning")) + " as silent, "
            + level(StatusSql.pending("critical"), StatusSql.pending("warning")) + " as late, "
            + phones()
            + """
            s.failed_blocks > 0 as failing, abs(s.clock_skew_seconds) > 60 as skewed,
            coalesce(s.cloned_at > now() - interval '7 days', false) as cloned,
            (case when s.online or coalesce(s.last_seen, d.enrolled_at) > now() - interval '1 minute' then 0
                  when coalesce(s.last_seen, d.enrolled_at) > now() - interval '15 minutes' then 1
                  when coalesce(s.last_seen, d.enrolled_at) > now() - interval '1 hour' then 2
                  when coalesce(s.last_seen, d.enrolled_at) > now() - interval '1 day' then 3
                  else 4 end) as lag, count(*) as n
            """
            + StatusSql.FROM + " where d.workspace_id = ? group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11";

    private static String level(String critical, String warning) {
        return "(case when " + critical + " then 2 when " + warning + " then 1 else 0 end)";
    }

    /** One digit a cause: what phones say of themselves, then rules; empty for thin clients. */
    private static String phones() {
        StringBuilder sql = new StringBuilder("(case when h.device_id is null then '' else concat(");
        for (Cause.Kind kind : Cause.Kind.PHONES) {
            sql.append(level(StatusSql.cause(kind, "critical"), StatusSql.cause(kind, "warning")))
                    .append(", ");
        }
        return sql.append("h.violation) end) as phone, ").toString();
    }

    private final UUID workspace;

    public PgOverview(UUID workspace) {
        this.workspace = workspace;
    }

    @Override
    public List<GroupCounts> devices(Tx tx) {
        Map<Optional<UUID>, List<Alike>> groups =
                PgTx.handle(tx)
                        .createQuery(DEVICES)
                        .bind(0, workspace)
                        .map((row, context) -> alike(row))
                        .list()
                        .stream()
                        .collect(Collectors.groupingBy(Alike::group));
        List<GroupCounts> counts = new ArrayList<>();
        groups.forEach((group, kinds) -> counts.add(counts(group.orElse(null), kinds)));
        return counts;
    }

    private record Alike(
            Optional<UUID> group,
            boolean online,
            String status,
            String settings,
            int silent,
            int late,
            boolean failing,
            boolean skewed,
            boolean cloned,
            String phone,
            int lag,
            long count) {}

    @Override
    public List<EventCount> events(Tx tx, Instant from, Instant to) {
        return PgTx.handle(tx)
                .createQuery("""
                        select e.hour, e.level, d.group_id, sum(e.n) as n
                        from (select date_trunc('hour', received_at) as hour, level, device_id, count(*) as n
                              from event
                              where workspace_id = :workspace and id >= :fromId and id < :toId
                                and received_at >= :from and received_at < :to
                              group by 1, 2, 3) as e
                        left join device d on d.workspace_id = :workspace and d.id = e.device_id
                        group by 1, 2, 3
                        """)
                .bind("workspace", workspace)
                .bind("fromId", lowest(from.minus(SLACK)))
                .bind("toId", lowest(to.plus(SLACK)))
                .bind("from", Columns.time(from))
                .bind("to", Columns.time(to))
                .map((row, context) -> new EventCount(
                        Columns.instant(row, "hour"),
                        EventLevel.valueOf(row.getString("level").toUpperCase(Locale.ROOT)),
                        row.getObject("group_id", UUID.class),
                        row.getLong("n")))
                .list();
    }

    @Override
    public List<CommandCounts> commands(Tx tx, Instant since) {
        return PgTx.handle(tx)
                .createQuery("""
                        select d.group_id, sum(c.queued) as queued, sum(c.delivered) as delivered,
                               sum(c.failed) as failed, sum(c.done) as done
                        from (select device_id, count(*) filter (where state = 'queued') as queued,
                                     count(*) filter (where state in ('delivered', 'running')) as delivered,
                                     0 as failed, 0 as done
                              from command
                              where workspace_id = :workspace and state in ('queued', 'delivered', 'running')
                              group by device_id
                              union all
                              select device_id, 0, 0, count(*) filter (where state in ('failed', 'unsupported')),
                                     count(*) filter (where state = 'succeeded')
                              from command
                              where workspace_id = :workspace and finished_at >= :since
                              group by device_id) as c
                        left join device d on d.workspace_id = :workspace and d.id = c.device_id
                        group by d.group_id
                        """)
                .bind("workspace", workspace)
                .bind("since", Columns.time(since))
                .map((row, context) -> new CommandCounts(
                        row.getObject("group_id", UUID.class),
                        row.getLong("queued"),
                        row.getLong("delivered"),
                        row.getLong("failed"),
                        row.getLong("done")))
                .list();
    }

    @Override
    public List<OnlinePoint> online(Tx tx, Instant since) {
        return PgTx.handle(tx)
                .createQuery("select at, online from online_history where workspace_id = ? and at >= ? order by at")
                .bind(0, workspace)
                .bind(1, Columns.time(since))
                .map((row, context) -> new OnlinePoint(Columns.instant(row, "at"), row.getLong("online")))
                .list();
    }

    @Override
    public void noteOnline(Tx tx, Instant at) {
        PgTx.handle(tx)
                .execute(
                        "insert into online_history (workspace_id, at, online) select ?, ?, count(*) from device_state"
                                + " where workspace_id = ? and online on conflict do nothing",
                        workspace,
                        Columns.time(at),
                        workspace);
    }

    @Override
    public void forgetOnline(Tx tx, Instant before) {
        PgTx.handle(tx)
                .execute(
                        "delete from online_history where workspace_id = ? and at < ?",
                        workspace,
                        Columns.time(before));
    }

    private static UUID lowest(Instant at) {
        return new UUID(at.toEpochMilli() << 16, 0);
    }

    private static Alike alike(ResultSet row) throws SQLException {
        return new Alike(
                Optional.ofNullable(row.getObject("group_id", UUID.class)),
                row.getBoolean("online"),
                row.getString("status"),
                row.getString("settings"),
                row.getInt("silent"),
                row.getInt("late"),
                row.getBoolean("failing"),
                row.getBoolean("skewed"),
                row.getBoolean("cloned"),
                row.getString("phone"),
                row.getInt("lag"),
                row.getLong("n"));
    }

    private static GroupCounts counts(@Nullable UUID group, List<Alike> kinds) {
        return new GroupCounts(
                group,
                sum(kinds, k -> true),
                sum(kinds, Alike::online),
                sum(kinds, k -> k.status().equals("ok")),
                sum(kinds, k -> k.status().equals("warning")),
                sum(kinds, k -> k.status().equals("critical")),
                sum(kinds, k -> k.settings().equals("applied")),
                sum(kinds, k -> k.settings().equals("pending")),
                sum(kinds, k -> k.settings().equals("failed")),
                new Causes(
                        sum(kinds, k -> k.silent() == 1),
                        sum(kinds, k -> k.silent() == 2),
                        sum(kinds, k -> k.late() == 1),
                        sum(kinds, k -> k.late() == 2),
                        sum(kinds, Alike::failing),
                        sum(kinds, Alike::skewed),
                        sum(kinds, Alike::cloned),
                        phones(kinds)),
                new Lag(
                        sum(kinds, k -> k.lag() == 0),
                        sum(kinds, k -> k.lag() == 1),
                        sum(kinds, k -> k.lag() == 2),
                        sum(kinds, k -> k.lag() == 3),
                        sum(kinds, k -> k.lag() == 4)));
    }

    private static List<PhoneCause> phones(List<Alike> kinds) {
        List<PhoneCause> counts = new ArrayList<>();
        for (int i = 0; i < PHONE_CAUSES.size(); i++) {
            int place = i;
            long critical = sum(kinds, k -> at(k.phone(), place) == '2');
            long warning = sum(kinds, k -> at(k.phone(), place) == '1');
            if (critical + warning > 0) {
                counts.add(new PhoneCause(PHONE_CAUSES.get(i).wire(), warning, critical));
            }
        }
        return counts;
    }

    private static char at(String digits, int place) {
        return place < digits.length() ? digits.charAt(place) : '0';
    }

    private static long sum(List<Alike> kinds, Predicate<Alike> which) {
        return kinds.stream().filter(which).mapToLong(Alike::count).sum();
    }
}

package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.event.EventLevel;
import org.fairlead.server.core.event.NotificationRule;
import org.fairlead.server.core.event.NotificationStore;
import org.jdbi.v3.core.Handle;

/** Notification rules and their queue in PostgreSQL. */
public final class PgNotifications implements NotificationStore {
    private final UUID workspace;

    public PgNotifications(UUID workspace) {
        this.workspace = workspace;
    }

    @Override
    public List<NotificationRule> rules(Tx tx) {
        return PgTx.handle(tx)
                .createQuery("select * from notification_rule where workspace_id = ? order by lower(name), id")
                .bind(0, workspace)
                .map((row, context) -> rule(row))
                .list();
    }

    @Override
    public Optional<NotificationRule> rule(Tx tx, UUID id) {
        return PgTx.handle(tx)
                .createQuery("select * from notification_rule where workspace_id = ? and id = ?")
                .bind(0, workspace)
                .bind(1, id)
                .map((row, context) -> rule(row))
                .findOne();
    }

    @Override
    public void save(Tx tx, NotificationRule r) {
        PgTx.handle(tx)
                .createUpdate("""
                        insert into notification_rule (workspace_id, id, name, enabled, channel, target, min_level, codes, group_id, group_minutes, secret)
                        values (:workspace, :id, :name, :enabled, :channel, :target, :level, cast(:codes as text[]), cast(:group as uuid), :minutes, cast(:secret as bytea))
                        on conflict (workspace_id, id) do update set name = excluded.name, enabled = excluded.enabled, channel = excluded.channel,
                          target = excluded.target, min_level = excluded.min_level, codes = excluded.codes, group_id = excluded.group_id,
                          group_minutes = excluded.group_minutes, secret = excluded.secret, last_error = null, failures = 0, retry_at = null
                        """)
                .bind("workspace", workspace)
                .bind("id", r.id())
                .bind("name", r.name())
                .bind("enabled", r.enabled())
                .bind("channel", r.channel().wire())
                .bind("target", r.target())
                .bind("level", r.minLevel().wire())
                .bindBySqlType("codes", r.codes().toArray(new String[0]), Types.ARRAY)
                .bind("group", r.group())
                .bind("minutes", r.groupMinutes())
                .bind("secret", r.sealedSecret())
                .execute();
    }

    @Override
    public void delete(Tx tx, UUID id) {
        Handle handle = PgTx.handle(tx);
        handle.execute("delete from notification_queue where workspace_id = ? and rule_id = ?", workspace, id);
        handle.execute("delete from notification_rule where workspace_id = ? and id = ?", workspace, id);
    }

    @Override
    public void enqueue(Tx tx, List<Waiting> waiting) {
        if (waiting.isEmpty()) {
            return;
        }
        PgTx.handle(tx)
                .createUpdate("""
                        insert into notification_queue (workspace_id, id, rule_id, due_at, body)
                        select cast(? as uuid), n.id, n.rule, n.due, cast(n.body as jsonb)
                        from unnest(cast(? as uuid[]), cast(? as uuid[]), cast(? as timestamptz[]), cast(? as text[])) as n (id, rule, due, body)
                        """)
                .bind(0, workspace)
                .bindBySqlType(1, waiting.stream().map(Waiting::id).toArray(UUID[]::new), Types.ARRAY)
                .bindBySqlType(2, waiting.stream().map(Waiting::rule).toArray(UUID[]::new), Types.ARRAY)
                .bindBySqlType(
                        3, waiting.stream().map(w -> w.dueAt().toString()).toArray(String[]::new), Types.ARRAY)
                .bindBySqlType(
                        4, waiting.stream().map(w -> Json.print(w.body())).toArray(String[]::new), Types.ARRAY)
                .execute();
    }

    @Override
    public List<NotificationRule> reserve(Tx tx, Instant now, Instant until) {
        return PgTx.handle(tx)
                .createQuery("""
                        update notification_rule r set retry_at = :until
                        where r.workspace_id = :workspace and (r.retry_at is null or r.retry_at <= :now)
                          and exists (select 1 from notification_queue q where q.workspace_id = r.workspace_id and q.rule_id = r.id and q.due_at <= :now)
                        returning r.*
                        """)
                .bind("workspace", workspace)
                .bind("now", Columns.time(now))
                .bind("until", Columns.time(until))
                .map((row, context) -> rule(row))
                .list();
    }

    @Override
    public List<Waiting> waiting(Tx tx, UUID rule, int limit) {
        return PgTx.handle(tx)
                .createQuery(
                        "select * from notification_queue where workspace_id = ? and rule_id = ? order by due_at, id limit ?")
                .bind(0, workspace)
                .bind(1, rule)
                .bind(2, limit)
                .map((row, context) -> new Waiting(
                        Columns.id(row, "id"),
                        Columns.id(row, "rule_id"),
                        Columns.instant(row, "due_at"),
                        Columns.json(row, "body")))
                .list();
    }

    @Override
    public void told(Tx tx, UUID rule, List<UUID> waiting, Instant at) {
        Handle handle = PgTx.handle(tx);
        handle.createUpdate("delete from notification_queue where workspace_id = ? and id = any(?)")
                .bind(0, workspace)
                .bindBySqlType(1, waiting.toArray(new UUID[0]), Types.ARRAY)
                .execute();
        handle.execute(
                "update notification_rule set last_sent_at = ?, last_error = null, failures = 0, retry_at = null where workspace_id = ? and id = ?",
                Columns.time(at),
                workspace,
                rule);
    }

    @Override
    public void failed(Tx tx, UUID rule, Instant retryAt, String error) {
        PgTx.handle(tx)
                .execute(
                        "update notification_rule set last_error = ?, failures = failures + 1, retry_at = ? where workspace_id = ? and id = ?",
                        error,
                        Columns.time(retryAt),
                        workspace,
                        rule);
    }

    @Override
    public int giveUp(Tx tx, UUID rule, Instant dueBefore) {
        return PgTx.handle(tx)
                .execute(
                        "delete from notification_queue where workspace_id = ? and rule_id = ? and due_at < ?",
                        workspace,
                        rule,
                        Columns.time(dueBefore));
    }

    private static NotificationRule rule(ResultSet row) throws SQLException {
        return new NotificationRule(
                Columns.id(row, "id"),
                row.getString("name"),
                row.getBoolean("enabled"),
                NotificationRule.Channel.ofWire(row.getString("channel")).orElseThrow(),
                row.getString("target"),
                EventLevel.valueOf(row.getString("min_level").toUpperCase(Locale.ROOT)),
                Columns.texts(row, "codes"),
                row.getObject("group_id", UUID.class),
                row.getInt("group_minutes"),
                row.getBytes("secret"),
                Columns.maybeInstant(row, "last_sent_at"),
                row.getString("last_error"),
                row.getInt("failures"));
    }
}

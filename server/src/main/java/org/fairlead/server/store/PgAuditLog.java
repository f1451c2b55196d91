package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.audit.AuditCheck;
import org.fairlead.server.core.audit.AuditEntry;
import org.fairlead.server.core.audit.AuditHead;
import org.fairlead.server.core.audit.AuditHeads;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.audit.AuditReader;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * The audit log in PostgreSQL. The row of the head makes writers wait for each other, so the records of a transaction are
 * written as its last act.
 */
public final class PgAuditLog implements AuditLog, AuditReader {
    private static final int BATCH = 5_000;

    private final Database database;
    private final UUID workspace;
    private final AuditHeads heads;
    private final InstantSource clock;

    public PgAuditLog(Database database, UUID workspace, AuditHeads heads, InstantSource clock) {
        this.database = database;
        this.workspace = workspace;
        this.heads = heads;
        this.clock = clock;
    }

    @Override
    public void record(
            Tx tx,
            Actor actor,
            String action,
            String objectType,
            @Nullable UUID objectId,
            @Nullable String objectName,
            Map<String, ? extends @Nullable Object> detail) {
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String text = clean(Json.canonical(detail));
        PgTx.atEnd(
                tx,
                this,
                (Draft) seq -> new AuditEntry(
                        workspace,
                        seq,
                        at,
                        actor.kind().name(),
                        actor.id(),
                        clean(actor.name()),
                        actor.address(),
                        action,
                        objectType,
                        objectId,
                        objectName == null ? null : clean(objectName),
                        text),
                drafts -> append(tx, drafts));
    }

    /** A record that has no number yet. */
    @FunctionalInterface
    private interface Draft {
        AuditEntry numbered(long seq);
    }

    /** Chains the records of a transaction; from here to the commit other writers wait. */
    private void append(Tx tx, List<Draft> drafts) {
        Handle handle = PgTx.handle(tx);
        AuditHead head = head(handle).orElseGet(() -> {
            handle.execute(
                    "insert into audit_head (workspace_id, seq, hash) values (?, 0, ?) on conflict do nothing",
                    workspace,
                    AuditEntry.START);
            return head(handle).orElseThrow();
        });
        PreparedBatch batch = handle.prepareBatch("""
                insert into audit (workspace_id, seq, at, actor_kind, actor_id, actor, actor_address, action, object_type,
                  object_id, object_name, detail, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""");
        for (Draft draft : drafts) {
            AuditEntry entry = draft.numbered(head.seq() + 1);
            head = new AuditHead(entry.seq(), entry.hash(head.hash()));
            batch.add(
                    workspace,
                    entry.seq(),
                    Rows.at(entry.at()),
                    entry.actorKind(),
                    entry.actorId(),
                    entry.actor(),
                    entry.actorAddress(),
                    entry.action(),
                    entry.objectType(),
                    entry.objectId(),
                    entry.objectName(),
                    entry.detail(),
                    head.hash());
        }
        batch.execute();
        handle.execute(
                "update audit_head set seq = ?, hash = ? where workspace_id = ?", head.seq(), head.hash(), workspace);
        AuditHead last = head;
        tx.afterCommit(() -> heads.keep(last));
    }

    private Optional<AuditHead> head(Handle handle) {
        return handle.createQuery("select seq, hash from audit_head where workspace_id = ? for update")
                .bind(0, workspace)
                .map((row, context) -> new AuditHead(row.getLong("seq"), row.getBytes("hash")))
                .findOne();
    }

    @Override
    public List<AuditEntry> list(Filter filter, long before, int limit) {
        return database.read(handle -> handle.createQuery("""
                        select * from audit where workspace_id = :workspace and seq < :before
                          and (cast(:actor as text) is null or lower(actor) like :actor)
                          and (cast(:action as text) is null or action like :action)
                          and (cast(:object as text) is null or lower(object_name) like :object
                            or object_id::text = :objectId or object_type = :objectId)
                          and (cast(:from as timestamptz) is null or at >= :from)
                          and (cast(:to as timestamptz) is null or at < :to)
                        order by seq desc limit :limit""")
                .bind("workspace", workspace)
                .bind("before", before)
                .bind("actor", like(filter.actor(), "%"))
                .bind("action", like(filter.action(), ""))
                .bind("object", like(filter.object(), "%"))
                .bind("objectId", filter.object())
                .bind("from", Rows.at(filter.from()))
                .bind("to", Rows.at(filter.to()))
                .bind("limit", limit)
                .map((row, context) -> entry(row))
                .list());
    }

    @Override
    public AuditCheck.Result verify() {
        Optional<AuditHead> kept;
        try {
            kept = heads.kept();
        } catch (IllegalStateException e) {
            return new AuditCheck.Result(false, 0, null, "the head that is kept beside the database was changed");
        }
        return database.read(handle -> {
            AuditCheck check = new AuditCheck(kept);
            long after = Long.MIN_VALUE;
            boolean going = true;
            while (going) {
                record Row(AuditEntry entry, byte[] hash) {}
                List<Row> rows = handle.createQuery(
                                "select * from audit where workspace_id = ? and seq > ? order by seq limit ?")
                        .bind(0, workspace)
                        .bind(1, after)
                        .bind(2, BATCH)
                        .map((row, context) -> new Row(entry(row), row.getBytes("hash")))
                        .list();
                for (Row row : rows) {
                    going = going && check.next(row.entry, row.hash);
                    after = row.entry.seq();
                }
                going = going && rows.size() == BATCH;
            }
            return check.finish(handle.createQuery("select seq, hash from audit_head where workspace_id = ?")
                    .bind(0, workspace)
                    .map((row, context) -> new AuditHead(row.getLong("seq"), row.getBytes("hash")))
                    .findOne());
        });
    }

    /** PostgreSQL text cannot hold the character zero. */
    private static String clean(String text) {
        return text.replace('\0', '\uFFFD');
    }

    private static @Nullable String like(@Nullable String text, String before) {
        return text == null
                ? null
                : before + text.toLowerCase(java.util.Locale.ROOT).replaceAll("([\\\\%_])", "\\\\$1") + "%";
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        Instant at = Rows.time(row, "at");
        return new AuditEntry(
                Rows.id(row, "workspace_id"),
                row.getLong("seq"),
                at,
                row.getString("actor_kind"),
                Rows.optionalId(row, "actor_id"),
                row.getString("actor"),
                row.getString("actor_address"),
                row.getString("action"),
                row.getString("object_type"),
                Rows.optionalId(row, "object_id"),
                row.getString("object_name"),
                row.getString("detail"));
    }
}

package org.fairlead.server.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.server.MailStore;
import org.fairlead.server.core.server.Mailer;
import org.fairlead.server.core.server.ServerSettingsStore;

/** The server's settings and waiting mails in PostgreSQL. */
public final class PgServer implements ServerSettingsStore, MailStore {
    private final UUID workspace;

    public PgServer(UUID workspace) {
        this.workspace = workspace;
    }

    @Override
    public Optional<Stored> load(Tx tx) {
        return PgTx.handle(tx)
                .createQuery("""
                        select revision, document, mail_password from server_settings where workspace_id = ? for update""")
                .bind(0, workspace)
                .map((row, context) ->
                        new Stored(row.getLong("revision"), row.getString("document"), row.getBytes("mail_password")))
                .findOne();
    }

    @Override
    public void save(Tx tx, Stored stored) {
        PgTx.handle(tx).execute("""
                        insert into server_settings (workspace_id, revision, document, mail_password) values (?, ?, ?, ?)
                        on conflict (workspace_id) do update set revision = excluded.revision,
                          document = excluded.document, mail_password = excluded.mail_password""", workspace, stored.revision(), stored.document(), stored.mailPassword());
    }

    @Override
    public void add(Tx tx, UUID id, Mailer.Message message, Instant now) {
        PgTx.handle(tx).execute("""
                        insert into mail (id, recipient, subject, body, created_at, next_attempt_at)
                        values (?, ?, ?, ?, ?, ?)""", id, message.to(), message.subject(), message.body(), Rows.at(now), Rows.at(now));
    }

    @Override
    public List<Waiting> take(Tx tx, Instant now, Instant until, int limit) {
        return PgTx.handle(tx)
                .createQuery("""
                        update mail set next_attempt_at = :until, attempts = attempts + 1
                        where id in (select id from mail where next_attempt_at <= :now order by next_attempt_at
                          limit :limit for update)
                        returning id, recipient, subject, body, attempts""")
                .bind("until", Rows.at(until))
                .bind("now", Rows.at(now))
                .bind("limit", limit)
                .map((row, context) -> new Waiting(
                        Rows.id(row, "id"),
                        new Mailer.Message(row.getString("recipient"), row.getString("subject"), row.getString("body")),
                        row.getInt("attempts")))
                .list();
    }

    @Override
    public void remove(Tx tx, UUID id) {
        PgTx.handle(tx).execute("delete from mail where id = ?", id);
    }

    @Override
    public void failed(Tx tx, UUID id, Instant next, String error) {
        PgTx.handle(tx)
                .execute("update mail set next_attempt_at = ?, last_error = ? where id = ?", Rows.at(next), error, id);
    }
}

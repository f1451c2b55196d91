package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Delay;
import org.fairlead.server.core.access.SessionLevel;
import org.fairlead.server.core.access.SessionStore;
import org.fairlead.server.core.access.StoredSession;
import org.jspecify.annotations.Nullable;

/** Sessions, one-time secrets and delays in PostgreSQL. */
public final class PgSessions implements SessionStore {
    @Override
    public void insert(Tx tx, StoredSession s) {
        PgTx.handle(tx)
                .execute(
                        """
                        insert into session (id, hash, administrator_id, level, epoch, created_at, last_seen_at,
                          stepped_up_until, address, user_agent) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                        s.id(),
                        s.hash(),
                        s.administratorId(),
                        s.level().wire(),
                        s.epoch(),
                        Rows.at(s.createdAt()),
                        Rows.at(s.lastSeenAt()),
                        Rows.at(s.steppedUpUntil()),
                        s.address(),
                        s.userAgent());
    }

    @Override
    public Optional<StoredSession> findByHash(Tx tx, byte[] hash) {
        return PgTx.handle(tx)
                .createQuery("select * from session where hash = ?")
                .bind(0, hash)
                .map((row, context) -> session(row))
                .findOne();
    }

    @Override
    public void update(Tx tx, StoredSession s) {
        PgTx.handle(tx)
                .execute(
                        """
                        update session set hash = ?, level = ?, epoch = ?, last_seen_at = ?, stepped_up_until = ?
                        where id = ?""",
                        s.hash(),
                        s.level().wire(),
                        s.epoch(),
                        Rows.at(s.lastSeenAt()),
                        Rows.at(s.steppedUpUntil()),
                        s.id());
    }

    @Override
    public void touch(Tx tx, UUID id, Instant at) {
        PgTx.handle(tx).execute("update session set last_seen_at = ? where id = ?", Rows.at(at), id);
    }

    @Override
    public List<StoredSession> list(Tx tx, UUID administrator) {
        return PgTx.handle(tx)
                .createQuery(
                        "select * from session where administrator_id = ? order by last_seen_at desc, id limit 500")
                .bind(0, administrator)
                .map((row, context) -> session(row))
                .list();
    }

    @Override
    public boolean delete(Tx tx, UUID administrator, UUID id) {
        return PgTx.handle(tx).execute("delete from session where administrator_id = ? and id = ?", administrator, id)
                == 1;
    }

    @Override
    public void deleteOthers(Tx tx, UUID administrator, @Nullable UUID keep) {
        PgTx.handle(tx)
                .execute(
                        "delete from session where administrator_id = ? and (cast(? as uuid) is null or id <> cast(? as uuid))",
                        administrator,
                        keep,
                        keep);
    }

    @Override
    public void deleteExpired(Tx tx, Instant now) {
        PgTx.handle(tx)
                .execute(
                        "delete from session where last_seen_at < ? or created_at < ?",
                        Rows.at(now.minus(StoredSession.IDLE)),
                        Rows.at(now.minus(StoredSession.LONGEST)));
        PgTx.handle(tx).execute("delete from one_time_link where expires_at < ?", Rows.at(now));
        PgTx.handle(tx)
                .execute(
                        "delete from sign_in_delay where last_failure_at < ? and blocked_until < ?",
                        Rows.at(now.minus(java.time.Duration.ofHours(24))),
                        Rows.at(now));
        PgTx.handle(tx)
                .execute(
                        "delete from idempotency where created_at < ?",
                        Rows.at(now.minus(java.time.Duration.ofHours(24))));
    }

    @Override
    public void insertOneTime(Tx tx, OneTime secret) {
        PgTx.handle(tx)
                .execute(
                        "insert into one_time_link (hash, purpose, administrator_id, expires_at) values (?, ?, ?, ?)",
                        secret.hash(),
                        secret.purpose(),
                        secret.administratorId(),
                        Rows.at(secret.expiresAt()));
    }

    @Override
    public Optional<OneTime> findOneTime(Tx tx, byte[] hash, String purpose, Instant now) {
        return PgTx.handle(tx)
                .createQuery("select * from one_time_link where hash = ? and purpose = ? and expires_at > ?")
                .bind(0, hash)
                .bind(1, purpose)
                .bind(2, Rows.at(now))
                .map((row, context) -> oneTime(row))
                .findOne();
    }

    @Override
    public Optional<OneTime> takeOneTime(Tx tx, byte[] hash, String purpose, Instant now) {
        return PgTx.handle(tx)
                .createQuery("delete from one_time_link where hash = ? and purpose = ? and expires_at > ? returning *")
                .bind(0, hash)
                .bind(1, purpose)
                .bind(2, Rows.at(now))
                .map((row, context) -> oneTime(row))
                .findOne();
    }

    @Override
    public Optional<byte[]> findOneTime(Tx tx, String purpose, UUID administrator, Instant now) {
        return PgTx.handle(tx)
                .createQuery(
                        "select * from one_time_link where purpose = ? and administrator_id = ? and expires_at > ?")
                .bind(0, purpose)
                .bind(1, administrator)
                .bind(2, Rows.at(now))
                .map((row, context) -> row.getBytes("hash"))
                .findFirst();
    }

    @Override
    public void deleteOneTime(Tx tx, String purpose, @Nullable UUID administrator) {
        PgTx.handle(tx)
                .execute(
                        "delete from one_time_link where purpose = ? and administrator_id is not distinct from cast(? as uuid)",
                        purpose,
                        administrator);
    }

    @Override
    public Delay delay(Tx tx, String key) {
        return PgTx.handle(tx)
                .createQuery("select * from sign_in_delay where key = ? for update")
                .bind(0, key)
                .map((row, context) -> new Delay(
                        row.getInt("failures"), Rows.time(row, "last_failure_at"), Rows.time(row, "blocked_until")))
                .findOne()
                .orElse(Delay.NONE);
    }

    @Override
    public void delay(Tx tx, String key, Delay delay) {
        PgTx.handle(tx)
                .execute("""
                        insert into sign_in_delay (key, failures, last_failure_at, blocked_until) values (?, ?, ?, ?)
                        on conflict (key) do update set failures = excluded.failures,
                          last_failure_at = excluded.last_failure_at, blocked_until = excluded.blocked_until""", key, delay.failures(), Rows.at(delay.lastFailureAt()), Rows.at(delay.blockedUntil()));
    }

    private static OneTime oneTime(ResultSet row) throws SQLException {
        return new OneTime(
                row.getBytes("hash"),
                row.getString("purpose"),
                Rows.optionalId(row, "administrator_id"),
                Rows.time(row, "expires_at"));
    }

    private static StoredSession session(ResultSet row) throws SQLException {
        String level = row.getString("level");
        return new StoredSession(
                Rows.id(row, "id"),
                row.getBytes("hash"),
                Rows.id(row, "administrator_id"),
                java.util.Arrays.stream(SessionLevel.values())
                        .filter(l -> l.wire().equals(level))
                        .findFirst()
                        .orElseThrow(),
                row.getInt("epoch"),
                Rows.time(row, "created_at"),
                Rows.time(row, "last_seen_at"),
                Rows.optionalTime(row, "stepped_up_until"),
                row.getString("address"),
                row.getString("user_agent"));
    }
}

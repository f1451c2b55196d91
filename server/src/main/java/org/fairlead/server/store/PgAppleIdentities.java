package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.apple.AppleStore;
import org.jspecify.annotations.Nullable;

/** Challenges, identities and their renewal in PostgreSQL: one half of {@link PgApple}. */
abstract class PgAppleIdentities implements AppleStore {
    final UUID workspace;
    final Statements statements;

    PgAppleIdentities(UUID workspace) {
        this.workspace = workspace;
        this.statements = new Statements(workspace);
    }

    @Override
    public void challenge(Tx tx, String hash, UUID enrolment, Instant expires, String profileHash) {
        PgTx.handle(tx)
                .execute(
                        "insert into apple_challenge (hash, workspace_id, enrolment_id, expires_at, profile_hash) values (?, ?, ?, ?, ?)",
                        hash,
                        workspace,
                        enrolment,
                        Rows.at(expires),
                        profileHash);
    }

    @Override
    public void dropChallenges(Tx tx, UUID enrolment) {
        statements.run(
                tx,
                "delete from apple_challenge where workspace_id = ? and enrolment_id = ? and key_hash = ''",
                enrolment);
    }

    @Override
    public Optional<Challenge> challenge(Tx tx, String hash) {
        return challenge(tx, hash, "");
    }

    @Override
    public Optional<Challenge> lockChallenge(Tx tx, String hash) {
        return challenge(tx, hash, " for update");
    }

    private Optional<Challenge> challenge(Tx tx, String hash, String lock) {
        return statements
                .query(tx, "select * from apple_challenge where workspace_id = ? and hash = ?" + lock, hash)
                .map((row, context) -> new Challenge(
                        Rows.id(row, "enrolment_id"),
                        Rows.time(row, "expires_at"),
                        row.getString("key_hash"),
                        row.getString("profile_hash")))
                .findOne();
    }

    @Override
    public void useChallenge(Tx tx, String hash, String keyHash) {
        PgTx.handle(tx)
                .execute(
                        "update apple_challenge set key_hash = ? where workspace_id = ? and hash = ?",
                        keyHash,
                        workspace,
                        hash);
    }

    @Override
    public void issued(Tx tx, Identity i, String profileHash, Instant now) {
        PgTx.handle(tx)
                .execute(
                        "insert into apple_identity (fingerprint, workspace_id, enrolment_id, key_hash, certificate, issued_at,"
                                + " not_after, generation, profile_hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        i.fingerprint(),
                        workspace,
                        i.enrolment(),
                        i.keyHash(),
                        i.certificate(),
                        Rows.at(now),
                        Rows.at(i.notAfter()),
                        i.generation(),
                        profileHash);
        statements.run(
                tx,
                "update apple_enrolment set state = 'issued' where workspace_id = ? and id = ? and state = 'offered'",
                i.enrolment());
    }

    @Override
    public Optional<Identity> identity(Tx tx, String fingerprint) {
        return statements
                .query(tx, "select * from apple_identity where workspace_id = ? and fingerprint = ?", fingerprint)
                .map((row, context) -> identity(row))
                .findOne();
    }

    @Override
    public Optional<Identity> identityOfKey(Tx tx, UUID enrolment, String keyHash) {
        return statements
                .query(
                        tx,
                        "select * from apple_identity where workspace_id = ? and enrolment_id = ? and key_hash = ? limit 1",
                        enrolment,
                        keyHash)
                .map((row, context) -> identity(row))
                .findOne();
    }

    @Override
    public void revokeIdentities(Tx tx, UUID enrolment, Instant now) {
        PgTx.handle(tx)
                .execute(
                        "update apple_identity set revoked_at = ? where workspace_id = ? and enrolment_id = ? and revoked_at is null",
                        Rows.at(now),
                        workspace,
                        enrolment);
    }

    @Override
    public void promote(Tx tx, UUID enrolment, String fingerprint, Instant now) {
        PgTx.handle(tx).execute("""
                        update apple_identity set revoked_at = ? where workspace_id = ? and enrolment_id = ? and fingerprint <> ?
                          and revoked_at is null and issued_at <= (select issued_at from apple_identity where workspace_id = ? and fingerprint = ?)""", Rows.at(now), workspace, enrolment, fingerprint, workspace, fingerprint);
        PgTx.handle(tx).execute("""
                        update apple_enrolment e set profile_hash = i.profile_hash, renewal_at = null from apple_identity i
                        where e.workspace_id = ? and e.id = ? and i.workspace_id = e.workspace_id and i.fingerprint = ? and i.profile_hash <> ''""", workspace, enrolment, fingerprint);
    }

    @Override
    public Optional<Instant> identityEnd(Tx tx, UUID enrolment) {
        return statements
                .query(
                        tx,
                        "select not_after from apple_identity where workspace_id = ? and enrolment_id = ? and revoked_at is null order by issued_at limit 1",
                        enrolment)
                .map((row, context) -> Rows.time(row, "not_after"))
                .findOne();
    }

    @Override
    public List<Renewable> renewable(Tx tx, Renewing what, int limit) {
        return PgTx.handle(tx)
                .createQuery("""
                        update apple_enrolment e set renewal_at = ? from (
                          select c.id from apple_enrolment c where c.workspace_id = ? and c.state = 'active' and c.device_id is not null
                            and (c.renewal_at is null or c.renewal_at < ?)
                            and (c.profile_hash <> '' and c.profile_hash <> ?
                              or exists (select 1 from apple_identity i where i.workspace_id = c.workspace_id and i.enrolment_id = c.id
                                           and i.revoked_at is null and i.not_after < ?))
                          order by c.id limit ? for update skip locked) n
                        where e.workspace_id = ? and e.id = n.id returning e.id, e.device_id""")
                .bind(0, Rows.at(what.now()))
                .bind(1, workspace)
                .bind(2, Rows.at(what.askedBefore()))
                .bind(3, what.profileHash())
                .bind(4, Rows.at(what.endsBefore()))
                .bind(5, limit)
                .bind(6, workspace)
                .map((row, context) -> new Renewable(Rows.id(row, "id"), Rows.id(row, "device_id")))
                .list();
    }

    @Override
    public List<Renewable> expired(Tx tx, Instant now, int limit) {
        return statements
                .query(tx, """
                        select e.id, e.device_id from apple_enrolment e where e.workspace_id = ? and e.state = 'active' and e.device_id is not null
                          and exists (select 1 from apple_identity i where i.workspace_id = e.workspace_id and i.enrolment_id = e.id
                                        and i.revoked_at is null and i.not_after <= ?)
                          and not exists (select 1 from apple_identity i where i.workspace_id = e.workspace_id and i.enrolment_id = e.id
                                            and i.revoked_at is null and i.not_after > ?)
                        order by e.id limit ? for update""", Rows.at(now), Rows.at(now), limit)
                .map((row, context) -> new Renewable(Rows.id(row, "id"), Rows.id(row, "device_id")))
                .list();
    }

    @Override
    public Map<Integer, Integer> generations(Tx tx) {
        Map<Integer, Integer> counts = new LinkedHashMap<>();
        statements
                .query(tx, """
                        select i.generation, count(distinct e.id) as n from apple_identity i
                        join apple_enrolment e on e.workspace_id = i.workspace_id and e.id = i.enrolment_id
                        where i.workspace_id = ? and i.revoked_at is null and e.state = 'active' group by i.generation order by 1""")
                .map((row, context) -> Map.entry(row.getInt("generation"), row.getInt("n")))
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
        return counts;
    }

    @Override
    public List<Holder> holders(Tx tx, int generation, @Nullable UUID after, int limit) {
        return statements
                .query(tx, """
                        select d.id, d.name, e.last_seen, e.renewal_at, i.not_after from apple_identity i
                        join apple_enrolment e on e.workspace_id = i.workspace_id and e.id = i.enrolment_id
                        join device d on d.workspace_id = e.workspace_id and d.id = e.device_id
                        where i.workspace_id = ? and i.generation = ? and i.revoked_at is null and e.state = 'active'
                          and (?::uuid is null or d.id > ?::uuid)
                        order by d.id, i.issued_at limit ?""", generation, after, after, limit)
                .map((row, context) -> new Holder(
                        Rows.id(row, "id"),
                        row.getString("name"),
                        Rows.time(row, "not_after"),
                        Rows.optionalTime(row, "last_seen"),
                        Rows.optionalTime(row, "renewal_at")))
                .list();
    }

    private static Identity identity(ResultSet row) throws SQLException {
        return new Identity(
                row.getString("fingerprint"),
                Rows.id(row, "enrolment_id"),
                row.getString("key_hash"),
                row.getBytes("certificate"),
                Rows.time(row, "not_after"),
                row.getInt("generation"),
                Rows.optionalTime(row, "revoked_at") != null);
    }
}

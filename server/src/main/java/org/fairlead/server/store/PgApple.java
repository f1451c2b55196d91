package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.apple.AppleStore;
import org.fairlead.server.core.apple.Enrolment;
import org.fairlead.server.core.apple.PhoneRequest;
import org.jspecify.annotations.Nullable;

/** Apple devices in PostgreSQL. */
public final class PgApple extends PgAppleIdentities implements AppleStore {
    private static final String COLUMNS = """
            e.id, e.state, e.invitation_id, e.person_id, e.token_sealed, e.created_at, e.device_id, e.udid, e.platform, e.topic,
            e.supervised, e.unlock_sealed is not null as unlock_token, e.token_at, e.last_seen, e.idle_at, e.pushed_at,
            e.push_dead_since, e.ended_at, e.end_reason, e.claims, e.server_url, e.profile_hash""";
    private static final String ENROLMENT =
            "select " + COLUMNS + " from apple_enrolment e where e.workspace_id = ? and ";
    private static final String WAITS = """
            select exists (select 1 from apple_request where workspace_id = ? and enrolment_id = ? and finished_at is null) as requests,
                   exists (select 1 from command where workspace_id = ? and device_id = ? and state = 'queued') as commands""";
    private static final String REQUEST = "select r.* from apple_request r ";

    public PgApple(UUID workspace) {
        super(workspace);
    }

    @Override
    public void offer(Tx tx, UUID id, UUID invitation, UUID person, byte[] tokenSealed, String serverUrl, Instant now) {
        statements.run(
                tx,
                "insert into apple_enrolment (workspace_id, id, state, invitation_id, person_id, token_sealed, server_url, created_at)"
                        + " values (?, ?, 'offered', ?, ?, ?, ?, ?)",
                id,
                invitation,
                person,
                tokenSealed,
                serverUrl,
                Rows.at(now));
    }

    @Override
    public void trimOffers(Tx tx, UUID invitation, int keep) {
        List<UUID> gone =
                statements.query(tx, """
                        delete from apple_enrolment where workspace_id = ? and state = 'offered' and id in (
                          select id from apple_enrolment where invitation_id = ? and state = 'offered'
                          order by id desc offset ? for update skip locked) returning id""", invitation, keep).mapTo(UUID.class).list();
        if (!gone.isEmpty()) {
            statements.update(tx, "delete from apple_challenge where workspace_id = ? and enrolment_id = any(?)", gone);
        }
    }

    @Override
    public Optional<Enrolment> lock(Tx tx, UUID enrolment) {
        return statements
                .query(tx, ENROLMENT + "e.id = ? for update", enrolment)
                .map((row, context) -> enrolment(row))
                .findOne();
    }

    @Override
    public Optional<Arrival> lockOf(Tx tx, String fingerprint) {
        return statements
                .query(
                        tx,
                        "select i.not_after as identity_until, i.revoked_at is not null as identity_revoked, " + COLUMNS
                                + " from apple_identity i join apple_enrolment e on e.workspace_id = i.workspace_id and e.id = i.enrolment_id"
                                + " where i.workspace_id = ? and i.fingerprint = ? for update of e",
                        fingerprint)
                .map((row, context) -> new Arrival(
                        enrolment(row), Rows.time(row, "identity_until"), row.getBoolean("identity_revoked")))
                .findOne();
    }

    @Override
    public Optional<Enrolment> ofDevice(Tx tx, UUID device) {
        return statements
                .query(tx, ENROLMENT + "e.device_id = ? order by e.id desc limit 1", device)
                .map((row, context) -> enrolment(row))
                .findOne();
    }

    @Override
    public Optional<Before> before(Tx tx, String udid) {
        return statements
                .query(
                        tx,
                        "select e.device_id, d.person_id from apple_enrolment e join device d on d.workspace_id = e.workspace_id and d.id = e.device_id"
                                + " where e.workspace_id = ? and e.udid = ? order by e.id desc limit 1",
                        udid)
                .map((row, context) -> new Before(Rows.id(row, "device_id"), Rows.optionalId(row, "person_id")))
                .findOne();
    }

    @Override
    public void quarantine(
            Tx tx, UUID enrolment, UUID claims, String udid, String platform, String topic, Instant now) {
        PgTx.handle(tx).execute("""
                        update apple_enrolment set state = 'authenticated', claims = ?, udid = ?, platform = ?, topic = ?, last_seen = ?
                        where workspace_id = ? and id = ?""", claims, udid, platform, topic, Rows.at(now), workspace, enrolment);
    }

    @Override
    public List<Enrolment> claiming(Tx tx, UUID device) {
        return statements
                .query(
                        tx,
                        ENROLMENT + "e.claims = ? and e.device_id is null and e.state <> 'ended' order by e.id",
                        device)
                .map((row, context) -> enrolment(row))
                .list();
    }

    @Override
    public void own(Tx tx, UUID device, UUID person) {
        PgTx.handle(tx)
                .execute(
                        "update device set person_id = ? where workspace_id = ? and id = ?", person, workspace, device);
    }

    @Override
    public void confirm(Tx tx, UUID enrolment, UUID device) {
        PgTx.handle(tx)
                .execute(
                        "update apple_enrolment set device_id = ? where workspace_id = ? and id = ?",
                        device,
                        workspace,
                        enrolment);
    }

    @Override
    public void bootstrap(Tx tx, UUID enrolment, byte @Nullable [] sealed) {
        PgTx.handle(tx)
                .execute(
                        "update apple_enrolment set bootstrap_sealed = ? where workspace_id = ? and id = ?",
                        sealed,
                        workspace,
                        enrolment);
    }

    @Override
    public byte @Nullable [] bootstrap(Tx tx, UUID enrolment) {
        return statements
                .query(
                        tx,
                        "select bootstrap_sealed from apple_enrolment where workspace_id = ? and id = ? and bootstrap_sealed is not null",
                        enrolment)
                .mapTo(byte[].class)
                .findOne()
                .orElse(null);
    }

    @Override
    public void authenticated(
            Tx tx, UUID enrolment, UUID device, String udid, String platform, String topic, Instant now) {
        PgTx.handle(tx).execute("""
                        update apple_enrolment set state = case when state = 'active' then state else 'authenticated' end,
                               device_id = ?, udid = ?, platform = ?, topic = ?, last_seen = ?
                        where workspace_id = ? and id = ?""", device, udid, platform, topic, Rows.at(now), workspace, enrolment);
    }

    @Override
    public void tokenUpdate(
            Tx tx,
            UUID enrolment,
            byte[] token,
            String magic,
            String topic,
            byte @Nullable [] unlockSealed,
            Instant now) {
        PgTx.handle(tx)
                .execute("""
                        update apple_enrolment set state = 'active', push_token = ?, push_magic = ?, topic = ?,
                               unlock_sealed = coalesce(?, unlock_sealed), token_at = ?, last_seen = ?, push_dead_since = null,
                               push_attempts = 0, token_sealed = null
                        where workspace_id = ? and id = ?""", token, magic, topic, unlockSealed, Rows.at(now), Rows.at(now), workspace, enrolment);
    }

    @Override
    public byte @Nullable [] unlockSealed(Tx tx, UUID enrolment) {
        return statements
                .query(
                        tx,
                        "select unlock_sealed from apple_enrolment where workspace_id = ? and id = ? and unlock_sealed is not null",
                        enrolment)
                .mapTo(byte[].class)
                .findOne()
                .orElse(null);
    }

    @Override
    public List<UUID> end(Tx tx, Collection<UUID> enrolments, String reason, Instant now) {
        return PgTx.handle(tx)
                .createQuery("""
                        update apple_enrolment set state = 'ended', ended_at = ?, end_reason = ?, push_due = null,
                               unlock_sealed = null, bootstrap_sealed = null, token_sealed = null
                        where workspace_id = ? and id = any(?) and state <> 'ended' returning id""")
                .bind(0, Rows.at(now))
                .bind(1, reason)
                .bind(2, workspace)
                .bindBySqlType(3, Statements.ids(enrolments), Types.ARRAY)
                .mapTo(UUID.class)
                .list();
    }

    @Override
    public List<UUID> others(Tx tx, UUID device, UUID except) {
        return statements
                .query(
                        tx,
                        "select id from apple_enrolment where workspace_id = ? and device_id = ? and id <> ? and state <> 'ended' order by id for update",
                        device,
                        except)
                .mapTo(UUID.class)
                .list();
    }

    @Override
    public Waits seen(Tx tx, UUID enrolment, UUID device, boolean idle, Instant now) {
        return PgTx.handle(tx)
                .createQuery("""
                        with e as (update apple_enrolment set last_seen = ?, idle_at = case when ? then ? else idle_at end,
                                     push_due = case when ? then null else push_due end, push_attempts = 0
                                   where workspace_id = ? and id = ?),
                             d as (update device_state set last_seen = ? where workspace_id = ? and device_id = ?)
                        """ + WAITS)
                .bind(0, Rows.at(now))
                .bind(1, idle)
                .bind(2, Rows.at(now))
                .bind(3, idle)
                .bind(4, workspace)
                .bind(5, enrolment)
                .bind(6, Rows.at(now))
                .bind(7, workspace)
                .bind(8, device)
                .bind(9, workspace)
                .bind(10, enrolment)
                .bind(11, workspace)
                .bind(12, device)
                .map((row, context) -> new Waits(row.getBoolean("requests"), row.getBoolean("commands")))
                .one();
    }

    @Override
    public Waits waits(Tx tx, UUID enrolment, UUID device) {
        return statements
                .query(tx, WAITS, enrolment, workspace, device)
                .map((row, context) -> new Waits(row.getBoolean("requests"), row.getBoolean("commands")))
                .one();
    }

    @Override
    public void supervised(Tx tx, UUID enrolment, boolean supervised) {
        PgTx.handle(tx)
                .execute(
                        "update apple_enrolment set supervised = ? where workspace_id = ? and id = ?",
                        supervised,
                        workspace,
                        enrolment);
    }

    @Override
    public void request(Tx tx, PhoneRequest r, Instant now) {
        statements.run(
                tx,
                "insert into apple_request (workspace_id, id, enrolment_id, command_id, type, params, created_at) values (?, ?, ?, ?, ?, cast(? as jsonb), ?)",
                r.id(),
                r.enrolment(),
                r.command(),
                r.type(),
                Json.print(r.params()),
                Rows.at(now));
    }

    @Override
    public Optional<PhoneRequest> find(Tx tx, UUID request) {
        return statements
                .query(tx, REQUEST + "where r.workspace_id = ? and r.id = ?", request)
                .map((row, context) -> request(row))
                .findOne();
    }

    @Override
    public Optional<PhoneRequest> next(Tx tx, UUID enrolment, @Nullable Instant idleAt) {
        return statements
                .query(tx, REQUEST + """
                        left join command c on c.workspace_id = r.workspace_id and c.id = r.command_id
                        where r.workspace_id = ? and r.enrolment_id = ? and r.finished_at is null
                          and (r.not_now_at is null or r.not_now_at < cast(? as timestamptz))
                          and (r.command_id is null or c.state in ('delivered', 'running'))
                        order by r.id limit 1""", enrolment, Rows.at(idleAt))
                .map((row, context) -> request(row))
                .findOne();
    }

    @Override
    public void sent(Tx tx, UUID request, Instant now) {
        PgTx.handle(tx)
                .execute(
                        "update apple_request set sent_at = ?, sends = sends + 1 where workspace_id = ? and id = ?",
                        Rows.at(now),
                        workspace,
                        request);
    }

    @Override
    public void notNow(Tx tx, UUID request, Instant now) {
        PgTx.handle(tx)
                .execute(
                        "update apple_request set not_now_at = ?, not_now = not_now + 1 where workspace_id = ? and id = ? and finished_at is null",
                        Rows.at(now),
                        workspace,
                        request);
    }

    @Override
    public void finish(Tx tx, UUID request, @Nullable String error, Instant now) {
        PgTx.handle(tx)
                .execute(
                        "update apple_request set finished_at = ?, error = ? where workspace_id = ? and id = ? and finished_at is null",
                        Rows.at(now),
                        error,
                        workspace,
                        request);
    }

    @Override
    public Optional<PhoneRequest> finish(Tx tx, UUID enrolment, UUID request, @Nullable String error, Instant now) {
        return PgTx.handle(tx)
                .createQuery("""
                        update apple_request r set finished_at = ?, error = ?
                        where workspace_id = ? and enrolment_id = ? and id = ? and finished_at is null returning r.*""")
                .bind(0, Rows.at(now))
                .bind(1, error)
                .bind(2, workspace)
                .bind(3, enrolment)
                .bind(4, request)
                .map((row, context) -> request(row))
                .findOne();
    }

    @Override
    public Waiting waiting(Tx tx, UUID enrolment) {
        return statements
                .query(
                        tx,
                        "select count(*) as n, coalesce(max(not_now), 0) as times from apple_request where workspace_id = ? and enrolment_id = ? and finished_at is null and not_now > 0",
                        enrolment)
                .map((row, context) -> new Waiting(row.getInt("n"), row.getInt("times")))
                .one();
    }

    @Override
    public CommandProgress progress(Tx tx, UUID command) {
        return statements
                .query(
                        tx,
                        "select count(*) filter (where finished_at is null) as n, min(error) as error from apple_request where workspace_id = ? and command_id = ?",
                        command)
                .map((row, context) -> new CommandProgress(row.getInt("n"), row.getString("error")))
                .one();
    }

    @Override
    public List<UUID> abandon(Tx tx, Collection<UUID> enrolments, String reason, Instant now) {
        return PgTx.handle(tx)
                .createQuery("""
                        update apple_request set finished_at = ?, error = ?
                        where workspace_id = ? and enrolment_id = any(?) and finished_at is null returning command_id""")
                .bind(0, Rows.at(now))
                .bind(1, reason)
                .bind(2, workspace)
                .bindBySqlType(3, Statements.ids(enrolments), Types.ARRAY)
                .mapTo(UUID.class)
                .filter(java.util.Objects::nonNull)
                .list();
    }

    @Override
    public void forgetRequests(Tx tx, Instant finishedBefore) {
        statements.run(
                tx, "delete from apple_request where workspace_id = ? and finished_at < ?", Rows.at(finishedBefore));
    }

    @Override
    public void describe(Tx tx, UUID device, Facts f) {
        PgTx.handle(tx)
                .execute(
                        """
                        update device set hostname = coalesce(?, hostname), model = coalesce(?, model),
                               serial = coalesce(?, serial), os = coalesce(?, os), reported = reported || cast(? as jsonb),
                               search = lower(concat_ws(' ', name, coalesce(?, hostname), coalesce(?, serial), array_to_string(tags, ' ')))
                        where workspace_id = ? and id = ?""",
                        f.hostname(),
                        f.model(),
                        f.serial(),
                        f.os(),
                        Json.print(f.reported()),
                        f.hostname(),
                        f.serial(),
                        workspace,
                        device);
        HealthRows.due(PgTx.handle(tx), workspace, device);
    }

    @Override
    public void inventory(Tx tx, UUID device, String kind, Map<String, @Nullable Object> content, Instant now) {
        statements.run(
                tx,
                "insert into apple_inventory values (?, ?, ?, cast(? as jsonb), ?) on conflict (workspace_id, device_id, kind)"
                        + " do update set content = excluded.content, at = excluded.at",
                device,
                kind,
                Json.print(content),
                Rows.at(now));
        HealthRows.due(PgTx.handle(tx), workspace, device);
    }

    @Override
    public Map<String, Stored> inventory(Tx tx, UUID device) {
        Map<String, Stored> all = new LinkedHashMap<>();
        statements
                .query(
                        tx,
                        "select * from apple_inventory where workspace_id = ? and device_id = ? order by kind",
                        device)
                .map((row, context) -> Map.entry(
                        row.getString("kind"), new Stored(Columns.json(row, "content"), Rows.time(row, "at"))))
                .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
        return all;
    }

    private static PhoneRequest request(ResultSet row) throws SQLException {
        return new PhoneRequest(
                Rows.id(row, "id"),
                Rows.id(row, "enrolment_id"),
                Rows.optionalId(row, "command_id"),
                row.getString("type"),
                Columns.json(row, "params"),
                row.getInt("sends"),
                row.getInt("not_now"),
                Rows.optionalTime(row, "finished_at") != null);
    }

    private static Enrolment enrolment(ResultSet row) throws SQLException {
        return new Enrolment(
                Rows.id(row, "id"),
                Enrolment.State.valueOf(row.getString("state").toUpperCase(java.util.Locale.ROOT)),
                Rows.id(row, "invitation_id"),
                Rows.id(row, "person_id"),
                row.getBytes("token_sealed"),
                Rows.time(row, "created_at"),
                Rows.optionalId(row, "device_id"),
                row.getString("udid"),
                row.getString("platform"),
                row.getString("topic"),
                row.getBoolean("supervised"),
                row.getBoolean("unlock_token"),
                Rows.optionalTime(row, "token_at"),
                Rows.optionalTime(row, "last_seen"),
                Rows.optionalTime(row, "idle_at"),
                Rows.optionalTime(row, "pushed_at"),
                Rows.optionalTime(row, "push_dead_since"),
                Rows.optionalTime(row, "ended_at"),
                row.getString("end_reason"),
                Rows.optionalId(row, "claims"),
                row.getString("server_url"),
                row.getString("profile_hash"));
    }
}

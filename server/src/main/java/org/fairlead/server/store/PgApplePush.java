package org.fairlead.server.store;

import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.apple.AppleSettings;
import org.fairlead.server.core.apple.PushCertificate;
import org.fairlead.server.core.apple.PushStore;

/** Apple push certificates, authorities and pushes in PostgreSQL. */
public final class PgApplePush implements PushStore {

    private final UUID workspace;
    private final Statements statements;

    public PgApplePush(UUID workspace) {
        this.workspace = workspace;
        this.statements = new Statements(workspace);
    }

    @Override
    public Optional<AppleSettings> settings(Tx tx) {
        return statements
                .query(tx, "select * from apple_settings where workspace_id = ?")
                .map((row, context) -> new AppleSettings(
                        row.getString("gateway_host"),
                        row.getInt("gateway_port"),
                        row.getString("trusted_roots"),
                        row.getInt("identity_days"),
                        row.getInt("renew_days")))
                .findOne();
    }

    @Override
    public void saveSettings(Tx tx, AppleSettings s) {
        statements.run(
                tx,
                "insert into apple_settings (workspace_id, gateway_host, gateway_port, trusted_roots, identity_days, renew_days) values (?, ?, ?, ?, ?, ?) on conflict (workspace_id) do update set"
                        + " gateway_host = excluded.gateway_host, gateway_port = excluded.gateway_port, trusted_roots = excluded.trusted_roots, identity_days = excluded.identity_days, renew_days = excluded.renew_days",
                s.gatewayHost(),
                s.gatewayPort(),
                s.trustedRoots(),
                s.life().toDays(),
                s.ahead().toDays());
    }

    @Override
    public Optional<PushCertificate> pushCertificate(Tx tx, PushCertificate.State state) {
        return statements
                .query(
                        tx,
                        "select * from apple_push_certificate where workspace_id = ? and state = ?",
                        Statements.wire(state))
                .map((row, context) -> new PushCertificate(
                        Rows.id(row, "id"),
                        state,
                        row.getBytes("key_sealed"),
                        row.getString("request"),
                        row.getString("chain"),
                        row.getString("topic"),
                        row.getString("account"),
                        Rows.optionalTime(row, "not_before"),
                        Rows.optionalTime(row, "not_after"),
                        row.getObject("warned_days", Integer.class),
                        Rows.time(row, "created_at"),
                        row.getString("created_by")))
                .findOne();
    }

    @Override
    public void insert(Tx tx, PushCertificate c) {
        statements.run(
                tx,
                "insert into apple_push_certificate (workspace_id, id, state, key_sealed, request, chain, topic, account,"
                        + " not_before, not_after, created_at, created_by) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                c.id(),
                Statements.wire(c.state()),
                c.keySealed(),
                c.request(),
                c.chain(),
                c.topic(),
                c.account(),
                Rows.at(c.notBefore()),
                Rows.at(c.notAfter()),
                Rows.at(c.createdAt()),
                c.createdBy());
    }

    @Override
    public void deletePushCertificates(Tx tx, PushCertificate.State state) {
        statements.run(
                tx, "delete from apple_push_certificate where workspace_id = ? and state = ?", Statements.wire(state));
    }

    @Override
    public void retirePushCertificate(Tx tx) {
        statements.run(
                tx, "update apple_push_certificate set state = 'retired' where workspace_id = ? and state = 'active'");
    }

    @Override
    public void warned(Tx tx, UUID certificate, int days) {
        PgTx.handle(tx)
                .execute(
                        "update apple_push_certificate set warned_days = ? where workspace_id = ? and id = ?",
                        days,
                        workspace,
                        certificate);
    }

    @Override
    public List<Authority> authorities(Tx tx) {
        return statements
                .query(tx, "select * from apple_authority where workspace_id = ? order by generation desc")
                .map((row, context) -> new Authority(
                        row.getInt("generation"), row.getBytes("certificate"), row.getBytes("key_sealed")))
                .list();
    }

    @Override
    public boolean insertAuthority(Tx tx, Authority a, Instant now) {
        return statements.run(
                        tx,
                        "insert into apple_authority values (?, ?, ?, ?, ?) on conflict do nothing",
                        a.generation(),
                        a.certificate(),
                        a.keySealed(),
                        Rows.at(now))
                == 1;
    }

    @Override
    public void deleteAuthority(Tx tx, int generation) {
        statements.run(tx, "delete from apple_authority where workspace_id = ? and generation = ?", generation);
    }

    @Override
    public void wake(Tx tx, Collection<UUID> devices, Instant at) {
        PgTx.handle(tx)
                .createUpdate(
                        "update apple_enrolment set push_due = least(push_due, ?) where workspace_id = ? and device_id = any(?) and state = 'active' and push_dead_since is null")
                .bind(0, Rows.at(at))
                .bind(1, workspace)
                .bindBySqlType(2, Statements.ids(devices), Types.ARRAY)
                .execute();
    }

    @Override
    public void wakeEnrolment(Tx tx, UUID enrolment, Instant at) {
        PgTx.handle(tx)
                .execute(
                        "update apple_enrolment set push_due = least(push_due, ?) where workspace_id = ? and id = ? and state = 'active' and push_dead_since is null",
                        Rows.at(at),
                        workspace,
                        enrolment);
    }

    @Override
    public List<Due> duePushes(Tx tx, String topic, Instant now, Instant lease, int limit) {
        return PgTx.handle(tx)
                .createQuery("""
                        update apple_enrolment e set push_due = ?, push_attempts = push_attempts + 1
                        from (select id from apple_enrolment where workspace_id = ? and state = 'active' and push_due <= ?
                                and topic = ? and push_token is not null order by push_due limit ? for update skip locked) n
                        where e.workspace_id = ? and e.id = n.id
                        returning e.id, e.device_id, e.push_token, e.push_magic, e.token_at, e.push_attempts""")
                .bind(0, Rows.at(lease))
                .bind(1, workspace)
                .bind(2, Rows.at(now))
                .bind(3, topic)
                .bind(4, limit)
                .bind(5, workspace)
                .map((row, context) -> new Due(
                        Rows.id(row, "id"),
                        Rows.optionalId(row, "device_id"),
                        row.getBytes("push_token"),
                        row.getString("push_magic"),
                        Rows.time(row, "token_at"),
                        row.getInt("push_attempts")))
                .list();
    }

    @Override
    public void pushed(Tx tx, Collection<UUID> enrolments, Instant lease, Instant now) {
        PgTx.handle(tx)
                .createUpdate(
                        "update apple_enrolment set pushed_at = ?, push_due = case when push_due = ? then null else push_due end where workspace_id = ? and id = any(?)")
                .bind(0, Rows.at(now))
                .bind(1, Rows.at(lease))
                .bind(2, workspace)
                .bindBySqlType(3, Statements.ids(enrolments), Types.ARRAY)
                .execute();
    }

    @Override
    public int wakeSilent(Tx tx, Instant silentSince, Instant from, Instant to) {
        return PgTx.handle(tx)
                .execute(
                        """
                        update apple_enrolment set push_due = cast(? as timestamptz) + random() * (cast(? as timestamptz) - cast(? as timestamptz))
                        where workspace_id = ? and state = 'active' and push_token is not null and push_dead_since is null and push_due is null
                          and last_seen <= ? and (pushed_at is null or pushed_at <= ?)""",
                        Rows.at(from),
                        Rows.at(to),
                        Rows.at(from),
                        workspace,
                        Rows.at(silentSince),
                        Rows.at(silentSince));
    }

    @Override
    public Optional<Vendor> vendor(Tx tx) {
        return statements
                .query(tx, "select * from apple_vendor where workspace_id = ?")
                .map((row, context) -> new Vendor(
                        row.getString("chain"),
                        row.getBytes("key_sealed"),
                        row.getString("name"),
                        Rows.time(row, "not_after"),
                        Rows.time(row, "created_at"),
                        row.getString("created_by")))
                .findOne();
    }

    @Override
    public void saveVendor(Tx tx, Vendor v) {
        statements.run(
                tx,
                "insert into apple_vendor values (?, ?, ?, ?, ?, ?, ?) on conflict (workspace_id) do update set chain = excluded.chain,"
                        + " key_sealed = excluded.key_sealed, name = excluded.name, not_after = excluded.not_after,"
                        + " created_at = excluded.created_at, created_by = excluded.created_by",
                v.chain(),
                v.keySealed(),
                v.name(),
                Rows.at(v.notAfter()),
                Rows.at(v.createdAt()),
                v.createdBy());
    }

    @Override
    public void deleteVendor(Tx tx) {
        statements.run(tx, "delete from apple_vendor where workspace_id = ?");
    }

    @Override
    public void pushAgain(Tx tx, UUID enrolment, Instant at) {
        PgTx.handle(tx)
                .execute(
                        "update apple_enrolment set push_due = ? where workspace_id = ? and id = ? and push_due is not null",
                        Rows.at(at),
                        workspace,
                        enrolment);
    }

    @Override
    public boolean pushDead(Tx tx, UUID enrolment, Instant since) {
        return PgTx.handle(tx)
                        .execute(
                                "update apple_enrolment set push_dead_since = ?, push_due = null where workspace_id = ? and id = ? and token_at <= ? and push_dead_since is null",
                                Rows.at(since),
                                workspace,
                                enrolment,
                                Rows.at(since))
                == 1;
    }

    @Override
    public List<String> namesUnderOtherTopic(Tx tx, String topic, int limit) {
        return statements
                .query(
                        tx,
                        "select d.name from apple_enrolment e join device d on d.workspace_id = e.workspace_id and d.id = e.device_id where e.workspace_id = ? and e.state = 'active' and e.topic <> ? order by d.name limit ?",
                        topic,
                        limit)
                .mapTo(String.class)
                .list();
    }

    @Override
    public int countUnderOtherTopic(Tx tx, String topic) {
        return statements
                .query(
                        tx,
                        "select count(*) from apple_enrolment where workspace_id = ? and state = 'active' and topic <> ?",
                        topic)
                .mapTo(Integer.class)
                .one();
    }

    @Override
    public int countActive(Tx tx) {
        return statements
                .query(tx, "select count(*) from apple_enrolment where workspace_id = ? and state = 'active'")
                .mapTo(Integer.class)
                .one();
    }
}

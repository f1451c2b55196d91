package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.invite.Invitation;
import org.fairlead.server.core.invite.InvitationStore;
import org.fairlead.server.core.invite.Step;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Invitations in PostgreSQL. */
public final class PgInvitations implements InvitationStore {
    private static final String COLUMNS = "i.*, p.name as person_name";
    private static final String FROM =
            " from invitation i join person p on p.workspace_id = i.workspace_id and p.id = i.person_id ";
    private static final int MAX_STEPS = 100;

    private final UUID workspace;

    public PgInvitations(UUID workspace) {
        this.workspace = workspace;
    }

    @Override
    public byte[] key(Tx tx, byte[] ifNone, Instant now) {
        PgTx.handle(tx)
                .execute(
                        "insert into invitation_key (workspace_id, sealed, created_at) values (?, ?, ?) on conflict do nothing",
                        workspace,
                        ifNone,
                        Rows.at(now));
        return PgTx.handle(tx)
                .createQuery("select sealed from invitation_key where workspace_id = ?")
                .bind(0, workspace)
                .mapTo(byte[].class)
                .one();
    }

    @Override
    public void insert(Tx tx, Invitation i, String hash) {
        PgTx.handle(tx)
                .execute(
                        """
                        insert into invitation (workspace_id, id, person_id, hash, group_id, locale, max_devices, expires_at,
                          created_at, created_by, mail_state, mail_to, mail_next)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                        workspace,
                        i.id(),
                        i.person(),
                        hash,
                        i.group(),
                        i.locale(),
                        i.maxDevices(),
                        Rows.at(i.expiresAt()),
                        Rows.at(i.createdAt()),
                        i.createdBy(),
                        i.mailing().state().wire(),
                        i.mailing().to(),
                        Rows.at(i.mailing().nextAt()));
    }

    @Override
    public Optional<Invitation> find(Tx tx, UUID id) {
        return PgTx.handle(tx)
                .createQuery("select " + COLUMNS + FROM + "where i.workspace_id = ? and i.id = ?")
                .bind(0, workspace)
                .bind(1, id)
                .map((row, context) -> invitation(row))
                .findOne();
    }

    @Override
    public Optional<Invitation> findByHash(Tx tx, String hash) {
        return PgTx.handle(tx)
                .createQuery("select " + COLUMNS + FROM + "where i.workspace_id = ? and i.hash = ?")
                .bind(0, workspace)
                .bind(1, hash)
                .map((row, context) -> invitation(row))
                .findOne();
    }

    @Override
    public Optional<Invitation> use(Tx tx, String hash, Instant now) {
        return PgTx.handle(tx)
                .createQuery("""
                        with i as (update invitation set used = used + 1 where workspace_id = ? and hash = ?
                          and revoked_at is null and expires_at > ? and used < max_devices returning *)
                        select i.*, p.name as person_name from i
                          join person p on p.workspace_id = i.workspace_id and p.id = i.person_id""")
                .bind(0, workspace)
                .bind(1, hash)
                .bind(2, Rows.at(now))
                .map((row, context) -> invitation(row))
                .findOne();
    }

    @Override
    public void addDevice(Tx tx, UUID invitation, UUID device, String platform, Instant now) {
        PgTx.handle(tx)
                .execute(
                        "insert into invitation_device (workspace_id, invitation_id, device_id, platform, at) values (?, ?, ?, ?, ?)",
                        workspace,
                        invitation,
                        device,
                        platform,
                        Rows.at(now));
    }

    @Override
    public boolean hasDevice(Tx tx, UUID invitation, UUID device) {
        return PgTx.handle(tx)
                .createQuery(
                        "select exists (select 1 from invitation_device where workspace_id = ? and invitation_id = ? and device_id = ?)")
                .bind(0, workspace)
                .bind(1, invitation)
                .bind(2, device)
                .mapTo(Boolean.class)
                .one();
    }

    @Override
    public Optional<UUID> ofDevice(Tx tx, UUID device) {
        return PgTx.handle(tx)
                .createQuery(
                        "select invitation_id from invitation_device where workspace_id = ? and device_id = ? order by at desc limit 1")
                .bind(0, workspace)
                .bind(1, device)
                .mapTo(UUID.class)
                .findOne();
    }

    @Override
    public List<UUID> devices(Tx tx, UUID invitation) {
        return PgTx.handle(tx)
                .createQuery(
                        "select device_id from invitation_device where workspace_id = ? and invitation_id = ? order by at, device_id")
                .bind(0, workspace)
                .bind(1, invitation)
                .mapTo(UUID.class)
                .list();
    }

    @Override
    public List<Working> working(Tx tx, int limit) {
        return PgTx.handle(tx)
                .createQuery("""
                        select distinct on (i.id) i.id, v.platform from invitation i
                        join invitation_device v on v.workspace_id = i.workspace_id and v.invitation_id = i.id
                        join device_state s on s.workspace_id = i.workspace_id and s.device_id = v.device_id
                        where i.workspace_id = ? and i.reached = 6 and s.last_seen is not null order by i.id limit ?""")
                .bind(0, workspace)
                .bind(1, limit)
                .map((row, context) -> new Working(Columns.id(row, "id"), row.getString("platform")))
                .list();
    }

    @Override
    public boolean note(Tx tx, UUID invitation, Step step, String detail, Instant now) {
        int rows = PgTx.handle(tx)
                .execute(
                        """
                        insert into invitation_step (workspace_id, invitation_id, step, detail, first_at, last_at, times)
                        select ?, ?, ?, ?, ?, ?, 1 where (select count(*) from invitation_step
                          where workspace_id = ? and invitation_id = ?) < ?
                        on conflict do nothing""",
                        workspace,
                        invitation,
                        step.wire(),
                        detail,
                        Rows.at(now),
                        Rows.at(now),
                        workspace,
                        invitation,
                        MAX_STEPS);
        if (rows == 0) {
            PgTx.handle(tx).execute("""
                            update invitation_step set times = times + 1, last_at = ?
                            where workspace_id = ? and invitation_id = ? and step = ? and detail = ?""", Rows.at(now), workspace, invitation, step.wire(), detail);
        }
        progress(tx, invitation, step, detail);
        return rows == 1;
    }

    private void progress(Tx tx, UUID invitation, Step step, String detail) {
        if (step == Step.BLOCKED) {
            PgTx.handle(tx)
                    .execute(
                            "update invitation set blocked = ? where workspace_id = ? and id = ? and reached < ? and blocked <> ?",
                            detail,
                            workspace,
                            invitation,
                            Step.FETCHED.rank(),
                            detail);
        } else if (step.rank() > 0) {
            boolean phone = step.rank() >= Step.LANDED.rank();
            PgTx.handle(tx)
                    .execute(
                            """
                            update invitation set reached = greatest(reached, ?), platform = case when ? then ? else platform end,
                              blocked = case when ? then '' else blocked end
                            where workspace_id = ? and id = ? and (reached < ? or (? and (platform <> ? or blocked <> '')))""",
                            step.rank(),
                            phone,
                            detail,
                            step.rank() >= Step.FETCHED.rank(),
                            workspace,
                            invitation,
                            step.rank(),
                            phone,
                            detail);
        }
    }

    @Override
    public List<NotedStep> steps(Tx tx, UUID invitation) {
        return PgTx.handle(tx)
                .createQuery(
                        "select * from invitation_step where workspace_id = ? and invitation_id = ? order by first_at, step")
                .bind(0, workspace)
                .bind(1, invitation)
                .map((row, context) -> new NotedStep(
                        Step.ofWire(row.getString("step")),
                        row.getString("detail"),
                        Columns.instant(row, "first_at"),
                        Columns.instant(row, "last_at"),
                        row.getInt("times")))
                .list();
    }

    @Override
    public List<UUID> revoke(Tx tx, Collection<UUID> ids, boolean replaced, Instant now) {
        return PgTx.handle(tx)
                .createQuery("""
                        update invitation set revoked_at = ?, replaced = ?,
                          mail_state = case when mail_state in ('queued', 'deferred') then 'none' else mail_state end
                        where workspace_id = ? and id = any(?) and revoked_at is null and used < max_devices returning id""")
                .bind(0, Rows.at(now))
                .bind(1, replaced)
                .bind(2, workspace)
                .bindBySqlType(3, ids.stream().sorted().toArray(UUID[]::new), Types.ARRAY)
                .mapTo(UUID.class)
                .list();
    }

    @Override
    public List<UUID> openOf(Tx tx, Collection<UUID> people, Instant now) {
        return PgTx.handle(tx)
                .createQuery("""
                        select id from invitation where workspace_id = ? and person_id = any(?) and revoked_at is null
                          and expires_at > ? and used < max_devices""")
                .bind(0, workspace)
                .bindBySqlType(1, people.toArray(new UUID[0]), Types.ARRAY)
                .bind(2, Rows.at(now))
                .mapTo(UUID.class)
                .list();
    }

    @Override
    public List<Invitation> list(Tx tx, Filter filter, @Nullable UUID before, int limit, Instant now) {
        Query query = PgTx.handle(tx)
                .createQuery(
                        "select " + COLUMNS + FROM + where(filter)
                                + " and (cast(:before as uuid) is null or i.id < cast(:before as uuid)) order by i.id desc limit :limit")
                .bind("before", before)
                .bind("limit", limit);
        return bind(query, filter, now).map((row, context) -> invitation(row)).list();
    }

    @Override
    public long count(Tx tx, Filter filter, Instant now) {
        Query query = PgTx.handle(tx).createQuery("select count(*)" + FROM + where(filter));
        return bind(query, filter, now).mapTo(Long.class).one();
    }

    private static String where(Filter filter) {
        List<String> all = new ArrayList<>(List.of("i.workspace_id = :workspace"));
        if (filter.person() != null) {
            all.add("i.person_id = :person");
        }
        Invitation.State state = filter.state();
        if (state != null) {
            all.add(
                    switch (state) {
                        case USED -> "i.used >= i.max_devices";
                        case REVOKED -> "i.used < i.max_devices and i.revoked_at is not null and not i.replaced";
                        case REPLACED -> "i.used < i.max_devices and i.revoked_at is not null and i.replaced";
                        case EXPIRED -> "i.used < i.max_devices and i.revoked_at is null and i.expires_at <= :now";
                        case OPEN -> "i.used < i.max_devices and i.revoked_at is null and i.expires_at > :now";
                    });
        }
        if (Boolean.TRUE.equals(filter.stuck())) {
            all.add("i.used < i.max_devices and i.revoked_at is null and i.expires_at > :now"
                    + " and (i.blocked <> '' or i.asked_at is not null or i.mail_state in ('deferred', 'bounced'))");
        }
        return " where " + String.join(" and ", all);
    }

    private Query bind(Query query, Filter filter, Instant now) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("workspace", workspace);
        UUID person = filter.person();
        if (person != null) {
            values.put("person", person);
        }
        if (where(filter).contains(":now")) {
            values.put("now", Columns.time(now));
        }
        values.forEach(query::bind);
        return query;
    }

    @Override
    public boolean ask(Tx tx, UUID id, Instant now) {
        return PgTx.handle(tx)
                        .execute(
                                "update invitation set asked_at = ? where workspace_id = ? and id = ? and (asked_at is null or asked_at < ?)",
                                Rows.at(now),
                                workspace,
                                id,
                                Rows.at(now.minus(Duration.ofDays(1))))
                == 1;
    }

    @Override
    public List<Tally> tallies(Tx tx, Instant since) {
        return PgTx.handle(tx)
                .createQuery("""
                        select reached, platform, blocked, mail_state, count(*) as n from invitation
                        where workspace_id = ? and created_at >= ? group by reached, platform, blocked, mail_state""")
                .bind(0, workspace)
                .bind(1, Rows.at(since))
                .map((row, context) -> new Tally(
                        row.getInt("reached"),
                        row.getString("platform"),
                        row.getString("blocked"),
                        mailState(row),
                        row.getLong("n")))
                .list();
    }

    @Override
    public List<Invitation> takeMails(Tx tx, Instant now, Duration lease, int limit) {
        return PgTx.handle(tx)
                .createQuery("""
                        with i as (update invitation set mail_next = :until, mail_attempts = mail_attempts + 1,
                            mail_first = coalesce(mail_first, :now)
                          where workspace_id = :workspace and id in (select id from invitation
                            where mail_state in ('queued', 'deferred') and mail_next <= :now and revoked_at is null
                            order by mail_next limit :limit for update) returning *)
                        select i.*, p.name as person_name from i
                          join person p on p.workspace_id = i.workspace_id and p.id = i.person_id order by i.id""")
                .bind("until", Rows.at(now.plus(lease)))
                .bind("workspace", workspace)
                .bind("now", Rows.at(now))
                .bind("limit", limit)
                .map((row, context) -> invitation(row))
                .list();
    }

    @Override
    public int mailedSince(Tx tx, Instant since) {
        return PgTx.handle(tx)
                .createQuery(
                        "select count(*) from invitation_step where workspace_id = ? and step = 'sent' and first_at >= ?")
                .bind(0, workspace)
                .bind(1, Rows.at(since))
                .mapTo(Integer.class)
                .one();
    }

    @Override
    public void holdMails(Tx tx, Instant now, Instant until, String reason) {
        PgTx.handle(tx)
                .execute(
                        "update invitation set mail_next = ?, mail_error = ? where workspace_id = ?"
                                + " and mail_state in ('queued', 'deferred') and mail_next <= ? and revoked_at is null",
                        Rows.at(until),
                        reason,
                        workspace,
                        Rows.at(now));
    }

    @Override
    public void mailed(Tx tx, UUID id, Invitation.MailState state, String error, @Nullable Instant next) {
        PgTx.handle(tx)
                .execute(
                        "update invitation set mail_state = ?, mail_error = ?, mail_next = ? where workspace_id = ? and id = ? and mail_state in ('queued', 'deferred')",
                        state.wire(),
                        error,
                        Rows.at(next),
                        workspace,
                        id);
    }

    @Override
    public int forgetOver(Tx tx, Instant before, int limit) {
        List<UUID> over = PgTx.handle(tx)
                .createQuery("""
                        delete from invitation where workspace_id = ? and id in (select id from invitation
                          where workspace_id = ? and expires_at < ? order by expires_at limit ? for update skip locked)
                        returning id""")
                .bind(0, workspace)
                .bind(1, workspace)
                .bind(2, Rows.at(before))
                .bind(3, limit)
                .mapTo(UUID.class)
                .list();
        for (String table : List.of("invitation_step", "invitation_device")) {
            PgTx.handle(tx)
                    .createUpdate("delete from " + table + " where workspace_id = ? and invitation_id = any(?)")
                    .bind(0, workspace)
                    .bindBySqlType(1, over.toArray(new UUID[0]), Types.ARRAY)
                    .execute();
        }
        return over.size();
    }

    @Override
    public void forget(Tx tx, Collection<UUID> people) {
        UUID[] ids = people.toArray(new UUID[0]);
        for (String table : List.of("invitation_step", "invitation_device")) {
            PgTx.handle(tx)
                    .createUpdate("delete from " + table + " where workspace_id = ? and invitation_id in"
                            + " (select id from invitation where workspace_id = ? and person_id = any(?))")
                    .bind(0, workspace)
                    .bind(1, workspace)
                    .bindBySqlType(2, ids, Types.ARRAY)
                    .execute();
        }
        PgTx.handle(tx)
                .createUpdate("delete from invitation where workspace_id = ? and person_id = any(?)")
                .bind(0, workspace)
                .bindBySqlType(1, ids, Types.ARRAY)
                .execute();
    }

    private static Invitation.MailState mailState(ResultSet row) throws SQLException {
        String wire = row.getString("mail_state");
        for (Invitation.MailState state : Invitation.MailState.values()) {
            if (state.wire().equals(wire)) {
                return state;
            }
        }
        throw new SQLException("unknown mail state " + wire);
    }

    private static Invitation invitation(ResultSet row) throws SQLException {
        return new Invitation(
                Columns.id(row, "id"),
                Columns.id(row, "person_id"),
                row.getString("person_name"),
                row.getString("locale"),
                row.getObject("group_id", UUID.class),
                row.getInt("max_devices"),
                row.getInt("used"),
                Columns.instant(row, "expires_at"),
                Columns.maybeInstant(row, "revoked_at"),
                row.getBoolean("replaced"),
                Columns.instant(row, "created_at"),
                row.getString("created_by"),
                row.getInt("reached"),
                row.getString("platform"),
                row.getString("blocked"),
                Columns.maybeInstant(row, "asked_at"),
                new Invitation.Mailing(
                        mailState(row),
                        row.getString("mail_to"),
                        row.getString("mail_error"),
                        row.getInt("mail_attempts"),
                        Columns.maybeInstant(row, "mail_next"),
                        Columns.maybeInstant(row, "mail_first")));
    }
}

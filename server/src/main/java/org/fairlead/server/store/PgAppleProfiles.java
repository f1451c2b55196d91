package org.fairlead.server.store;

import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.apple.profile.Owner;
import org.fairlead.server.core.apple.profile.ProfileStore;
import org.fairlead.server.core.sync.DesiredState;
import org.jspecify.annotations.Nullable;

/** Configuration profiles of iPhones and iPads in PostgreSQL. */
public final class PgAppleProfiles implements ProfileStore {
    private final UUID workspace;

    public PgAppleProfiles(UUID workspace) {
        this.workspace = workspace;
    }

    @Override
    public Optional<Subject> subject(Tx tx, UUID enrolment, UUID device) {
        return PgTx.handle(tx)
                .createQuery("""
                        select d.platform, d.group_id, d.profiles, d.own, d.own_hash, d.os, d.withheld, coalesce(p.name, '') as person,
                               coalesce(p.mail, '') as mail, coalesce(l.made_of, '') as made_of,
                               coalesce(l.settings_hash, '') as settings_hash
                        from device d
                        left join person p on p.workspace_id = d.workspace_id and p.id = d.person_id
                        left join apple_plan l on l.workspace_id = d.workspace_id and l.enrolment_id = ?
                        where d.workspace_id = ? and d.id = ?
                          and exists (select 1 from apple_inventory i where i.workspace_id = d.workspace_id
                                      and i.device_id = d.id and i.kind = 'DeviceInformation')
                        """)
                .bind(0, enrolment)
                .bind(1, workspace)
                .bind(2, device)
                .map((row, context) -> new Subject(
                        row.getString("platform"),
                        row.getObject("group_id", UUID.class),
                        row.getString("profiles"),
                        Columns.json(row, "own"),
                        row.getString("own_hash"),
                        row.getString("os"),
                        new Owner(row.getString("person"), row.getString("mail")),
                        row.getBoolean("withheld"),
                        row.getString("made_of"),
                        row.getString("settings_hash")))
                .findOne();
    }

    @Override
    public void planned(Tx tx, UUID enrolment, String madeOf, String settingsHash, Instant now) {
        PgTx.handle(tx).execute("""
                        insert into apple_plan values (?, ?, ?, ?, ?)
                        on conflict (workspace_id, enrolment_id) do update
                          set made_of = excluded.made_of, settings_hash = excluded.settings_hash, at = excluded.at
                        """, workspace, enrolment, madeOf, settingsHash, Columns.time(now));
    }

    @Override
    public void forgetPlan(Tx tx, UUID enrolment) {
        PgTx.handle(tx)
                .execute(
                        "update apple_plan set made_of = '' where workspace_id = ? and enrolment_id = ?",
                        workspace,
                        enrolment);
    }

    @Override
    public List<Row> rows(Tx tx, UUID enrolment) {
        return PgTx.handle(tx)
                .createQuery("select * from apple_profile where workspace_id = ? and enrolment_id = ? order by block")
                .bind(0, workspace)
                .bind(1, enrolment)
                .map((row, context) -> new Row(
                        row.getString("block"),
                        row.getString("wanted"),
                        row.getString("sent"),
                        row.getString("installed"),
                        State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                        row.getString("reason"),
                        Columns.json(row, "settings"),
                        Columns.instant(row, "since"),
                        row.getObject("request_id", UUID.class)))
                .list();
    }

    @Override
    public void save(Tx tx, UUID enrolment, Row r) {
        PgTx.handle(tx)
                .execute(
                        """
                        insert into apple_profile (workspace_id, enrolment_id, block, wanted, sent, installed, state, reason,
                                                   settings, since, request_id)
                        values (?, ?, ?, ?, ?, ?, ?, ?, cast(? as jsonb), ?, ?)
                        on conflict (workspace_id, enrolment_id, block) do update
                          set wanted = excluded.wanted, sent = excluded.sent, installed = excluded.installed,
                              state = excluded.state, reason = excluded.reason, settings = excluded.settings,
                              since = excluded.since, request_id = excluded.request_id
                        """,
                        workspace,
                        enrolment,
                        r.block(),
                        r.wanted(),
                        r.sent(),
                        r.installed(),
                        r.state().name().toLowerCase(Locale.ROOT),
                        r.reason(),
                        Json.print(r.settings()),
                        Columns.time(r.since()),
                        r.request());
    }

    @Override
    public void delete(Tx tx, UUID enrolment, String block) {
        PgTx.handle(tx)
                .execute(
                        "delete from apple_profile where workspace_id = ? and enrolment_id = ? and block = ?",
                        workspace,
                        enrolment,
                        block);
    }

    @Override
    public void report(Tx tx, UUID device, @Nullable String settingsHash, int failed, String blocks, Instant now) {
        PgTx.handle(tx)
                .execute(
                        """
                        update device_state set failed_blocks = ?, blocks = cast(? as jsonb),
                          applied_group = coalesce(?, applied_group), applied_own = coalesce(?, applied_own),
                          applied_at = case when cast(? as text) is null then applied_at else ? end
                        where workspace_id = ? and device_id = ?
                        """,
                        failed,
                        blocks,
                        settingsHash == null ? null : DesiredState.groupPart(settingsHash),
                        settingsHash == null ? null : DesiredState.ownPart(settingsHash),
                        settingsHash,
                        Columns.time(now),
                        workspace,
                        device);
    }

    @Override
    public void wake(Tx tx, Collection<UUID> groups, Instant now) {
        PgTx.handle(tx)
                .createUpdate("""
                        update apple_enrolment e set push_due = least(e.push_due, ?)
                        from device d
                        join device_state s on s.workspace_id = d.workspace_id and s.device_id = d.id
                        join group_desired g on g.workspace_id = d.workspace_id and g.group_id = d.group_id
                          and g.platform = d.platform and g.profiles = d.profiles
                        where e.workspace_id = ? and e.state = 'active' and e.push_dead_since is null
                          and d.workspace_id = e.workspace_id and d.id = e.device_id and d.group_id = any(?)
                          and s.applied_group <> g.hash
                        """)
                .bind(0, Columns.time(now))
                .bind(1, workspace)
                .bindBySqlType(2, groups.toArray(new UUID[0]), Types.ARRAY)
                .execute();
    }
}

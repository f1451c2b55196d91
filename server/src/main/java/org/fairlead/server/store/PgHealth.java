package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.comply.HealthStore;
import org.fairlead.server.core.health.Health;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What phones say of their safety, in PostgreSQL. */
public final class PgHealth implements HealthStore {
    private static final String DUE = """
            select d.id, d.platform, d.os, d.reported, x.content as security, y.content as apps,
                   greatest((select max(i.not_after) from identity i where i.workspace_id = d.workspace_id
                              and i.device_id = d.id and i.revoked_at is null),
                            (select max(i.not_after) from apple_enrolment e
                              join apple_identity i on i.workspace_id = e.workspace_id and i.enrolment_id = e.id
                              where e.workspace_id = d.workspace_id and e.device_id = d.id and e.state = 'active'
                              and i.revoked_at is null)) as identity_until
            from device_health h
            join device d on d.workspace_id = h.workspace_id and d.id = h.device_id
            left join apple_inventory x on x.workspace_id = d.workspace_id and x.device_id = d.id and x.kind = 'SecurityInfo'
            left join apple_inventory y on y.workspace_id = d.workspace_id and y.device_id = d.id
              and y.kind = 'InstalledApplicationList'
            where h.workspace_id = ? and h.due
            order by h.device_id limit ? for update of h skip locked
            """;

    /** Each "since" stays while its value does. */
    private static final String SAVE = """
            update device_health h set due = false, management = n.management, management_since = %s,
                   passcode = n.passcode, passcode_since = %s, encrypted = n.encrypted, encrypted_since = %s,
                   rooted = n.rooted, rooted_since = %s, os_version = n.os_version, os_since = %s,
                   apps = n.apps, apps_partial = n.apps_partial, security_patch = n.security_patch, identity_until = n.identity_until
            from (select h.device_id, h.management as was_management, h.passcode as was_passcode, h.encrypted as was_encrypted,
                         h.rooted as was_rooted, h.os_version as was_os_version, h.apps as was_apps,
                         h.apps_partial as was_partial, h.security_patch as was_patch, cast(:partial as boolean) as apps_partial,
                         cast(:patch as date) as security_patch,
                         cast(:management as text) as management, cast(:passcode as boolean) as passcode,
                         cast(:encrypted as boolean) as encrypted, cast(:rooted as boolean) as rooted,
                         cast(:version as bigint) as os_version, cast(:apps as text[]) as apps,
                         cast(:until as timestamptz) as identity_until
                  from device_health h where h.workspace_id = :workspace and h.device_id = :device) n
            where h.workspace_id = :workspace and h.device_id = n.device_id
            returning (n.was_management, n.was_passcode, n.was_encrypted, n.was_rooted, n.was_os_version, n.was_apps, n.was_partial, n.was_patch)
              is distinct from (h.management, h.passcode, h.encrypted, h.rooted, h.os_version, h.apps, h.apps_partial, h.security_patch) as changed
            """.formatted(
                    since("management", "management"),
                    since("passcode", "passcode"),
                    since("encrypted", "encrypted"),
                    since("rooted", "rooted"),
                    since("os_version", "os"));

    private final UUID workspace;

    public PgHealth(UUID workspace) {
        this.workspace = workspace;
    }

    private static String since(String value, String name) {
        return "case when h.%s_since is null or h.%s is distinct from n.%s then cast(:now as timestamptz) else h.%s_since end"
                .formatted(name, value, value, name);
    }

    @Override
    public List<Reported> takeDue(Tx tx, int limit) {
        return PgTx.handle(tx)
                .createQuery(DUE)
                .bind(0, workspace)
                .bind(1, limit)
                .map((row, context) -> new Reported(
                        Columns.id(row, "id"),
                        row.getString("platform"),
                        row.getString("os"),
                        Columns.json(row, "reported"),
                        maybe(row, "security"),
                        maybe(row, "apps"),
                        Columns.maybeInstant(row, "identity_until")))
                .list();
    }

    private static @Nullable Map<String, @Nullable Object> maybe(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        return text == null ? null : Json.parseObject(text);
    }

    @Override
    public List<UUID> save(Tx tx, List<Read> read, Instant now) {
        Handle handle = PgTx.handle(tx);
        List<UUID> changed = new ArrayList<>();
        for (Read one : read) {
            Health.Facts f = one.facts();
            List<String> apps = f.apps();
            Instant until = one.identityUntil();
            boolean differs = handle.createQuery(SAVE)
                    .bind("workspace", workspace)
                    .bind("device", one.device())
                    .bind("now", Columns.time(now))
                    .bind("management", Statements.wire(f.management()))
                    .bind("passcode", f.passcode())
                    .bind("encrypted", f.encrypted())
                    .bind("rooted", f.rooted())
                    .bind("version", f.osVersion())
                    .bindBySqlType("apps", apps == null ? null : apps.toArray(new String[0]), java.sql.Types.ARRAY)
                    .bind("partial", f.appsPartial())
                    .bind("patch", f.securityPatch())
                    .bind("until", until == null ? null : Columns.time(until))
                    .mapTo(Boolean.class)
                    .findOne()
                    .orElse(false);
            if (differs) {
                changed.add(one.device());
            }
        }
        return changed;
    }
}

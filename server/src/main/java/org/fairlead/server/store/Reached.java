package org.fairlead.server.store;

import java.sql.Types;
import java.time.Instant;
import java.util.UUID;
import org.fairlead.server.core.comply.Rule;
import org.fairlead.server.core.group.GroupTree;
import org.fairlead.server.core.health.OsVersion;
import org.jdbi.v3.core.statement.SqlStatement;

/** Which phones a rule is for, which of them break it and which do not say, as SQL with bound parameters. */
final class Reached {
    static final String FROM = """
             from device d
             join device_state s on s.workspace_id = d.workspace_id and s.device_id = d.id
             left join device_health h on h.workspace_id = d.workspace_id and h.device_id = d.id
            """;

    private final Rule rule;
    private final Instant now;

    Reached(Rule rule, Instant now) {
        this.rule = rule;
        this.now = now;
    }

    String where() {
        return " where d.workspace_id = :workspace and d.platform <> 'thin-client' and d.deletion is null"
                + (rule.platforms().isEmpty() ? "" : " and d.platform = any(:platforms)")
                + (rule.group() == null ? "" : " and d.group_id = any(:groups)")
                + (rule.peopleGroup() == null ? "" : """
                         and d.person_id in (select m.person_id from person_membership m where m.workspace_id = :workspace and m.group_id in (
                           with recursive below as (
                             select g.id from person_group g where g.workspace_id = :workspace and g.id = :people
                             union all
                             select g.id from person_group g join below b on g.parent_id = b.id where g.workspace_id = :workspace)
                           select id from below))
                        """);
    }

    String broken() {
        return switch (rule.criterion()) {
            case OS_BELOW ->
                "coalesce(h.os_version < (case when d.platform = 'android' then :android else :apple end), false)";
            case NOT_ENCRYPTED -> "coalesce(h.encrypted = false, false)";
            case NO_PASSCODE -> "coalesce(h.passcode = false, false)";
            case ROOTED -> "coalesce(h.rooted, false)";
            case SILENT ->
                "(not s.online and coalesce(s.last_seen, d.enrolled_at) < cast(:now as timestamptz) - make_interval(days => :days))";
            case PATCH_BEFORE ->
                "coalesce(h.security_patch < cast(cast(:now as timestamptz) as date) - cast(:days as integer), false)";
            case APP_ABSENT -> "coalesce(not h.apps_partial and not h.apps @> cast(:apps as text[]), false)";
            case APP_PRESENT -> "coalesce(h.apps && cast(:apps as text[]), false)";
            case MANAGEMENT_LOST -> "coalesce(h.management in ('unprivileged', 'removed'), false)";
        };
    }

    String known() {
        return switch (rule.criterion()) {
            case OS_BELOW -> "h.os_version is not null";
            case NOT_ENCRYPTED -> "h.encrypted is not null";
            case NO_PASSCODE -> "h.passcode is not null";
            case ROOTED -> "h.rooted is not null";
            case SILENT -> "true";
            case PATCH_BEFORE -> "h.security_patch is not null";
            case APP_ABSENT -> "(h.apps is not null and (not h.apps_partial or h.apps @> cast(:apps as text[])))";
            case APP_PRESENT -> "(h.apps is not null and (not h.apps_partial or h.apps && cast(:apps as text[])))";
            case MANAGEMENT_LOST -> "coalesce(h.management, 'unknown') <> 'unknown'";
        };
    }

    void bind(SqlStatement<?> statement, UUID workspace, GroupTree tree) {
        statement.bind("workspace", workspace);
        if (!rule.platforms().isEmpty()) {
            statement.bindBySqlType("platforms", rule.platforms().toArray(new String[0]), Types.ARRAY);
        }
        UUID group = rule.group();
        if (group != null) {
            statement.bindBySqlType("groups", tree.subtree(group).toArray(new UUID[0]), Types.ARRAY);
        }
        UUID people = rule.peopleGroup();
        if (people != null) {
            statement.bind("people", people);
        }
        switch (rule.criterion()) {
            case OS_BELOW -> {
                statement.bind("android", version(rule.params().minimumAndroid()));
                statement.bind("apple", version(rule.params().minimumApple()));
            }
            case SILENT, PATCH_BEFORE -> {
                statement.bind("now", Columns.time(now));
                statement.bind("days", rule.params().days());
            }
            case APP_ABSENT, APP_PRESENT ->
                statement.bindBySqlType("apps", rule.params().apps().toArray(new String[0]), Types.ARRAY);
            default -> {}
        }
    }

    private static long version(String text) {
        return OsVersion.parse(text).orElse(0L);
    }
}

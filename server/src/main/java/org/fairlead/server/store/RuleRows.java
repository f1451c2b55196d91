package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.comply.Rule;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Compliance rules as rows. */
final class RuleRows {
    private RuleRows() {}

    static Rule read(ResultSet row) throws SQLException {
        Map<String, @Nullable Object> params = Columns.json(row, "params");
        List<String> apps = new ArrayList<>();
        if (params.get("apps") instanceof List<?> list) {
            list.forEach(app -> apps.add(String.valueOf(app)));
        }
        List<Rule.Step> steps = new ArrayList<>();
        if (Json.parse(row.getString("steps")) instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?> map && map.get("after") instanceof Number after) {
                    steps.add(new Rule.Step(
                            after.intValue(),
                            Rule.Action.ofWire(String.valueOf(map.get("action")))
                                    .orElseThrow()));
                }
            }
        }
        return new Rule(
                Columns.id(row, "id"),
                row.getString("name"),
                row.getBoolean("enabled"),
                Rule.Criterion.ofWire(row.getString("criterion")).orElseThrow(),
                new Rule.Params(
                        text(params.get("android")),
                        text(params.get("apple")),
                        params.get("days") instanceof Number days ? days.intValue() : 0,
                        apps),
                new LinkedHashSet<>(Columns.texts(row, "platforms")),
                row.getObject("group_id", UUID.class),
                row.getObject("people_group_id", UUID.class),
                row.getInt("grace_minutes"),
                row.getBoolean("notify_administrators"),
                row.getBoolean("mail_user"),
                row.getBoolean("message_user"),
                steps,
                row.getInt("revision"),
                Columns.instant(row, "changed_at"),
                row.getString("changed_by"),
                row.getObject("changed_by_id", UUID.class));
    }

    private static String text(@Nullable Object value) {
        return value instanceof String text ? text : "";
    }

    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }

    static void save(Handle handle, UUID workspace, Rule r) {
        handle.createUpdate("""
                        insert into compliance_rule values (?, ?, ?, ?, ?, cast(? as jsonb), ?, cast(? as uuid), cast(? as uuid), ?, ?, ?, ?, cast(? as jsonb), ?, ?, ?, cast(? as uuid))
                        on conflict (workspace_id, id) do update set name = excluded.name, enabled = excluded.enabled,
                          criterion = excluded.criterion, params = excluded.params, platforms = excluded.platforms,
                          group_id = excluded.group_id, people_group_id = excluded.people_group_id,
                          grace_minutes = excluded.grace_minutes, notify_administrators = excluded.notify_administrators,
                          mail_user = excluded.mail_user, message_user = excluded.message_user, steps = excluded.steps,
                          revision = excluded.revision, changed_at = excluded.changed_at, changed_by = excluded.changed_by,
                          changed_by_id = excluded.changed_by_id""")
                .bind(0, workspace)
                .bind(1, r.id())
                .bind(2, r.name())
                .bind(3, r.enabled())
                .bind(4, r.criterion().wire())
                .bind(
                        5,
                        Json.print(Map.of(
                                "android",
                                r.params().minimumAndroid(),
                                "apple",
                                r.params().minimumApple(),
                                "days",
                                r.params().days(),
                                "apps",
                                r.params().apps())))
                .bindBySqlType(6, r.platforms().toArray(new String[0]), Types.ARRAY)
                .bind(7, text(r.group()))
                .bind(8, text(r.peopleGroup()))
                .bind(9, r.graceMinutes())
                .bind(10, r.notifyAdministrators())
                .bind(11, r.mailUser())
                .bind(12, r.messageUser())
                .bind(
                        13,
                        Json.print(r.steps().stream()
                                .map(s -> Map.of(
                                        "after",
                                        s.afterMinutes(),
                                        "action",
                                        s.action().wire()))
                                .toList()))
                .bind(14, r.revision())
                .bind(15, Columns.time(r.changedAt()))
                .bind(16, r.changedBy())
                .bind(17, text(r.changedById()))
                .execute();
    }
}

package org.fairlead.server.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.group.PhoneThresholds;
import org.fairlead.server.core.group.Stage;
import org.fairlead.server.core.group.Thresholds;
import org.fairlead.server.core.policy.Policy;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Thresholds of groups: as JSON with the group, and as intervals for the queries of statuses. */
final class ThresholdRows {
    private static final int NEVER = 100 * 366 * 1440;
    /** The columns of group_threshold after its key; those that end in "_warning" and "_critical" are intervals. */
    private static final List<String> INTERVALS = List.of(
            "no_contact",
            "not_applied",
            "phone_no_contact",
            "phone_not_applied",
            "management",
            "passcode",
            "os",
            "encryption",
            "rooted",
            "identity");

    private static final String SAVE = save();

    private ThresholdRows() {}

    private static String save() {
        List<String> names = new ArrayList<>();
        INTERVALS.forEach(name -> names.addAll(List.of(name + "_warning", name + "_critical")));
        StringJoiner values = new StringJoiner(", ");
        names.forEach(name -> values.add("make_interval(mins => ?)"));
        List<String> all = new ArrayList<>(names);
        all.addAll(List.of("os_android", "os_apple"));
        String columns = String.join(", ", all);
        StringJoiner sets = new StringJoiner(", ");
        all.forEach(name -> sets.add(name + " = excluded." + name));
        return "insert into group_threshold as t (workspace_id, group_id, " + columns + ") values (?, ?, " + values
                + ", ?, ?) on conflict (workspace_id, group_id) do update set " + sets
                + ", os_minimum_since = case when (t.os_android, t.os_apple) is distinct from"
                + " (excluded.os_android, excluded.os_apple) then now() else t.os_minimum_since end where (t."
                + String.join(", t.", all) + ") is distinct from (excluded." + String.join(", excluded.", all) + ")";
    }

    static void save(Handle handle, UUID workspace, Map<UUID, Thresholds> thresholds) {
        if (thresholds.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(SAVE);
        thresholds.forEach((group, t) -> {
            PhoneThresholds p = t.phones();
            List<Object> row = new ArrayList<>(List.of(
                    workspace,
                    group,
                    t.noContactWarningMinutes(),
                    t.noContactCriticalMinutes(),
                    t.notAppliedWarningMinutes(),
                    t.notAppliedCriticalMinutes()));
            for (Stage stage : stages(p)) {
                int never = stage == p.identity() ? -NEVER : NEVER;
                row.add(minutes(stage.warningMinutes(), never));
                row.add(minutes(stage.criticalMinutes(), never));
            }
            row.add(p.minimum(Policy.ANDROID));
            row.add(p.minimum(Policy.IOS));
            batch.add(row.toArray());
        });
        batch.execute();
    }

    private static int minutes(@Nullable Integer minutes, int never) {
        return minutes == null ? never : minutes;
    }

    private static List<Stage> stages(PhoneThresholds p) {
        return List.of(
                p.noContact(),
                p.notApplied(),
                p.management(),
                p.passcode(),
                p.osTooOld(),
                p.encryption(),
                p.rooted(),
                p.identity());
    }

    static @Nullable String print(@Nullable Thresholds t) {
        if (t == null) {
            return null;
        }
        List<@Nullable Object> list = new ArrayList<>(List.of(
                t.noContactWarningMinutes(),
                t.noContactCriticalMinutes(),
                t.notAppliedWarningMinutes(),
                t.notAppliedCriticalMinutes()));
        Map<String, @Nullable Object> phones = new LinkedHashMap<>();
        List<@Nullable Object> stages = new ArrayList<>();
        for (Stage stage : stages(t.phones())) {
            stages.add(stage.warningMinutes());
            stages.add(stage.criticalMinutes());
        }
        phones.put("stages", stages);
        phones.put("android", t.phones().minimumAndroid());
        phones.put("apple", t.phones().minimumApple());
        list.add(phones);
        return Json.print(list);
    }

    /** Groups of before phones had thresholds of their own have four numbers only. */
    static @Nullable Thresholds read(@Nullable String json) {
        if (json == null || !(Json.parse(json) instanceof List<?> list) || list.size() < 4) {
            return null;
        }
        PhoneThresholds phones =
                list.size() > 4 && list.get(4) instanceof Map<?, ?> map && map.get("stages") instanceof List<?> s
                        ? phones(s, String.valueOf(map.get("android")), String.valueOf(map.get("apple")))
                        : PhoneThresholds.DEFAULT;
        return new Thresholds(number(list, 0), number(list, 1), number(list, 2), number(list, 3), phones);
    }

    private static PhoneThresholds phones(List<?> s, String android, String apple) {
        return new PhoneThresholds(
                stage(s, 0),
                stage(s, 1),
                stage(s, 2),
                stage(s, 3),
                stage(s, 4),
                stage(s, 5),
                stage(s, 6),
                stage(s, 7),
                android,
                apple);
    }

    private static Stage stage(List<?> list, int index) {
        return new Stage(maybe(list, 2 * index), maybe(list, 2 * index + 1));
    }

    private static @Nullable Integer maybe(List<?> list, int index) {
        return list.get(index) instanceof Number n ? Integer.valueOf(n.intValue()) : null;
    }

    private static int number(List<?> list, int index) {
        return list.get(index) instanceof Number n ? n.intValue() : 0;
    }
}

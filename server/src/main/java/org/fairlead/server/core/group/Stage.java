package org.fairlead.server.core.group;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** After how many minutes a cause becomes a warning and critical; zero: at once, null: never. */
public record Stage(
        @Nullable Integer warningMinutes, @Nullable Integer criticalMinutes) {
    static final int MAX_MINUTES = 366 * 1440;

    /** Notes what is wrong under the field's name; {@code longerFirst} where the warning has more minutes left than critical. */
    void check(String field, boolean longerFirst, Map<String, String> errors) {
        range(field + ".warningMinutes", warningMinutes, errors);
        range(field + ".criticalMinutes", criticalMinutes, errors);
        if (warningMinutes != null && criticalMinutes != null) {
            if (!longerFirst && warningMinutes > criticalMinutes) {
                errors.putIfAbsent(field + ".criticalMinutes", "must not be below the warning");
            } else if (longerFirst && warningMinutes < criticalMinutes) {
                errors.putIfAbsent(field + ".criticalMinutes", "must not be above the warning");
            }
        }
    }

    private static void range(String field, @Nullable Integer minutes, Map<String, String> errors) {
        if (minutes != null && (minutes < 0 || minutes > MAX_MINUTES)) {
            errors.put(field, "must be from 0 to " + MAX_MINUTES + ", or empty for never");
        }
    }
}

package org.fairlead.server.core.group;

import java.util.LinkedHashMap;
import java.util.Map;
import org.fairlead.server.core.Problem;

/**
 * After how many minutes a thin client's silence or unapplied settings become a warning and critical, and the same and more
 * for phones.
 */
public record Thresholds(
        int noContactWarningMinutes,
        int noContactCriticalMinutes,
        int notAppliedWarningMinutes,
        int notAppliedCriticalMinutes,
        PhoneThresholds phones) {
    public static final Thresholds DEFAULT = new Thresholds(120, 3 * 1440, 60, 1440, PhoneThresholds.DEFAULT);
    private static final int MAX_MINUTES = 366 * 1440;

    /** Throws {@link Problem.Invalid} unless each is 1 minute to 366 days and warnings come before critical. */
    public Thresholds checked() {
        Map<String, String> errors = new LinkedHashMap<>();
        range("noContactWarningMinutes", noContactWarningMinutes, errors);
        range("noContactCriticalMinutes", noContactCriticalMinutes, errors);
        range("notAppliedWarningMinutes", notAppliedWarningMinutes, errors);
        range("notAppliedCriticalMinutes", notAppliedCriticalMinutes, errors);
        if (noContactWarningMinutes > noContactCriticalMinutes) {
            errors.putIfAbsent("noContactCriticalMinutes", "must not be below the warning");
        }
        if (notAppliedWarningMinutes > notAppliedCriticalMinutes) {
            errors.putIfAbsent("notAppliedCriticalMinutes", "must not be below the warning");
        }
        phones.check("phones.", errors);
        if (!errors.isEmpty()) {
            throw new Problem.Invalid(errors);
        }
        return this;
    }

    private static void range(String field, int minutes, Map<String, String> errors) {
        if (minutes < 1 || minutes > MAX_MINUTES) {
            errors.put(field, "must be from 1 to " + MAX_MINUTES);
        }
    }
}

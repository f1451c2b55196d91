package org.fairlead.server.store;

import java.util.ArrayList;
import java.util.List;
import org.fairlead.server.core.status.Cause;

/**
 * How a device stands, as SQL over the aliases {@code d} (device), {@code s} (device_state), {@code h} (device_health),
 * {@code g} (group_desired) and {@code t} (group_threshold); {@link #FROM} joins them. One place, so that list, counts and
 * overview agree; {@link Cause} says the same in words.
 */
final class StatusSql {
    static final String FROM = """
             from device d
             join device_state s on s.workspace_id = d.workspace_id and s.device_id = d.id
             left join device_health h on h.workspace_id = d.workspace_id and h.device_id = d.id
             left join group_desired g on g.workspace_id = d.workspace_id and g.group_id = d.group_id and g.platform = d.platform
               and g.profiles = d.profiles
             left join group_threshold t on t.workspace_id = d.workspace_id and t.group_id = d.group_id
            """;

    /** applied, pending, failed or none. */
    static final String SETTINGS = """
            (case when d.group_id is null and d.own_hash = '' then 'none'
                  when s.applied_group is distinct from coalesce(g.hash, '') || (case when d.withheld then '~' else '' end) or s.applied_own <> d.own_hash then 'pending'
                  when s.failed_blocks > 0 then 'failed'
                  else 'applied' end)
            """;

    private static final String PHONE = "d.platform <> 'thin-client'";
    private static final String SINCE_PENDING =
            "greatest(coalesce(g.changed_at, d.enrolled_at), coalesce(s.applied_at, d.enrolled_at))";
    private static final String TOO_OLD =
            "h.os_version < (case when d.platform = 'android' then t.os_android else t.os_apple end)";

    /** The causes of warnings, then those of critical statuses; each true, false or null. */
    private static final String WARNING =
            any("warning", "s.failed_blocks > 0", "abs(s.clock_skew_seconds) > 60", "h.violation = 1");

    private static final String CRITICAL =
            any("critical", "s.cloned_at > now() - interval '7 days'", "h.violation = 2");

    /** ok, warning, critical or unknown. */
    static final String STATUS = "(case when " + CRITICAL + " then 'critical' when " + WARNING
            + " then 'warning' when s.last_seen is null then 'unknown' else 'ok' end)";

    /** The weight of the status, worst first. */
    static final String WEIGHT =
            "(case " + STATUS + " when 'critical' then 0 when 'warning' then 1 when 'unknown' then 2 else 3 end)";

    private StatusSql() {}

    /** Whether the device is silent beyond the level "warning" or "critical". */
    static String silent(String level) {
        return "(not s.online and coalesce(s.last_seen, d.enrolled_at) < now() - (case when " + PHONE + " then "
                + limit("phone_no_contact", level) + " else " + limit("no_contact", level) + " end))";
    }

    /** Whether new settings have waited beyond the level. */
    static String pending(String level) {
        return "(" + SETTINGS + " = 'pending' and " + SINCE_PENDING + " < now() - (case when " + PHONE + " then "
                + limit("phone_not_applied", level) + " else " + limit("not_applied", level) + " end))";
    }

    /** Whether what a phone says of itself has this cause at this level. */
    static String cause(Cause.Kind kind, String level) {
        return switch (kind) {
            case MANAGEMENT_LOST ->
                since("h.management in ('unprivileged', 'removed')", "h.management_since", "management", level);
            case PASSCODE_MISSING -> since("h.passcode = false", "h.passcode_since", "passcode", level);
            case OS_TOO_OLD -> since(TOO_OLD, "greatest(h.os_since, t.os_minimum_since)", "os", level);
            case NOT_ENCRYPTED -> since("h.encrypted = false", "h.encrypted_since", "encryption", level);
            case ROOTED -> since("h.rooted", "h.rooted_since", "rooted", level);
            case IDENTITY_ENDS -> "(h.identity_until < now() + " + limit("identity", level) + ")";
            default -> throw new IllegalArgumentException(kind.name());
        };
    }

    private static String since(String condition, String moment, String name, String level) {
        return "(" + condition + " and " + moment + " <= now() - " + limit(name, level) + ")";
    }

    private static String any(String level, String... others) {
        List<String> all = new ArrayList<>(List.of(silent(level), pending(level)));
        for (Cause.Kind kind : Cause.Kind.PHONES) {
            all.add(cause(kind, level));
        }
        all.addAll(List.of(others));
        return String.join(" or ", all);
    }

    private static String limit(String name, String level) {
        return "coalesce(t." + name + "_" + level + ", interval '" + standard(name, level) + "')";
    }

    /** What holds for devices that are in no group, as in Thresholds.DEFAULT. */
    private static String standard(String name, String level) {
        boolean warning = level.equals("warning");
        return switch (name) {
            case "no_contact" -> warning ? "2 hours" : "3 days";
            case "not_applied" -> warning ? "1 hour" : "1 day";
            case "phone_no_contact" -> warning ? "3 days" : "14 days";
            case "phone_not_applied" -> warning ? "24 hours" : "72 hours";
            case "passcode" -> warning ? "0" : "24 hours";
            case "os" -> warning ? "0" : "30 days";
            case "identity" -> warning ? "30 days" : "7 days";
            default -> warning ? "100 years" : "0";
        };
    }
}

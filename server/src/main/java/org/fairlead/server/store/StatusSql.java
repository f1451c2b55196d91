package org.fairlead.server.store;

/**
 * How a device stands, as SQL over the aliases {@code d} (device), {@code s} (device_state), {@code g}
 * (group_desired) and {@code t} (group_threshold); {@link #FROM} joins them. One place, so that list, counts and
 * overview agree.
 */
final class StatusSql {
    static final String FROM = """
             from device d
             join device_state s on s.workspace_id = d.workspace_id and s.device_id = d.id
             left join group_desired g on g.workspace_id = d.workspace_id and g.group_id = d.group_id and g.platform = d.platform
               and g.profiles = d.profiles
             left join group_threshold t on t.workspace_id = d.workspace_id and t.group_id = d.group_id
            """;

    /** applied, pending, failed or none. */
    static final String SETTINGS = """
            (case when d.group_id is null and d.own_hash = '' then 'none'
                  when s.applied_group is distinct from coalesce(g.hash, '') or s.applied_own <> d.own_hash then 'pending'
                  when s.failed_blocks > 0 then 'failed'
                  else 'applied' end)
            """;

    /** Ends with the interval, as {@link #PENDING} does; Apple's phones sleep until they are woken and have three days more. */
    static final String SILENT = "(not s.online and coalesce(s.last_seen, d.enrolled_at)"
            + " + (case when d.platform in ('ios', 'ipados') then interval '3 days' else interval '0' end) < now() - ";

    static final String PENDING = "(" + SETTINGS
            + " = 'pending' and greatest(coalesce(g.changed_at, d.enrolled_at), coalesce(s.applied_at, d.enrolled_at)) < now() - ";

    /** ok, warning, critical or unknown. */
    static final String STATUS = "(case when " + SILENT
            + "coalesce(t.no_contact_critical, interval '3 days')) or s.cloned_at > now() - interval '7 days' or "
            + PENDING + "coalesce(t.not_applied_critical, interval '1 day')) then 'critical' when " + SILENT
            + "coalesce(t.no_contact_warning, interval '2 hours')) or s.failed_blocks > 0 or abs(s.clock_skew_seconds) > 60 or "
            + PENDING
            + "coalesce(t.not_applied_warning, interval '1 hour')) then 'warning' when s.last_seen is null then 'unknown' else 'ok' end)";

    /** The weight of the status, worst first. */
    static final String WEIGHT =
            "(case " + STATUS + " when 'critical' then 0 when 'warning' then 1 when 'unknown' then 2 else 3 end)";

    private StatusSql() {}
}

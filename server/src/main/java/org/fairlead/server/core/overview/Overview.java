package org.fairlead.server.core.overview;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.fairlead.server.core.overview.OverviewStore.Lag;
import org.fairlead.server.core.overview.OverviewStore.OnlinePoint;

/** The part of the fleet that a caller may see, at a glance. Statuses and causes count managed devices. */
public record Overview(
        Devices devices,
        List<Cause> causes,
        List<Hour> events,
        Lag syncLag,
        List<Rollout> rollouts,
        Commands commands,
        List<OnlinePoint> onlineHistory) {
    /** Numbers of devices. */
    public record Devices(
            long total,
            long managed,
            long unassigned,
            long online,
            long ok,
            long warning,
            long critical,
            long settingsPending,
            long settingsFailed) {}

    /** How many devices have a status for this cause. */
    public record Cause(String cause, String level, long count) {}

    /** Events of one hour by level. */
    public record Hour(Instant hour, long info, long warning, long failure, long critical) {}

    /** How far a policy that was changed lately has come. */
    public record Rollout(
            UUID policyId,
            String name,
            String group,
            int revision,
            Instant at,
            long total,
            long applied,
            long failed) {}

    /** Open commands, and those that ended in the last 24 hours. */
    public record Commands(long queued, long delivered, long failed24h, long done24h) {}
}

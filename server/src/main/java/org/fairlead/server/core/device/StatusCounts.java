package org.fairlead.server.core.device;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.jspecify.annotations.Nullable;

/** Counts devices by group and state, for whole pages at a time. */
public interface StatusCounts {
    /** Devices of each group by status; the group null stands for unassigned. */
    List<Count> byGroup(Tx tx);

    /** A group's own devices. */
    record Count(@Nullable UUID group, long devices, long critical, long warning) {}

    /** How far the settings of these groups have come. */
    Rollout rollout(Tx tx, Collection<UUID> groups);

    /** Phones in groups, by the profiles that are assigned to their owners. */
    List<Profiled> profiles(Tx tx);

    /** Phones whose owners have the same profiles. */
    record Profiled(String profiles, Rollout rollout) {}

    /** Devices in all, those that obey the newest settings, and those on which a block failed. */
    record Rollout(long total, long applied, long failed) {}
}

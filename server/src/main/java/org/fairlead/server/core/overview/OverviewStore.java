package org.fairlead.server.core.overview;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.event.EventLevel;
import org.jspecify.annotations.Nullable;

/** Counts the whole fleet by group, so that one reading serves callers of every scope. */
public interface OverviewStore {
    /** The devices of each group; the group null stands for unassigned. */
    List<GroupCounts> devices(Tx tx);

    /** The devices of one group by what the overview shows. */
    record GroupCounts(
            @Nullable UUID group,
            long devices,
            long online,
            long ok,
            long warning,
            long critical,
            long applied,
            long pending,
            long failed,
            Causes causes,
            Lag lag) {}

    /** How many devices have each cause of a status. */
    record Causes(
            long silentWarning,
            long silentCritical,
            long pendingWarning,
            long pendingCritical,
            long failed,
            long clock,
            long cloned,
            List<PhoneCause> phones) {}

    /** How many phones have a cause that comes from what they say of themselves. */
    record PhoneCause(String cause, long warning, long critical) {}

    /** How many devices had their last contact how long ago. */
    record Lag(long under1m, long under15m, long under1h, long under1d, long over1d) {}

    /** Events received from one moment up to another, by hour, level and the group that their device is in now. */
    List<EventCount> events(Tx tx, Instant from, Instant to);

    /** Some events of one hour. */
    record EventCount(
            Instant hour, EventLevel level, @Nullable UUID group, long count) {}

    /** Open commands and those that have ended since a moment, by the group that their device is in now. */
    List<CommandCounts> commands(Tx tx, Instant since);

    /** The commands of one group. */
    record CommandCounts(@Nullable UUID group, long queued, long delivered, long failed, long done) {}

    /** How many devices were online, oldest first. */
    List<OnlinePoint> online(Tx tx, Instant since);

    /** A moment and how many devices were online then. */
    record OnlinePoint(Instant at, long online) {}

    /** Notes how many devices are online now; nothing if that moment is noted already. */
    void noteOnline(Tx tx, Instant at);

    void forgetOnline(Tx tx, Instant before);
}

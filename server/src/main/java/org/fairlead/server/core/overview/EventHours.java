package org.fairlead.server.core.overview;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.fairlead.server.core.Tx;

/**
 * Counts events by hour and keeps the hours that are over, as no event can join them: only the youngest are read again.
 * Not thread-safe.
 */
final class EventHours {
    static final int HOURS = 24;
    private static final Duration SETTLED = Duration.ofMinutes(2);

    private final OverviewStore store;
    private final NavigableMap<Instant, List<OverviewStore.EventCount>> settled = new TreeMap<>();

    EventHours(OverviewStore store) {
        this.store = store;
    }

    /** The counts of the last hours, the present one included. */
    List<OverviewStore.EventCount> counts(Tx tx, Instant now) {
        Instant first = first(now);
        settled.headMap(first).clear();
        Instant from = first;
        while (settled.containsKey(from)) {
            from = from.plus(1, ChronoUnit.HOURS);
        }
        List<OverviewStore.EventCount> fresh = store.events(tx, from, now.plus(SETTLED));
        List<OverviewStore.EventCount> all = new ArrayList<>(fresh);
        settled.values().forEach(all::addAll);
        Instant until = now.minus(SETTLED).truncatedTo(ChronoUnit.HOURS);
        for (Instant hour = from; hour.isBefore(until); hour = hour.plus(1, ChronoUnit.HOURS)) {
            Instant over = hour;
            settled.put(hour, fresh.stream().filter(c -> c.hour().equals(over)).toList());
        }
        return all;
    }

    static Instant first(Instant now) {
        return now.truncatedTo(ChronoUnit.HOURS).minus(HOURS - 1, ChronoUnit.HOURS);
    }
}

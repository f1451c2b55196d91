package org.fairlead.rdp.host;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is connected and not yet authenticated: a few of each address and not too many in all. When it is full, somebody of an
 * address that has fewer inside still gets in, and the oldest of the address that has the most must go. Safe for several
 * threads.
 *
 * @param <C> a connection
 */
final class Antechamber<C> {
    static final int PER_ADDRESS = 8;
    static final int ALL = 64;

    private final Map<C, String> inside = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();

    /**
     * What became of a newcomer.
     *
     * @param evicted who must go for him
     */
    record Answer<C>(boolean admitted, @Nullable C evicted) {}

    /** @param address what counts as one place, see {@link LoginGuard#place}
     */
    synchronized Answer<C> enter(C newcomer, String address) {
        int own = counts.getOrDefault(address, 0);
        if (own >= PER_ADDRESS) return new Answer<>(false, null);
        C evicted = null;
        if (inside.size() >= ALL) {
            evicted = oldestOfTheMost(own);
            if (evicted == null) return new Answer<>(false, null);
            leave(evicted);
        }
        inside.put(newcomer, address);
        counts.merge(address, 1, Integer::sum);
        return new Answer<>(true, evicted);
    }

    /** Null when nobody has more inside than the newcomer would have with himself. */
    private @Nullable C oldestOfTheMost(int own) {
        int most = 0;
        C oldest = null;
        for (var entry : inside.entrySet()) {
            int count = counts.getOrDefault(entry.getValue(), 0);
            if (count > most) {
                most = count;
                oldest = entry.getKey();
            }
        }
        return most > own ? oldest : null;
    }

    /** It is authenticated, or gone. */
    synchronized void leave(C connection) {
        String address = inside.remove(connection);
        if (address != null) counts.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
    }

    synchronized int size() {
        return inside.size();
    }
}

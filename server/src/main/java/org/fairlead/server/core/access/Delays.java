package org.fairlead.server.core.access;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;

/**
 * Growing delays after failures, kept in the database. An attempt counts as failed until it has succeeded, so that many
 * at once do not slip through.
 */
final class Delays {
    static final int FREE_PER_ADDRESS = 10;

    private final UnitOfWork work;
    private final SessionStore sessions;
    private final InstantSource clock;

    Delays(UnitOfWork work, SessionStore sessions, InstantSource clock) {
        this.work = work;
        this.sessions = sessions;
        this.clock = clock;
    }

    /** Keys with the number of free attempts for each. */
    static Map<String, Integer> keys(String who, String address) {
        return new java.util.TreeMap<>(Map.of(who, Delay.FREE, "address:" + address, FREE_PER_ADDRESS));
    }

    /** Counts an attempt for each key, or throws {@link Problem.TooMany} when one of them must wait. */
    void attempt(Map<String, Integer> keys) {
        long wait = work.inTx(tx -> {
            Instant now = clock.instant();
            long longest = 0;
            for (String key : keys.keySet()) {
                longest = Math.max(longest, sessions.delay(tx, key).waitSeconds(now));
            }
            if (longest == 0) {
                keys.forEach((key, free) ->
                        sessions.delay(tx, key, sessions.delay(tx, key).failed(now, free)));
            }
            return longest;
        });
        if (wait > 0) {
            throw new Problem.TooMany("too many failed attempts, wait " + wait + " seconds", wait);
        }
    }

    /** Whether an attempt that has just failed is the first one after the free ones of a key. */
    boolean begins(Tx tx, Map<String, Integer> keys) {
        return keys.entrySet().stream()
                .anyMatch(key -> sessions.delay(tx, key.getKey()).failures() == key.getValue() + 1);
    }

    void succeeded(Tx tx, Map<String, Integer> keys) {
        keys.keySet().forEach(key -> sessions.delay(tx, key, Delay.NONE));
    }
}

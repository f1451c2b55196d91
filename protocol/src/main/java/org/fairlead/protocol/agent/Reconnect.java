package org.fairlead.protocol.agent;

import java.util.Random;

/**
 * When a device comes back: after a loss spread evenly over the server's window, after failures with full-jitter
 * exponential delays up to ten minutes, or at the slot that the server gave. The delays start anew only after a
 * session that stood for a minute. Milliseconds.
 */
final class Reconnect {
    static final long STABLE_MILLIS = 60_000;
    static final long MAX_MILLIS = 600_000;
    private static final long BASE_MILLIS = 2_000;

    private final Random random;
    private long window = 30_000;
    private long slot = -1;
    private int failures;

    Reconnect(Random random) {
        this.random = random;
    }

    void window(long millis) {
        window = Math.max(1, Math.min(MAX_MILLIS, millis));
    }

    void slot(long millis) {
        slot = Math.max(0, Math.min(MAX_MILLIS, millis));
    }

    long next(boolean wasEstablished, boolean stable) {
        if (slot >= 0) {
            long given = slot;
            slot = -1;
            return given;
        }
        if (stable) {
            failures = 0;
        }
        failures++;
        if (wasEstablished && failures == 1) {
            return below(window);
        }
        long ceiling = Math.min(MAX_MILLIS, BASE_MILLIS << Math.min(failures, 20));
        return BASE_MILLIS / 4 + below(ceiling);
    }

    /** What old Android versions know of {@code Random}; the bias of the remainder does not matter here. */
    private long below(long bound) {
        return Math.floorMod(random.nextLong(), bound);
    }
}

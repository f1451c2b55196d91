package org.fairlead.thinclient.apply;

import org.jspecify.annotations.Nullable;

/** How far the clock of the server is ahead of the device's. Safe for several threads. */
public final class ServerTime {
    private static final long TOLERATED_MILLIS = 2000;

    private @Nullable Long ahead;

    /** The server told its time; true when there is something to obey. */
    public synchronized boolean heard(long aheadMillis) {
        boolean first = ahead == null;
        ahead = aheadMillis;
        return first || Math.abs(aheadMillis) >= TOLERATED_MILLIS;
    }

    public synchronized boolean known() {
        return ahead != null;
    }

    /** Milliseconds to add to the clock, once; 0 when it is right. */
    synchronized long take() {
        Long millis = ahead;
        if (millis == null || Math.abs(millis) < TOLERATED_MILLIS) {
            return 0;
        }
        ahead = 0L;
        return millis;
    }
}

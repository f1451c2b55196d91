package org.fairlead.server.core.access;

import java.time.Duration;
import java.time.Instant;

/** How long a login or an address must wait after failed sign-ins: nothing for the first three, then doubling to 15 min. */
public record Delay(int failures, Instant lastFailureAt, Instant blockedUntil) {
    static final int FREE = 3;
    static final Duration LONGEST = Duration.ofMinutes(15);
    static final Duration FORGET_AFTER = Duration.ofHours(24);

    public static final Delay NONE = new Delay(0, Instant.EPOCH, Instant.EPOCH);

    /** The state after one more failure. */
    public Delay failed(Instant now, int free) {
        int count = now.isAfter(lastFailureAt.plus(FORGET_AFTER)) ? 1 : Math.min(failures + 1, 1000);
        Duration wait = count <= free ? Duration.ZERO : Duration.ofSeconds(1L << Math.min(count - free, 10));
        if (wait.compareTo(LONGEST) > 0) {
            wait = LONGEST;
        }
        return new Delay(count, now, wait.isZero() ? Instant.EPOCH : now.plus(wait));
    }

    /** Seconds to wait now; 0 when none. */
    public long waitSeconds(Instant now) {
        return now.isBefore(blockedUntil)
                ? Math.max(1, (Duration.between(now, blockedUntil).toMillis() + 999) / 1000)
                : 0;
    }
}

package org.fairlead.server.core.access;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A browser session as kept: by the hash of its secret. */
public record StoredSession(
        UUID id,
        byte[] hash,
        UUID administratorId,
        SessionLevel level,
        int epoch,
        Instant createdAt,
        Instant lastSeenAt,
        @Nullable Instant steppedUpUntil,
        String address,
        String userAgent) {
    public static final Duration IDLE = Duration.ofMinutes(30);
    public static final Duration LONGEST = Duration.ofHours(12);
    public static final Duration STEP_UP = Duration.ofMinutes(5);

    /** Whether it has neither idled nor lived too long. */
    public boolean isAlive(Instant now) {
        return now.isBefore(lastSeenAt.plus(IDLE)) && now.isBefore(createdAt.plus(LONGEST));
    }
}

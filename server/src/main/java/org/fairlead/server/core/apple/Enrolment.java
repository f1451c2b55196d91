package org.fairlead.server.core.apple;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One enrolment of one phone, from the profile that was handed out to its end. */
public record Enrolment(
        UUID id,
        State state,
        UUID invitation,
        UUID person,
        byte @Nullable [] tokenSealed,
        Instant createdAt,
        @Nullable UUID device,
        String udid,
        String platform,
        String topic,
        boolean supervised,
        boolean unlockToken,
        @Nullable Instant tokenAt,
        @Nullable Instant lastSeen,
        @Nullable Instant idleAt,
        @Nullable Instant pushedAt,
        @Nullable Instant pushDeadSince,
        @Nullable Instant endedAt,
        String endReason) {
    /** The states in the database; offered and issued enrolments belong to no phone yet. */
    public enum State {
        OFFERED,
        ISSUED,
        AUTHENTICATED,
        ACTIVE,
        ENDED
    }

    /** What binds the sealed token of the invitation to its row. */
    public static String tokenContext(UUID id) {
        return "apple_enrolment.token_sealed|" + id;
    }

    /** What binds the sealed unlock token to its row. */
    public static String unlockContext(UUID id) {
        return "apple_enrolment.unlock_sealed|" + id;
    }
}

package org.fairlead.server.core.apple;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One enrolment of one phone, from the profile that was handed out to its end.
 *
 * @param claims the device of another person that the phone says to be; it gets nothing until an administrator decides
 * @param serverUrl where its profile points to, empty where that was not noted
 * @param profileHash what its profile was made of, empty where that was not noted
 */
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
        String endReason,
        @Nullable UUID claims,
        String serverUrl,
        String profileHash) {
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

    /** Whether an administrator has to say first that this is the phone of the new person. */
    public boolean quarantined() {
        return claims != null && device == null;
    }

    /** What binds the sealed bootstrap token to its row. */
    public static String bootstrapContext(UUID id) {
        return "apple_enrolment.bootstrap_sealed|" + id;
    }

    /** What binds the sealed unlock token to its row. */
    public static String unlockContext(UUID id) {
        return "apple_enrolment.unlock_sealed|" + id;
    }
}

package org.fairlead.server.core.confirm;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a request code says, and where it is answered; no secret and no answer.
 *
 * @param state ok, incomplete or wrong
 * @param problem a stable word when the code is not answered
 * @param page device or policy: where it is answered
 * @param genuine whether it was made with the secret that the server knows; for a certificate also for a key of this server
 * @param details what the device said of it, if it could
 * @param repeat the same request was answered before
 */
public record Lookup(
        String state,
        List<GroupState> groups,
        @Nullable String problem,
        @Nullable String action,
        @Nullable Integer epoch,
        @Nullable DeviceInfo device,
        @Nullable String page,
        @Nullable PolicyRef policy,
        @Nullable Boolean genuine,
        @Nullable Map<String, @Nullable Object> details,
        boolean repeat) {
    /** One group: ok, wrong or missing. */
    public record GroupState(int index, String state) {}

    /** The device that asks. */
    public record DeviceInfo(
            UUID id,
            String name,
            @Nullable UUID group,
            @Nullable String groupName,
            boolean online,
            @Nullable Instant lastSeen) {}

    /** The policy on whose page a certificate's code is made. */
    public record PolicyRef(UUID id, String name) {}

    static Lookup unanswered(String state, List<GroupState> groups, @Nullable String problem) {
        return new Lookup(state, groups, problem, null, null, null, null, null, null, null, false);
    }
}

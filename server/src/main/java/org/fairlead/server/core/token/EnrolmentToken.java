package org.fairlead.server.core.token;

import java.time.Instant;
import java.util.UUID;
import org.fairlead.server.core.Wire;
import org.jspecify.annotations.Nullable;

/** What lets devices enrol straight into a group, a number of times (null: any) until it expires or is revoked. */
public record EnrolmentToken(
        UUID id,
        String name,
        UUID group,
        @Nullable Integer maxUses,
        int used,
        Instant expiresAt,
        @Nullable Instant revokedAt,
        Instant createdAt,
        String createdBy) {
    /** Whether a token still admits devices, and if not, why. */
    public enum State implements Wire {
        ACTIVE("active"),
        USED_UP("used up"),
        EXPIRED("expired"),
        REVOKED("revoked");

        private final String wire;

        State(String wire) {
            this.wire = wire;
        }

        @Override
        public String wire() {
            return wire;
        }
    }

    public State state(Instant now) {
        if (revokedAt != null) {
            return State.REVOKED;
        }
        if (maxUses != null && used >= maxUses) {
            return State.USED_UP;
        }
        return now.isBefore(expiresAt) ? State.ACTIVE : State.EXPIRED;
    }
}

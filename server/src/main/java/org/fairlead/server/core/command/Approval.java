package org.fairlead.server.core.command;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Wire;
import org.jspecify.annotations.Nullable;

/**
 * A command that needs a second administrator, with its devices.
 *
 * @param askedById who asked: an administrator or a token; null for the server itself
 * @param askedByOwner the administrator behind it: the same, or the one who made the token or the rule
 * @param waitsSeconds how long the command waits for each device, from the approval on
 */
public record Approval(
        UUID id,
        State state,
        Origin origin,
        CommandKind kind,
        Map<String, @Nullable Object> params,
        String reason,
        List<UUID> devices,
        long waitsSeconds,
        Instant askedAt,
        String askedBy,
        @Nullable UUID askedById,
        @Nullable UUID askedByOwner,
        Instant expiresAt,
        @Nullable Instant decidedAt,
        @Nullable String decidedBy,
        @Nullable UUID decidedById,
        String answer) {
    /** How it stands; only waiting ones can change. */
    public enum State implements Wire {
        WAITING,
        APPROVED,
        REFUSED,
        WITHDRAWN,
        EXPIRED;

        @Override
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<State> ofWire(String wire) {
            for (State state : values()) {
                if (state.wire().equals(wire)) {
                    return Optional.of(state);
                }
            }
            return Optional.empty();
        }
    }

    /** Where it came from. */
    public enum Origin implements Wire {
        COMMAND,
        DELETION,
        RULE;

        @Override
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The same after somebody has decided, or nobody in time. */
    Approval decided(State next, Instant at, @Nullable String by, @Nullable UUID byId, String why) {
        return new Approval(
                id,
                next,
                origin,
                kind,
                params,
                reason,
                devices,
                waitsSeconds,
                askedAt,
                askedBy,
                askedById,
                askedByOwner,
                expiresAt,
                at,
                by,
                byId,
                why);
    }
}

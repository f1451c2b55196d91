package org.fairlead.server.core.invite;

import java.time.Instant;
import java.util.UUID;
import org.fairlead.server.core.Wire;
import org.jspecify.annotations.Nullable;

/** The right of one person to connect a number of phones until a moment; the group is where the phones go (null: root). */
public record Invitation(
        UUID id,
        UUID person,
        String personName,
        String locale,
        @Nullable UUID group,
        int maxDevices,
        int used,
        Instant expiresAt,
        @Nullable Instant revokedAt,
        boolean replaced,
        Instant createdAt,
        String createdBy,
        int reached,
        String platform,
        String blocked,
        @Nullable Instant askedAt,
        Mailing mailing) {
    /** Where its mail is; the error {@link #DAILY_LIMIT} says that it waits for another day. */
    public record Mailing(
            MailState state,
            String to,
            String error,
            int attempts,
            @Nullable Instant nextAt,
            @Nullable Instant firstTryAt) {
        /** So many instructions were mailed today that this one has to wait. */
        public static final String DAILY_LIMIT = "daily-limit";

        /** A mail that was never tried. */
        public Mailing(MailState state, String to, String error, int attempts, @Nullable Instant nextAt) {
            this(state, to, error, attempts, nextAt, null);
        }
    }

    /** The states of a mail; none means that the link was only shown. */
    public enum MailState implements Wire {
        NONE("none"),
        QUEUED("queued"),
        SENT("sent"),
        DEFERRED("deferred"),
        BOUNCED("bounced");

        private final String wire;

        MailState(String wire) {
            this.wire = wire;
        }

        @Override
        public String wire() {
            return wire;
        }
    }

    /** Whether it still admits phones, and if not, why. */
    public enum State implements Wire {
        OPEN("open"),
        USED("used"),
        EXPIRED("expired"),
        REVOKED("revoked"),
        REPLACED("replaced");

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
        if (used >= maxDevices) {
            return State.USED;
        }
        if (revokedAt != null) {
            return replaced ? State.REPLACED : State.REVOKED;
        }
        return now.isBefore(expiresAt) ? State.OPEN : State.EXPIRED;
    }
}

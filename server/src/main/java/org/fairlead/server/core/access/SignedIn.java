package org.fairlead.server.core.access;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A caller with a session or a token; the scopes are those of this moment. */
public record SignedIn(
        Actor actor,
        Map<Right, Scope> scopes,
        @Nullable UUID sessionId,
        SessionLevel level,
        @Nullable Instant steppedUpUntil,
        InstantSource clock)
        implements Caller {
    public SignedIn {
        scopes = Map.copyOf(scopes);
    }

    /** Whether a browser session is behind this, and not a token. */
    public boolean isSession() {
        return sessionId != null;
    }

    /** The administrator's id; only for sessions. */
    public UUID administratorId() {
        UUID id = actor.id();
        if (sessionId == null || id == null) {
            throw new AccessDenied(
                    "session-only", "this needs an administrator who has signed in, tokens cannot do it");
        }
        return id;
    }

    /** The session's id; only for sessions. */
    public UUID requireSessionId() {
        if (sessionId == null) {
            throw new AccessDenied(
                    "session-only", "this needs an administrator who has signed in, tokens cannot do it");
        }
        return sessionId;
    }

    @Override
    public Scope scope(Right right) {
        return level == SessionLevel.FULL ? scopes.getOrDefault(right, Scope.NOWHERE) : Scope.NOWHERE;
    }

    @Override
    public void requireConfirmed() {
        if (isSession()) {
            requireStepUp();
        }
    }

    @Override
    public void requireStepUp() {
        administratorId();
        if (steppedUpUntil == null || !clock.instant().isBefore(steppedUpUntil)) {
            throw new AccessDenied("step-up", "confirm that it is you, then try again");
        }
    }
}

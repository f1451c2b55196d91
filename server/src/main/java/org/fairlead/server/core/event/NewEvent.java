package org.fairlead.server.core.event;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event to be stored; the level follows from the code ({@link EventCodes}). */
public record NewEvent(
        @Nullable UUID device,
        @Nullable Long seq,
        Instant at,
        String code,
        Map<String, ? extends @Nullable Object> args) {
    /** An event of the server itself. */
    public static NewEvent ofServer(Instant at, String code, Map<String, ? extends @Nullable Object> args) {
        return new NewEvent(null, null, at, code, args);
    }
}

package org.fairlead.server.core.apple;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.jspecify.annotations.Nullable;

/** Makes what a request carries when it is handed out, and hears what came of it. */
public interface RequestContents {
    /** A conversation begins, or goes on with nothing waiting: orders what is due. True if there may be requests now. */
    default boolean begin(Tx tx, Enrolment enrolment, UUID device) {
        return false;
    }

    /** The keys beside RequestType; empty when the request is not one of these. */
    Optional<Map<String, Object>> keys(Tx tx, Enrolment enrolment, UUID device, PhoneRequest request);

    /** The phone has given a final answer to a request; the error is null when it has done it. */
    default void answered(
            Tx tx, Enrolment enrolment, UUID device, PhoneRequest request, @Nullable String error, Message message) {}
}

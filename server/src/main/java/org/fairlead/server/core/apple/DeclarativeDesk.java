package org.fairlead.server.core.apple;

import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.jspecify.annotations.Nullable;

/** What the conversation with phones needs of declarative management. */
public interface DeclarativeDesk {
    /** Answers a check-in message DeclarativeManagement. */
    Reply take(Tx tx, Enrolment enrolment, UUID device, String endpoint, byte @Nullable [] data);

    /** A phone is managed from now on: it will be told of its declarations. */
    void enrolled(Tx tx, UUID enrolment, UUID device);
}

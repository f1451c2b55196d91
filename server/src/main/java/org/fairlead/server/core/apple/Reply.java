package org.fairlead.server.core.apple;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a phone reads after a check-in message. */
public sealed interface Reply {
    /** It was taken, there is nothing to say. */
    record Nothing() implements Reply {}

    /** A property list. */
    record Dictionary(Map<String, Object> content) implements Reply {}

    /** JSON. */
    record Document(Map<String, @Nullable Object> content) implements Reply {}

    /** There is no such declaration any more. */
    record Missing() implements Reply {}

    /** Users of the phone are not managed here, the phone itself may be. */
    record NotManaged() implements Reply {}
}

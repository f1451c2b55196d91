package org.fairlead.server.core.event;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells one target of some events; blocks for a bounded time. */
public interface Notifier {
    /** What to tell: the events as JSON values, and the secret of the target where there is one. */
    record Message(
            String rule,
            String target,
            @Nullable String secret,
            List<Map<String, ? extends @Nullable Object>> events) {}

    /** Throws {@link NotTold} unless the target has taken the message. */
    void send(Message message);

    /** The target did not take the message; the text says why, in one line. */
    final class NotTold extends RuntimeException {
        public NotTold(String message) {
            super(message);
        }
    }
}

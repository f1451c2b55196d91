package org.fairlead.server.core.event;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.fairlead.protocol.catalogue.Text;
import org.jspecify.annotations.Nullable;

/** An event as it is kept; device name and group are the present ones. */
public record StoredEvent(
        UUID id,
        Instant at,
        Instant receivedAt,
        EventLevel level,
        String code,
        @Nullable UUID device,
        @Nullable String deviceName,
        @Nullable UUID group,
        @Nullable Long seq,
        Map<String, @Nullable Object> args) {
    /** The title in both languages. */
    public Text title() {
        return EventCodes.of(code).title(args);
    }
}

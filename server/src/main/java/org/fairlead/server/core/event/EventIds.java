package org.fairlead.server.core.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.fairlead.server.core.Ids;

/** Identifiers that keep the order of a batch: UUIDs of version 7 with a counter (RFC 9562, 6.2, method 1). */
final class EventIds {
    private static final int PER_MILLISECOND = 0x1000;

    private EventIds() {}

    static List<UUID> next(Instant now, int count) {
        List<UUID> ids = new ArrayList<>(count);
        long millis = now.toEpochMilli();
        for (int i = 0; i < count; i++) {
            long high = ((millis + i / PER_MILLISECOND) << 16) | 0x7000L | (i % PER_MILLISECOND);
            ids.add(new UUID(high, Ids.next().getLeastSignificantBits()));
        }
        return ids;
    }

    /** The moment in an identifier. */
    static Instant moment(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }
}

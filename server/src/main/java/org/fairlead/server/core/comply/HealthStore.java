package org.fairlead.server.core.comply;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.health.Health;
import org.jspecify.annotations.Nullable;

/** Keeps what phones say of their safety. */
public interface HealthStore {
    /** Everything that a phone has reported, as it came; the last two are Apple's answers. */
    record Reported(
            UUID device,
            String platform,
            String os,
            Map<String, @Nullable Object> reported,
            @Nullable Map<String, @Nullable Object> security,
            @Nullable Map<String, @Nullable Object> apps,
            @Nullable Instant identityUntil) {}

    /** What was read from it. */
    record Read(UUID device, Health.Facts facts, @Nullable Instant identityUntil) {}

    /** Takes the rows of phones that are due, by device; other nodes leave them alone until the end of the transaction. */
    List<Reported> takeDue(Tx tx, int limit);

    /** Writes what differs and marks all as read; gives the devices whose facts have changed. */
    List<UUID> save(Tx tx, List<Read> read, Instant now);
}

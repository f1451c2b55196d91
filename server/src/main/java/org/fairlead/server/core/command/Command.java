package org.fairlead.server.core.command;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A command for one device; the group is the device's present one.
 *
 * @param hasResult it brought something, such as a position, that can be opened
 */
public record Command(
        UUID id,
        UUID device,
        String deviceName,
        @Nullable UUID group,
        String kind,
        Map<String, @Nullable Object> params,
        CommandState state,
        @Nullable String reason,
        Instant createdAt,
        String createdBy,
        @Nullable String approvedBy,
        Instant expiresAt,
        @Nullable Instant finishedAt,
        boolean hasResult,
        List<JournalEntry> journal) {}

package org.fairlead.server.core.retire;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What stays of a deleted device. Without names once it is anonymised. */
public record DeviceRecord(
        UUID device,
        @Nullable UUID person,
        String personName,
        String groupName,
        String platform,
        String name,
        String model,
        String serial,
        String os,
        int epoch,
        Instant enrolledAt,
        Instant deletedAt,
        String deletedBy,
        String reason,
        String outcome,
        @Nullable Instant anonymisedAt) {}

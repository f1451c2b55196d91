package org.fairlead.server.core.access;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A key for programs: a role in a scope until a day. Its creator is null when it was made on the host. */
public record ApiToken(
        UUID id,
        byte[] hash,
        String name,
        UUID roleId,
        @Nullable UUID groupId,
        @Nullable UUID createdBy,
        String createdByName,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant lastUsedAt) {}

package org.fairlead.server.core.command;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change of the approval settings that waits for a second administrator.
 *
 * @param wanted the settings wished for, on top of the revision that they name
 * @param askedByOwner the administrator behind it: the same, or the one who made the token
 */
public record ApprovalWish(
        ApprovalSettings wanted,
        Instant askedAt,
        String askedBy,
        @Nullable UUID askedById,
        @Nullable UUID askedByOwner,
        Instant expiresAt) {
    boolean of(@Nullable UUID somebody) {
        return somebody != null && (somebody.equals(askedById) || somebody.equals(askedByOwner));
    }
}

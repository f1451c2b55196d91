package org.fairlead.server.core.access;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A WebAuthn credential of an administrator; the record is what the verifier needs to check its signatures. */
public record Passkey(
        UUID id,
        UUID administratorId,
        byte[] credentialId,
        byte[] record,
        long signCount,
        String name,
        Instant createdAt,
        @Nullable Instant lastUsedAt) {}

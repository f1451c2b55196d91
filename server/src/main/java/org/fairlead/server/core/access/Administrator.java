package org.fairlead.server.core.access;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Somebody who signs in to the console. The epoch grows when password, factors or state change: older sessions end. */
public record Administrator(
        UUID id,
        String login,
        String name,
        String locale,
        String theme,
        boolean disabled,
        @Nullable String password,
        byte @Nullable [] totpSecret,
        long totpStep,
        int epoch,
        Instant createdAt,
        @Nullable Instant lastSeenAt) {}

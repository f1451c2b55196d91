package org.fairlead.server.core.policy;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A policy as it was saved once; the body holds its properties, values (secrets sealed) and locks. */
public record PolicyRevision(
        UUID policy,
        int revision,
        Instant at,
        String actor,
        @Nullable String actorAddress,
        String action,
        String comment,
        Map<String, @Nullable Object> body) {}

package org.fairlead.server.core.settings;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A policy as the calculation of effective settings sees it. */
public record PolicyLayer(
        UUID id,
        String name,
        UUID group,
        String groupName,
        boolean inherit,
        boolean force,
        Map<String, @Nullable Object> values,
        Set<String> locks) {}

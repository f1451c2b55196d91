package org.fairlead.server.core.group;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A node of the tree of administration groups; only the root has no parent. Thresholds null means inherited. */
public record Group(
        UUID id,
        @Nullable UUID parent,
        String name,
        @Nullable Thresholds thresholds) {}

package org.fairlead.server.core.device;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A device as others need to name and place it; group null means unassigned. */
public record DeviceRef(
        UUID id, String name, String platform, @Nullable UUID group) {}

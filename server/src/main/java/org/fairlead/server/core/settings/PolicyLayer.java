package org.fairlead.server.core.settings;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A policy as the calculation of effective settings sees it.
 *
 * @param profile whether it is a security profile, which belongs to people and not to a group of devices
 */
public record PolicyLayer(
        UUID id,
        String name,
        UUID group,
        String groupName,
        boolean inherit,
        boolean force,
        Map<String, @Nullable Object> values,
        Set<String> locks,
        boolean profile) {
    /** A policy of a group of devices. */
    public PolicyLayer(
            UUID id,
            String name,
            UUID group,
            String groupName,
            boolean inherit,
            boolean force,
            Map<String, @Nullable Object> values,
            Set<String> locks) {
        this(id, name, group, groupName, inherit, force, values, locks, false);
    }
}

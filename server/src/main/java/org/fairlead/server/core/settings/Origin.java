package org.fairlead.server.core.settings;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where an effective value comes from: default, policy, profile (a security profile, without a group) or device. */
public record Origin(
        String kind,
        @Nullable UUID policyId,
        @Nullable String policyName,
        @Nullable UUID groupId,
        @Nullable String groupName) {
    public static final Origin DEFAULT = new Origin("default", null, null, null, null);
    public static final Origin DEVICE = new Origin("device", null, null, null, null);

    public static Origin policy(PolicyLayer layer) {
        if (layer.profile()) {
            return new Origin("profile", layer.id(), layer.name(), null, null);
        }
        return new Origin("policy", layer.id(), layer.name(), layer.group(), layer.groupName());
    }
}

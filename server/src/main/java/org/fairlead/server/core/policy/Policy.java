package org.fairlead.server.core.policy;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Wire;
import org.fairlead.server.core.settings.PolicyLayer;
import org.jspecify.annotations.Nullable;

/** Settings for the devices of one platform in one group and below. Values are sparse: a key without a value inherits. */
public record Policy(
        UUID id,
        UUID group,
        String platform,
        String name,
        Status status,
        boolean inherit,
        boolean force,
        Map<String, @Nullable Object> values,
        Set<String> locks,
        int revision,
        Instant changedAt,
        String changedBy) {
    public static final String THIN_CLIENT = "thin-client";
    public static final String ANDROID = "android";
    public static final String IOS = "ios";
    public static final String IPADOS = "ipados";

    /** The platforms that have settings; each group has desired settings for each of them. */
    public static final List<String> PLATFORMS = List.of(THIN_CLIENT, ANDROID);

    /** Whether and when a policy acts; a group has at most one active and one out-of-office policy a platform. */
    public enum Status implements Wire {
        ACTIVE,
        INACTIVE,
        OUT_OF_OFFICE;

        @Override
        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        public static Status ofWire(String wire) {
            for (Status status : values()) {
                if (status.wire().equals(wire)) {
                    return status;
                }
            }
            throw new IllegalArgumentException("unknown status " + wire);
        }
    }

    public PolicyLayer layer(String groupName) {
        return new PolicyLayer(id, name, group, groupName, inherit, force, values, locks);
    }
}

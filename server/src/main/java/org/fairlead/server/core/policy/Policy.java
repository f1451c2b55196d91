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

/**
 * Settings for the devices of one platform in one group and below. Values are sparse: a key without a value inherits.
 *
 * @param audience null for a policy of a group of devices; a security profile has one, the platform {@link #PHONE} and the
 *     root group
 */
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
        String changedBy,
        @Nullable Audience audience) {
    public static final String THIN_CLIENT = "thin-client";
    public static final String ANDROID = "android";
    public static final String IOS = "ios";
    public static final String IPADOS = "ipados";

    /** What security profiles are for: all phones. */
    public static final String PHONE = "phone";

    /** The platforms that have settings; each group has desired settings for each of them. */
    public static final List<String> PLATFORMS = List.of(THIN_CLIENT, ANDROID, IOS, IPADOS);

    /** The platforms that a policy of a group of devices can be for; that for iPhones is also for iPads. */
    public static final List<String> OF_GROUPS = List.of(THIN_CLIENT, ANDROID, IOS);

    /** The platforms whose agents enrol by themselves. */
    public static final List<String> OF_AGENTS = List.of(THIN_CLIENT, ANDROID);

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

    /** The platform of the policies that devices of a platform obey. */
    public static String policyPlatform(String platform) {
        return platform.equals(IPADOS) ? IOS : platform;
    }

    /** Whether security profiles count on devices of a platform. */
    public static boolean isPhone(String platform) {
        return !platform.equals(THIN_CLIENT);
    }

    /** Whether the policy can say something to devices of a platform. */
    public boolean concerns(String device) {
        return audience != null ? isPhone(device) : platform.equals(policyPlatform(device));
    }

    public PolicyLayer layer(String groupName) {
        return new PolicyLayer(id, name, group, groupName, inherit, force, values, locks, audience != null);
    }

    Policy with(Status newStatus) {
        return new Policy(
                id, group, platform, name, newStatus, inherit, force, values, locks, revision, changedAt, changedBy,
                audience);
    }

    Policy stamped(int newRevision, Instant now, String by) {
        return new Policy(
                id, group, platform, name, status, inherit, force, values, locks, newRevision, now, by, audience);
    }
}

package org.fairlead.server.core.device;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.server.core.health.Health;
import org.jspecify.annotations.Nullable;

/** A device with its state, as lists and pages need it. Everything that it reports of itself is untrusted text. */
public record Device(
        UUID id,
        int number,
        String nameId,
        String name,
        String platform,
        @Nullable UUID group,
        @Nullable UUID person,
        @Nullable String personName,
        String profiles,
        String hostname,
        String model,
        String serial,
        String os,
        String agentVersion,
        List<String> addresses,
        Map<String, @Nullable Object> reported,
        List<String> tags,
        String note,
        Map<String, @Nullable Object> own,
        int ownRevision,
        String ownHash,
        Instant enrolledAt,
        State state,
        @Nullable Health health,
        @Nullable String deletion,
        boolean withheld,
        int epoch) {
    /** What changes often. */
    public record State(
            boolean online,
            @Nullable Instant lastSeen,
            String address,
            String appliedGroup,
            String appliedOwn,
            @Nullable Instant appliedAt,
            int failedBlocks,
            List<Map<String, @Nullable Object>> blocks,
            long clockSkewSeconds,
            @Nullable Instant clonedAt,
            String status,
            String settings,
            @Nullable Instant desiredSince,
            @Nullable Instant minimumSince) {}

    public DeviceRef ref() {
        return new DeviceRef(id, name, platform, group);
    }
}

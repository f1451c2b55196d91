package org.fairlead.server.core.event;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Wire;
import org.jspecify.annotations.Nullable;

/** Who is told of which events; no codes means all, no group means all devices and the server itself. */
public record NotificationRule(
        UUID id,
        String name,
        boolean enabled,
        Channel channel,
        String target,
        EventLevel minLevel,
        List<String> codes,
        @Nullable UUID group,
        int groupMinutes,
        byte @Nullable [] sealedSecret,
        @Nullable Instant lastSentAt,
        @Nullable String lastError,
        int failures) {
    /** By which way it is told. */
    public enum Channel implements Wire {
        MAIL,
        WEBHOOK;

        @Override
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Channel> ofWire(String wire) {
            for (Channel channel : values()) {
                if (channel.wire().equals(wire)) {
                    return Optional.of(channel);
                }
            }
            return Optional.empty();
        }
    }

    /** Whether level and code of an event fit; the group is looked at elsewhere. */
    boolean wants(EventLevel level, String code) {
        return enabled && level.compareTo(minLevel) >= 0 && (codes.isEmpty() || codes.contains(code));
    }
}

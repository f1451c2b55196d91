package org.fairlead.server.core.rule;

import java.util.Locale;
import java.util.UUID;
import org.fairlead.server.core.Wire;

/** Sends devices that meet all its conditions to a group; an empty condition does not count. Lower ordinals come first. */
public record MovingRule(
        UUID id,
        int ordinal,
        String name,
        boolean enabled,
        Mode mode,
        boolean onlyUnassigned,
        String namePattern,
        String addressRange,
        String tag,
        String platform,
        UUID group) {
    /** Whether a rule acts once for each device or always. */
    public enum Mode implements Wire {
        ONCE,
        CONTINUOUS;

        @Override
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Mode ofWire(String wire) {
            return switch (wire) {
                case "once" -> ONCE;
                case "continuous" -> CONTINUOUS;
                default -> throw new IllegalArgumentException("unknown mode " + wire);
            };
        }
    }

    MovingRule withOrdinal(int next) {
        return new MovingRule(
                id, next, name, enabled, mode, onlyUnassigned, namePattern, addressRange, tag, platform, group);
    }
}

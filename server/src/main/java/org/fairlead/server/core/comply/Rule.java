package org.fairlead.server.core.comply;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Wire;
import org.jspecify.annotations.Nullable;

/**
 * A rule that phones must keep. Empty platforms mean all phones; without groups it is for everybody.
 *
 * @param steps what happens after the time to mend, each so many minutes after it, in order
 */
public record Rule(
        UUID id,
        String name,
        boolean enabled,
        Criterion criterion,
        Params params,
        Set<String> platforms,
        @Nullable UUID group,
        @Nullable UUID peopleGroup,
        int graceMinutes,
        boolean notifyAdministrators,
        boolean mailUser,
        boolean messageUser,
        List<Step> steps,
        int revision,
        Instant changedAt,
        String changedBy,
        @Nullable UUID changedById) {
    /** What a rule looks at. */
    public enum Criterion implements Wire {
        OS_BELOW,
        NOT_ENCRYPTED,
        NO_PASSCODE,
        ROOTED,
        SILENT,
        /** The security patches are older than so many days. */
        PATCH_BEFORE,
        APP_ABSENT,
        APP_PRESENT,
        MANAGEMENT_LOST;

        @Override
        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        public static Optional<Criterion> ofWire(String wire) {
            for (Criterion criterion : values()) {
                if (criterion.wire().equals(wire)) {
                    return Optional.of(criterion);
                }
            }
            return Optional.empty();
        }
    }

    /** What a criterion needs to know: lowest versions, days of silence or of age, identifiers of apps. */
    public record Params(String minimumAndroid, String minimumApple, int days, List<String> apps) {
        public static final Params NONE = new Params("", "", 0, List.of());
    }

    /** What is done to a phone that still breaks the rule. */
    public enum Action implements Wire {
        /** Tells the user once more. */
        MESSAGE,
        /** Withholds what leads into the company: Wi-Fi, VPN, mail, certificates. */
        BLOCK,
        /** Locks it, and again after each time to mend. */
        LOCK,
        /** Takes the company's data off and ends the management. */
        WIPE_CORPORATE;

        @Override
        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        public static Optional<Action> ofWire(String wire) {
            for (Action action : values()) {
                if (action.wire().equals(wire)) {
                    return Optional.of(action);
                }
            }
            return Optional.empty();
        }
    }

    /** An action so many minutes after the time to mend. */
    public record Step(int afterMinutes, Action action) {}

    /** How long after a lock the phone is locked again while it breaks the rule. */
    public Duration relock() {
        return Duration.ofMinutes(Math.max(15, graceMinutes));
    }
}

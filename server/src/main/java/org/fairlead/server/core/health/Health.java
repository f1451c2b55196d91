package org.fairlead.server.core.health;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a phone says of its safety, each with the moment since when; null where it says nothing. The violation is 0 for
 * none, 1 while a compliance rule's time to mend runs, 2 after it.
 */
public record Health(
        Since<Management> management,
        @Nullable Since<Boolean> passcode,
        @Nullable Since<Boolean> encrypted,
        @Nullable Since<Boolean> rooted,
        @Nullable Since<Long> osVersion,
        @Nullable Instant identityUntil,
        int violation) {
    /** A value and since when it holds. */
    public record Since<T>(T value, Instant at) {}

    /** How far the phone lets itself be managed. */
    public enum Management {
        UNKNOWN,
        FULL,
        /** The user has not activated the agent as device administrator, or has taken that back. */
        UNPRIVILEGED,
        /** The user has removed the management. */
        REMOVED;

        public boolean lost() {
            return this == UNPRIVILEGED || this == REMOVED;
        }
    }

    /**
     * What is read from a phone's reports; apps are null where it does not list them.
     *
     * @param securityPatch the day up to which the phone's maker has closed known holes
     * @param appsPartial the phone has other apps besides, of which it does not tell
     */
    public record Facts(
            Management management,
            @Nullable Boolean passcode,
            @Nullable Boolean encrypted,
            @Nullable Boolean rooted,
            @Nullable Long osVersion,
            @Nullable LocalDate securityPatch,
            @Nullable List<String> apps,
            boolean appsPartial) {}
}

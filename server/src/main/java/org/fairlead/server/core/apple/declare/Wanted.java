package org.fairlead.server.core.apple.declare;

import org.jspecify.annotations.Nullable;

/** What administrators want of a phone that iOS takes as declarations; null where nothing is wanted. */
public record Wanted(
        String organisation,
        @Nullable SoftwareUpdate update,
        @Nullable AutomaticUpdates automatic,
        @Nullable Passcode passcode) {
    /**
     * The system that a phone must have, and until when.
     *
     * @param version such as 18.1.1
     * @param build such as 22B91, null for the newest of the version
     * @param localDateTime such as 2026-12-31T18:00:00, in the phone's own time
     * @param details an address that the phone shows, null for none
     */
    public record SoftwareUpdate(
            String version,
            @Nullable String build,
            String localDateTime,
            @Nullable String details) {}

    /** Whether new versions come by themselves and how long they are held back; null leaves it to the user. */
    public record AutomaticUpdates(
            @Nullable Boolean downloads,
            @Nullable Boolean installs,
            @Nullable Integer deferDays) {}

    /** Demands on the passcode; null leaves a demand out. */
    public record Passcode(
            boolean required,
            boolean alphanumeric,
            boolean complex,
            @Nullable Integer minimumLength,
            @Nullable Integer complexCharacters,
            @Nullable Integer maximumAttempts,
            @Nullable Integer inactivityMinutes,
            @Nullable Integer graceMinutes,
            @Nullable Integer maximumAgeDays,
            @Nullable Integer history) {}
}

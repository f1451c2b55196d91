package org.fairlead.server.core.command;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.fairlead.server.core.Wire;
import org.fairlead.server.core.policy.Policy;

/** What can be asked of a device. */
public enum CommandKind implements Wire {
    SYNCHRONISE(Duration.ofDays(7), Policy.THIN_CLIENT, Policy.ANDROID, Policy.IOS, Policy.IPADOS),
    RESTART(Duration.ofDays(1), Policy.THIN_CLIENT, Policy.ANDROID, Policy.IOS, Policy.IPADOS),
    SHUT_DOWN(Duration.ofDays(1), Policy.THIN_CLIENT, Policy.IOS, Policy.IPADOS),
    MESSAGE(Duration.ofDays(7), Policy.THIN_CLIENT, Policy.ANDROID),
    NEW_ID(Duration.ofDays(7), Policy.THIN_CLIENT),
    /** Lock the screen. */
    LOCK(Duration.ofDays(90), Policy.ANDROID, Policy.IOS, Policy.IPADOS),
    /** Where the phone is; the answer is sealed. */
    LOCATE(Duration.ofDays(1), Policy.ANDROID, Policy.IOS, Policy.IPADOS),
    /** Sound at full volume. */
    ALARM(Duration.ofHours(1), Policy.ANDROID),
    /** Lock, and take a picture at the next wrong password; the answer is sealed. */
    PHOTO(Duration.ofHours(1), Policy.ANDROID),
    /** Set a new screen lock; the parameter is sealed. */
    RESET_PASSWORD(Duration.ofDays(7), Policy.ANDROID),
    /** Take the passcode away, with the phone's unlock token. */
    CLEAR_PASSCODE(Duration.ofDays(7), Policy.IOS, Policy.IPADOS),
    /** Lost mode: the phone is locked and shows a message or number. */
    LOST_MODE(Duration.ofDays(90), Policy.IOS, Policy.IPADOS),
    LOST_MODE_SOUND(Duration.ofHours(1), Policy.IOS, Policy.IPADOS),
    END_LOST_MODE(Duration.ofDays(90), Policy.IOS, Policy.IPADOS),
    /** The phone's name, roaming, personal hotspot, Bluetooth. */
    PHONE_SETTINGS(Duration.ofDays(7), Policy.IOS, Policy.IPADOS),
    /** Take away what the company brought, and end the management. */
    WIPE_CORPORATE(Duration.ofDays(90), Policy.ANDROID, Policy.IOS, Policy.IPADOS),
    /** Erase everything. */
    WIPE(Duration.ofDays(90), Policy.ANDROID, Policy.IOS, Policy.IPADOS);

    private final Duration waits;
    private final Set<String> platforms;

    CommandKind(Duration waits, String... platforms) {
        this.waits = waits;
        this.platforms = Set.of(platforms);
    }

    /** How long it waits for the device unless the administrator says otherwise. */
    public Duration waits() {
        return waits;
    }

    /** Whether devices of this platform know the command. */
    public boolean knownTo(String platform) {
        return platforms.contains(platform);
    }

    /** Whether it destroys data or shuts the user out, so that it needs a reason and a fresh confirmation. */
    public boolean grave() {
        return this == WIPE || this == WIPE_CORPORATE || this == RESET_PASSWORD || this == CLEAR_PASSCODE;
    }

    @Override
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<CommandKind> ofWire(String wire) {
        for (CommandKind kind : values()) {
            if (kind.wire().equals(wire)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}

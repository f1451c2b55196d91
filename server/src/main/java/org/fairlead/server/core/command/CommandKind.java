package org.fairlead.server.core.command;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.fairlead.server.core.Wire;

/** What can be asked of a device. */
public enum CommandKind implements Wire {
    SYNCHRONISE(Duration.ofDays(7)),
    RESTART(Duration.ofDays(1)),
    SHUT_DOWN(Duration.ofDays(1)),
    MESSAGE(Duration.ofDays(7)),
    NEW_ID(Duration.ofDays(7));

    private final Duration waits;

    CommandKind(Duration waits) {
        this.waits = waits;
    }

    /** How long it waits for the device unless the administrator says otherwise. */
    public Duration waits() {
        return waits;
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

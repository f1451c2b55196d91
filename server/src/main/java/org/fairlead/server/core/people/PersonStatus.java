package org.fairlead.server.core.people;

import java.util.Optional;
import org.fairlead.server.core.Wire;

/** How a person's devices stand: the worst of them; no data without any that has reported. */
public enum PersonStatus implements Wire {
    CRITICAL("critical"),
    WARNING("warning"),
    OK("ok"),
    NO_DATA("no-data");

    private final String wire;

    PersonStatus(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }

    public static Optional<PersonStatus> find(String wire) {
        for (PersonStatus status : values()) {
            if (status.wire.equals(wire)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }
}

package org.fairlead.server.core.access;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who does something, as the audit log names them. */
public record Actor(
        Kind kind, @Nullable UUID id, String name, @Nullable String address) {
    /** The kinds of actors. */
    public enum Kind {
        ADMINISTRATOR,
        TOKEN,
        DEVICE,
        SYSTEM,
        HOST
    }

    /** The server itself, by a timer or at start. */
    public static Actor system() {
        return new Actor(Kind.SYSTEM, null, "server", null);
    }

    /** A command on the host that holds the data folder. */
    public static Actor host() {
        return new Actor(Kind.HOST, null, "host", null);
    }
}

package org.fairlead.server.core.access;

import java.util.Optional;
import org.fairlead.server.core.Wire;

/** What an administrator or a token may be allowed to do; roles hold sets of these. */
public enum Right implements Wire {
    VIEW("view"),
    SETTINGS_GENERAL("settings.general"),
    SETTINGS_CONNECTION("settings.connection"),
    SETTINGS_SYSTEM("settings.system"),
    SETTINGS_CERTIFICATES("settings.certificates"),
    SETTINGS_DATA("settings.data"),
    DEVICES("devices"),
    CODES_DEVICE("codes.device"),
    CODES_CERTIFICATE("codes.certificate"),
    REMOTE_CREDENTIALS("remote.credentials"),
    PEOPLE("people"),
    ADMINISTRATION("administration"),
    AUDIT("audit");

    private final String wire;

    Right(String wire) {
        this.wire = wire;
    }

    /** The name in the API and in the database. */
    @Override
    public String wire() {
        return wire;
    }

    public static Optional<Right> ofWire(String wire) {
        for (Right right : values()) {
            if (right.wire.equals(wire)) {
                return Optional.of(right);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return wire;
    }
}

package org.fairlead.server.core.access;

import org.fairlead.server.core.Wire;

/** How far a browser has come in signing in. */
public enum SessionLevel implements Wire {
    /** The password was right; a second factor must follow. */
    SECOND_FACTOR("second-factor"),
    /** Signed in without any second factor yet; one must be added. */
    ENROL("enrol"),
    /** Signed in. */
    FULL("full");

    private final String wire;

    SessionLevel(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }
}

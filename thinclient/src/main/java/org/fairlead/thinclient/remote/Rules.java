package org.fairlead.thinclient.remote;

/**
 * What the settings say about consent.
 *
 * @param access to the device
 * @param session to the screen of the user's own remote session
 * @param requestMillis how long a request waits for its answer
 */
public record Rules(Mode access, Mode session, long requestMillis) {
    public static final Rules CLOSED = new Rules(Mode.DENY, Mode.DENY, 120_000);
}

package org.fairlead.thinclient.remote;

/**
 * What the settings say about consent.
 *
 * @param access to the device
 * @param session to the screen of the user's own remote session
 * @param requestMillis how long a request waits for its answer
 * @param idleMillis a visitor who does nothing for so long is sent away; 0: never
 * @param visitMillis a visit lasts so long at most; 0: as long as it takes
 */
public record Rules(Mode access, Mode session, long requestMillis, long idleMillis, long visitMillis) {
    public static final Rules CLOSED = new Rules(Mode.DENY, Mode.DENY, 120_000, 0, 0);

    boolean limitsVisits() {
        return idleMillis > 0 || visitMillis > 0;
    }
}

package org.fairlead.thinclient.remote;

import java.util.Locale;

/** How the user is asked, from the most to the least open. */
public enum Mode {
    /** Asked; without an answer it is allowed after a while. */
    AUTOMATIC,
    /** Only with the user's yes. */
    REQUEST,
    /** Never. */
    DENY;

    static Mode strictest(Mode first, Mode second) {
        return first.compareTo(second) > 0 ? first : second;
    }

    /** The mode of that name in the settings; an unknown name denies. */
    static Mode ofWire(Object text) {
        for (Mode mode : values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
                return mode;
            }
        }
        return DENY;
    }
}

package org.fairlead.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a simulated device behaves; the words on the command line are in lower case with dashes. */
public enum Behaviour {
    /** Connects, obeys, reports. */
    JOIN,
    /** Its user changes a setting after each greeting. */
    DRIFT,
    /** Cannot apply the first block of its settings. */
    FAIL,
    /** Sends twenty times the events of others. */
    FLOOD,
    /** Its clock is four hundred days ahead. */
    BAD_CLOCK,
    /** Comes back at once whenever it is cut off. */
    NO_JITTER,
    /** Fills every field that it reports with what breaks careless programs. */
    HOSTILE;

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The behaviour of this word; an unknown one is an error that names those known. */
    public static Behaviour of(String word) {
        for (Behaviour behaviour : values()) {
            if (behaviour.word().equals(word)) {
                return behaviour;
            }
        }
        throw new IllegalArgumentException("unknown behaviour " + word + ", known are "
                + Arrays.stream(values()).map(Behaviour::word).collect(Collectors.joining(", ")));
    }
}

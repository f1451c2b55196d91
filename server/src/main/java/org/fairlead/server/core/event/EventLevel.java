package org.fairlead.server.core.event;

import org.fairlead.server.core.Wire;

/** How much an event matters; the order is the weight. */
public enum EventLevel implements Wire {
    INFO,
    WARNING,
    FAILURE,
    CRITICAL;

    @Override
    public String wire() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}

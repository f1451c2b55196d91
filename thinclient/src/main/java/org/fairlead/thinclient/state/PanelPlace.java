package org.fairlead.thinclient.state;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the user put the connection panel, as a part of the screen's width. Safe for several threads. */
public final class PanelPlace {
    private static final String FILE = "panel.json";
    private static final long PARTS = 10_000;

    private final SafeFiles files;

    public PanelPlace(SafeFiles files) {
        this.files = files;
    }

    /** The middle unless the user moved it. */
    public synchronized double get() {
        Map<String, @Nullable Object> stored = files.loadObject(FILE);
        long place = stored == null ? PARTS / 2 : Values.number(stored, "place", PARTS / 2);
        return Math.clamp(place, 0, PARTS) / (double) PARTS;
    }

    public synchronized void put(double place) {
        files.saveObject(FILE, Map.of("place", Math.round(Math.clamp(place, 0.0, 1.0) * PARTS)));
    }
}

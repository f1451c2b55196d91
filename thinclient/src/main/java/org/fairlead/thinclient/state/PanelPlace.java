package org.fairlead.thinclient.state;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the user put the connection panel. Safe for several threads. */
public final class PanelPlace {
    private static final String FILE = "panel.json";
    private static final long PARTS = 10_000;
    private static final double TO_EDGE = 0.02;

    private final SafeFiles files;

    /**
     * A place at an edge of the screen.
     *
     * @param middle of the panel, as a part of the screen's width
     */
    public record Place(double middle, boolean bottom) {
        /** The nearest place where a panel of this width is whole on the screen; widths are parts of the screen's. */
        public Place whole(double width) {
            double half = Math.min(0.5, width / 2);
            return new Place(Math.clamp(middle, half, 1 - half), bottom);
        }

        /** Moved by parts of the screen; beyond the middle of its height it goes over to the other edge. */
        public Place moved(double right, double pointerHeight) {
            boolean over = pointerHeight > 0.5 + TO_EDGE ? true : pointerHeight < 0.5 - TO_EDGE ? false : bottom;
            return new Place(middle + right, over);
        }
    }

    public PanelPlace(SafeFiles files) {
        this.files = files;
    }

    /** The middle of the edge that the settings name, unless the user moved it. */
    public synchronized Place get(boolean bottomAtFirst) {
        Map<String, @Nullable Object> stored = files.loadObject(FILE);
        if (stored == null) {
            return new Place(0.5, bottomAtFirst);
        }
        long place = Math.clamp(Values.number(stored, "place", PARTS / 2), 0, PARTS);
        boolean bottom = stored.get("bottom") instanceof Boolean moved ? moved : bottomAtFirst;
        return new Place(place / (double) PARTS, bottom);
    }

    public synchronized void put(Place place) {
        Map<String, @Nullable Object> stored = new LinkedHashMap<>();
        stored.put("place", Math.round(Math.clamp(place.middle(), 0.0, 1.0) * PARTS));
        stored.put("bottom", place.bottom());
        files.saveObject(FILE, stored);
    }
}

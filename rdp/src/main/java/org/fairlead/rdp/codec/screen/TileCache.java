package org.fairlead.rdp.codec.screen;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which tile contents the client keeps in which slot of its bitmap cache (MS-RDPEGFX 3.3.1.4); the least used goes first. */
final class TileCache {
    private final int capacity;
    private final Map<Long, Integer> slots = new LinkedHashMap<>(64, 0.75f, true);

    TileCache(int capacity) {
        this.capacity = capacity;
    }

    void clear() {
        slots.clear();
    }

    boolean has(long hash) {
        return slots.containsKey(hash);
    }

    /** The slot with this content, or 0. */
    int slotOf(long hash) {
        return slots.getOrDefault(hash, 0);
    }

    /** Gives a slot to a content that has none yet, from 1. */
    int put(long hash) {
        int slot = slots.size() + 1;
        if (slot > capacity) {
            Iterator<Integer> oldest = slots.values().iterator();
            slot = oldest.next();
            oldest.remove();
        }
        slots.put(hash, slot);
        return slot;
    }
}

package org.fairlead.thinclient.x11;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Types characters that no key has, by giving them to keys that the keyboard does not use. A key keeps its character until
 * others need it: programs look a key up when they get to it, which may be after the next character was typed.
 */
final class SpareKeys {
    private static final int MOST = 24;

    private final XConnection x;
    private final List<Integer> free = new ArrayList<>();
    private final Map<Integer, Integer> keys = new LinkedHashMap<>(32, 0.75f, true);
    private final List<Integer> changed = new ArrayList<>();
    private final int width;

    SpareKeys(XConnection x) throws DisplayException {
        this.x = x;
        int first = x.setup().firstKeycode();
        int count = x.setup().lastKeycode() - first + 1;
        ByteBuffer map = x.ask(new Request(101, 0).u8(first).u8(count).u16(0));
        width = map.get(1) & 0xFF;
        XConnection.atLeast(map, 32 + 4 * count * width);
        for (int key = count - 1; key >= 0 && free.size() < MOST; key--) {
            boolean used = false;
            for (int i = 0; i < width; i++) used |= map.getInt(32 + 4 * (key * width + i)) != 0;
            if (!used) free.add(first + key);
        }
    }

    /** The keycode that types a character now, or 0 when the keyboard has no key to spare. */
    int keyFor(int codePoint) throws DisplayException {
        int symbol = symbol(codePoint);
        Integer known = keys.get(symbol);
        if (known != null) return known;
        int key;
        if (!free.isEmpty()) {
            key = free.removeLast();
            changed.add(key);
        } else if (!keys.isEmpty()) {
            var oldest = keys.entrySet().iterator();
            key = oldest.next().getValue();
            oldest.remove();
        } else return 0;
        assign(key, symbol);
        keys.put(symbol, key);
        return key;
    }

    /** The keysym of a character: Latin-1 and controls by their own number, the rest above 0x1000000. */
    static int symbol(int codePoint) {
        return switch (codePoint) {
            case '\b' -> 0xFF08;
            case '\t' -> 0xFF09;
            case '\r', '\n' -> 0xFF0D;
            case 0x1B -> 0xFF1B;
            case 0x7F -> 0xFFFF;
            default -> codePoint < 0x100 ? codePoint : 0x1000000 | codePoint;
        };
    }

    private void assign(int key, int symbol) throws DisplayException {
        // the same with and without Shift, in both groups: no modifier makes another character of it
        Request request = new Request(100, 1).u8(key).u8(4).u16(0);
        for (int i = 0; i < 4; i++) request.u32(symbol);
        x.send(request);
        x.sync();
    }

    /** Gives all keys back. */
    void restore() throws DisplayException {
        for (int key : changed) assign(key, 0);
        free.addAll(changed);
        changed.clear();
        keys.clear();
    }
}

package org.fairlead.thinclient.x11;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.fairlead.rdp.InputEvent.Synchronize;

/** Reads and sets Caps Lock, Num Lock and Scroll Lock by the XKEYBOARD extension. */
final class LockKeys {
    private static final int CORE_KEYBOARD = 0x100;
    private static final int LOCK_MODIFIER = 0x02;
    private static final int NUM_LOCK_SYMBOL = 0xFF7F;
    private static final int SCROLL_LOCK_SYMBOL = 0xFF14;

    private final XConnection x;
    private final XExtension keyboard;
    private final int numModifier;
    private final int scrollModifier;

    private LockKeys(XConnection x, XExtension keyboard) throws DisplayException {
        this.x = x;
        this.keyboard = keyboard;
        x.ask(keyboard.request(0).u16(1).u16(0));
        numModifier = modifierOf(NUM_LOCK_SYMBOL);
        scrollModifier = modifierOf(SCROLL_LOCK_SYMBOL);
    }

    static Optional<LockKeys> open(XConnection x) throws DisplayException {
        Optional<XExtension> extension = x.extension("XKEYBOARD");
        return extension.isEmpty() ? Optional.empty() : Optional.of(new LockKeys(x, extension.get()));
    }

    /** The modifiers that a key with this symbol stands for, as a mask. */
    private int modifierOf(int symbol) throws DisplayException {
        int first = x.setup().firstKeycode();
        int count = x.setup().lastKeycode() - first + 1;
        ByteBuffer map = x.ask(new Request(101, 0).u8(first).u8(count).u16(0));
        int width = map.get(1) & 0xFF;
        ByteBuffer modifiers = x.ask(new Request(119, 0));
        int each = modifiers.get(1) & 0xFF;
        XConnection.atLeast(map, 32 + 4 * count * width);
        XConnection.atLeast(modifiers, 32 + 8 * each);
        int mask = 0;
        for (int i = 0; i < 8 * each; i++) {
            int key = modifiers.get(32 + i) & 0xFF;
            if (key < first || key >= first + count) continue;
            for (int j = 0; j < width; j++)
                if (map.getInt(32 + 4 * ((key - first) * width + j)) == symbol) mask |= 1 << i / each;
        }
        return mask;
    }

    /** The lights that are on, as in {@link Synchronize}. */
    int get() throws DisplayException {
        int locked = x.ask(keyboard.request(4).u16(CORE_KEYBOARD).u16(0)).get(11) & 0xFF;
        return (locked & LOCK_MODIFIER) / LOCK_MODIFIER * Synchronize.CAPS_LOCK
                | (numModifier != 0 && (locked & numModifier) == numModifier ? Synchronize.NUM_LOCK : 0)
                | (scrollModifier != 0 && (locked & scrollModifier) == scrollModifier ? Synchronize.SCROLL_LOCK : 0);
    }

    /** Turns lights on and off so that they are these. */
    void set(int locks) throws DisplayException {
        int on = ((locks & Synchronize.CAPS_LOCK) != 0 ? LOCK_MODIFIER : 0)
                | ((locks & Synchronize.NUM_LOCK) != 0 ? numModifier : 0)
                | ((locks & Synchronize.SCROLL_LOCK) != 0 ? scrollModifier : 0);
        x.send(keyboard.request(5)
                .u16(CORE_KEYBOARD)
                .u8(LOCK_MODIFIER | numModifier | scrollModifier)
                .u8(on)
                .zeros(8));
        x.flush();
    }
}

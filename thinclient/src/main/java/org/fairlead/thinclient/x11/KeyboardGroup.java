package org.fairlead.thinclient.x11;

import org.fairlead.rdp.InputEvent;

/** The keyboard layout in use, and the keys that switch to the next one. */
public final class KeyboardGroup {
    private static final int CORE_KEYBOARD = 0x100;
    private static final int LEFT_ALT = 0x38;
    private static final int LEFT_SHIFT = 0x2A;
    private static final int LEFT_CTRL = 0x1D;
    private static final int LEFT_SUPER = 0x5B;
    private static final int SPACE = 0x39;
    private static final int CAPS_LOCK = 0x3A;

    /** Keys that switch layouts, as the settings name them. */
    public enum Keys {
        ALT_SHIFT("alt-shift", new InputEvent.Key(LEFT_ALT, true, false, false), LEFT_SHIFT),
        CTRL_SHIFT("ctrl-shift", new InputEvent.Key(LEFT_CTRL, true, false, false), LEFT_SHIFT),
        WIN_SPACE("win-space", new InputEvent.Key(LEFT_SUPER, true, true, false), SPACE),
        CAPS("caps-lock", new InputEvent.Key(CAPS_LOCK, true, false, false), 0);

        private final String wire;
        private final InputEvent.Key held;
        private final int tapped;

        Keys(String wire, InputEvent.Key held, int tapped) {
            this.wire = wire;
            this.held = held;
            this.tapped = tapped;
        }

        /** The keys of that name in the settings; an unknown name means the default. */
        public static Keys ofWire(String text) {
            for (Keys keys : values()) {
                if (keys.wire.equals(text)) return keys;
            }
            return ALT_SHIFT;
        }
    }

    private KeyboardGroup() {}

    /** The number of the layout in use, 0 for the first; 0 as well where the display cannot tell. */
    public static int active(String display) throws DisplayException {
        try (XConnection x = XConnection.open(display)) {
            var extension = x.extension("XKEYBOARD");
            if (extension.isEmpty()) return 0;
            XExtension keyboard = extension.get();
            x.ask(keyboard.request(0).u16(1).u16(0));
            return x.ask(keyboard.request(4).u16(CORE_KEYBOARD).u16(0)).get(12) & 0xFF;
        }
    }

    /** Presses the keys as if on the keyboard, so that a remote session that has the focus hears them, too. */
    public static void press(String display, Keys keys) throws DisplayException {
        try (RemoteInput input = RemoteInput.open(display)) {
            input.play(keys.held);
            if (keys.tapped != 0) {
                input.play(new InputEvent.Key(keys.tapped, true, false, false));
                input.play(new InputEvent.Key(keys.tapped, false, false, false));
            }
            input.play(new InputEvent.Key(keys.held.scancode(), false, keys.held.extended(), keys.held.extended1()));
        }
    }
}

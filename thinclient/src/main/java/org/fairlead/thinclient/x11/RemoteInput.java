package org.fairlead.thinclient.x11;

import java.util.BitSet;
import java.util.Optional;
import org.fairlead.rdp.InputEvent;

/**
 * Plays a remote user's input on a display, over a connection of its own, so that it never waits for pictures. Methods may
 * be called from any thread, one after the other. Closing releases every key and button still held.
 */
public final class RemoteInput implements AutoCloseable {
    private static final int KEY_PRESS = 2;
    private static final int BUTTON_PRESS = 4;
    private static final int MOTION = 6;
    private static final int NOTCH = 120;
    private static final int UP = 4;
    private static final int DOWN = 5;
    private static final int LEFT = 6;
    private static final int RIGHT = 7;
    private static final int CTRL = 0x1D;
    private static final int NUM_LOCK = 0x45;

    private final XConnection x;
    private final XExtension test;
    private final Optional<LockKeys> locks;
    private final SpareKeys spare;
    private final BitSet keys = new BitSet(256);
    private final BitSet buttons = new BitSet(16);
    private int vertical;
    private int horizontal;
    private boolean pause;
    private char highSurrogate;

    private RemoteInput(XConnection x) throws DisplayException {
        this.x = x;
        test = x.extension("XTEST")
                .orElseThrow(() -> new DisplayException("the display has no XTEST: start the X server with it"));
        x.ask(test.request(0).u8(2).u8(0).u16(2));
        // go on working while a program grabs the server
        x.send(test.request(3).u8(1).zeros(3));
        locks = LockKeys.open(x);
        spare = new SpareKeys(x);
        x.sync();
    }

    public static RemoteInput open(String display) throws DisplayException {
        XConnection x = XConnection.open(display);
        try {
            return new RemoteInput(x);
        } catch (DisplayException | RuntimeException e) {
            x.close();
            throw e;
        }
    }

    /** Does what the remote user did. */
    public synchronized void play(InputEvent event) throws DisplayException {
        switch (event) {
            case InputEvent.Key key -> key(key);
            case InputEvent.Unicode unicode -> unicode(unicode);
            case InputEvent.Move move -> fake(MOTION, 0, move.x(), move.y());
            case InputEvent.Button button -> button(button.number(), button.pressed());
            case InputEvent.Wheel wheel -> wheel(wheel);
            case InputEvent.Synchronize sync -> {
                releaseAll();
                if (locks.isPresent()) locks.get().set(sync.locks());
            }
        }
        x.flush();
    }

    /** The lock lights of the display, as in {@link InputEvent.Synchronize}. */
    public synchronized int locks() throws DisplayException {
        return locks.isPresent() ? locks.get().get() : 0;
    }

    private void key(InputEvent.Key key) throws DisplayException {
        if (key.extended1() && key.scancode() == CTRL) {
            // Pause is two codes, of which the second looks like Num Lock
            pause = true;
            press(Keycodes.PAUSE, key.pressed());
            return;
        }
        boolean secondOfPause = pause && key.scancode() == NUM_LOCK && !key.extended();
        pause = false;
        if (!secondOfPause) press(Keycodes.of(key.scancode(), key.extended()), key.pressed());
    }

    private void press(int keycode, boolean pressed) throws DisplayException {
        if (keycode < x.setup().firstKeycode() || keycode > x.setup().lastKeycode()) return;
        if (!pressed && !keys.get(keycode)) return;
        keys.set(keycode, pressed);
        fake(pressed ? KEY_PRESS : KEY_PRESS + 1, keycode, 0, 0);
    }

    private void unicode(InputEvent.Unicode unicode) throws DisplayException {
        if (!unicode.pressed()) return;
        int codePoint = unicode.unit();
        if (Character.isHighSurrogate(unicode.unit())) {
            highSurrogate = unicode.unit();
            return;
        }
        if (Character.isLowSurrogate(unicode.unit())) {
            if (highSurrogate == 0) return;
            codePoint = Character.toCodePoint(highSurrogate, unicode.unit());
        }
        highSurrogate = 0;
        int key = spare.keyFor(codePoint);
        if (key == 0) return;
        fake(KEY_PRESS, key, 0, 0);
        fake(KEY_PRESS + 1, key, 0, 0);
    }

    private void button(int number, boolean pressed) throws DisplayException {
        if (number < 1 || number > 9 || !pressed && !buttons.get(number)) return;
        buttons.set(number, pressed);
        fake(pressed ? BUTTON_PRESS : BUTTON_PRESS + 1, number, 0, 0);
    }

    private void wheel(InputEvent.Wheel wheel) throws DisplayException {
        int total = (wheel.horizontal() ? horizontal : vertical) + wheel.turned();
        int notches = total / NOTCH;
        if (wheel.horizontal()) horizontal = total % NOTCH;
        else vertical = total % NOTCH;
        int button = wheel.horizontal() ? (notches > 0 ? RIGHT : LEFT) : notches > 0 ? UP : DOWN;
        for (int i = Math.abs(notches); i > 0; i--) {
            fake(BUTTON_PRESS, button, 0, 0);
            fake(BUTTON_PRESS + 1, button, 0, 0);
        }
    }

    private void fake(int type, int detail, int left, int top) throws DisplayException {
        x.send(test.request(2)
                .u8(type)
                .u8(detail)
                .u16(0)
                .u32(0)
                .u32(0)
                .zeros(8)
                .u16(left)
                .u16(top)
                .zeros(8));
    }

    /** Lets go of every key and button that the remote user holds. */
    public synchronized void releaseAll() throws DisplayException {
        for (int key = keys.nextSetBit(0); key >= 0; key = keys.nextSetBit(key + 1)) fake(KEY_PRESS + 1, key, 0, 0);
        keys.clear();
        for (int button = buttons.nextSetBit(0); button >= 0; button = buttons.nextSetBit(button + 1))
            fake(BUTTON_PRESS + 1, button, 0, 0);
        buttons.clear();
        vertical = 0;
        horizontal = 0;
        highSurrogate = 0;
        pause = false;
        x.flush();
    }

    @Override
    public synchronized void close() {
        try {
            releaseAll();
            spare.restore();
            x.sync();
        } catch (DisplayException e) {
            // a display that is gone holds no keys
        }
        x.close();
    }
}

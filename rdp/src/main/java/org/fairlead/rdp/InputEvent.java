package org.fairlead.rdp;

/** One thing that the remote user did with keyboard or mouse. */
public sealed interface InputEvent {
    /**
     * A key by its place on the keyboard.
     *
     * @param scancode of set 1, 0 to 255
     * @param extended whether the code comes with the prefix E0
     * @param extended1 whether the code comes with the prefix E1 (Pause)
     */
    record Key(int scancode, boolean pressed, boolean extended, boolean extended1) implements InputEvent {}

    /** A UTF-16 unit that no key of the remote keyboard stands for; surrogates come as two events. */
    record Unicode(char unit, boolean pressed) implements InputEvent {}

    /** The pointer is at this place of the shared screen. */
    record Move(int x, int y) implements InputEvent {}

    /** A mouse button. */
    record Button(int number, boolean pressed) implements InputEvent {
        public static final int LEFT = 1;
        public static final int MIDDLE = 2;
        public static final int RIGHT = 3;
        public static final int BACK = 8;
        public static final int FORWARD = 9;
    }

    /** The wheel: 120 a notch, up and right are positive. */
    record Wheel(int turned, boolean horizontal) implements InputEvent {}

    /**
     * The remote lock lights; every key counts as released.
     *
     * @param locks 1 scroll lock, 2 num lock, 4 caps lock, 8 kana lock
     */
    record Synchronize(int locks) implements InputEvent {
        public static final int SCROLL_LOCK = 1;
        public static final int NUM_LOCK = 2;
        public static final int CAPS_LOCK = 4;
        public static final int KANA_LOCK = 8;
    }
}

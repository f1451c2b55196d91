package org.fairlead.thinclient.x11;

/** From scancodes of set 1 to the keycodes of X servers on Linux, which are the kernel's key numbers plus 8. */
final class Keycodes {
    static final int PAUSE = 127;

    private static final int OFFSET = 8;
    private static final int[] PLAIN = new int[256];
    private static final int[] EXTENDED = new int[256];

    static {
        // the kernel numbered the keys of the original keyboard by their scancodes
        for (int code = 1; code <= 0x58; code++) PLAIN[code] = code;
        PLAIN[0x54] = 99;
        PLAIN[0x55] = 0;
        set(PLAIN, 0x59, 117, 0x5C, 95, 0x70, 93, 0x73, 89, 0x76, 194, 0x77, 91, 0x78, 90, 0x79, 92, 0x7B, 94);
        set(PLAIN, 0x7D, 124, 0x7E, 121);
        for (int code = 0x64; code <= 0x6E; code++) PLAIN[code] = 183 + code - 0x64;
        set(EXTENDED, 0x10, 165, 0x19, 163, 0x1C, 96, 0x1D, 97, 0x20, 113, 0x21, 140, 0x22, 164, 0x24, 166, 0x2E, 114);
        set(EXTENDED, 0x30, 115, 0x32, 172, 0x35, 98, 0x37, 99, 0x38, 100, 0x46, 119, 0x47, 102, 0x48, 103, 0x49, 104);
        set(
                EXTENDED, 0x4B, 105, 0x4D, 106, 0x4F, 107, 0x50, 108, 0x51, 109, 0x52, 110, 0x53, 111, 0x5B, 125, 0x5C,
                126);
        set(
                EXTENDED, 0x5D, 127, 0x5E, 116, 0x5F, 142, 0x63, 143, 0x65, 217, 0x66, 156, 0x67, 173, 0x68, 128, 0x69,
                159);
        set(EXTENDED, 0x6A, 158, 0x6B, 157, 0x6C, 155, 0x6D, 226);
    }

    private Keycodes() {}

    private static void set(int[] table, int... pairs) {
        for (int i = 0; i < pairs.length; i += 2) table[pairs[i]] = pairs[i + 1];
    }

    /** The keycode of a key, or 0 for scancodes that stand for none. */
    static int of(int scancode, boolean extended) {
        int key = (extended ? EXTENDED : PLAIN)[scancode & 0xFF];
        return key == 0 ? 0 : key + OFFSET;
    }
}

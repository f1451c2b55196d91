package org.fairlead.thinclient.x11;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** Puts the window of another program away and brings it back, by the window manager. */
public final class SessionWindow {
    private static final int ICONIC = 3;
    private static final int SUBSTRUCTURE = 0x180000;

    private SessionWindow() {}

    /** False when the program has no window. */
    public static boolean minimise(String display, long pid) throws DisplayException {
        return tell(display, pid, "WM_CHANGE_STATE", ICONIC);
    }

    /** False when the program has no window. */
    public static boolean bringBack(String display, long pid) throws DisplayException {
        return tell(display, pid, "_NET_ACTIVE_WINDOW", 2);
    }

    private static boolean tell(String display, long pid, String message, int detail) throws DisplayException {
        try (XConnection x = XConnection.open(display)) {
            OptionalInt window = TopWindows.ofProgram(x, pid);
            if (window.isEmpty()) return false;
            byte[] name = message.getBytes(StandardCharsets.US_ASCII);
            int atom =
                    x.ask(new Request(16, 0).u16(name.length).u16(0).text(name)).getInt(8);
            x.send(new Request(25, 0)
                    .u32(x.setup().root())
                    .u32(SUBSTRUCTURE)
                    .u8(33)
                    .u8(32)
                    .u16(0)
                    .u32(window.getAsInt())
                    .u32(atom)
                    .u32(detail)
                    .zeros(16));
            return x.sync();
        }
    }
}

package org.fairlead.thinclient.x11;

import java.nio.ByteBuffer;

/** What a server says of itself when a connection begins; of its screens the first one. */
record XSetup(
        int idBase,
        int idMask,
        int firstKeycode,
        int lastKeycode,
        boolean littleEndian,
        int root,
        int width,
        int height,
        int depth,
        int bitsPerPixel,
        int redMask,
        int greenMask,
        int blueMask) {

    static XSetup read(ByteBuffer in) throws DisplayException {
        try {
            return parse(in);
        } catch (IndexOutOfBoundsException | java.nio.BufferUnderflowException e) {
            throw new DisplayException("the display's description of itself is cut short", e);
        }
    }

    private static XSetup parse(ByteBuffer in) throws DisplayException {
        int idBase = in.getInt(4);
        int idMask = in.getInt(8);
        int vendor = in.getShort(16) & 0xFFFF;
        int screens = in.get(20) & 0xFF;
        int formats = in.get(21) & 0xFF;
        boolean little = in.get(22) == 0;
        if (screens == 0 || idMask == 0) throw new DisplayException("the display has no screen");
        int at = 32 + (vendor + 3 & ~3);
        int screen = at + 8 * formats;
        int depth = in.get(screen + 38) & 0xFF;
        int bits = 0;
        for (int i = 0; i < formats; i++)
            if ((in.get(at + 8 * i) & 0xFF) == depth) bits = in.get(at + 8 * i + 1) & 0xFF;
        int visual = visual(in, screen, in.getInt(screen + 32));
        return new XSetup(
                idBase,
                idMask,
                in.get(26) & 0xFF,
                in.get(27) & 0xFF,
                little,
                in.getInt(screen),
                in.getShort(screen + 20) & 0xFFFF,
                in.getShort(screen + 22) & 0xFFFF,
                depth,
                bits,
                in.getInt(visual + 8),
                in.getInt(visual + 12),
                in.getInt(visual + 16));
    }

    private static int visual(ByteBuffer in, int screen, int wanted) throws DisplayException {
        int at = screen + 40;
        for (int depths = in.get(screen + 39) & 0xFF; depths > 0; depths--) {
            int visuals = in.getShort(at + 2) & 0xFFFF;
            at += 8;
            for (int i = 0; i < visuals; i++, at += 24) if (in.getInt(at) == wanted) return at;
        }
        throw new DisplayException("the display does not describe the visual of its root window");
    }

    /** Whether pixels are in memory as encoders want them: 0xXXRRGGBB, 32 bits, little-endian. */
    boolean isPlain() {
        return littleEndian && bitsPerPixel == 32 && redMask == 0xFF0000 && greenMask == 0xFF00 && blueMask == 0xFF;
    }
}

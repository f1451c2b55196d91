package org.fairlead.thinclient.x11;

import java.nio.ByteBuffer;
import org.fairlead.rdp.PointerShape;

/** Reads the pointer images of the XFIXES extension. */
final class PointerImages {
    private PointerImages() {}

    static PointerShape read(ByteBuffer reply) {
        int width = reply.getShort(12) & 0xFFFF;
        int height = reply.getShort(14) & 0xFFFF;
        int hotX = reply.getShort(16) & 0xFFFF;
        int hotY = reply.getShort(18) & 0xFFFF;
        if (width > PointerShape.LARGEST || height > PointerShape.LARGEST || reply.limit() < 32 + width * height * 4)
            return PointerShape.HIDDEN;
        int[] argb = new int[width * height];
        boolean visible = false;
        for (int i = 0; i < argb.length; i++) {
            argb[i] = plain(reply.getInt(32 + 4 * i));
            visible |= argb[i] >>> 24 != 0;
        }
        return visible ? new PointerShape(width, height, hotX, hotY, argb) : PointerShape.HIDDEN;
    }

    /** Undoes the multiplication of the colours by alpha. */
    static int plain(int premultiplied) {
        int alpha = premultiplied >>> 24;
        if (alpha == 0) return 0;
        if (alpha == 255) return premultiplied;
        int red = Math.min(255, ((premultiplied >> 16 & 0xFF) * 255 + alpha / 2) / alpha);
        int green = Math.min(255, ((premultiplied >> 8 & 0xFF) * 255 + alpha / 2) / alpha);
        int blue = Math.min(255, ((premultiplied & 0xFF) * 255 + alpha / 2) / alpha);
        return alpha << 24 | red << 16 | green << 8 | blue;
    }
}

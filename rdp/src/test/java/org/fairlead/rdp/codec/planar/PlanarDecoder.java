package org.fairlead.rdp.codec.planar;

/** Decompresses RDP 6.0 bitmaps without alpha as a client does. */
public final class PlanarDecoder {
    private PlanarDecoder() {}

    /** Rows as sent. */
    public static int[] decode(byte[] in, int width, int height) {
        int[] out = new int[width * height];
        int format = in[0];
        if ((format & ~0x10) != 0x20) throw new IllegalStateException("format " + format);
        int at = 1;
        for (int shift = 16; shift >= 0; shift -= 8) {
            if (format == 0x20) {
                for (int i = 0; i < out.length; i++) out[i] |= (in[at++] & 0xFF) << shift;
                continue;
            }
            for (int y = 0; y < height; y++) {
                int last = 0;
                for (int x = 0; x < width; ) {
                    int control = in[at++] & 0xFF;
                    int run = control & 15;
                    int raw = control >> 4;
                    if (run == 1) {
                        run = raw + 16;
                        raw = 0;
                    } else if (run == 2) {
                        run = raw + 32;
                        raw = 0;
                    }
                    for (int i = 0; i < raw + run; i++) {
                        if (i < raw) last = in[at++] & 0xFF;
                        int delta = (last & 1) == 1 ? -(last + 1 >> 1) : last >> 1;
                        int value = y == 0 ? last : (out[(y - 1) * width + x] >> shift & 0xFF) + delta & 0xFF;
                        out[y * width + x++] |= value << shift;
                    }
                }
            }
        }
        if (at != in.length - (format == 0x20 ? 1 : 0))
            throw new IllegalStateException("bytes left: " + (in.length - at));
        return out;
    }
}

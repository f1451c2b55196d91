package org.fairlead.rdp.codec.rle;

/** Decompresses interleaved RLE as a client does (MS-RDPBCGR 3.1.9), and is strict about bytes left and pixels missing. */
public final class InterleavedRleDecoder {
    private final byte[] in;
    private final int bytes;
    private final int width;
    private final int[] out;
    private int at;
    private int to;

    private InterleavedRleDecoder(byte[] in, int bits, int width, int height) {
        this.in = in;
        bytes = bits == 24 ? 3 : 2;
        this.width = width;
        out = new int[width * height];
    }

    /** Rows as sent, so the last row of the picture first. */
    public static int[] decode(byte[] in, int bits, int width, int height) {
        var decoder = new InterleavedRleDecoder(in, bits, width, height);
        decoder.run(bits == 24 ? 0xFFFFFF : bits == 16 ? 0xFFFF : 0x7FFF);
        if (decoder.to != decoder.out.length) throw new IllegalStateException("pixels missing after " + decoder.to);
        return decoder.out;
    }

    private int u8() {
        return in[at++] & 0xFF;
    }

    private int u16() {
        return u8() | u8() << 8;
    }

    private int pixel() {
        return bytes == 3 ? u16() | u8() << 16 : u16();
    }

    private int above(boolean firstLine) {
        return firstLine ? 0 : out[to - width];
    }

    private void run(int white) {
        int fg = white;
        boolean first = true;
        boolean insert = false;
        while (at < in.length) {
            if (first && to >= width) {
                first = false;
                insert = false;
            }
            int head = u8();
            int code;
            int length;
            if (head >= 0xF0) {
                code = head;
                length = head < 0xF9 ? u16() : head < 0xFD ? 8 : 1;
            } else if (head >= 0xC0) {
                code = head >> 4;
                length = head & 15;
                if (code == 0xD) length = length == 0 ? u8() + 1 : length * 8;
                else if (length == 0) length = u8() + 16;
            } else {
                code = head >> 5;
                length = head & 31;
                if (code == 2) length = length == 0 ? u8() + 1 : length * 8;
                else if (length == 0) length = u8() + 32;
            }
            boolean background = code == 0 || code == 0xF0;
            switch (code) {
                case 0, 0xF0 -> {
                    for (int i = 0; i < length; i++) {
                        int value = above(first);
                        out[to++] = i == 0 && insert ? value ^ fg : value;
                    }
                }
                case 1, 0xF1, 0xC, 0xF6 -> {
                    if (code == 0xC || code == 0xF6) fg = pixel();
                    for (int i = 0; i < length; i++) {
                        int value = above(first) ^ fg;
                        out[to++] = value;
                    }
                }
                case 2, 0xF2, 0xD, 0xF7 -> {
                    if (code == 0xD || code == 0xF7) fg = pixel();
                    int mask = 0;
                    for (int i = 0; i < length; i++) {
                        if (i % 8 == 0) mask = u8();
                        int value = above(first);
                        out[to++] = (mask >> i % 8 & 1) == 1 ? value ^ fg : value;
                    }
                }
                case 3, 0xF3 -> {
                    int value = pixel();
                    for (int i = 0; i < length; i++) out[to++] = value;
                }
                case 4, 0xF4 -> {
                    for (int i = 0; i < length; i++) out[to++] = pixel();
                }
                default -> throw new IllegalStateException("order " + Integer.toHexString(code));
            }
            insert = background;
        }
    }
}

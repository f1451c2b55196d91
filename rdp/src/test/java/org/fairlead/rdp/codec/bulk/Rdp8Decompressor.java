package org.fairlead.rdp.codec.bulk;

import java.io.ByteArrayOutputStream;

/** The client's half of RDP 8.0 bulk compression, token by token as MS-RDPEGFX 3.1.9.1.2 lists them. */
public final class Rdp8Decompressor {
    private static final int[][] TOKENS = {
        // bits of prefix, prefix, bits of value, 0 literal 1 match, base
        {1, 0, 8, 0, 0},
        {5, 17, 5, 1, 0},
        {5, 18, 7, 1, 32},
        {5, 19, 9, 1, 160},
        {5, 20, 10, 1, 672},
        {5, 21, 12, 1, 1696},
        {5, 24, 0, 0, 0},
        {5, 25, 0, 0, 1},
        {6, 44, 14, 1, 5792},
        {6, 45, 15, 1, 22176},
        {6, 52, 0, 0, 2},
        {6, 53, 0, 0, 3},
        {6, 54, 0, 0, 0xFF},
        {7, 92, 18, 1, 54944},
        {7, 93, 20, 1, 317088},
        {7, 110, 0, 0, 4},
        {7, 111, 0, 0, 5},
        {7, 112, 0, 0, 6},
        {7, 113, 0, 0, 7},
        {7, 114, 0, 0, 8},
        {7, 115, 0, 0, 9},
        {7, 116, 0, 0, 0xA},
        {7, 117, 0, 0, 0xB},
        {7, 118, 0, 0, 0x3A},
        {7, 119, 0, 0, 0x3B},
        {7, 120, 0, 0, 0x3C},
        {7, 121, 0, 0, 0x3D},
        {7, 122, 0, 0, 0x3E},
        {7, 123, 0, 0, 0x3F},
        {7, 124, 0, 0, 0x40},
        {7, 125, 0, 0, 0x80},
        {8, 188, 20, 1, 1365664},
        {8, 189, 21, 1, 2414240},
        {8, 252, 0, 0, 0xC},
        {8, 253, 0, 0, 0x38},
        {8, 254, 0, 0, 0x39},
        {8, 255, 0, 0, 0x66},
        {9, 380, 22, 1, 4511392},
        {9, 381, 23, 1, 8705696},
        {9, 382, 24, 1, 17094304},
    };
    private static final int HISTORY = 2_500_000;

    private final byte[] history = new byte[HISTORY];
    private int head;
    private byte[] in = new byte[0];
    private int bit;

    public byte[] decompress(byte[] data) {
        var out = new ByteArrayOutputStream();
        int at = 1;
        if ((data[0] & 0xFF) == 0xE0) segment(data, 1, data.length, out);
        else if ((data[0] & 0xFF) == 0xE1) {
            int segments = data[1] & 0xFF | (data[2] & 0xFF) << 8;
            int total = u32(data, 3);
            at = 7;
            for (int i = 0; i < segments; i++) {
                int size = u32(data, at);
                segment(data, at + 4, at + 4 + size, out);
                at += 4 + size;
            }
            if (at != data.length || out.size() != total) throw new IllegalStateException("sizes are wrong");
        } else throw new IllegalStateException("descriptor");
        return out.toByteArray();
    }

    private static int u32(byte[] data, int at) {
        return data[at] & 0xFF | (data[at + 1] & 0xFF) << 8 | (data[at + 2] & 0xFF) << 16 | (data[at + 3] & 0xFF) << 24;
    }

    private void put(int value, ByteArrayOutputStream out) {
        history[head] = (byte) value;
        head = (head + 1) % HISTORY;
        out.write(value);
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, bit++) value = value << 1 | in[bit >> 3] >> 7 - (bit & 7) & 1;
        return value;
    }

    private void segment(byte[] data, int from, int to, ByteArrayOutputStream out) {
        int before = out.size();
        if ((data[from] & 0xF) != 4) throw new IllegalStateException("type");
        if ((data[from] & 0x20) == 0) {
            for (int i = from + 1; i < to; i++) put(data[i] & 0xFF, out);
        } else {
            in = data;
            bit = (from + 1) * 8;
            int end = (to - 1) * 8 - data[to - 1];
            while (bit < end) token(out);
            if (bit != end) throw new IllegalStateException("read past the end");
        }
        if (out.size() - before > 65535) throw new IllegalStateException("segment too large");
    }

    private void token(ByteArrayOutputStream out) {
        int prefix = 0;
        int length = 0;
        for (int[] token : TOKENS) {
            while (length < token[0]) {
                prefix = prefix << 1 | bits(1);
                length++;
            }
            if (prefix != token[1]) continue;
            int value = token[4] + bits(token[2]);
            if (token[3] == 0) put(value, out);
            else if (value == 0) {
                int count = bits(15);
                bit = bit + 7 & ~7;
                for (int i = 0; i < count; i++) put(bits(8), out);
            } else {
                int count = 3;
                if (bits(1) == 1) {
                    count = 4;
                    int extra = 2;
                    while (bits(1) == 1) {
                        count *= 2;
                        extra++;
                    }
                    count += bits(extra);
                }
                for (int i = 0; i < count; i++) put(history[(head - value + HISTORY) % HISTORY] & 0xFF, out);
            }
            return;
        }
        throw new IllegalStateException("prefix " + Integer.toBinaryString(prefix));
    }
}

package org.fairlead.rdp.codec.bulk;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** The client's half of bulk compression with 64 kilobytes, written from MS-RDPBCGR 3.1.8.4.2 bit by bit. */
public final class MppcDecompressor {
    private final byte[] history = new byte[65_536];
    private int at;
    private byte[] in = new byte[0];
    private int bit;

    public byte[] decompress(int flags, byte[] packet) {
        if ((flags & 0x0F) != 1 || (flags & 0x20) == 0) throw new AssertionError("flags 0x%X".formatted(flags));
        if ((flags & 0x40) != 0) at = 0;
        if ((flags & 0x80) != 0) {
            at = 0;
            Arrays.fill(history, (byte) 0);
        }
        in = packet;
        bit = 0;
        var out = new ByteArrayOutputStream();
        while (in.length * 8 - bit >= 8) {
            if (read(1) == 0) put(read(7), out);
            else if (read(1) == 0) put(0x80 | read(7), out);
            else copy(distance(), out);
        }
        return out.toByteArray();
    }

    private int distance() {
        if (read(1) == 0) return 2368 + read(16);
        if (read(1) == 0) return 320 + read(11);
        return read(1) == 0 ? 64 + read(8) : read(6);
    }

    private void copy(int distance, ByteArrayOutputStream out) {
        int ones = 0;
        while (read(1) == 1) ones++;
        int length = ones == 0 ? 3 : (1 << ones + 1) + read(ones + 1);
        if (distance < 1 || distance > at) throw new AssertionError("a distance of " + distance + " at " + at);
        for (int i = 0; i < length; i++) put(history[at - distance], out);
    }

    private void put(int value, ByteArrayOutputStream out) {
        history[at++] = (byte) value;
        out.write(value);
    }

    private int read(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, bit++) value = value << 1 | in[bit >> 3] >> 7 - (bit & 7) & 1;
        return value;
    }
}

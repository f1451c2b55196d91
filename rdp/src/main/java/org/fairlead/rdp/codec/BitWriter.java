package org.fairlead.rdp.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Writes bits, the most significant first, into an array that has room for eight bytes more than the bits need. */
public final class BitWriter {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private byte[] to = new byte[0];
    private int at;
    private long pending;
    private int count;

    public void start(byte[] array, int position) {
        to = array;
        at = position;
        pending = 0;
        count = 0;
    }

    public byte[] array() {
        return to;
    }

    /** Writes the low bits of a value; at most 32, the others must be zero. */
    public void put(int bits, int value) {
        pending = pending << bits | value & 0xFFFFFFFFL;
        count += bits;
        if (count >= 32) {
            count -= 32;
            INT.set(to, at, (int) (pending >>> count));
            at += 4;
        }
    }

    /** Fills the last byte with zeros, and says how many bits that took; continues with {@link #position}. */
    public int align() {
        int unused = -count & 7;
        put(unused, 0);
        while (count > 0) {
            count -= 8;
            to[at++] = (byte) (pending >>> count);
        }
        return unused;
    }

    /** The next byte; only after {@link #align}. */
    public int position() {
        return at;
    }

    /** Skips bytes written by others; only after {@link #align}. */
    public void position(int position) {
        at = position;
    }
}

package org.fairlead.rdp.codec.bulk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.fairlead.rdp.codec.BitWriter;

/**
 * The sending half of RDP 5.0 bulk compression with a history of 64 kilobytes (MS-RDPBCGR 3.1.8.4.2). A packet that gets no
 * smaller leaves no trace, so that it may be sent without a word of compression. Not for several threads at once.
 */
public final class MppcCompressor {
    /** Bytes that one packet may hold before compression. */
    public static final int LARGEST = 16 * 1024;

    private static final int TYPE_64K = 0x01;
    private static final int COMPRESSED = 0x20;
    private static final int AT_FRONT = 0x40;
    private static final int FLUSHED = 0x80;
    private static final int HISTORY = 65_536;
    private static final int HASH_BITS = 13;
    /** After so many packets in a row that got no smaller as many are not even tried. */
    private static final int MOST_SKIPPED = 16;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] history = new byte[HISTORY + 8];
    private final int[] newest = new int[1 << HASH_BITS];
    private final byte[] output = new byte[LARGEST + 64];
    private final BitWriter bits = new BitWriter();
    private int end;
    private int size;
    private boolean atFront = true;
    private boolean fresh = true;
    private int failures;
    private int skip;
    private int written;

    /** Room for the bytes of the next packet, which stay readable until the next call. */
    public ByteBuffer packet(int bytes) {
        if (bytes > LARGEST) throw new IllegalArgumentException("a packet of " + bytes + " bytes");
        if (end + bytes >= HISTORY - 3) {
            end = 0;
            atFront = true;
        }
        size = bytes;
        return ByteBuffer.wrap(history, end, bytes).slice();
    }

    /** Compresses the packet: the flags to send beside {@link #compressed}, or 0 when it is to be sent as it is. */
    public int compress() {
        if (skip > 0) {
            skip--;
            return 0;
        }
        bits.start(output, 0);
        if (!tokens(end + size, size - size / 16)) {
            failures = Math.min(failures + 1, MOST_SKIPPED);
            skip = failures;
            return 0;
        }
        failures = 0;
        bits.align();
        written = bits.position();
        end += size;
        int flags = TYPE_64K | COMPRESSED | (atFront ? AT_FRONT : 0) | (fresh ? FLUSHED : 0);
        atFront = false;
        fresh = false;
        return flags;
    }

    /** The compressed packet, valid until the next call. */
    public ByteBuffer compressed() {
        return ByteBuffer.wrap(output, 0, written);
    }

    /** Says false as soon as the tokens need more than the bytes allowed. */
    private boolean tokens(int to, int limit) {
        int at = end;
        int literals = at;
        int misses = 0;
        while (at + 4 <= to) {
            int word = (int) INT.get(history, at);
            int slot = word * 0x9E3779B1 >>> 32 - HASH_BITS;
            int source = newest[slot] - 1;
            newest[slot] = at + 1;
            if (source < 0 || source >= at || (int) INT.get(history, source) != word) {
                misses++;
                at += 1 + (misses >> 6);
                continue;
            }
            int differs = Arrays.mismatch(history, at, to, history, source, source + to - at);
            int length = differs < 0 ? to - at : differs;
            if (!flush(literals, at, limit)) return false;
            matched(at - source, length);
            misses = 0;
            at += length;
            literals = at;
        }
        return flush(literals, to, limit) && bits.position() + 8 < limit;
    }

    private boolean flush(int from, int to, int limit) {
        if (bits.position() + to - from + 16 >= limit) return false;
        for (int i = from; i < to; i++) {
            int value = history[i];
            if (value >= 0) bits.put(8, value);
            else bits.put(9, 0b10 << 7 | value & 0x7F);
        }
        return true;
    }

    private void matched(int distance, int length) {
        if (distance < 64) bits.put(11, 0b11111 << 6 | distance);
        else if (distance < 320) bits.put(13, 0b11110 << 8 | distance - 64);
        else if (distance < 2368) bits.put(15, 0b1110 << 11 | distance - 320);
        else bits.put(19, 0b110 << 16 | distance - 2368);
        int power = 31 - Integer.numberOfLeadingZeros(length);
        bits.put(power, (1 << power) - 2);
        bits.put(power, length - (1 << power));
    }
}

package org.fairlead.rdp.codec.bulk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.fairlead.rdp.codec.BitWriter;
import org.fairlead.rdp.codec.ByteSink;

/**
 * The sending half of RDP 8.0 bulk compression (MS-RDPEGFX 2.2.5 and 3.1.9.1): one per channel, since what was sent before
 * is the dictionary of what comes next. Not for several threads at once.
 */
public final class Rdp8Compressor {
    /** Bytes that one segment may hold before compression. */
    public static final int SEGMENT = 65535;

    private static final int SINGLE = 0xE0;
    private static final int MULTIPART = 0xE1;
    private static final int TYPE_RDP8 = 0x04;
    private static final int COMPRESSED = 0x20;
    private static final int REACH = 1_000_000;
    private static final int HASH_BITS = 15;
    /** Where so many bytes save no sixteenth, so many are sent as they are before the next try. */
    private static final int WINDOW = 4096;

    private static final int SKIPPED = 12 * 1024;
    private static final int NOWHERE = Integer.MIN_VALUE / 2;
    private static final int[] LITERAL_BITS = new int[256];
    private static final int[] LITERAL_CODE = new int[256];
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** First distance, code, bits of code, bits of value (MS-RDPEGFX 3.1.9.1.2). */
    private static final int[][] DISTANCES = {
        {1, 0b10001, 5, 5},
        {32, 0b10010, 5, 7},
        {160, 0b10011, 5, 9},
        {672, 0b10100, 5, 10},
        {1696, 0b10101, 5, 12},
        {5792, 0b101100, 6, 14},
        {22176, 0b101101, 6, 15},
        {54944, 0b1011100, 7, 18},
        {317088, 0b1011101, 7, 20},
    };

    static {
        Arrays.fill(LITERAL_BITS, 9);
        for (int i = 0; i < 256; i++) LITERAL_CODE[i] = i;
        shorter(5, 0b11000, 0x00, 0x01);
        shorter(6, 0b110100, 0x02, 0x03, 0xFF);
        shorter(7, 0b1101110, 4, 5, 6, 7, 8, 9, 0xA, 0xB, 0x3A, 0x3B, 0x3C, 0x3D, 0x3E, 0x3F, 0x40, 0x80);
        shorter(8, 0b11111100, 0x0C, 0x38, 0x39, 0x66);
    }

    private final byte[] history = new byte[REACH + 512 * 1024];
    private final int[] newest = new int[1 << HASH_BITS];
    private final int[] older = new int[1 << HASH_BITS];
    private final BitWriter bits = new BitWriter();
    private int end;

    public Rdp8Compressor() {
        reset();
    }

    private static void shorter(int length, int first, int... values) {
        for (int i = 0; i < values.length; i++) {
            LITERAL_BITS[values[i]] = length;
            LITERAL_CODE[values[i]] = first + i;
        }
    }

    /** Forgets everything sent, as the client does when the channel begins anew. */
    public void reset() {
        end = 0;
        Arrays.fill(newest, NOWHERE);
        Arrays.fill(older, NOWHERE);
    }

    /** Appends one RDP_SEGMENTED_DATA that holds the bytes of all sources, which are read to their limit. */
    public void compress(ByteSink out, ByteBuffer... sources) {
        int total = 0;
        for (ByteBuffer source : sources) total += source.remaining();
        if (total == 0) throw new IllegalArgumentException("there is nothing to send");
        int segments = (total + SEGMENT - 1) / SEGMENT;
        if (segments > 1) {
            out.u8(MULTIPART);
            out.u16(segments);
            out.u32(total);
        } else out.u8(SINGLE);
        int next = 0;
        for (int i = 0; i < segments; i++) {
            int length = Math.min(SEGMENT, total - i * SEGMENT);
            slide(length);
            for (int filled = 0; filled < length; ) {
                ByteBuffer source = sources[next];
                int part = Math.min(source.remaining(), length - filled);
                source.get(history, end + filled, part);
                filled += part;
                if (!source.hasRemaining()) next++;
            }
            int sizeAt = out.position();
            if (segments > 1) out.u32(0);
            segment(length, out);
            if (segments > 1) out.u32At(sizeAt, out.position() - sizeAt - 4);
        }
    }

    private void slide(int length) {
        if (end + length + 16 <= history.length) return;
        int cut = end - REACH;
        System.arraycopy(history, cut, history, 0, REACH);
        end = REACH;
        for (int i = 0; i < newest.length; i++) {
            newest[i] = Math.max(newest[i] - cut, NOWHERE);
            older[i] = Math.max(older[i] - cut, NOWHERE);
        }
    }

    private void segment(int length, ByteSink out) {
        int start = out.position();
        byte[] to = out.reserve(length + length / 8 + 64);
        to[start] = TYPE_RDP8 | COMPRESSED;
        bits.start(to, start + 1);
        boolean smaller = tokens(end, end + length, start + length);
        if (smaller) {
            int unused = bits.align();
            int at = bits.position();
            to[at++] = (byte) unused;
            smaller = at - start < length + 1;
            out.position(at);
        }
        if (!smaller) {
            to[start] = TYPE_RDP8;
            System.arraycopy(history, end, to, start + 1, length);
            out.position(start + 1 + length);
        }
        end += length;
    }

    /** Says false as soon as the tokens need more room than the bytes. */
    private boolean tokens(int from, int to, int limit) {
        int at = from;
        int literals = from;
        int last = to - 8;
        int misses = 0;
        int windowFrom = from;
        int windowOut = bits.position();
        while (at <= last) {
            if (at - windowFrom >= WINDOW) {
                int out = bits.position() + at - literals;
                if ((out - windowOut) * 16 > (at - windowFrom) * 15) at = Math.min(at + SKIPPED, last);
                windowFrom = at;
                windowOut = bits.position() + at - literals;
            }
            int word = (int) INT.get(history, at);
            int slot = word * 0x9E3779B1 >>> 32 - HASH_BITS;
            int first = newest[slot];
            int second = older[slot];
            older[slot] = first;
            newest[slot] = at;
            int best = 0;
            int source = 0;
            if (at - first <= REACH && (int) INT.get(history, first) == word) {
                best = match(first, at, to);
                source = first;
            }
            if (best < 32 && at - second <= REACH && second >= 0 && (int) INT.get(history, second) == word) {
                int length = match(second, at, to);
                if (length > best + 2) {
                    best = length;
                    source = second;
                }
            }
            if (best >= 5 || best == 4 && at - source < 54944) {
                if (!flush(literals, at, limit)) return false;
                matched(at - source, best);
                int stop = Math.min(at + best, last);
                for (int i = at + 1; i < stop; i += best > 64 ? 16 : 2) remember(i);
                at += best;
                literals = at;
                // a short match in between does not make the rest compressible
                misses = best >= 32 ? 0 : misses / 2;
            } else {
                misses++;
                at += 1 + (misses >> 6);
            }
        }
        return flush(literals, to, limit);
    }

    private void remember(int at) {
        int slot = (int) INT.get(history, at) * 0x9E3779B1 >>> 32 - HASH_BITS;
        older[slot] = newest[slot];
        newest[slot] = at;
    }

    private int match(int source, int at, int to) {
        int length = 4;
        while (at + length + 8 <= to) {
            long difference = (long) LONG.get(history, source + length) ^ (long) LONG.get(history, at + length);
            if (difference != 0) return length + (Long.numberOfTrailingZeros(difference) >>> 3);
            length += 8;
        }
        while (at + length < to && history[source + length] == history[at + length]) length++;
        return length;
    }

    private boolean flush(int from, int to, int limit) {
        if (bits.position() + to - from >= limit) return false;
        if (to - from >= 64) {
            for (int i = from; i < to; i += 0x7FFF) {
                int count = Math.min(0x7FFF, to - i);
                bits.put(10, 0b1000100000);
                bits.put(15, count);
                bits.align();
                System.arraycopy(history, i, bits.array(), bits.position(), count);
                bits.position(bits.position() + count);
            }
        } else
            for (int i = from; i < to; i++) {
                int value = history[i] & 0xFF;
                bits.put(LITERAL_BITS[value], LITERAL_CODE[value]);
            }
        return true;
    }

    private void matched(int distance, int length) {
        int i = DISTANCES.length - 1;
        while (distance < DISTANCES[i][0]) i--;
        int[] row = DISTANCES[i];
        int value = i == 0 ? distance : distance - row[0];
        bits.put(row[2] + row[3], row[1] << row[3] | value);
        if (length == 3) bits.put(1, 0);
        else {
            int power = 31 - Integer.numberOfLeadingZeros(length);
            bits.put(power, (1 << power) - 2);
            bits.put(power, length - (1 << power));
        }
    }
}

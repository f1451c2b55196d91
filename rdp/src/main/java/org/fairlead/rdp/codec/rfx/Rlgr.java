package org.fairlead.rdp.codec.rfx;

import java.util.Arrays;
import org.fairlead.rdp.codec.BitWriter;

/** Adaptive run-length Golomb-Rice coding (MS-RDPRFX 3.1.8.1.7.3). Not for several threads at once. */
public final class Rlgr {
    /** The two variants, by their values in TS_RFX_CONTEXT. */
    public enum Mode {
        RLGR1(1),
        RLGR3(4);

        final int code;

        Mode(int code) {
            this.code = code;
        }
    }

    private static final int COUNT = Transform.SIZE;
    private static final int MOST = 80;
    private static final int[] ZEROS = new int[COUNT];

    private final BitWriter bits = new BitWriter();
    private int krp;

    /** Codes 4096 coefficients to an array with room for them, and gives the position after the last byte. */
    int encode(Mode mode, int[] values, byte[] to, int position) {
        bits.start(to, position);
        int k = 1;
        int kp = 8;
        krp = 8;
        int at = 0;
        while (at < COUNT) {
            if (k != 0) {
                int from = at;
                at = nonZero(values, at);
                boolean end = at == COUNT;
                int zeros = (end ? COUNT - 1 : at) - from;
                while (zeros >= 1 << k) {
                    bits.put(1, 0);
                    zeros -= 1 << k;
                    kp = Math.min(kp + 4, MOST);
                    k = kp >> 3;
                }
                bits.put(1, 1);
                bits.put(k, zeros);
                // zeros at the end: clients expect a value all the same and read the last one as 1
                int value = end ? 0 : values[at++];
                bits.put(1, value >>> 31);
                rice(end ? 0 : Math.abs(value) - 1);
                kp = Math.max(kp - 6, 0);
                k = kp >> 3;
            } else if (mode == Mode.RLGR1) {
                int folded = fold(values[at++]);
                rice(folded);
                kp = folded == 0 ? Math.min(kp + 3, MOST) : Math.max(kp - 3, 0);
                k = kp >> 3;
            } else {
                int first = fold(values[at++]);
                int second = at < COUNT ? fold(values[at++]) : 0;
                int sum = first + second;
                rice(sum);
                bits.put(32 - Integer.numberOfLeadingZeros(sum), first);
                if (first != 0 && second != 0) kp = Math.max(kp - 6, 0);
                else if (sum == 0) kp = Math.min(kp + 6, MOST);
                k = kp >> 3;
            }
        }
        bits.align();
        return bits.position();
    }

    private static int nonZero(int[] values, int from) {
        int near = Math.min(from + 6, COUNT);
        for (int at = from; at < near; at++) if (values[at] != 0) return at;
        if (near == COUNT) return COUNT;
        int distance = Arrays.mismatch(values, near, COUNT, ZEROS, near, COUNT);
        return distance < 0 ? COUNT : near + distance;
    }

    private static int fold(int value) {
        return value << 1 ^ value >> 31;
    }

    private void rice(int value) {
        int kr = krp >> 3;
        int prefix = value >> kr;
        if (prefix + 1 + kr <= 32) {
            bits.put(prefix + 1 + kr, (int) ((1L << prefix) - 1 << kr + 1) | value & (1 << kr) - 1);
        } else {
            for (int left = prefix; left > 0; left -= 16) bits.put(Math.min(left, 16), (1 << Math.min(left, 16)) - 1);
            bits.put(1, 0);
            bits.put(kr, value & (1 << kr) - 1);
        }
        if (prefix == 0) krp = Math.max(krp - 2, 0);
        else if (prefix > 1) krp = Math.min(krp + prefix, MOST);
    }
}

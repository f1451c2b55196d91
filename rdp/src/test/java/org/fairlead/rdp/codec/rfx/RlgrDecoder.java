package org.fairlead.rdp.codec.rfx;

/** Decodes RLGR1 and RLGR3 as MS-RDPRFX 3.1.8.1.7.3 writes it down, one bit after the other. */
final class RlgrDecoder {
    private final byte[] in;
    private int bit;
    private int krp = 8;

    private RlgrDecoder(byte[] in) {
        this.in = in;
    }

    static int[] decode(byte[] in, Rlgr.Mode mode) {
        return new RlgrDecoder(in).run(mode);
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, bit++) {
            if (bit >= in.length * 8) throw new IllegalStateException("the data end too early");
            value = value << 1 | in[bit >> 3] >> 7 - (bit & 7) & 1;
        }
        return value;
    }

    private int rice() {
        int prefix = 0;
        while (bits(1) == 1) prefix++;
        int kr = krp >> 3;
        int value = prefix << kr | bits(kr);
        if (prefix == 0) krp = Math.max(krp - 2, 0);
        else if (prefix > 1) krp = Math.min(krp + prefix, 80);
        return value;
    }

    private static int unfold(int value) {
        return (value & 1) == 1 ? -(value + 1 >> 1) : value >> 1;
    }

    private int[] run(Rlgr.Mode mode) {
        int[] out = new int[4097];
        int at = 0;
        int k = 1;
        int kp = 8;
        while (at < 4096) {
            if (k != 0) {
                int zeros = 0;
                while (bits(1) == 0) {
                    zeros += 1 << k;
                    kp = Math.min(kp + 4, 80);
                    k = kp >> 3;
                }
                zeros += bits(k);
                at += zeros;
                int sign = bits(1);
                int size = rice() + 1;
                if (at < 4096) out[at++] = sign == 1 ? -size : size;
                kp = Math.max(kp - 6, 0);
            } else if (mode == Rlgr.Mode.RLGR1) {
                int value = rice();
                out[at++] = unfold(value);
                kp = value == 0 ? Math.min(kp + 3, 80) : Math.max(kp - 3, 0);
            } else {
                int sum = rice();
                int first = bits(32 - Integer.numberOfLeadingZeros(sum));
                out[at++] = unfold(first);
                out[at++] = unfold(sum - first);
                if (first != 0 && sum != first) kp = Math.max(kp - 6, 0);
                else if (sum == 0) kp = Math.min(kp + 6, 80);
            }
            k = kp >> 3;
        }
        if (in.length * 8 - bit >= 8) throw new IllegalStateException("bytes left");
        return java.util.Arrays.copyOf(out, 4096);
    }
}

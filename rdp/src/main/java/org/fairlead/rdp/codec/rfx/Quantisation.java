package org.fairlead.rdp.codec.rfx;

import org.fairlead.rdp.codec.ByteSink;

/**
 * How coarse each sub-band of a component is (TS_RFX_CODEC_QUANT, MS-RDPRFX 2.2.2.1.5): 6 keeps whole pixel steps, each step
 * more halves them.
 */
public record Quantisation(int ll3, int lh3, int hl3, int hh3, int lh2, int hl2, int hh2, int lh1, int hl1, int hh1) {
    /** What most servers send; hardly to be told from the original. */
    public static final Quantisation FINE = new Quantisation(6, 6, 6, 6, 7, 7, 8, 8, 8, 9);

    public Quantisation {
        for (int value : new int[] {ll3, lh3, hl3, hh3, lh2, hl2, hh2, lh1, hl1, hh1})
            if (value < 6 || value > 15) throw new IllegalArgumentException("a quantisation is 6 to 15, not " + value);
    }

    /** The same, coarser by so many halvings in the sub-bands of fine detail and less in the others. */
    public Quantisation coarser(int steps) {
        int middle = (steps + 1) / 2;
        return new Quantisation(
                ll3,
                lh3,
                hl3,
                Math.min(15, hh3 + middle),
                Math.min(15, lh2 + middle),
                Math.min(15, hl2 + middle),
                Math.min(15, hh2 + steps),
                Math.min(15, lh1 + steps),
                Math.min(15, hl1 + steps),
                Math.min(15, hh1 + steps));
    }

    void write(ByteSink out) {
        out.u8(ll3 | lh3 << 4);
        out.u8(hl3 | hh3 << 4);
        out.u8(lh2 | hl2 << 4);
        out.u8(hh2 | lh1 << 4);
        out.u8(hl1 | hh1 << 4);
    }
}

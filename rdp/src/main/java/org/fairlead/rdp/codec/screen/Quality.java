package org.fairlead.rdp.codec.screen;

import org.fairlead.rdp.codec.rfx.Quantisation;

/** How coarse moving pictures are, from what the line carries: quality gives way before the frame rate does. */
final class Quality {
    private static final int COARSEST = 3;
    private static final int FRAMES_A_SECOND = 25;
    private static final Quantisation[] LUMA = new Quantisation[COARSEST + 1];
    private static final Quantisation[] COLOUR = new Quantisation[COARSEST + 1];

    static {
        for (int i = 0; i <= COARSEST; i++) {
            LUMA[i] = Quantisation.FINE.coarser(i);
            COLOUR[i] = Quantisation.FINE.coarser(i + 1);
        }
    }

    private long throughput = Long.MAX_VALUE;
    private int level;

    Quantisation luma() {
        return LUMA[level];
    }

    Quantisation colour() {
        return COLOUR[level];
    }

    /** Bits of each colour where there is nothing finer to trade. */
    int bits() {
        return Math.max(3, 5 - level);
    }

    void throughput(long bytesPerSecond) {
        throughput = bytesPerSecond;
    }

    /** A frame of moving pictures took so many bytes. */
    void sent(int bytes) {
        long needed = (long) bytes * FRAMES_A_SECOND;
        if (needed > throughput) level = Math.min(level + 1, COARSEST);
        else if (needed < throughput / 3) level = Math.max(level - 1, 0);
    }
}

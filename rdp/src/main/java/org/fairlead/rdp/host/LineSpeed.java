package org.fairlead.rdp.host;

/** What the line to a client carries, as the client measured it and as writes that had to wait for room say. */
final class LineSpeed {
    static final long WAITED_NANOS = 5_000_000L;
    static final long FAST = 500_000_000L;

    private long bytesPerSecond = FAST;

    void written(int bytes, long nanos) {
        if (nanos >= WAITED_NANOS) {
            long seen = Math.min(FAST, Math.max(1, bytes * 1_000_000_000L / nanos));
            bytesPerSecond = bytesPerSecond == FAST ? seen : (3 * bytesPerSecond + seen) / 4;
        } else {
            bytesPerSecond = Math.min(FAST, bytesPerSecond + bytesPerSecond / 8 + 1);
        }
    }

    /** The client counted how fast bytes came; its own work in between makes that too little rather than too much. */
    void measured(long seen) {
        long sane = Math.clamp(seen, 1, FAST);
        bytesPerSecond = bytesPerSecond == FAST ? sane : Math.max(bytesPerSecond, sane);
    }

    /** Long.MAX_VALUE while nothing ever had to wait. */
    long bytesPerSecond() {
        return bytesPerSecond == FAST ? Long.MAX_VALUE : bytesPerSecond;
    }
}

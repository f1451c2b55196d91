package org.fairlead.rdp.codec.screen;

/** How one changed tile goes to the client. */
enum TileChoice {
    /** One colour. */
    SOLID,
    /** Few colours: runs over a palette, exact. */
    PALETTE,
    /** Many colours, not often changed: planes, exact. */
    PLANAR,
    /** Many colours in movement: RemoteFX, made exact when it rests. */
    REMOTE_FX;

    /** Tiles of many colours that one frame may send exactly before it is taken for moving pictures. */
    static final int EXACT_TILES = 12;

    /** A tile that changes again so soon is moving. */
    static final long MOVING_NANOS = 250_000_000;

    /**
     * The choice. The figures behind it are in docs/decisions.
     *
     * @param colours different colours in the changed part; more than a palette has counts as none of the first two
     * @param runs runs of equal pixels, 2 bytes each in the palette's coding
     * @param pixels size of the changed part
     * @param sinceLastChange nanoseconds since the tile changed before
     * @param manyColoured tiles of many colours that this frame has had so far
     */
    static TileChoice of(
            boolean fewColours, int colours, int runs, int pixels, long sinceLastChange, int manyColoured) {
        if (fewColours && colours == 1) return SOLID;
        if (fewColours && (runs * 2 <= pixels || pixels <= 256)) return PALETTE;
        if (sinceLastChange < MOVING_NANOS && pixels > 256) return REMOTE_FX;
        return manyColoured < EXACT_TILES ? PLANAR : REMOTE_FX;
    }
}

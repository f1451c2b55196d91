package org.fairlead.rdp.codec.rfx;

import org.fairlead.rdp.codec.ByteSink;

/** Turns 64x64 pixels into one TS_RFX_TILE (MS-RDPRFX 2.2.2.3.4.1); one for each thread that encodes. */
public final class TileEncoder {
    private static final int CBT_TILE = 0xCAC3;
    private static final int HEADER = 19;
    /** A coefficient never needs more than this many bytes, whatever the picture. */
    private static final int LARGEST_COMPONENT = 4096 * 4;

    private final Transform transform = new Transform();
    private final Rlgr rlgr = new Rlgr();

    /**
     * Appends the tile of column x and row y; luma has the first quantisation of the message, colour the second. Half colour
     * is for movement: it takes less work and fewer bytes.
     */
    public void encode(
            int[] pixels,
            int x,
            int y,
            boolean halfColour,
            Rlgr.Mode mode,
            Quantisation luma,
            Quantisation colour,
            ByteSink out) {
        byte[] to = out.reserve(HEADER + 3 * LARGEST_COMPONENT);
        int start = out.position();
        out.u16(CBT_TILE);
        out.u32(0);
        out.u8(0);
        out.u8(1);
        out.u8(1);
        out.u16(x);
        out.u16(y);
        transform.load(pixels, halfColour);
        int at = start + HEADER;
        for (int component = 0; component < 3; component++) {
            transform.transform(component, component == 0 ? luma : colour);
            int end = rlgr.encode(mode, transform.coefficients, to, at);
            out.u16(end - at);
            at = end;
        }
        out.position(at);
        out.u32At(start + 2, at - start);
    }
}

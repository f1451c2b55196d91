package org.fairlead.rdp.codec.clear;

import org.fairlead.rdp.codec.ByteSink;

/**
 * Writes CLEARCODEC_BITMAP_STREAMs (MS-RDPEGFX 2.2.4.1): areas of few colours as runs over a palette, anything else as runs
 * of the residual layer. One for each graphics channel, since the streams are numbered. Not for several threads at once.
 */
public final class ClearCodecEncoder {
    private static final int GLYPH_CACHE_RESET = 0x04;
    private static final int RLEX = 2;

    private int sequence;
    private boolean fresh = true;

    /** The client has forgotten its caches and begins to count anew. */
    public void reset() {
        sequence = 0;
        fresh = true;
    }

    /** Appends an area as one RLEX subcodec. */
    public void encode(PaletteRuns area, ByteSink out) {
        int start = header(out);
        out.u16(0);
        out.u16(0);
        out.u16(area.width());
        out.u16(area.height());
        out.u32(0);
        out.u8(RLEX);
        int data = out.position();
        int colours = area.colours();
        out.u8(colours);
        for (int i = 0; i < colours; i++) out.u24(area.palette[i]);
        segments(area, colours, out);
        out.u32At(data - 5, out.position() - data);
        out.u32At(start + 10, out.position() - data + 13);
    }

    /** Appends width x height pixels 0xXXRRGGBB, whatever they are, as runs of the residual layer. */
    public void residual(int[] pixels, int offset, int stride, int width, int height, ByteSink out) {
        int start = header(out);
        int data = out.position();
        int run = 0;
        int colour = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int pixel = pixels[offset + y * stride + x] & 0xFFFFFF;
                if (run > 0 && pixel != colour) {
                    out.u24(colour);
                    factor(run, out);
                    run = 0;
                }
                colour = pixel;
                run++;
            }
        }
        out.u24(colour);
        factor(run, out);
        out.u32At(start + 2, out.position() - data);
    }

    private int header(ByteSink out) {
        int start = out.position();
        out.u8(fresh ? GLYPH_CACHE_RESET : 0);
        fresh = false;
        out.u8(sequence);
        sequence = sequence + 1 & 0xFF;
        out.u32(0);
        out.u32(0);
        out.u32(0);
        return start;
    }

    /** Each segment: a run of one colour, then a climb through the palette from that colour (the suite). */
    private static void segments(PaletteRuns area, int colours, ByteSink out) {
        int depthShift = colours == 1 ? 1 : 32 - Integer.numberOfLeadingZeros(colours - 1);
        int deepest = (1 << 8 - depthShift) - 1;
        byte[] to = out.reserve(area.runs() * 9);
        int at = out.position();
        int runs = area.runs();
        int taken = 0;
        for (int i = 0; i < runs; ) {
            int start = area.index[i];
            int run = area.length[i] - taken - 1;
            taken = 0;
            int depth = 0;
            int next = i + 1;
            while (next < runs && depth < deepest && area.index[next] == start + depth + 1) {
                depth++;
                if (area.length[next] > 1) {
                    taken = 1;
                    break;
                }
                next++;
            }
            i = next;
            to[at++] = (byte) (depth << depthShift | start + depth);
            if (run < 0xFF) to[at++] = (byte) run;
            else {
                to[at++] = (byte) 0xFF;
                int word = Math.min(run, 0xFFFF);
                to[at++] = (byte) word;
                to[at++] = (byte) (word >> 8);
                if (word == 0xFFFF) for (int shift = 0; shift < 32; shift += 8) to[at++] = (byte) (run >> shift);
            }
        }
        out.position(at);
    }

    private static void factor(int run, ByteSink out) {
        if (run < 0xFF) {
            out.u8(run);
            return;
        }
        out.u8(0xFF);
        if (run < 0xFFFF) {
            out.u16(run);
            return;
        }
        out.u16(0xFFFF);
        out.u32(run);
    }
}

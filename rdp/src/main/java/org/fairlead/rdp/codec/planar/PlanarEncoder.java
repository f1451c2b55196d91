package org.fairlead.rdp.codec.planar;

import org.fairlead.rdp.codec.ByteSink;

/**
 * Compresses a bitmap of 32 bits a pixel into three planes without loss (RDP6_BITMAP_STREAM, MS-RDPEGDI 2.2.2.5.1). Not
 * for several threads at once.
 */
public final class PlanarEncoder {
    private static final int RLE = 0x10;
    private static final int NO_ALPHA = 0x20;

    private byte[] row = new byte[64];
    private byte[] folded = new byte[64];
    private byte[] above = new byte[64];

    /**
     * Appends the compressed bitmap of width x height pixels 0xXXRRGGBB that begin at offset.
     *
     * @param bottomUp bitmap updates send the last row first, the graphics pipeline the first row
     */
    public void encode(int[] source, int offset, int stride, int width, int height, boolean bottomUp, ByteSink out) {
        int start = out.position();
        out.u8(RLE | NO_ALPHA);
        if (row.length < width) {
            row = new byte[width];
            folded = new byte[width];
            above = new byte[width];
        }
        for (int shift = 16; shift >= 0; shift -= 8) plane(source, offset, stride, width, height, bottomUp, shift, out);
        if (out.position() - start > 2 + 3 * width * height) {
            out.position(start);
            raw(source, offset, stride, width, height, bottomUp, out);
        }
    }

    private void plane(
            int[] source, int offset, int stride, int width, int height, boolean bottomUp, int shift, ByteSink out) {
        for (int y = 0; y < height; y++) {
            int from = offset + (bottomUp ? height - 1 - y : y) * stride;
            for (int x = 0; x < width; x++) row[x] = (byte) (source[from + x] >> shift);
            if (y == 0) segments(row, width, out);
            else {
                for (int x = 0; x < width; x++) {
                    int delta = (byte) (row[x] - above[x]);
                    folded[x] = (byte) (delta << 1 ^ delta >> 31);
                }
                segments(folded, width, out);
            }
            byte[] spare = above;
            above = row;
            row = spare;
        }
    }

    /** Segments of raw bytes, each followed by a run of its last one (RDP6_RLE_SEGMENT). */
    private static void segments(byte[] values, int width, ByteSink out) {
        byte[] to = out.reserve(width * 2 + 16);
        int at = out.position();
        int from = 0;
        while (from < width) {
            int last = from == 0 ? 0 : values[from - 1];
            int rawEnd = from;
            int run = 0;
            while (rawEnd < width) {
                if (values[rawEnd] == last) {
                    run = 1;
                    while (rawEnd + run < width && values[rawEnd + run] == last) run++;
                    if (run >= 3) break;
                    rawEnd += run;
                    run = 0;
                } else {
                    last = values[rawEnd++];
                }
            }
            int next = rawEnd + run;
            while (rawEnd - from > 15) {
                to[at++] = (byte) 0xF0;
                System.arraycopy(values, from, to, at, 15);
                at += 15;
                from += 15;
            }
            int raw = rawEnd - from;
            int first = Math.min(run, 15);
            if (run == 0 || raw > 0 || run <= 15) {
                to[at++] = (byte) (raw << 4 | first);
                for (int i = 0; i < raw; i++) to[at++] = values[from + i];
                run -= first;
            }
            while (run >= 16) {
                int longer = Math.min(run, 47);
                to[at++] = (byte) (longer >= 32 ? longer - 32 << 4 | 2 : longer - 16 << 4 | 1);
                run -= longer;
            }
            if (run >= 3) to[at++] = (byte) run;
            else if (run > 0) {
                to[at++] = (byte) (run << 4);
                for (int i = next - run; i < next; i++) to[at++] = values[i];
            }
            from = next;
        }
        out.position(at);
    }

    private static void raw(
            int[] source, int offset, int stride, int width, int height, boolean bottomUp, ByteSink out) {
        out.u8(NO_ALPHA);
        byte[] to = out.reserve(3 * width * height + 1);
        int at = out.position();
        for (int shift = 16; shift >= 0; shift -= 8) {
            for (int y = 0; y < height; y++) {
                int from = offset + (bottomUp ? height - 1 - y : y) * stride;
                for (int x = 0; x < width; x++) to[at++] = (byte) (source[from + x] >> shift);
            }
        }
        to[at++] = 0;
        out.position(at);
    }
}

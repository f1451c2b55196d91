package org.fairlead.rdp.codec.screen;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fairlead.rdp.codec.ByteSink;
import org.fairlead.rdp.codec.planar.PlanarEncoder;
import org.fairlead.rdp.codec.rle.InterleavedRle;
import org.fairlead.rdp.picture.GraphicsPath;

/** Writes parts of the mirror as TS_BITMAP_DATA (MS-RDPBCGR 2.2.9.1.1.3.1.2.2). Not for several threads at once. */
final class BitmapWriter {
    private static final int COMPRESSED = 0x0001;
    private static final int NO_HEADER = 0x0400;
    /** TS_CD_HEADER has 16 bits for the size before compression. */
    private static final int LARGEST_BITMAP = 0xFFFF;

    private final GraphicsPath.Bitmaps path;
    private final Mirror mirror;
    private final PlanarEncoder planar = new PlanarEncoder();
    private final InterleavedRle rle;
    private final ByteSink out = new ByteSink(1 << 18);
    private final int pixelBytes;
    private final int mostPixels;
    private int mask;
    private int centre;
    private int[] padded = new int[64 * 64];
    private int[] ends = new int[256];
    private int count;

    BitmapWriter(GraphicsPath.Bitmaps path, Mirror mirror) {
        this.path = path;
        this.mirror = mirror;
        int bits = path.bitsPerPixel();
        rle = new InterleavedRle(bits == 32 ? 24 : bits);
        pixelBytes = bits == 32 ? 4 : bits == 24 ? 3 : 2;
        mostPixels = Math.max(4, (path.largestCommand() - 64) / pixelBytes);
    }

    void clear() {
        out.clear();
        count = 0;
    }

    /** Bytes of the bitmaps so far. */
    int bytes() {
        return out.position();
    }

    /** The bitmaps so far; valid until {@link #clear}. */
    List<ByteBuffer> list() {
        List<ByteBuffer> list = new ArrayList<>(count);
        int from = 0;
        for (int i = 0; i < count; i++) {
            list.add(out.slice(from, ends[i]));
            from = ends[i];
        }
        return list;
    }

    /** Writes a rectangle, a little wider where its edges are not at a multiple of four. */
    void add(int left, int top, int right, int bottom) {
        add(left, top, right, bottom, 8);
    }

    /** The same with so many bits of each colour. */
    void add(int left, int top, int right, int bottom, int bits) {
        int kept = 0xFF << 8 - bits & 0xFF;
        int middle = bits == 8 ? 0 : 1 << 7 - bits;
        mask = kept * 0x010101;
        centre = middle * 0x010101;
        send(left & ~3, top, Math.min(mirror.width, right + 3 & ~3), bottom);
    }

    /** Sends a rectangle, in halves when it does not fit one command. */
    private void send(int left, int top, int right, int bottom) {
        int start = out.position();
        if (write(left, top, right, bottom)) {
            if (count == ends.length) ends = Arrays.copyOf(ends, count * 2);
            ends[count++] = out.position();
            return;
        }
        out.position(start);
        int width = right - left;
        if (bottom - top > 1) {
            int middle = top + (bottom - top) / 2;
            send(left, top, right, middle);
            send(left, middle, right, bottom);
        } else {
            int middle = left + Math.max(4, width / 2 & ~3);
            if (middle >= right) throw new IllegalStateException("four pixels do not fit a command");
            send(left, top, middle, bottom);
            send(middle, top, right, bottom);
        }
    }

    private boolean write(int left, int top, int right, int bottom) {
        int width = right - left + 3 & ~3;
        int height = bottom - top;
        if (width * height * pixelBytes > LARGEST_BITMAP) return false;
        int[] source = mirror.pixels;
        int offset = top * mirror.width + left;
        int stride = mirror.width;
        if (left + width > mirror.width || centre != 0) {
            copy(left, top, width, height);
            source = padded;
            offset = 0;
            stride = width;
        }
        int start = out.position();
        out.u16(left);
        out.u16(top);
        out.u16(right - 1);
        out.u16(bottom - 1);
        out.u16(width);
        out.u16(height);
        out.u16(path.bitsPerPixel());
        out.u16(0);
        out.u16(0);
        if (path.compressed() && compressed(source, offset, stride, width, height, start)) return true;
        if (width * height > mostPixels) return false;
        out.position(start + 18);
        out.u16At(start + 14, 0);
        plain(source, offset, stride, width, height);
        out.u16At(start + 16, out.position() - start - 18);
        return true;
    }

    private boolean compressed(int[] source, int offset, int stride, int width, int height, int start) {
        int header = path.compressionHeader() ? 8 : 0;
        for (int i = 0; i < header; i++) out.u8(0);
        int data = out.position();
        if (path.bitsPerPixel() == 32) planar.encode(source, offset, stride, width, height, true, out);
        else rle.encode(source, offset, stride, width, height, out);
        int size = out.position() - data;
        int raw = width * height * pixelBytes;
        if (out.position() - start > path.largestCommand() || path.bitsPerPixel() != 32 && size >= raw) return false;
        out.u16At(start + 14, header > 0 ? COMPRESSED : COMPRESSED | NO_HEADER);
        out.u16At(start + 16, size + header);
        if (header > 0) {
            out.u16At(data - 6, size);
            out.u16At(data - 4, width * pixelBytes);
            out.u16At(data - 2, raw);
        }
        return true;
    }

    private void plain(int[] source, int offset, int stride, int width, int height) {
        for (int y = height - 1; y >= 0; y--) {
            for (int x = 0; x < width; x++) {
                int pixel = source[offset + y * stride + x];
                if (pixelBytes == 4) out.u32(pixel & 0xFFFFFF);
                else if (pixelBytes == 3) out.u24(pixel);
                else out.u16(InterleavedRle.convert(pixel, path.bitsPerPixel()));
            }
        }
    }

    /** Takes the rectangle out of the mirror, with its edge repeated and its colours coarser where that is to be. */
    private void copy(int left, int top, int width, int height) {
        if (padded.length < width * height) padded = new int[width * height];
        int there = Math.min(width, mirror.width - left);
        for (int y = 0; y < height; y++) {
            int from = (top + y) * mirror.width + left;
            int to = y * width;
            if (centre == 0) System.arraycopy(mirror.pixels, from, padded, to, there);
            else for (int x = 0; x < there; x++) padded[to + x] = mirror.pixels[from + x] & mask | centre;
            Arrays.fill(padded, to + there, to + width, padded[to + there - 1]);
        }
    }
}

package org.fairlead.rdp.codec.screen;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.fairlead.rdp.codec.ByteSink;
import org.fairlead.rdp.picture.Rect;

/**
 * Writes the drawing commands of the graphics pipeline (MS-RDPEGFX 2.2.2), each an RDPGFX PDU with its header, into one
 * buffer. Not for several threads at once.
 */
final class PipelineCommands {
    static final int CODEC_CAVIDEO = 0x0003;
    static final int CODEC_CLEARCODEC = 0x0008;
    static final int CODEC_PLANAR = 0x000A;

    private static final int WIRE_TO_SURFACE_1 = 0x0001;
    private static final int SOLID_FILL = 0x0004;
    private static final int SURFACE_TO_SURFACE = 0x0005;
    private static final int SURFACE_TO_CACHE = 0x0006;
    private static final int CACHE_TO_SURFACE = 0x0007;
    private static final int PIXEL_FORMAT_XRGB = 0x20;

    private final int surface;
    private final ByteSink out = new ByteSink(1 << 18);
    private int[] ends = new int[256];
    private int count;
    private int start;
    private int lengthAt;

    PipelineCommands(int surface) {
        this.surface = surface;
    }

    void clear() {
        out.clear();
        count = 0;
    }

    int bytes() {
        return out.position();
    }

    /** The commands so far; valid until {@link #clear}. */
    List<ByteBuffer> list() {
        List<ByteBuffer> list = new ArrayList<>(count);
        int from = 0;
        for (int i = 0; i < count; i++) {
            list.add(out.slice(from, ends[i]));
            from = ends[i];
        }
        return list;
    }

    private void begin(int command) {
        start = out.position();
        out.u16(command);
        out.u16(0);
        out.u32(0);
    }

    private void end() {
        out.u32At(start + 4, out.position() - start);
        if (count == ends.length) ends = java.util.Arrays.copyOf(ends, count * 2);
        ends[count++] = out.position();
    }

    private void rectangle(int left, int top, int right, int bottom) {
        out.u16(left);
        out.u16(top);
        out.u16(right);
        out.u16(bottom);
    }

    /** Fills rectangles (left, top, right, bottom, so many fours) with one colour. */
    void fill(int colour, int[] rectangles, int rectangleCount) {
        begin(SOLID_FILL);
        out.u16(surface);
        out.u32(colour | 0xFF000000);
        out.u16(rectangleCount);
        for (int i = 0; i < 4 * rectangleCount; i++) out.u16(rectangles[i]);
        end();
    }

    void copy(Rect source, int toX, int toY) {
        begin(SURFACE_TO_SURFACE);
        out.u16(surface);
        out.u16(surface);
        rectangle(source.x(), source.y(), source.right(), source.bottom());
        out.u16(1);
        out.u16(toX);
        out.u16(toY);
        end();
    }

    void toCache(long key, int slot, Rect source) {
        begin(SURFACE_TO_CACHE);
        out.u16(surface);
        out.u64(key);
        out.u16(slot);
        rectangle(source.x(), source.y(), source.right(), source.bottom());
        end();
    }

    void fromCache(int slot, int toX, int toY) {
        begin(CACHE_TO_SURFACE);
        out.u16(slot);
        out.u16(surface);
        out.u16(1);
        out.u16(toX);
        out.u16(toY);
        end();
    }

    /** Begins pixels of a codec for a rectangle; the codec writes to the sink given, then comes {@link #endPixels}. */
    ByteSink beginPixels(int codec, int left, int top, int right, int bottom) {
        begin(WIRE_TO_SURFACE_1);
        out.u16(surface);
        out.u16(codec);
        out.u8(PIXEL_FORMAT_XRGB);
        rectangle(left, top, right, bottom);
        lengthAt = out.position();
        out.u32(0);
        return out;
    }

    void endPixels() {
        out.u32At(lengthAt, out.position() - lengthAt - 4);
        end();
    }
}

package org.fairlead.rdp.codec.rfx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Decodes RemoteFX messages as a client does, strict about block types and lengths. */
public final class RemoteFxDecoder {
    private static final int[] BAND_AT = {4032, 3904, 3840, 3968, 3328, 3072, 3584, 1024, 0, 2048};
    private static final int[] BAND_SIZE = {64, 64, 64, 64, 256, 256, 256, 1024, 1024, 1024};

    private final int width;
    private final int height;
    private final int[] screen;
    private boolean ready;
    private int frames;

    public RemoteFxDecoder(int width, int height) {
        this(width, height, new int[width * height]);
    }

    public RemoteFxDecoder(int width, int height, int[] screen) {
        this.width = width;
        this.height = height;
        this.screen = screen;
    }

    public int[] screen() {
        return screen;
    }

    /** Reads whole messages and draws their tiles, clipped to their regions. */
    public void decode(ByteBuffer source) {
        ByteBuffer in = source.slice().order(ByteOrder.LITTLE_ENDIAN);
        List<int[]> region = new ArrayList<>();
        while (in.hasRemaining()) {
            int start = in.position();
            int type = in.getShort() & 0xFFFF;
            int length = in.getInt();
            switch (type) {
                case 0xCCC0 -> check(in.getInt() == 0xCACCACCA && in.getShort() == 0x0100);
                case 0xCCC1 -> check(in.get() == 1 && in.get() == 1 && in.getShort() == 0x0100);
                case 0xCCC2 -> check(in.get() == 1 && in.get() == 0 && in.getShort() == width && in.getShort() > 0);
                case 0xCCC3 -> {
                    check(in.get() == 1 && in.get() == -1 && in.get() == 0 && in.getShort() == 64);
                    in.getShort();
                    ready = true;
                }
                case 0xCCC4 -> {
                    channel(in);
                    check(ready && in.getInt() == frames++ && in.getShort() == 1);
                }
                case 0xCCC6 -> {
                    channel(in);
                    check(in.get() == 1);
                    region.clear();
                    for (int n = in.getShort(); n > 0; n--)
                        region.add(new int[] {in.getShort(), in.getShort(), in.getShort(), in.getShort()});
                    check(in.getShort() == (short) 0xCAC1 && in.getShort() == 1);
                }
                case 0xCCC7 -> tiles(in, region);
                case 0xCCC5 -> channel(in);
                default -> throw new IllegalStateException("block " + Integer.toHexString(type));
            }
            check(in.position() == start + length);
        }
    }

    private static void channel(ByteBuffer in) {
        check(in.get() == 1 && in.get() == 0);
    }

    private static void check(boolean right) {
        if (!right) throw new IllegalStateException("not as MS-RDPRFX says");
    }

    private void tiles(ByteBuffer in, List<int[]> region) {
        channel(in);
        check(in.getShort() == (short) 0xCAC2 && in.getShort() == 0);
        int properties = in.getShort();
        var mode = (properties >> 10 & 15) == 1 ? Rlgr.Mode.RLGR1 : Rlgr.Mode.RLGR3;
        int quants = in.get();
        check(in.get() == 64);
        int tiles = in.getShort();
        int size = in.getInt();
        int[][] quant = new int[quants][10];
        for (int[] q : quant)
            for (int i = 0; i < 10; i += 2) {
                int both = in.get();
                q[i] = both & 15;
                q[i + 1] = both >> 4 & 15;
            }
        check(size == in.remaining() - 8 || size < in.remaining());
        for (int i = 0; i < tiles; i++) {
            int start = in.position();
            check(in.getShort() == (short) 0xCAC3);
            int length = in.getInt();
            int[] which = {in.get(), in.get(), in.get()};
            int x = in.getShort() * 64;
            int y = in.getShort() * 64;
            int[] lengths = {in.getShort() & 0xFFFF, in.getShort() & 0xFFFF, in.getShort() & 0xFFFF};
            int[][] planes = new int[3][];
            for (int c = 0; c < 3; c++) {
                byte[] data = new byte[lengths[c]];
                in.get(data);
                planes[c] = component(data, mode, quant[which[c]]);
            }
            check(in.position() == start + length);
            draw(planes, x, y, region);
        }
    }

    static int[] component(byte[] data, Rlgr.Mode mode, int[] quant) {
        int[] values = RlgrDecoder.decode(data, mode);
        for (int i = 4033; i < 4096; i++) values[i] += values[i - 1];
        for (int band = 0; band < 10; band++)
            for (int i = 0; i < BAND_SIZE[band]; i++) values[BAND_AT[band] + i] <<= quant[band] - 1;
        inverse(values, 3840, 8);
        inverse(values, 3072, 16);
        inverse(values, 0, 32);
        return values;
    }

    private static void inverse(int[] buffer, int at, int half) {
        int width = half * 2;
        int count = half * half;
        int[] rows = new int[width * width];
        for (int y = 0; y < half; y++) {
            line(buffer, at + 3 * count + y * half, at + y * half, rows, y * width, 1, half, 1);
            line(buffer, at + count + y * half, at + 2 * count + y * half, rows, (y + half) * width, 1, half, 1);
        }
        int[] out = new int[width * width];
        for (int x = 0; x < width; x++) line(rows, x, x + half * width, out, x, width, half, width);
        System.arraycopy(out, 0, buffer, at, out.length);
    }

    private static void line(int[] in, int low, int high, int[] out, int to, int step, int half, int inStep) {
        for (int n = 0; n < half; n++) {
            int before = in[high + Math.max(n - 1, 0) * inStep];
            out[to + 2 * n * step] = in[low + n * inStep] - (before + in[high + n * inStep] + 1 >> 1);
        }
        for (int n = 0; n < half; n++) {
            int left = out[to + 2 * n * step];
            int right = n < half - 1 ? out[to + (2 * n + 2) * step] : left;
            out[to + (2 * n + 1) * step] = (in[high + n * inStep] << 1) + (left + right >> 1);
        }
    }

    private void draw(int[][] planes, int left, int top, List<int[]> region) {
        for (int i = 0; i < 4096; i++) {
            int x = left + i % 64;
            int y = top + i / 64;
            boolean inside = false;
            for (int[] r : region) inside |= x >= r[0] && y >= r[1] && x < r[0] + r[2] && y < r[1] + r[3];
            if (!inside || x >= width || y >= height) continue;
            double luma = planes[0][i] / 32.0 + 128;
            double blue = planes[1][i] / 32.0;
            double red = planes[2][i] / 32.0;
            screen[y * width + x] = clip(luma + 1.402525 * red) << 16
                    | clip(luma - 0.343730 * blue - 0.714401 * red) << 8
                    | clip(luma + 1.769905 * blue);
        }
    }

    private static int clip(double value) {
        return (int) Math.max(0, Math.min(255, Math.floor(value)));
    }
}

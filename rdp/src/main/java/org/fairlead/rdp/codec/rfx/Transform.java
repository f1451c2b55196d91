package org.fairlead.rdp.codec.rfx;

/**
 * Colour conversion, three levels of the 5/3 wavelet and quantisation of one 64x64 tile (MS-RDPRFX 3.1.8.1). Even columns
 * are kept apart from odd ones from the start, so that every loop runs over neighbours and can be done several at a time.
 * Not for several threads at once.
 */
final class Transform {
    static final int SIZE = 64 * 64;
    private static final int BLOCK = 32;

    /** Quantised coefficients of the component last transformed: HL1 LH1 HH1 HL2 LH2 HH2 HL3 LH3 HH3 LL3. */
    final int[] coefficients = new int[SIZE];

    /** For each block of 32 coefficients, all of them or-ed: zero when all are zero. */
    final int[] blocks = new int[SIZE / BLOCK];

    private final int[] split = new int[SIZE];
    private final int[] luma = new int[SIZE];
    private final int[] blue = new int[SIZE];
    private final int[] red = new int[SIZE];
    private final int[] low = new int[SIZE / 2];
    private final int[] high = new int[SIZE / 2];
    private final int[] next = new int[SIZE / 4];
    private final int[] band = new int[SIZE / 4];

    /** Takes 64 rows of 64 pixels 0xXXRRGGBB, to be transformed component by component. */
    void load(int[] pixels) {
        for (int row = 0; row < SIZE; row += 64) {
            for (int i = 0; i < 32; i++) {
                split[row + i] = pixels[row + 2 * i];
                split[row + 32 + i] = pixels[row + 2 * i + 1];
            }
        }
        for (int i = 0; i < SIZE; i++) {
            int r = split[i] >> 16 & 0xFF;
            int g = split[i] >> 8 & 0xFF;
            int b = split[i] & 0xFF;
            luma[i] = (9798 * r + 19235 * g + 3735 * b >> 10) - 4096;
            blue[i] = 16403 * b - 5535 * r - 10868 * g >> 10;
            red[i] = 16377 * r - 13714 * g - 2663 * b >> 10;
        }
    }

    /** Transforms component 0 (Y), 1 (Cb) or 2 (Cr) of the tile loaded into {@link #coefficients}. */
    void transform(int component, Quantisation quantisation) {
        int[] source = component == 0 ? luma : component == 1 ? blue : red;
        level(source, 32, 0, quantisation.hl1(), quantisation.lh1(), quantisation.hh1());
        divide(16);
        level(source, 16, 3072, quantisation.hl2(), quantisation.lh2(), quantisation.hh2());
        divide(8);
        level(source, 8, 3840, quantisation.hl3(), quantisation.lh3(), quantisation.hh3());
        int any = 0;
        quantise(next, 64, 4032, quantisation.ll3());
        for (int i = 4095; i > 4032; i--) coefficients[i] -= coefficients[i - 1];
        for (int half = 126; half < 128; half++) {
            any = 0;
            for (int i = 0; i < BLOCK; i++) any |= coefficients[half * BLOCK + i];
            blocks[half] = any;
        }
    }

    /** One level: the rows of the source (for the first level) or of {@link #split} hold even columns, then odd ones. */
    private void level(int[] component, int half, int offset, int hl, int lh, int hh) {
        int[] source = half == 32 ? component : split;
        int width = 2 * half;
        for (int n = 0; n < half; n++) {
            int even = 2 * n * width;
            int odd = even + width;
            int below = n < half - 1 ? odd + width : even;
            int to = n * width;
            for (int x = 0; x < width; x++)
                high[to + x] = source[odd + x] - (source[even + x] + source[below + x] >> 1) >> 1;
        }
        for (int x = 0; x < width; x++) low[x] = source[x] + high[x];
        for (int n = 1; n < half; n++) {
            int even = 2 * n * width;
            int to = n * width;
            for (int x = 0; x < width; x++)
                low[to + x] = source[even + x] + (high[to - width + x] + high[to + x] + 1 >> 1);
        }
        int count = half * half;
        across(low, half, next, band);
        quantise(band, count, offset, hl);
        across(high, half, low, band);
        quantise(low, count, offset + count, lh);
        quantise(band, count, offset + 2 * count, hh);
    }

    private static void across(int[] source, int half, int[] smooth, int[] detail) {
        int last = half - 1;
        for (int n = 0; n < half; n++) {
            int even = 2 * n * half;
            int odd = even + half;
            int to = n * half;
            for (int i = 0; i < last; i++)
                detail[to + i] = source[odd + i] - (source[even + i] + source[even + i + 1] >> 1) >> 1;
            detail[to + last] = source[odd + last] - source[even + last] >> 1;
        }
        for (int n = 0; n < half; n++) {
            int even = 2 * n * half;
            int to = n * half;
            smooth[to] = source[even] + detail[to];
            for (int i = 1; i < half; i++)
                smooth[to + i] = source[even + i] + (detail[to + i - 1] + detail[to + i] + 1 >> 1);
        }
    }

    /** Sorts the rows of the smooth quarter into even and odd columns for the level below. */
    private void divide(int half) {
        int width = 2 * half;
        for (int row = 0; row < width * width; row += width) {
            for (int i = 0; i < half; i++) {
                split[row + i] = next[row + 2 * i];
                split[row + half + i] = next[row + 2 * i + 1];
            }
        }
    }

    /** Rounds towards zero a little more than to the nearest, which spares bits that nobody sees. */
    private void quantise(int[] values, int count, int offset, int quantisation) {
        int shift = quantisation - 1;
        int bias = (1 << shift) * 3 / 8;
        for (int from = 0; from < count; from += BLOCK) {
            int any = 0;
            for (int i = from; i < from + BLOCK; i++) {
                int value = values[i];
                int sign = value >> 31;
                int size = (value ^ sign) - sign + bias >> shift;
                int result = (size ^ sign) - sign;
                coefficients[offset + i] = result;
                any |= result;
            }
            blocks[(offset + from) / BLOCK] = any;
        }
    }
}

package org.fairlead.rdp.codec.rfx;

import java.util.Arrays;

/**
 * Colour conversion, three levels of the 5/3 wavelet and quantisation of one 64x64 tile (MS-RDPRFX 3.1.8.1).
 *
 * <p>A plane is kept as four quarters: even rows' even columns, even rows' odd columns, odd rows' even columns, odd rows'
 * odd columns. Then every step is one long loop over neighbours, which the compiler turns into vector instructions, with
 * the edges put right afterwards. Not for several threads at once.
 */
final class Transform {
    static final int SIZE = 64 * 64;

    /** One level of the wavelet; of each its own, so that the compiler makes code for its size. */
    private interface Level {
        void transform(Transform of, int[] source, Quantisation q);
    }

    private static final Level[] LEVELS = {
        (of, source, q) -> {
            of.level(source, 32, 0, q.hl1(), q.lh1(), q.hh1());
            divide(of.smooth, 16, of.quarters);
        },
        (of, source, q) -> {
            of.level(source, 16, 3072, q.hl2(), q.lh2(), q.hh2());
            divide(of.smooth, 8, of.quarters);
        },
        (of, source, q) -> of.level(source, 8, 3840, q.hl3(), q.lh3(), q.hh3())
    };

    /** Quantised coefficients of the component last transformed: HL1 LH1 HH1 HL2 LH2 HH2 HL3 LH3 HH3 LL3. */
    final int[] coefficients = new int[SIZE];

    private final int[] quarters = new int[SIZE];
    private final int[] luma = new int[SIZE];
    private final int[] blue = new int[SIZE];
    private final int[] red = new int[SIZE];
    private final int[] low = new int[SIZE / 2];
    private final int[] high = new int[SIZE / 2];
    private final int[] smooth = new int[SIZE / 4];
    private final int[] detail = new int[SIZE / 4];
    private boolean halfColour;

    /**
     * Takes 64 rows of 64 pixels 0xXXRRGGBB, to be transformed component by component.
     *
     * @param halfColour whether colour is kept for squares of four pixels only, which is what the eye sees of movement
     */
    void load(int[] pixels, boolean halfColour) {
        divide(pixels, 32, quarters);
        this.halfColour = halfColour;
        luma(quarters, luma);
        if (halfColour) {
            sums(quarters, detail, smooth);
            colour(detail, smooth, blue, red);
        } else colour(quarters, blue, red);
    }

    private static void luma(int[] pixels, int[] luma) {
        for (int i = 0; i < SIZE; i++) {
            int r = pixels[i] >> 16 & 0xFF;
            int g = pixels[i] >> 8 & 0xFF;
            int b = pixels[i] & 0xFF;
            luma[i] = (9798 * r + 19235 * g + 3735 * b >> 10) - 4096;
        }
    }

    private static void colour(int[] pixels, int[] blue, int[] red) {
        for (int i = 0; i < SIZE; i++) {
            int r = pixels[i] >> 16 & 0xFF;
            int g = pixels[i] >> 8 & 0xFF;
            int b = pixels[i] & 0xFF;
            blue[i] = 16403 * b - 5535 * r - 10868 * g >> 10;
            red[i] = 16377 * r - 13714 * g - 2663 * b >> 10;
        }
    }

    /** Adds squares of four pixels: red above blue in one, green in the other. */
    private static void sums(int[] quarters, int[] redBlue, int[] green) {
        int count = SIZE / 4;
        for (int i = 0; i < count; i++)
            redBlue[i] = (quarters[i] & 0xFF00FF)
                    + (quarters[count + i] & 0xFF00FF)
                    + (quarters[2 * count + i] & 0xFF00FF)
                    + (quarters[3 * count + i] & 0xFF00FF);
        for (int i = 0; i < count; i++)
            green[i] = (quarters[i] >> 8 & 0xFF)
                    + (quarters[count + i] >> 8 & 0xFF)
                    + (quarters[2 * count + i] >> 8 & 0xFF)
                    + (quarters[3 * count + i] >> 8 & 0xFF);
    }

    private static void colour(int[] redBlue, int[] green, int[] blue, int[] red) {
        for (int i = 0; i < SIZE / 4; i++) {
            int r = redBlue[i] >> 16;
            int g = green[i];
            int b = redBlue[i] & 0xFFFF;
            blue[i] = 16403 * b - 5535 * r - 10868 * g >> 12;
            red[i] = 16377 * r - 13714 * g - 2663 * b >> 12;
        }
    }

    /** Transforms component 0 (Y), 1 (Cb) or 2 (Cr) of the tile loaded into {@link #coefficients}. */
    void transform(int component, Quantisation quantisation) {
        int[] source = component == 0 ? luma : component == 1 ? blue : red;
        int first = 0;
        if (halfColour && component > 0) {
            Arrays.fill(coefficients, 0, 3 * SIZE / 4, 0);
            divide(source, 16, quarters);
            source = quarters;
            first = 1;
        }
        for (int n = first; n < LEVELS.length; n++) {
            LEVELS[n].transform(this, source, quantisation);
            source = quarters;
        }
        quantise(smooth, 64, 4032, quantisation.ll3());
        for (int i = 4095; i > 4032; i--) coefficients[i] -= coefficients[i - 1];
    }

    /** Sorts a plane of 2 half x 2 half values into quarters. */
    private static void divide(int[] from, int half, int[] to) {
        int count = half * half;
        for (int n = 0; n < half; n++) {
            int even = 4 * n * half;
            int odd = even + 2 * half;
            int at = n * half;
            for (int i = 0; i < half; i++) {
                to[at + i] = from[even + 2 * i];
                to[count + at + i] = from[even + 2 * i + 1];
                to[2 * count + at + i] = from[odd + 2 * i];
                to[3 * count + at + i] = from[odd + 2 * i + 1];
            }
        }
    }

    private void level(int[] source, int half, int offset, int hl, int lh, int hh) {
        int count = half * half;
        down(source, half);
        across(low, half, smooth, detail);
        quantise(detail, count, offset, hl);
        across(high, half, low, detail);
        quantise(low, count, offset + count, lh);
        quantise(detail, count, offset + 2 * count, hh);
    }

    /** Rows into {@link #low} and {@link #high}: first all even columns, then all odd ones. */
    private void down(int[] source, int half) {
        int count = half * half;
        int rows = 2 * count;
        for (int i = 0; i < rows - half; i++) high[i] = source[rows + i] - (source[i] + source[i + half] >> 1) >> 1;
        for (int last = count - half; last < rows; last += count)
            for (int i = last; i < last + half; i++) high[i] = source[rows + i] - source[i] >> 1;
        for (int i = half; i < rows; i++) low[i] = source[i] + (high[i - half] + high[i] + 1 >> 1);
        for (int first = 0; first < rows; first += count)
            for (int i = first; i < first + half; i++) low[i] = source[i] + high[i];
    }

    private static void across(int[] source, int half, int[] smooth, int[] detail) {
        int count = half * half;
        for (int i = 0; i < count - 1; i++) detail[i] = source[count + i] - (source[i] + source[i + 1] >> 1) >> 1;
        for (int i = half - 1; i < count; i += half) detail[i] = source[count + i] - source[i] >> 1;
        for (int i = 1; i < count; i++) smooth[i] = source[i] + (detail[i - 1] + detail[i] + 1 >> 1);
        for (int i = 0; i < count; i += half) smooth[i] = source[i] + detail[i];
    }

    /** Rounds towards zero a little more than to the nearest, which spares bits that nobody sees. */
    private void quantise(int[] values, int count, int offset, int quantisation) {
        int shift = quantisation - 1;
        int bias = (1 << shift) * 3 / 8;
        for (int i = 0; i < count; i++) {
            int value = values[i];
            int sign = value >> 31;
            int size = (value ^ sign) - sign + bias >> shift;
            coefficients[offset + i] = (size ^ sign) - sign;
        }
    }
}

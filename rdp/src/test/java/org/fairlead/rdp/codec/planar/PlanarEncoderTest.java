package org.fairlead.rdp.codec.planar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.fairlead.rdp.codec.ByteSink;
import org.fairlead.rdp.codec.Pictures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlanarEncoderTest {
    @ParameterizedTest
    @MethodSource("org.fairlead.rdp.codec.Pictures#all")
    void everyPictureComesBackBothWaysUp(Pictures picture) {
        for (boolean bottomUp : new boolean[] {true, false}) {
            int[] got = PlanarDecoder.decode(encode(picture, bottomUp), picture.width(), picture.height());
            int[] plain = picture.plain();
            int width = picture.width();
            for (int y = 0; y < picture.height(); y++) {
                int row = bottomUp ? picture.height() - 1 - y : y;
                for (int x = 0; x < width; x++) assertThat(got[y * width + x]).isEqualTo(plain[row * width + x]);
            }
        }
    }

    @Test
    void whatDoesNotCompressIsSentPlain() {
        assertThat(encode(Pictures.of("random", 64, 64), false))
                .hasSize(2 + 3 * 64 * 64)
                .startsWith(0x20);
    }

    @Test
    void aFlatAreaTakesAFewBytesARow() {
        assertThat(encode(Pictures.of("flat", 64, 64), false)).hasSizeLessThan(3 * 64 * 2 + 11);
    }

    @Test
    void runsOfEveryLengthComeBack() {
        var random = new Random(3);
        var encoder = new PlanarEncoder();
        for (int width = 1; width < 140; width++) {
            int[] row = new int[width];
            for (int i = 0; i < width; ) {
                int value = random.nextInt(3) * 77;
                for (int run = random.nextInt(random.nextBoolean() ? 4 : 90); run >= 0 && i < width; run--)
                    row[i++] = value;
            }
            var out = new ByteSink(16);
            encoder.encode(row, 0, width, width, 1, false, out);
            assertThat(PlanarDecoder.decode(out.toByteArray(), width, 1)).isEqualTo(row);
        }
    }

    private static byte[] encode(Pictures picture, boolean bottomUp) {
        var out = new ByteSink(16);
        new PlanarEncoder()
                .encode(
                        picture.pixels(),
                        Pictures.OFFSET,
                        picture.stride(),
                        picture.width(),
                        picture.height(),
                        bottomUp,
                        out);
        return out.toByteArray();
    }
}

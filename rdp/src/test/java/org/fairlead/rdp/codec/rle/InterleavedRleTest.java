package org.fairlead.rdp.codec.rle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.fairlead.rdp.codec.ByteSink;
import org.fairlead.rdp.codec.Pictures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterleavedRleTest {
    @ParameterizedTest
    @MethodSource("org.fairlead.rdp.codec.Pictures#all")
    void everyPictureComesBackInEveryDepth(Pictures picture) {
        for (int bits : new int[] {15, 16, 24}) {
            var out = new ByteSink(16);
            new InterleavedRle(bits)
                    .encode(
                            picture.pixels(),
                            Pictures.OFFSET,
                            picture.stride(),
                            picture.width(),
                            picture.height(),
                            out);
            int[] got = InterleavedRleDecoder.decode(out.toByteArray(), bits, picture.width(), picture.height());
            assertThat(got).as("%d bits", bits).isEqualTo(upsideDown(picture, bits));
        }
    }

    @Test
    void twoColouredTextTakesAboutOneBitAPixel() {
        var text = Pictures.of("text", 256, 130);
        var out = new ByteSink(16);
        new InterleavedRle(16).encode(text.pixels(), Pictures.OFFSET, text.stride(), 256, 130, out);
        assertThat(out.position()).isLessThan(256 * 130 / 8 * 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 24})
    void randomRunsOfAllLengthsComeBack(int bits) {
        var random = new java.util.Random(bits);
        var encoder = new InterleavedRle(bits);
        for (int round = 0; round < 300; round++) {
            int width = 1 + random.nextInt(300);
            int height = 1 + random.nextInt(20);
            int[] pixels = new int[width * height];
            for (int i = 0; i < pixels.length; ) {
                int colour = random.nextInt(3) * 0x404040 + random.nextInt(2) * 0xFFFFFF;
                int kind = random.nextInt(4);
                for (int run = 1 << random.nextInt(11); run > 0 && i < pixels.length; run--, i++)
                    pixels[i] = kind == 0 || i < width
                            ? colour
                            : kind == 1 ? pixels[i - width] : pixels[i - width] ^ (i % 3 == 0 ? 0xF8F8F8 : 0);
            }
            var out = new ByteSink(16);
            encoder.encode(pixels, 0, width, width, height, out);
            int[] got = InterleavedRleDecoder.decode(out.toByteArray(), bits, width, height);
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++)
                    assertThat(got[(height - 1 - y) * width + x])
                            .isEqualTo(InterleavedRle.convert(pixels[y * width + x], bits));
        }
    }

    @Test
    void aBitmapOf65535PixelsIsTakenAndOneMoreRefused() {
        new InterleavedRle(16).encode(new int[65535], 0, 65535, 65535, 1, new ByteSink(16));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InterleavedRle(16).encode(new int[65536], 0, 256, 256, 256, new ByteSink(16)));
    }

    private static int[] upsideDown(Pictures picture, int bits) {
        int[] plain = picture.plain();
        int[] turned = new int[plain.length];
        int width = picture.width();
        for (int y = 0; y < picture.height(); y++)
            for (int x = 0; x < width; x++)
                turned[(picture.height() - 1 - y) * width + x] = InterleavedRle.convert(plain[y * width + x], bits);
        return turned;
    }
}

package org.fairlead.rdp.codec.clear;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlead.rdp.codec.ByteSink;
import org.fairlead.rdp.codec.Pictures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClearCodecEncoderTest {
    private final ClearCodecEncoder encoder = new ClearCodecEncoder();
    private final ClearCodecDecoder client = new ClearCodecDecoder();
    private final PaletteRuns runs = new PaletteRuns();

    @ParameterizedTest
    @MethodSource("org.fairlead.rdp.codec.Pictures#all")
    void everyPictureOfFewColoursComesBack(Pictures picture) {
        long colours = java.util.Arrays.stream(picture.plain()).distinct().count();
        assertThat(scan(picture)).isEqualTo(colours <= 127);
        if (colours > 127) return;
        assertThat(runs.colours()).isEqualTo((int) colours);
        var out = new ByteSink(16);
        encoder.encode(runs, out);
        assertThat(client.decode(out.toByteArray(), picture.width(), picture.height()))
                .isEqualTo(picture.plain());
    }

    @ParameterizedTest
    @MethodSource("org.fairlead.rdp.codec.Pictures#all")
    void everyPictureComesBackAsResidual(Pictures picture) {
        var out = new ByteSink(16);
        encoder.residual(picture.pixels(), Pictures.OFFSET, picture.stride(), picture.width(), picture.height(), out);
        assertThat(client.decode(out.toByteArray(), picture.width(), picture.height()))
                .isEqualTo(picture.plain());
    }

    @Test
    void aPaletteHas127ColoursAndNotOneMore() {
        int[] pixels = new int[128];
        for (int i = 0; i < pixels.length; i++) pixels[i] = i * 7;
        assertThat(runs.scan(pixels, 0, 127, 127, 1, PaletteRuns.MOST_COLOURS, 1000))
                .isTrue();
        var out = new ByteSink(16);
        encoder.encode(runs, out);
        assertThat(client.decode(out.toByteArray(), 127, 1)).isEqualTo(java.util.Arrays.copyOf(pixels, 127));
        assertThat(runs.scan(pixels, 0, 128, 128, 1, PaletteRuns.MOST_COLOURS, 1000))
                .isFalse();
    }

    @Test
    void runsOf254And255And65535AndMoreComeBack() {
        for (int run : new int[] {253, 254, 255, 256, 257, 65534, 65535, 65536, 65537, 70000}) {
            int width = (run + 5) / 4;
            int[] pixels = new int[width * 4];
            pixels[0] = 5;
            java.util.Arrays.fill(pixels, run + 1, pixels.length, 6);
            assertThat(runs.scan(pixels, 0, width, width, 4, 127, 1000)).isTrue();
            var out = new ByteSink(16);
            encoder.encode(runs, out);
            assertThat(client.decode(out.toByteArray(), width, 4)).isEqualTo(pixels);
            out.clear();
            encoder.residual(pixels, 0, width, width, 4, out);
            assertThat(client.decode(out.toByteArray(), width, 4)).isEqualTo(pixels);
        }
    }

    @Test
    void streamsAreNumberedRoundTheByte() {
        runs.scan(new int[4], 0, 2, 2, 2, 127, 10);
        for (int i = 0; i < 600; i++) {
            var out = new ByteSink(16);
            encoder.encode(runs, out);
            assertThat(out.toByteArray()[0]).isEqualTo((byte) (i == 0 ? 4 : 0));
            assertThat(client.decode(out.toByteArray(), 2, 2)).containsOnly(0);
        }
        encoder.reset();
        var out = new ByteSink(16);
        encoder.encode(runs, out);
        assertThat(out.toByteArray()).startsWith(4, 0);
    }

    private boolean scan(Pictures picture) {
        return runs.scan(
                picture.pixels(), Pictures.OFFSET, picture.stride(), picture.width(), picture.height(), 127, 100_000);
    }
}

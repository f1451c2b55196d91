package org.fairlead.rdp.codec.clear;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.fairlead.rdp.codec.ByteSink;
import org.junit.jupiter.api.Test;

/**
 * The bitmap streams of MS-RDPEGFX 4.1.1.1. The second of the four holds what this encoder writes, one area of few colours;
 * the others hold a cached glyph (1) and bands (3, 4), which it never sends, so that there is nothing of ours to hold against
 * them.
 */
class ClearCodecSpecificationTest {
    private static final int WIDTH = 78;
    private static final int HEIGHT = 17;
    private static final byte[] SECOND = HexFormat.of()
            .parseHex("000d0000000000000000820000000000" + "00004e0011007500000002" + "0e"
                    + "ffffff000000dbffff003a90ffb66666b6ffb6660090dbff00003adb903a3a90db660000ffffb6646464"
                    + "1104114c114c114c114c114c004713000101040001000047160011020047290011010049"
                    + "0a0001000400010000" + "4a0a0009000100004705000101" + "1c000100114c114c114c00470d4d004d");

    @Test
    void theStreamOfTheSpecificationIsAPictureOfItsFourteenColours() {
        int[] picture = new ClearCodecDecoder(0x0D).decode(SECOND, WIDTH, HEIGHT);
        assertThat(Arrays.stream(picture).distinct()).hasSize(14);
        // a tick and a grey line on white
        assertThat(Arrays.stream(picture, 0, 5)).containsOnly(0xFFFFFF);
        assertThat(Arrays.stream(picture, 15 * WIDTH, 16 * WIDTH)).containsOnly(0x646464);
    }

    @Test
    void ofThatPictureTheEncoderMakesThatStream() {
        int[] picture = new ClearCodecDecoder(0x0D).decode(SECOND, WIDTH, HEIGHT);
        var runs = new PaletteRuns();
        assertThat(runs.scan(picture, 0, WIDTH, WIDTH, HEIGHT, PaletteRuns.MOST_COLOURS, 10_000))
                .isTrue();
        var encoder = new ClearCodecEncoder();
        var out = new ByteSink(16);
        for (int i = 0; i <= 0x0D; i++) {
            out.clear();
            encoder.encode(runs, out);
        }
        assertThat(out.toByteArray()).isEqualTo(SECOND);
    }
}

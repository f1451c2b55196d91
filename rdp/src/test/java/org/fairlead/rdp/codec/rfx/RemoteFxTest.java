package org.fairlead.rdp.codec.rfx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.fairlead.rdp.codec.ByteSink;
import org.fairlead.rdp.codec.Pictures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteFxTest {
    private static final Quantisation SOFTER = Quantisation.FINE.coarser(1);

    /** The three components of the tile in MS-RDPRFX 4.2.4.1: coded bytes, then coefficients. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void theSampleOfTheSpecificationIsCodedByteForByte(int component) throws Exception {
        try (var in = RemoteFxTest.class.getResourceAsStream("/rfx/ms-rdprfx-4.2.4.1.txt")) {
            String[] lines = new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n");
            byte[] coded = HexFormat.of().parseHex(lines[2 * component]);
            int[] values = Arrays.stream(lines[2 * component + 1].split(" "))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            byte[] got = encode(Rlgr.Mode.RLGR3, values);
            // the sample has up to three bytes more after its last coefficient
            assertThat(coded).startsWith(got);
            assertThat(coded.length - got.length).isLessThanOrEqualTo(3);
            assertThat(RlgrDecoder.decode(got, Rlgr.Mode.RLGR3)).isEqualTo(values);
        }
    }

    @ParameterizedTest
    @EnumSource(Rlgr.Mode.class)
    void coefficientsOfEveryKindComeBack(Rlgr.Mode mode) {
        var random = new Random(4);
        for (int round = 0; round < 400; round++) {
            int[] values = new int[4096];
            int each = 1 << random.nextInt(13);
            int size = 1 + random.nextInt(1 << random.nextInt(12));
            for (int i = 0; i < values.length; i++)
                if (random.nextInt(each) == 0) values[i] = random.nextInt(2 * size + 1) - size;
            values[4095] = 3;
            assertThat(RlgrDecoder.decode(encode(mode, values), mode)).isEqualTo(values);
        }
    }

    @ParameterizedTest
    @EnumSource(Rlgr.Mode.class)
    void aComponentOfZerosStillEndsWithAValueAsClientsExpect(Rlgr.Mode mode) {
        byte[] coded = encode(mode, new int[4096]);
        assertThat(coded).isNotEmpty().hasSizeLessThan(10);
        int[] wanted = new int[4096];
        wanted[4095] = 1;
        assertThat(RlgrDecoder.decode(coded, mode)).isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource({"flat,1", "black,1", "photo,3", "noise,8", "text,20", "stripes,24"})
    void aTileComesBackAlmostAsItWas(String kind, double error) {
        var picture = Pictures.of(kind, 64, 64);
        for (var mode : Rlgr.Mode.values()) {
            var client = new RemoteFxDecoder(64, 64);
            client.decode(message(picture, mode, Quantisation.FINE, Quantisation.FINE));
            assertThat(meanError(client.screen(), picture.plain())).isLessThan(error);
        }
    }

    @Test
    void aCoarserTileIsSmaller() {
        var picture = Pictures.of("noise", 64, 64);
        int fine = message(picture, Rlgr.Mode.RLGR3, Quantisation.FINE, Quantisation.FINE)
                .remaining();
        int soft = message(picture, Rlgr.Mode.RLGR3, SOFTER, SOFTER.coarser(1)).remaining();
        assertThat(soft).isLessThan(fine * 2 / 3);
    }

    @Test
    void halfColourLeavesGreyAsItIs() {
        int[] grey = Arrays.stream(Pictures.of("noise", 64, 64).plain())
                .map(pixel -> (pixel & 0xFF) * 0x010101)
                .toArray();
        assertThat(decoded(grey, true)).isEqualTo(decoded(grey, false));
    }

    @Test
    void halfColourIsSmallerAndOffByNoMoreThanColourWithinASquare() {
        int[] photo = Pictures.of("photo", 64, 64).plain();
        assertThat(meanError(decoded(photo, true), photo)).isLessThan(6);
        int[] noise = Pictures.of("noise", 64, 64).plain();
        Quantisation fine = Quantisation.FINE;
        int whole = message(noise, false, Rlgr.Mode.RLGR3, fine, fine).remaining();
        assertThat(message(noise, true, Rlgr.Mode.RLGR3, fine, fine).remaining())
                .isLessThan(whole * 95 / 100);
        // fields of two colours, 16 pixels wide and high: right in their middle
        int[] squares = new int[4096];
        for (int i = 0; i < 4096; i++) squares[i] = (i / 64 / 16 + i % 64 / 16) % 2 == 0 ? 0xC02020 : 0x2020C0;
        assertThat(meanError(decoded(squares, true), squares)).isLessThan(12);
        assertThat(decoded(squares, true)[8 * 64 + 8] & 0xE0E0E0).isEqualTo(squares[8 * 64 + 8] & 0xE0E0E0);
    }

    private static int[] decoded(int[] pixels, boolean halfColour) {
        var client = new RemoteFxDecoder(64, 64);
        client.decode(message(pixels, halfColour, Rlgr.Mode.RLGR3, Quantisation.FINE, Quantisation.FINE));
        return client.screen();
    }

    @Test
    void onlyTheRegionIsDrawn() {
        var out = new ByteSink(16);
        var message = new RemoteFxMessage(Rlgr.Mode.RLGR3, false);
        message.header(128, 128, out);
        message.begin(new int[] {70, 3, 10, 4}, 1, 1, SOFTER, SOFTER, out);
        int[] white = new int[4096];
        Arrays.fill(white, 0xFFFFFF);
        new TileEncoder().encode(white, 1, 0, false, Rlgr.Mode.RLGR3, SOFTER, SOFTER, out);
        message.end(out);
        var client = new RemoteFxDecoder(128, 128);
        client.decode(out.slice(0, out.position()));
        for (int i = 0; i < 128 * 128; i++) {
            boolean inside = i % 128 >= 70 && i % 128 < 80 && i / 128 >= 3 && i / 128 < 7;
            assertThat(client.screen()[i] != 0).isEqualTo(inside);
        }
    }

    @Test
    void framesFollowEachOtherInOneStream() {
        var message = new RemoteFxMessage(Rlgr.Mode.RLGR1, true);
        var client = new RemoteFxDecoder(64, 64);
        var tile = new TileEncoder();
        for (int i = 0; i < 5; i++) {
            var out = new ByteSink(16);
            if (i == 0) message.header(64, 64, out);
            message.begin(new int[] {0, 0, 64, 64}, 1, 1, SOFTER, SOFTER, out);
            int[] pixels = new int[4096];
            Arrays.fill(pixels, i * 0x202020);
            tile.encode(pixels, 0, 0, false, Rlgr.Mode.RLGR1, SOFTER, SOFTER, out);
            message.end(out);
            client.decode(out.slice(0, out.position()));
            assertThat(meanError(client.screen(), pixels)).isLessThan(2);
        }
    }

    @Test
    void quantisationIs6To15() {
        new Quantisation(6, 6, 6, 6, 6, 6, 6, 6, 6, 15);
        assertThatIllegalArgumentException().isThrownBy(() -> new Quantisation(5, 6, 6, 6, 6, 6, 6, 6, 6, 6));
        assertThatIllegalArgumentException().isThrownBy(() -> new Quantisation(6, 6, 6, 6, 6, 6, 6, 6, 6, 16));
    }

    private static byte[] encode(Rlgr.Mode mode, int[] values) {
        byte[] to = new byte[4096 * 8];
        return Arrays.copyOf(to, new Rlgr().encode(mode, values, to, 0));
    }

    private static java.nio.ByteBuffer message(
            Pictures picture, Rlgr.Mode mode, Quantisation luma, Quantisation colour) {
        return message(picture.plain(), false, mode, luma, colour);
    }

    private static java.nio.ByteBuffer message(
            int[] pixels, boolean halfColour, Rlgr.Mode mode, Quantisation luma, Quantisation colour) {
        var out = new ByteSink(16);
        var message = new RemoteFxMessage(mode, false);
        message.header(64, 64, out);
        message.begin(new int[] {0, 0, 64, 64}, 1, 1, luma, colour, out);
        new TileEncoder().encode(pixels, 0, 0, halfColour, mode, luma, colour, out);
        message.end(out);
        return out.slice(0, out.position());
    }

    private static double meanError(int[] got, int[] wanted) {
        double sum = 0;
        for (int i = 0; i < got.length; i++)
            for (int shift = 0; shift < 24; shift += 8)
                sum += Math.abs((got[i] >> shift & 0xFF) - (wanted[i] >> shift & 0xFF));
        return sum / got.length / 3;
    }
}

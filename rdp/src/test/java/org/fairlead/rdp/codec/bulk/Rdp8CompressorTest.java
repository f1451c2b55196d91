package org.fairlead.rdp.codec.bulk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.fairlead.rdp.codec.ByteSink;
import org.junit.jupiter.api.Test;

class Rdp8CompressorTest {
    private static final String FOX = "The quick brown fox jumps over the lazy dog";

    private final Rdp8Compressor compressor = new Rdp8Compressor();
    private final Rdp8Decompressor client = new Rdp8Decompressor();

    @Test
    void theDecoderReadsTheSamplesOfTheSpecification() {
        String single = "e00454686520717569636b2062726f776e20666f78206a756d7073206f76657220746865206c617a7920646f67";
        String parts = "e103002b000000110000000454686520717569636b2062726f776e200e00000004666f78206a756d7073206f7665"
                + "10000000243908 0e91f8d8613d1e440643799c02".replace(" ", "");
        assertThat(new Rdp8Decompressor().decompress(HexFormat.of().parseHex(single)))
                .asString(US_ASCII)
                .isEqualTo(FOX);
        assertThat(new Rdp8Decompressor().decompress(HexFormat.of().parseHex(parts)))
                .asString(US_ASCII)
                .isEqualTo(FOX);
    }

    @Test
    void aShortTextThatDoesNotCompressIsSentAsInTheSpecification() {
        assertThat(compress(FOX.getBytes(US_ASCII))).startsWith(0xE0, 0x04).hasSize(FOX.length() + 2);
    }

    @Test
    void everythingComesBackAndHistoryIsUsedAcrossMessages() {
        var random = new Random(1);
        for (int round = 0; round < 200; round++) {
            byte[] data = new byte[1 + random.nextInt(round % 20 == 0 ? 300_000 : 3000)];
            int kind = random.nextInt(4);
            for (int i = 0; i < data.length; i++)
                data[i] = (byte)
                        switch (kind) {
                            case 0 -> random.nextInt(256);
                            case 1 -> random.nextInt(4);
                            case 2 -> i >= 100 ? data[i - 1 - random.nextInt(100)] : random.nextInt(256);
                            default -> FOX.charAt(i % FOX.length());
                        };
            assertThat(client.decompress(compress(data))).isEqualTo(data);
        }
    }

    @Test
    void whatWasSentBeforeCostsAlmostNothing() {
        byte[] data = new byte[20_000];
        new Random(7).nextBytes(data);
        assertThat(compress(data)).hasSizeGreaterThan(20_000);
        assertThat(compress(data)).hasSizeLessThan(100);
    }

    @Test
    void textAfterAPictureInOneSegmentIsStillCompressed() {
        byte[] data = new byte[60_000];
        new Random(11).nextBytes(data);
        for (int i = 20_000; i < data.length; i++) data[i] = (byte) FOX.charAt(i % FOX.length());
        byte[] sent = compress(data);
        // of the text 12 kilobytes at most are let pass as they are
        assertThat(sent).hasSizeBetween(20_000, 20_000 + 12 * 1024 + 1000);
        assertThat(client.decompress(sent)).isEqualTo(data);
    }

    @Test
    void manyMegabytesGoThroughOneChannel() {
        var random = new Random(9);
        byte[] block = new byte[150_000];
        for (int round = 0; round < 60; round++) {
            for (int i = 0; i < block.length; i++) if (random.nextInt(8) == 0) block[i] = (byte) random.nextInt(256);
            assertThat(client.decompress(compress(block))).isEqualTo(block);
        }
    }

    @Test
    void aSegmentHolds65535BytesAndOneMoreMakesTwo() {
        byte[] most = new byte[Rdp8Compressor.SEGMENT];
        byte[] more = new byte[Rdp8Compressor.SEGMENT + 1];
        assertThat(compress(most)[0] & 0xFF).isEqualTo(0xE0);
        compressor.reset();
        byte[] two = compress(more);
        assertThat(two[0] & 0xFF).isEqualTo(0xE1);
        assertThat(two[1]).isEqualTo((byte) 2);
        assertThat(client.decompress(two)).isEqualTo(more);
    }

    @Test
    void severalBuffersBecomeOneMessage() {
        var out = new ByteSink(16);
        compressor.compress(out, ByteBuffer.wrap("one".getBytes(US_ASCII)), ByteBuffer.wrap(" two".getBytes(US_ASCII)));
        assertThat(client.decompress(out.toByteArray())).asString(US_ASCII).isEqualTo("one two");
    }

    @Test
    void afterAResetNothingRefersToWhatWasSentBefore() {
        byte[] data = new byte[5000];
        new Random(7).nextBytes(data);
        compress(data);
        compressor.reset();
        assertThat(new Rdp8Decompressor().decompress(compress(data))).isEqualTo(data);
    }

    @Test
    void nothingIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> compressor.compress(new ByteSink(16)));
    }

    private byte[] compress(byte[] data) {
        var out = new ByteSink(16);
        compressor.compress(out, ByteBuffer.wrap(data));
        return out.toByteArray();
    }
}

package org.fairlead.rdp.codec.bulk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MppcCompressorTest {
    private final MppcCompressor compressor = new MppcCompressor();
    private final MppcDecompressor client = new MppcDecompressor();
    private int flags;

    @Test
    void theDecoderReadsTheSampleOfTheSpecification() {
        byte[] sample = bytes(
                0x66, 0x6f, 0x72, 0x2e, 0x77, 0x68, 0x6f, 0x6d, 0x2e, 0x74, 0x68, 0x65, 0x2e, 0x62, 0x65, 0x6c, 0x6c,
                0x2e, 0x74, 0x6f, 0x6c, 0x6c, 0x73, 0x2c, 0xfa, 0x1b, 0x97, 0x33, 0x7e, 0x87, 0xe3, 0x32, 0x90, 0x80);
        assertThat(client.decompress(0xE1, sample))
                .asString(US_ASCII)
                .isEqualTo("for.whom.the.bell.tolls,.the.bell.tolls.for.thee!");
    }

    @Test
    void everythingComesBackAndHistoryIsUsedAcrossPacketsAndBeyondItsEnd() {
        var random = new Random(3);
        int compressed = 0;
        for (int round = 0; round < 400; round++) {
            byte[] data = new byte[random.nextInt(MppcCompressor.LARGEST + 1)];
            int kind = random.nextInt(4);
            int reach = 1 + random.nextInt(9000);
            for (int i = 0; i < data.length; i++)
                data[i] = (byte)
                        switch (kind) {
                            case 0 -> random.nextInt(256);
                            case 1 -> i >= reach ? data[i - 1 - random.nextInt(reach)] : 0x70 + random.nextInt(32);
                            case 2 -> i / (1 + reach / 8);
                            default -> "a line of a document; ".charAt(i % 22);
                        };
            assertThat(through(data)).isEqualTo(data);
            if (flags != 0) compressed++;
        }
        assertThat(compressed).isGreaterThan(100);
    }

    @Test
    void theFirstPacketClearsTheHistoryAndTheOneThatDoesNotFitGoesToItsFront() {
        byte[] data = new byte[MppcCompressor.LARGEST];
        through(data);
        assertThat(flags).isEqualTo(0xE1);
        through(data);
        assertThat(flags).isEqualTo(0x21);
        through(data);
        assertThat(flags).isEqualTo(0x21);
        through(data);
        assertThat(flags).as("three bytes stay free at the end").isEqualTo(0x61);
    }

    @Test
    void aPageOfEqualBytesIsAFewBytes() {
        byte[] page = new byte[MppcCompressor.LARGEST];
        Arrays.fill(page, (byte) 0xFF);
        through(page);
        assertThat(compressor.compressed().remaining()).isLessThan(12);
    }

    @Test
    void whatDoesNotGetSmallerIsLeftAsItIsAndTriedLessAndLessOften() {
        byte[] noise = new byte[4000];
        new Random(5).nextBytes(noise);
        byte[] text = "one line like the other ".repeat(40).getBytes(US_ASCII);
        assertThat(through(noise)).isEqualTo(noise);
        assertThat(flags).isZero();
        int untried = 0;
        while (flags == 0) {
            assertThat(through(text)).isEqualTo(text);
            untried++;
        }
        assertThat(untried).isEqualTo(2);
        assertThat(flags).as("the first one that the client keeps").isEqualTo(0xE1);
        assertThat(through(text)).isEqualTo(text);
        assertThat(flags).isEqualTo(0x21);
    }

    @Test
    void aPacketOfTheLargestSizeIsTakenAndOneByteMoreIsNot() {
        assertThat(compressor.packet(MppcCompressor.LARGEST).remaining()).isEqualTo(MppcCompressor.LARGEST);
        assertThatIllegalArgumentException().isThrownBy(() -> compressor.packet(MppcCompressor.LARGEST + 1));
    }

    /** What the client has after one packet. */
    private byte[] through(byte[] data) {
        ByteBuffer plain = compressor.packet(data.length);
        plain.put(data).flip();
        flags = compressor.compress();
        if (flags == 0) {
            byte[] same = new byte[plain.remaining()];
            plain.get(same);
            return same;
        }
        ByteBuffer packed = compressor.compressed();
        assertThat(packed.remaining()).isLessThan(data.length);
        byte[] bytes = new byte[packed.remaining()];
        packed.get(bytes);
        return client.decompress(flags, bytes);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) bytes[i] = (byte) values[i];
        return bytes;
    }
}

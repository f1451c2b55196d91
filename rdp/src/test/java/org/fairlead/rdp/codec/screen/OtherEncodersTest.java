package org.fairlead.rdp.codec.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.fairlead.rdp.codec.planar.PlanarDecoder;
import org.fairlead.rdp.codec.rfx.RemoteFxDecoder;
import org.fairlead.rdp.codec.rle.InterleavedRle;
import org.fairlead.rdp.codec.rle.InterleavedRleDecoder;
import org.fairlead.rdp.picture.GraphicsPath;
import org.fairlead.rdp.picture.Move;
import org.fairlead.rdp.picture.PictureEncoder;
import org.fairlead.rdp.picture.Rect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherEncodersTest {
    private static final GraphicsPath.Bitmaps BESIDE = new GraphicsPath.Bitmaps(32, true, false, 16_000, true);

    @ParameterizedTest
    @CsvSource({
        "15,true,true",
        "16,true,false",
        "16,false,false",
        "24,true,true",
        "24,true,false",
        "32,true,true",
        "32,true,false",
        "32,false,false"
    })
    void bitmapUpdatesShowTheSamePixelsInEveryDepth(int bits, boolean compressed, boolean header) {
        int limit = 16_000;
        for (int[] size : new int[][] {{1, 1}, {3, 7}, {321, 257}, {640, 200}, {1366, 70}}) {
            int width = size[0];
            var desktop = new Desktop(width, size[1], bits);
            var encoder = Encoders.of(
                    new GraphicsPath.Bitmaps(bits, compressed, header, limit, bits % 8 == 0),
                    width,
                    size[1],
                    Runnable::run);
            int[] screen = new int[width * size[1]];
            for (int round = 0; round < 12; round++) {
                desktop.something();
                List<ByteBuffer> commands = encoder.encode(desktop.frame, desktop.takeDamage(), round * 1_000_000_000L);
                for (Move move : encoder.moves()) {
                    assertThat(bits % 8).isZero();
                    move(move, screen, width);
                }
                for (ByteBuffer command : commands) {
                    assertThat(command.remaining()).isLessThanOrEqualTo(limit);
                    bitmap(command.slice().order(ByteOrder.LITTLE_ENDIAN), screen, width, bits, header);
                }
                for (int i = 0; i < screen.length; i++)
                    assertThat(screen[i])
                            .isEqualTo(InterleavedRle.convert(desktop.pixels[i] & 0xFFFFFF, bits == 32 ? 24 : bits));
            }
        }
    }

    private static void move(Move move, int[] screen, int width) {
        int[] before = screen.clone();
        Rect source = move.source();
        for (int y = 0; y < source.height(); y++)
            System.arraycopy(
                    before,
                    (source.y() + y) * width + source.x(),
                    screen,
                    (move.toY() + y) * width + move.toX(),
                    source.width());
    }

    @Test
    void scrolledTextIsMovedAndTheNewLineDrawn() {
        var area = new Rect(10, 20, 620, 370);
        for (var path : List.of(
                new GraphicsPath.Bitmaps(16, true, false, 16_000, true),
                new GraphicsPath.SurfaceCommands(3, false, true, 4_000_000, BESIDE))) {
            var desktop = new Desktop(640, 400, 1);
            for (int i = 0; i < 30; i++) desktop.scroll(area, 13);
            var encoder = Encoders.of(path, 640, 400, Runnable::run);
            int first = bytes(encoder.encode(desktop.frame, desktop.takeDamage(), 0)) + bytes(encoder.bitmaps());
            assertThat(encoder.moves()).isEmpty();
            desktop.scroll(area, 13);
            int second = bytes(encoder.encode(desktop.frame, desktop.takeDamage(), 1)) + bytes(encoder.bitmaps());
            assertThat(encoder.moves()).containsExactly(new Move(new Rect(10, 33, 620, 357), 10, 20));
            assertThat(second).isLessThan(first / 4);
        }
    }

    @ParameterizedTest
    @CsvSource({"24,false", "32,true"})
    void movingPicturesHaveFewerStepsOfEachColourAndAreExactWhenTheyRest(int bits, boolean header) {
        var desktop = new Desktop(321, 257, bits);
        var encoder = Encoders.of(new GraphicsPath.Bitmaps(bits, true, header, 16_000, true), 321, 257, Runnable::run);
        int[] screen = new int[321 * 257];
        for (int i = 0; i < desktop.pixels.length; i++)
            desktop.pixels[i] = (i % 321 / 24 + i / 321 / 32) * 0x080808 + 0x404040 | i * 0x9E3779B1 >>> 20 & 0x070707;
        desktop.damage.add(desktop.frame.bounds());
        int exact = show(encoder, desktop, 0, screen, bits, header);
        assertThat(screen).isEqualTo(desktop.plain());
        assertThat(encoder.refineAtNanos()).isEqualTo(Long.MAX_VALUE);
        for (int round = 1; round < 6; round++) {
            for (int i = 0; i < desktop.pixels.length; i++) desktop.pixels[i] ^= 0x070503 * (i + round & 3) & 0x070707;
            desktop.damage.add(desktop.frame.bounds());
            int moving = show(encoder, desktop, round * 40_000_000L, screen, bits, header);
            assertThat(moving).isLessThan(exact / 3);
            for (int i = 0; i < screen.length; i++)
                for (int shift = 0; shift < 24; shift += 8)
                    assertThat(Math.abs((screen[i] >> shift & 0xFF) - (desktop.pixels[i] >> shift & 0xFF)))
                            .isLessThanOrEqualTo(4);
        }
        assertThat(screen).isNotEqualTo(desktop.plain());
        assertThat(encoder.refineAtNanos()).isEqualTo(5 * 40_000_000L + TileChoice.MOVING_NANOS);
        for (long now = encoder.refineAtNanos(); now != Long.MAX_VALUE; now = encoder.refineAtNanos())
            show(encoder, desktop, now, screen, bits, header);
        assertThat(screen).isEqualTo(desktop.plain());
        for (int round = 0; round < 60; round++) {
            desktop.something();
            show(encoder, desktop, 10_000_000_000L + round * 40_000_000L, screen, bits, header);
        }
        for (long now = encoder.refineAtNanos(); now != Long.MAX_VALUE; now = encoder.refineAtNanos())
            show(encoder, desktop, now, screen, bits, header);
        assertThat(screen).isEqualTo(desktop.plain());
    }

    @Test
    void scrolledTextStaysExactHoweverDenseItIs() {
        var desktop = new Desktop(640, 400, 1);
        var encoder = Encoders.of(new GraphicsPath.Bitmaps(32, true, false, 16_000, true), 640, 400, Runnable::run);
        for (int round = 0; round < 40; round++) {
            desktop.scroll(new Rect(10, 20, 620, 370), 13);
            encoder.encode(desktop.frame, desktop.takeDamage(), round * 33_000_000L);
            assertThat(encoder.refineAtNanos()).isEqualTo(Long.MAX_VALUE);
        }
    }

    private static int show(PictureEncoder encoder, Desktop desktop, long now, int[] screen, int bits, boolean header) {
        List<ByteBuffer> commands = encoder.encode(desktop.frame, desktop.takeDamage(), now);
        int bytes = bytes(commands);
        for (Move move : encoder.moves()) move(move, screen, 321);
        for (ByteBuffer command : commands)
            bitmap(command.slice().order(ByteOrder.LITTLE_ENDIAN), screen, 321, bits, header);
        return bytes;
    }

    private static int bytes(List<ByteBuffer> commands) {
        return commands.stream().mapToInt(ByteBuffer::remaining).sum();
    }

    private static void bitmap(ByteBuffer in, int[] screen, int stride, int bits, boolean withHeader) {
        int left = in.getShort();
        int top = in.getShort();
        int right = in.getShort();
        int bottom = in.getShort();
        int width = in.getShort();
        int height = in.getShort();
        assertThat(width % 4).isZero();
        assertThat(width).isBetween(right - left + 1, right - left + 4);
        assertThat(height).isEqualTo(bottom - top + 1);
        assertThat((int) in.getShort()).isEqualTo(bits);
        int flags = in.getShort();
        int length = in.getShort() & 0xFFFF;
        assertThat(length).isEqualTo(in.remaining());
        int pixelBytes = (bits + 7) / 8;
        boolean compressed = (flags & 1) == 1;
        if (compressed && withHeader) {
            assertThat((int) in.getShort()).isZero();
            assertThat(in.getShort() & 0xFFFF).isEqualTo(length - 8);
            assertThat(in.getShort() & 0xFFFF).isEqualTo(width * pixelBytes);
            assertThat(in.getShort() & 0xFFFF).isEqualTo((width * height * pixelBytes) & 0xFFFF);
        }
        assertThat(flags).isEqualTo(compressed ? withHeader ? 1 : 0x401 : 0);
        byte[] data = new byte[in.remaining()];
        in.get(data);
        int[] got;
        if (compressed && bits == 32) got = PlanarDecoder.decode(data, width, height);
        else if (compressed) got = InterleavedRleDecoder.decode(data, bits, width, height);
        else {
            got = new int[width * height];
            for (int i = 0; i < data.length; i++) got[i / pixelBytes] |= (data[i] & 0xFF) << i % pixelBytes * 8;
        }
        for (int y = 0; y < height; y++)
            for (int x = left; x <= right; x++) screen[(bottom - y) * stride + x] = got[y * width + x - left];
    }

    @ParameterizedTest
    @CsvSource({"true,true,65000", "false,false,65000", "true,false,4000000", "true,true,1"})
    void surfaceCommandsShowThePictureAndExactlyWhenItRests(boolean set, boolean image, int limit) {
        var desktop = new Desktop(321, 257, 3);
        desktop.picture("text", 0, 0, 200, 100);
        desktop.picture("photo", 40, 90, 250, 150);
        var encoder =
                Encoders.of(new GraphicsPath.SurfaceCommands(3, image, set, limit, BESIDE), 321, 257, Runnable::run);
        var client = new RemoteFxDecoder(321, 257);
        draw(encoder.encode(desktop.frame, desktop.takeDamage(), 0), encoder, client, set, limit);
        assertThat(error(client.screen(), desktop.plain())).isGreaterThan(0).isLessThan(4);
        for (int round = 0; round < 20; round++) {
            desktop.something();
            long now = 1_000_000_000L * round;
            draw(encoder.encode(desktop.frame, desktop.takeDamage(), now), encoder, client, set, limit);
            for (now = encoder.refineAtNanos(); now != Long.MAX_VALUE; now = encoder.refineAtNanos())
                draw(encoder.encode(desktop.frame, List.of(), now), encoder, client, set, limit);
            assertThat(client.screen()).isEqualTo(desktop.plain());
        }
    }

    @Test
    void surfaceCommandsSayNothingWithoutChange() {
        var desktop = new Desktop(100, 100, 3);
        var encoder =
                Encoders.of(new GraphicsPath.SurfaceCommands(3, false, true, 65000, BESIDE), 100, 100, Runnable::run);
        desktop.picture("noise", 0, 0, 100, 100);
        assertThat(encoder.encode(desktop.frame, desktop.takeDamage(), 0)).hasSize(1);
        assertThat(encoder.bitmaps()).isEmpty();
        assertThat(encoder.encode(desktop.frame, List.of(desktop.frame.bounds()), 1))
                .isEmpty();
        assertThat(encoder.bitmaps()).isEmpty();
    }

    private static void draw(
            List<ByteBuffer> commands, PictureEncoder encoder, RemoteFxDecoder client, boolean set, int limit) {
        for (Move move : encoder.moves()) move(move, client.screen(), 321);
        for (ByteBuffer bitmap : encoder.bitmaps())
            bitmap(bitmap.slice().order(ByteOrder.LITTLE_ENDIAN), client.screen(), 321, 32, false);
        for (ByteBuffer command : commands) {
            assertThat(command.remaining()).isLessThanOrEqualTo(Math.max(limit, 16_000));
            ByteBuffer in = command.slice().order(ByteOrder.LITTLE_ENDIAN);
            assertThat((int) in.getShort()).isEqualTo(set ? 1 : 6);
            assertThat(new int[] {in.getShort(), in.getShort(), in.getShort(), in.getShort()})
                    .containsExactly(0, 0, 321, 257);
            assertThat(new byte[] {in.get(), in.get(), in.get(), in.get()}).containsExactly(32, 0, 0, 3);
            assertThat(new int[] {in.getShort(), in.getShort()}).containsExactly(321, 257);
            assertThat(in.getInt()).isEqualTo(in.remaining());
            client.decode(in.slice());
        }
    }

    private static double error(int[] got, int[] wanted) {
        double sum = 0;
        for (int i = 0; i < got.length; i++)
            for (int shift = 0; shift < 24; shift += 8)
                sum += Math.abs((got[i] >> shift & 0xFF) - (wanted[i] >> shift & 0xFF));
        return sum / got.length / 3;
    }
}

package org.fairlead.thinclient.x11;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.fairlead.rdp.CloseReason;
import org.fairlead.rdp.InputEvent;
import org.fairlead.rdp.auth.NtHash;
import org.fairlead.rdp.host.RdpConnection;
import org.fairlead.rdp.host.RdpHandler;
import org.fairlead.rdp.host.RdpServer;
import org.fairlead.rdp.host.ServerOptions;
import org.fairlead.rdp.host.TlsIdentity;
import org.fairlead.rdp.picture.Frame;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One display shown by the real client on another, pixel by pixel. */
class RealClientTest {
    private static final long PATIENCE_NANOS = 40_000_000_000L;
    private static final String PASSWORD = "seven-Seas-77";
    private static TlsIdentity identity;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeIdentity() throws Exception {
        identity = TlsIdentity.generate("rdp", Instant.now());
    }

    /** How far a channel may be off, on average over the picture: the path's own loss and nothing more. */
    @ParameterizedTest
    @CsvSource({
        "/gfx /network:lan,640,480,0",
        "/gfx /network:lan,801,601,0",
        "/gfx /network:lan,1366,768,0",
        "/gfx:RFX /network:lan,640,480,0",
        "/rfx /bpp:32 /network:lan,801,601,0",
        "/rfx /rfx-mode:image /bpp:32 /network:lan,640,480,0",
        "/bpp:32,801,601,0",
        "/bpp:32 -compression,203,101,0",
        "/bpp:32 -fast-path,640,480,0",
        "/bpp:24,801,601,0",
        "/bpp:16,801,601,6",
        "/bpp:15,640,480,6",
        "/bpp:16 -compression,203,101,6",
    })
    void theClientShowsWhatTheDisplayShows(String mode, int width, int height, double loss) throws Exception {
        try (var shown = new VirtualDisplay(width, height, 24);
                var there = new VirtualDisplay(width, height, 24);
                var server = share(shown);
                var mirror = ScreenCapture.open(there.name);
                var original = ScreenCapture.open(shown.name)) {
            var drawing = new Drawing(shown, width, height);
            drawing.card();
            Process client = client(there, server, mode);
            try {
                expectSame(original, mirror, loss, client);
                for (int i = 0; i < 8; i++) drawing.scroll(13);
                expectSame(original, mirror, loss, client);
                for (int i = 0; i < 6; i++) {
                    drawing.noise();
                    Thread.sleep(30);
                }
                drawing.scroll(40);
                expectSame(original, mirror, loss, client);
                for (int i = 0; i < 5; i++) drawing.drag(i);
                expectSame(original, mirror, loss, client);
            } finally {
                end(client);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"/gfx /network:lan", "/bpp:32"})
    void aDisplayThatChangesItsSizeIsFollowed(String mode) throws Exception {
        try (var shown = new VirtualDisplay(800, 600, 24);
                var there = new VirtualDisplay(800, 600, 24);
                var server = share(shown);
                var mirror = ScreenCapture.open(there.name);
                var original = ScreenCapture.open(shown.name)) {
            var drawing = new Drawing(shown, 800, 600);
            drawing.card();
            Process client = client(there, server, mode);
            try {
                expectSame(original, mirror, 0, client);
                shown.run("xrandr --newmode small 25.18 640 656 752 800 480 490 492 525".split(" "));
                shown.run("xrandr --addmode screen small".split(" "));
                shown.run("xrandr --output screen --mode small".split(" "));
                drawing.card();
                expectSame(original, mirror, 0, client);
            } finally {
                end(client);
            }
        }
    }

    @Test
    void theClientIsToldThatTheDisplayIsGoneAndTheServerStays() throws Exception {
        var shown = new VirtualDisplay(320, 200, 24);
        try (var there = new VirtualDisplay(320, 200, 24);
                var server = share(shown);
                var mirror = ScreenCapture.open(there.name)) {
            new Drawing(shown, 320, 200).card();
            Process client = client(there, server, "/gfx /network:lan");
            try (var original = ScreenCapture.open(shown.name)) {
                expectSame(original, mirror, 0, client);
                shown.kill();
                assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
                assertThat(Files.readString(folder.resolve("client.log")))
                        .contains("ERRINFO_GRAPHICS_SUBSYSTEM_FAILED");
            } finally {
                end(client);
            }
            for (int i = 0; i < 100 && server.connections() > 0; i++) Thread.sleep(50);
            assertThat(server.connections()).isZero();
        } finally {
            shown.close();
        }
    }

    @Test
    void keysAndTextOfTheClientArriveOnTheDisplay() throws Exception {
        try (var shown = new VirtualDisplay(640, 480, 24);
                var there = new VirtualDisplay(640, 480, 24);
                var server = share(shown);
                var mirror = ScreenCapture.open(there.name);
                var original = ScreenCapture.open(shown.name)) {
            new Drawing(shown, 640, 480).card();
            Process client = client(there, server, "/gfx /network:lan");
            try {
                expectSame(original, mirror, 0, client);
                shown.noMoreInput();
                there.run(
                        "xdotool", "search", "--sync", "--onlyvisible", "--class", "xfreerdp", "windowfocus", "--sync");
                there.run("xdotool", "mousemove", "200", "150", "click", "3");
                assertThat(shown.input()).isEqualTo("+b3");
                assertThat(shown.input()).isEqualTo("-b3");
                there.run("xdotool", "key", "a");
                assertThat(shown.input()).isEqualTo("+38");
                assertThat(shown.input()).isEqualTo("-38");
            } finally {
                end(client);
            }
        }
    }

    private static RdpServer share(VirtualDisplay display) throws Exception {
        var handler = new OneDisplay(display.name);
        return RdpServer.start(ServerOptions.of(identity, 64, 64), handler);
    }

    private Process client(VirtualDisplay on, RdpServer server, String mode) throws Exception {
        var command = new ArrayList<>(List.of(
                "xfreerdp",
                "/v:127.0.0.1:" + server.port(),
                "/u:u",
                "/p:" + PASSWORD,
                "/cert:ignore",
                "/sec:nla",
                "-decorations",
                "-grab-keyboard",
                "/log-level:WARN"));
        command.addAll(List.of(mode.split(" ")));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("client.log").toFile());
        builder.environment().put("DISPLAY", on.name);
        builder.environment().put("HOME", folder.toString());
        return builder.start();
    }

    private static void end(Process client) throws Exception {
        client.destroy();
        if (!client.waitFor(10, TimeUnit.SECONDS)) client.destroyForcibly().waitFor();
    }

    /** Waits until the client's picture is the display's, as exactly as the path can. */
    private void expectSame(ScreenCapture original, ScreenCapture mirror, double loss, Process client)
            throws Exception {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        double error;
        do {
            if (!client.isAlive()) throw new AssertionError(Files.readString(folder.resolve("client.log")));
            mirror.await(100_000_000);
            original.await(0);
            error = error(original.frame(), mirror.frame());
        } while (error > loss && System.nanoTime() < deadline);
        assertThat(error).isLessThanOrEqualTo(loss);
    }

    private static double error(Frame wanted, Frame got) {
        long sum = 0;
        for (int y = 0; y < wanted.height(); y++)
            for (int x = 0; x < wanted.width(); x++) {
                int a = pixel(wanted, x, y);
                int b = pixel(got, x, y);
                if (a == b) continue;
                for (int shift = 0; shift < 24; shift += 8) sum += Math.abs((a >> shift & 0xFF) - (b >> shift & 0xFF));
            }
        return sum / 3.0 / wanted.width() / wanted.height();
    }

    private static int pixel(Frame frame, int x, int y) {
        return frame.pixels().get(ValueLayout.JAVA_INT_UNALIGNED, (long) y * frame.stride() + x * 4L) & 0xFFFFFF;
    }

    /** Draws what the encoders treat differently: flat cells, text-like strokes, scrolling, noise. */
    private static final class Drawing {
        private final VirtualDisplay display;
        private final int width;
        private final int height;
        private final Random random = new Random(5);

        Drawing(VirtualDisplay display, int width, int height) {
            this.display = display;
            this.width = width;
            this.height = height;
        }

        void card() throws Exception {
            for (int y = 0; y < height; y += 50)
                for (int x = 0; x < width; x += 70) display.fill(random.nextInt(1 << 24), x, y, 70, 50);
            strokes(0, height / 2);
        }

        private void strokes(int from, int to) throws Exception {
            for (int i = 0; i < 400; i++)
                display.fill(
                        i % 3 == 0 ? 0x101418 : 0xC8D0C0,
                        random.nextInt(width),
                        from + random.nextInt(Math.max(1, to - from)),
                        1 + random.nextInt(12),
                        1 + random.nextInt(3));
        }

        void scroll(int rows) throws Exception {
            display.copy(0, rows, width, height - rows, 0, 0);
            display.fill(0x101418, 0, height - rows, width, rows);
            strokes(height - rows, height - 3);
        }

        /** Moves a part of the picture as a window that is dragged, and uncovers what was below. */
        void drag(int step) throws Exception {
            int w = width / 2;
            int h = height / 2;
            int x = 5 + 7 * step;
            int y = 3 + 11 * step;
            display.copy(x, y, w, h, x + 7, y + 11);
            display.fill(0x556677, x, y, w, 11);
            display.fill(0x556677, x, y, 7, h);
            Thread.sleep(60);
        }

        void noise() throws Exception {
            int w = Math.min(150, width);
            int h = Math.min(100, height);
            byte[] pixels = new byte[w * h * 4];
            random.nextBytes(pixels);
            for (int i = 0; i < pixels.length; i++)
                pixels[i] = (byte) (128 + 100 * Math.sin(i % (w * 4) / 40.0 + i / (w * 4) / 15.0) + (pixels[i] & 15));
            for (int y = 0; y < h; y += 20) display.image(pixels, y * w * 4, width / 4, height / 4 + y, w, 20);
        }
    }

    private static final class OneDisplay implements RdpHandler {
        private final String display;
        private final NtHash password = NtHash.of(PASSWORD.toCharArray());
        private RemoteInput input;

        OneDisplay(String display) {
            this.display = display;
        }

        @Override
        public List<NtHash> credentials(String user, String domain, InetAddress from) {
            return List.of(password.copy());
        }

        @Override
        public void connected(RdpConnection connection) {
            try {
                input = RemoteInput.open(display);
            } catch (DisplayException e) {
                throw new IllegalStateException(e);
            }
            connection.logOn();
            connection.show(new XScreenSource(display));
        }

        @Override
        public void input(RdpConnection connection, InputEvent event) {
            try {
                input.play(event);
            } catch (DisplayException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void closed(RdpConnection connection, CloseReason reason) {
            input.close();
        }
    }
}

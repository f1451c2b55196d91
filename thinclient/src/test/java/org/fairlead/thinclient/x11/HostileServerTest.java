package org.fairlead.thinclient.x11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Displays that are none: whatever they say is a {@link DisplayException} and nothing else. */
class HostileServerTest {
    private static final int FIRST_PORT = 6000;

    @Test
    void aServerThatRefusesIsQuoted() {
        assertRefused(setup(0, "no room".getBytes(StandardCharsets.US_ASCII)), "refused: no room");
    }

    @Test
    void aServerThatHangsUpIsNamed() {
        assertRefused(new byte[0], "the X server has gone");
        assertRefused(new byte[] {1, 0, 11, 0}, "the display is lost");
    }

    @Test
    void aDescriptionThatIsCutShortIsRefused() {
        assertRefused(setup(1, new byte[12]), "cut short");
    }

    @Test
    void noDescriptionWhateverIsInItIsMoreThanAnException() {
        var random = new Random(11);
        for (int round = 0; round < 20_000; round++) {
            byte[] body = new byte[random.nextInt(300)];
            random.nextBytes(body);
            ByteBuffer in = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
            try {
                assertThat(XSetup.read(in)).isNotNull();
            } catch (DisplayException e) {
                assertThat(e).hasMessageContaining("display");
            }
        }
    }

    @Test
    void noPointerImageWhateverIsInItIsAnException() {
        var random = new Random(12);
        for (int round = 0; round < 20_000; round++) {
            byte[] reply = new byte[32 + random.nextInt(400)];
            random.nextBytes(reply);
            reply[13] = 0;
            reply[15] = 0;
            assertThat(PointerImages.read(ByteBuffer.wrap(reply).order(ByteOrder.LITTLE_ENDIAN)))
                    .isNotNull();
        }
    }

    private static byte[] setup(int status, byte[] body) {
        int words = (body.length + 3) / 4;
        return ByteBuffer.allocate(8 + words * 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) status)
                .put((byte) body.length)
                .putShort((short) 11)
                .putShort((short) 0)
                .putShort((short) words)
                .put(body)
                .array();
    }

    private static void assertRefused(byte[] answer, String message) {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var thread = Thread.ofPlatform().daemon().start(() -> answer(server, answer));
            int number = server.getLocalPort() - FIRST_PORT;
            assertThatThrownBy(() -> XConnection.open("127.0.0.1:" + number))
                    .isInstanceOf(DisplayException.class)
                    .hasMessageContaining(message);
            thread.join();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answer(ServerSocket server, byte[] answer) {
        try (Socket client = server.accept()) {
            client.getInputStream().readNBytes(12);
            client.getOutputStream().write(answer);
            client.shutdownOutput();
            client.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

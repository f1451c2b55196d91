package org.fairlead.thinclient.x11;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What an X server says, under a coverage-guided fuzzer: it is understood, or it is a {@link DisplayException}. */
class DisplayFuzzTest {
    private static final int FIRST_PORT = 6000;

    private static ByteBuffer little(byte[] data) {
        return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    }

    @FuzzTest
    void description(byte[] data) {
        try {
            XSetup.read(little(data)).isPlain();
        } catch (DisplayException e) {
            // refused, as it may be
        }
    }

    /** A reply has 32 bytes at least, as the connection reads it. */
    @FuzzTest
    void pointerImage(byte[] data) {
        PointerImages.read(little(java.util.Arrays.copyOf(data, Math.max(32, data.length))));
    }

    /** A server that sends this instead of answers: first its description of itself, then whatever it likes. */
    @FuzzTest(maxExecutions = 100_000)
    void conversation(byte[] data) throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread speaking = Thread.ofPlatform().daemon().start(() -> speak(server, data));
            try (XConnection x = XConnection.open("127.0.0.1:" + (server.getLocalPort() - FIRST_PORT))) {
                x.newId();
                x.extension("DAMAGE");
                x.sync();
                while (x.event(0).isPresent()) {}
                TopWindows.ofProgram(x, 1);
                new SpareKeys(x);
                LockKeys.open(x);
            } catch (DisplayException e) {
                // refused, as it may be
            }
            speaking.join();
        }
    }

    private static void speak(ServerSocket server, byte[] data) {
        try (Socket client = server.accept()) {
            client.getOutputStream().write(data);
            client.shutdownOutput();
            client.getInputStream().readAllBytes();
        } catch (IOException e) {
            // the other end has heard enough
        }
    }
}

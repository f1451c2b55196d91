package org.fairlead.thinclient.x11;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An X server of its own for a test, with a connection to draw on it and to see what arrives. */
public final class VirtualDisplay implements AutoCloseable {
    public final String name;
    final XConnection x;
    private final Process server;
    private final int context;
    final int window;

    public VirtualDisplay(int width, int height, int depth, String... more) throws IOException {
        var command = new ArrayList<>(List.of(
                "Xvfb", "-displayfd", "1", "-nolisten", "tcp", "-screen", "0", width + "x" + height + "x" + depth));
        command.addAll(List.of(more));
        server = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
        var out = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.US_ASCII));
        String number = out.readLine();
        if (number == null) throw new IOException("Xvfb does not start: apt-get install xvfb");
        name = ":" + number;
        x = XConnection.open(name);
        int root = x.setup().root();
        context = x.newId();
        window = x.newId();
        // a window over the whole screen that gets the keys and buttons
        x.send(new Request(1, 0)
                .u32(window)
                .u32(root)
                .u16(0)
                .u16(0)
                .u16(width)
                .u16(height)
                .u16(0)
                .u16(1)
                .u32(0)
                .u32(0x2 | 0x200 | 0x800)
                .u32(0x203040)
                .u32(1)
                .u32(0xF));
        x.send(new Request(8, 0).u32(window));
        x.send(new Request(42, 1).u32(window).u32(0));
        x.send(new Request(55, 0).u32(context).u32(window).u32(0));
        x.sync();
    }

    void fill(int colour, int left, int top, int width, int height) throws DisplayException {
        x.send(new Request(56, 0).u32(context).u32(0x4).u32(colour));
        x.send(new Request(70, 0)
                .u32(window)
                .u32(context)
                .u16(left)
                .u16(top)
                .u16(width)
                .u16(height));
        x.sync();
    }

    void copy(int fromX, int fromY, int width, int height, int toX, int toY) throws DisplayException {
        x.send(new Request(62, 0)
                .u32(window)
                .u32(window)
                .u32(context)
                .u16(fromX)
                .u16(fromY)
                .u16(toX)
                .u16(toY)
                .u16(width)
                .u16(height));
        x.sync();
    }

    /** Draws width * height pixels of four bytes. */
    void image(byte[] pixels, int offset, int left, int top, int width, int height) throws DisplayException {
        byte[] part = java.util.Arrays.copyOfRange(pixels, offset, offset + width * height * 4);
        x.send(new Request(72, 2, 64 + part.length)
                .u32(window)
                .u32(context)
                .u16(width)
                .u16(height)
                .u16(left)
                .u16(top)
                .u8(0)
                .u8(24)
                .u16(0)
                .text(part));
        x.sync();
    }

    /** The next event of the window that is a key or a button, as {@code +keycode}, {@code -keycode}, {@code +b1} ... */
    String input() throws DisplayException {
        for (int tries = 0; tries < 100; tries++) {
            ByteBuffer event = x.event(100_000_000).orElse(null);
            if (event == null) continue;
            int code = event.get(0) & 0x7F;
            int detail = event.get(1) & 0xFF;
            if (code >= 2 && code <= 5) return (code % 2 == 0 ? "+" : "-") + (code >= 4 ? "b" : "") + detail;
        }
        throw new DisplayException("no input came");
    }

    boolean noMoreInput() throws DisplayException {
        x.sync();
        for (var event = x.event(0); event.isPresent(); event = x.event(0)) {
            int code = event.get().get(0) & 0x7F;
            if (code >= 2 && code <= 5) return false;
        }
        return true;
    }

    int symbolOf(int keycode) throws DisplayException {
        return x.ask(new Request(101, 0).u8(keycode).u8(1).u16(0)).getInt(32);
    }

    /** Runs a program on the display to its end. */
    void run(String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DISPLAY", name);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) throw new IOException(command[0] + ": " + said);
    }

    void kill() throws InterruptedException {
        server.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        x.close();
        server.destroy();
        try {
            if (!server.waitFor(5, TimeUnit.SECONDS)) server.destroyForcibly();
        } catch (InterruptedException e) {
            server.destroyForcibly();
        }
    }
}

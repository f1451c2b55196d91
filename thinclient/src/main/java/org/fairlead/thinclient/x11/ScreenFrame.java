package org.fairlead.thinclient.x11;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A coloured line around the whole screen, above every window, also above one that comes to the front later. A thread of
 * its own keeps it there; {@link #close} takes it away.
 */
public final class ScreenFrame implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ScreenFrame.class.getName());
    private static final int CONFIGURE_NOTIFY = 22;
    private static final int MAP_NOTIFY = 19;
    private static final int CIRCULATE_NOTIFY = 26;
    private static final int STRUCTURE = 0x20000 | 0x80000;
    private static final int BACKGROUND_AND_OVERRIDE = 0x2 | 0x200;
    private static final int GEOMETRY = 0xF;
    private static final int STACK_MODE = 0x40;
    private static final long LONG_NANOS = 3_600_000_000_000L;
    private static final int SIDES = 4;

    private final XConnection x;
    private final int thickness;
    private final int[] windows = new int[SIDES];
    private volatile boolean closed;

    private ScreenFrame(XConnection x, int colour, int thickness) throws DisplayException {
        this.x = x;
        this.thickness = thickness;
        int root = x.setup().root();
        int pidAtom = TopWindows.pidAtom(x);
        x.send(new Request(2, 0).u32(root).u32(0x800).u32(STRUCTURE));
        for (int i = 0; i < SIDES; i++) {
            windows[i] = x.newId();
            x.send(new Request(1, 0)
                    .u32(windows[i])
                    .u32(root)
                    .u16(0)
                    .u16(0)
                    .u16(1)
                    .u16(1)
                    .u16(0)
                    .u16(1)
                    .u32(0)
                    .u32(BACKGROUND_AND_OVERRIDE)
                    .u32(colour)
                    .u32(1));
            TopWindows.sign(x, windows[i], pidAtom);
        }
        place();
        for (int window : windows) x.send(new Request(8, 0).u32(window));
        x.sync();
    }

    /** Shows the line; the colour is 0xRRGGBB. */
    public static ScreenFrame show(String display, int colour, int thickness) throws DisplayException {
        XConnection x = XConnection.open(display);
        try {
            ScreenFrame frame = new ScreenFrame(x, colour, thickness);
            Thread.ofPlatform().name("screen-frame").daemon().start(frame::run);
            return frame;
        } catch (DisplayException | RuntimeException e) {
            x.close();
            throw e;
        }
    }

    private void place() throws DisplayException {
        ByteBuffer geometry = x.ask(new Request(14, 0).u32(x.setup().root()));
        int width = geometry.getShort(16) & 0xFFFF;
        int height = geometry.getShort(18) & 0xFFFF;
        place(windows[0], 0, 0, width, thickness);
        place(windows[1], 0, height - thickness, width, thickness);
        place(windows[2], 0, 0, thickness, height);
        place(windows[3], width - thickness, 0, thickness, height);
    }

    private void place(int window, int left, int top, int width, int height) throws DisplayException {
        x.send(new Request(12, 0)
                .u32(window)
                .u16(GEOMETRY | STACK_MODE)
                .u16(0)
                .u32(left)
                .u32(top)
                .u32(width)
                .u32(height)
                .u32(0));
    }

    private void run() {
        try {
            while (!closed) {
                boolean covered = false;
                boolean resized = false;
                Optional<ByteBuffer> event = x.event(LONG_NANOS);
                while (event.isPresent()) {
                    ByteBuffer e = event.get();
                    int code = e.get(0) & 0x7F;
                    boolean stacking = code == CONFIGURE_NOTIFY || code == MAP_NOTIFY || code == CIRCULATE_NOTIFY;
                    int window = e.getInt(8);
                    if (stacking && window == x.setup().root()) resized = true;
                    else if (stacking && !isOwn(window)) covered = true;
                    event = x.event(0);
                }
                if (closed) break;
                if (resized) place();
                else if (covered) raise();
            }
        } catch (DisplayException e) {
            if (!closed) LOG.log(Level.WARNING, e.getMessage());
        } finally {
            x.close();
        }
    }

    private boolean isOwn(int window) {
        for (int own : windows) if (own == window) return true;
        return false;
    }

    private void raise() throws DisplayException {
        for (int window : windows)
            x.send(new Request(12, 0).u32(window).u16(STACK_MODE).u16(0).u32(0));
        x.flush();
    }

    @Override
    public void close() {
        closed = true;
        x.wake();
    }
}

package org.fairlead.thinclient.x11;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The windows that stand directly on the screen. Tells whether something is on it that is neither this program's nor was
 * there at an earlier moment. One thread uses it.
 */
public final class TopWindows implements AutoCloseable {
    private static final int VIEWABLE = 2;
    private static final int CARDINAL = 6;

    private final XConnection x;
    private final int pidAtom;

    private TopWindows(XConnection x) throws DisplayException {
        this.x = x;
        pidAtom = pidAtom(x);
    }

    /** The property that tells whose a window is. */
    static int pidAtom(XConnection x) throws DisplayException {
        byte[] name = "_NET_WM_PID".getBytes(StandardCharsets.US_ASCII);
        return x.ask(new Request(16, 0).u16(name.length).u16(0).text(name)).getInt(8);
    }

    /** Marks a window as this program's. */
    static void sign(XConnection x, int window, int pidAtom) throws DisplayException {
        x.send(new Request(18, 0)
                .u32(window)
                .u32(pidAtom)
                .u32(CARDINAL)
                .u8(32)
                .zeros(3)
                .u32(1)
                .u32((int) ProcessHandle.current().pid()));
    }

    public static TopWindows open(String display) throws DisplayException {
        XConnection x = XConnection.open(display);
        try {
            return new TopWindows(x);
        } catch (DisplayException | RuntimeException e) {
            x.close();
            throw e;
        }
    }

    /** The windows that can be seen now. */
    public Set<Integer> visible() throws DisplayException {
        Set<Integer> visible = new HashSet<>();
        for (int window : children(x.setup().root())) {
            Optional<ByteBuffer> attributes = x.answer(new Request(3, 0).u32(window));
            if (attributes.isPresent() && attributes.get().get(26) == VIEWABLE) visible.add(window);
        }
        return visible;
    }

    /** Whether a window can be seen that is not among these and not this program's. */
    public boolean hasStrangers(Set<Integer> known) throws DisplayException {
        long pid = ProcessHandle.current().pid();
        for (int window : visible()) {
            if (known.contains(window) || belongs(window, pid)) continue;
            boolean inFrame = false;
            for (int child : children(window)) inFrame |= belongs(child, pid);
            if (!inFrame) return true;
        }
        return false;
    }

    /** A window of a program, with a frame around it or without. */
    static OptionalInt ofProgram(XConnection x, long pid) throws DisplayException {
        TopWindows windows = new TopWindows(x);
        for (int window : windows.children(x.setup().root())) {
            if (windows.belongs(window, pid)) return OptionalInt.of(window);
            for (int child : windows.children(window)) if (windows.belongs(child, pid)) return OptionalInt.of(child);
        }
        return OptionalInt.empty();
    }

    private boolean belongs(int window, long pid) throws DisplayException {
        Optional<ByteBuffer> reply = x.answer(
                new Request(20, 0).u32(window).u32(pidAtom).u32(CARDINAL).u32(0).u32(1));
        return reply.isPresent()
                && reply.get().getInt(16) == 1
                && (XConnection.atLeast(reply.get(), 36).getInt(32) & 0xFFFFFFFFL) == pid;
    }

    private int[] children(int window) throws DisplayException {
        Optional<ByteBuffer> reply = x.answer(new Request(15, 0).u32(window));
        if (reply.isEmpty()) return new int[0];
        int[] children = new int[reply.get().getShort(16) & 0xFFFF];
        XConnection.atLeast(reply.get(), 32 + 4 * children.length);
        for (int i = 0; i < children.length; i++) children[i] = reply.get().getInt(32 + 4 * i);
        return children;
    }

    @Override
    public void close() {
        x.close();
    }
}

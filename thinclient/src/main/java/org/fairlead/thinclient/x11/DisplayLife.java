package org.fairlead.thinclient.x11;

import java.util.function.Consumer;

/** A thread that tells when a display ends. */
public final class DisplayLife implements AutoCloseable {
    private static final long LONG_NANOS = 3_600_000_000_000L;

    private final XConnection x;
    private final Consumer<String> ended;
    private volatile boolean closed;

    private DisplayLife(XConnection x, Consumer<String> ended) {
        this.x = x;
        this.ended = ended;
    }

    /** Calls the listener once, on the thread of its own, with the reason; not after {@link #close}. */
    public static DisplayLife watch(String display, Consumer<String> ended) throws DisplayException {
        DisplayLife life = new DisplayLife(XConnection.open(display), ended);
        Thread.ofPlatform().name("display-life").daemon().start(life::run);
        return life;
    }

    private void run() {
        try {
            while (!closed) x.event(LONG_NANOS);
        } catch (DisplayException e) {
            if (!closed) ended.accept(e.getMessage());
        } finally {
            x.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        x.wake();
    }
}

package org.fairlead.thinclient.x11;

import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.Selector;

/**
 * A thread that waits for a display to say something and passes that on, without reading it: after each call of the
 * listener it rests until the capture was used and has read all there is.
 */
final class ActivityWatch implements AutoCloseable {
    private final Selector selector;
    private final Runnable changed;
    private final long pollMillis;
    private boolean told;
    private boolean inUse;
    private boolean closed;

    ActivityWatch(ScreenCapture capture, Runnable changed) throws DisplayException {
        this.selector = capture.activity();
        this.changed = changed;
        pollMillis = capture.isPolling() ? ScreenCapture.POLL_NANOS / 1_000_000 : 0;
        Thread.ofPlatform().name("screen-watch").daemon().start(this::run);
    }

    /** The capture is about to be used: what comes in belongs to its user. */
    synchronized void pause() {
        inUse = true;
    }

    /** The capture has read all there was; more says that it did not look at all of it. */
    void resume(boolean more) {
        synchronized (this) {
            inUse = false;
            told = more;
            notifyAll();
        }
        if (more) changed.run();
    }

    private void run() {
        try {
            while (ready()) {
                int count = selector.select(pollMillis);
                selector.selectedKeys().clear();
                if (!tell(count > 0)) continue;
                changed.run();
            }
        } catch (IOException | ClosedSelectorException e) {
            // the display or the capture is closed; whoever uses it next is told
            changed.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean ready() throws InterruptedException {
        while (!closed && (told || inUse)) wait();
        return !closed;
    }

    private synchronized boolean tell(boolean said) {
        if (closed || inUse || !said && pollMillis == 0) return false;
        told = true;
        return true;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            selector.close();
        } catch (IOException e) {
            // the thread ends all the same
        }
    }
}

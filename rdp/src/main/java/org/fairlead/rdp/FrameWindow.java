package org.fairlead.rdp;

import java.util.ArrayDeque;
import java.util.Deque;

/** How many frames may be on their way before the client has shown them; a lost acknowledgement never stops it. */
final class FrameWindow {
    static final int SIZE = 2;
    static final long PATIENCE_NANOS = 500_000_000L;

    private record Sent(int frameId, long atNanos) {}

    private final Deque<Sent> sent = new ArrayDeque<>();
    private boolean suspended;

    /** @param acknowledges whether the client acknowledges frames at all */
    FrameWindow(boolean acknowledges) {
        suspended = !acknowledges;
    }

    boolean isOpen(long now) {
        while (!sent.isEmpty() && now - sent.peekFirst().atNanos() >= PATIENCE_NANOS) sent.removeFirst();
        return suspended || sent.size() < SIZE;
    }

    /** When a closed window opens by itself. */
    long opensAt() {
        return suspended || sent.size() < SIZE
                ? Long.MAX_VALUE
                : sent.getFirst().atNanos() + PATIENCE_NANOS;
    }

    void sent(int frameId, long now) {
        if (!suspended) sent.addLast(new Sent(frameId, now));
    }

    /** The client stops or resumes acknowledging (RDPGFX_FRAME_ACKNOWLEDGE_PDU queueDepth). */
    void suspend(boolean value) {
        if (suspended == value) return;
        suspended = value;
        sent.clear();
    }

    void clear() {
        sent.clear();
    }

    /** Takes an acknowledgement, which covers all frames before it; nanoseconds since that frame was sent, or -1. */
    long acknowledged(int frameId, long now) {
        long latency = -1;
        while (!sent.isEmpty() && sent.peekFirst().frameId() - frameId <= 0) {
            Sent frame = sent.removeFirst();
            if (frame.frameId() == frameId) latency = now - frame.atNanos();
        }
        return latency;
    }

    int inFlight() {
        return sent.size();
    }
}

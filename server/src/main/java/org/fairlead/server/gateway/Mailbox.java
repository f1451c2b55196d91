package org.fairlead.server.gateway;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one connection on their way to its owner: handled one at a time, in order, on the workers. The event loop
 * puts in; it stops reading when {@link #add} says so and goes on at {@link Owner#roomAgain}.
 */
final class Mailbox {
    private static final int RESUME = GatewayConfig.MAX_WAITING / 2;

    /** Called on worker threads, never two calls at the same time. */
    interface Owner {
        /** First call. */
        void opened();

        void message(byte[] utf8);

        /** The queue has room again; called after a pause only. */
        void roomAgain();

        /** Last call. */
        void ended();
    }

    private final Owner owner;
    private final Executor workers;
    private @Nullable ArrayDeque<byte[]> queue;
    private boolean running;
    private boolean paused;
    private boolean closed;
    private boolean ended;

    Mailbox(Owner owner, Executor workers) {
        this.owner = owner;
        this.workers = workers;
    }

    synchronized void open() {
        running = true;
        workers.execute(() -> {
            owner.opened();
            drain();
        });
    }

    /** Whether the caller shall pause. */
    synchronized boolean add(byte[] utf8) {
        if (closed) {
            return true;
        }
        if (queue == null) {
            queue = new ArrayDeque<>(2);
        }
        queue.add(utf8);
        if (!running) {
            running = true;
            workers.execute(this::drain);
        }
        paused |= queue.size() > GatewayConfig.MAX_WAITING;
        return paused;
    }

    /** Drops what waits; {@link Owner#ended} follows once, after the message being handled. */
    synchronized void close() {
        closed = true;
        queue = null;
        if (!running && !ended) {
            running = true;
            workers.execute(this::drain);
        }
    }

    private void drain() {
        while (true) {
            byte[] next;
            boolean resume;
            synchronized (this) {
                next = queue == null ? null : queue.poll();
                if (next == null) {
                    queue = null;
                    running = closed && !ended;
                    if (!running) {
                        return;
                    }
                    ended = true;
                }
                resume = next != null && paused && queue != null && queue.size() <= RESUME;
                paused &= !resume;
            }
            if (next == null) {
                owner.ended();
                return;
            }
            if (resume) {
                owner.roomAgain();
            }
            owner.message(next);
        }
    }
}

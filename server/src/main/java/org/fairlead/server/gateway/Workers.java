package org.fairlead.server.gateway;

import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/** Runs each task on a virtual thread of its own, so many of them at the same time and no more. Thread-safe. */
final class Workers implements Executor {
    private final Semaphore permits;

    Workers(int atOnce) {
        this.permits = new Semaphore(atOnce);
    }

    @Override
    public void execute(Runnable task) {
        Thread.ofVirtual().start(() -> {
            permits.acquireUninterruptibly();
            try {
                task.run();
            } finally {
                permits.release();
            }
        });
    }
}

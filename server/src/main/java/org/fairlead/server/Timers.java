package org.fairlead.server;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What runs by itself, on four threads: keeping the database alive, quick work that must not wait for anything, jobs on the database, and talk with
 * mail servers and webhooks, which may block. A failure is logged and the task goes on at its next time.
 */
final class Timers implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Timers.class.getName());

    private final ScheduledExecutorService database = thread("database");
    private final ScheduledExecutorService quick = thread("quick");
    private final ScheduledExecutorService jobs = thread("jobs");
    private final ScheduledExecutorService outbound = thread("outbound");

    void database(Runnable task, Duration every) {
        database.scheduleWithFixedDelay(guarded(task), every.toSeconds(), every.toSeconds(), TimeUnit.SECONDS);
    }

    void quick(Runnable task, long millis) {
        quick.scheduleWithFixedDelay(guarded(task), millis, millis, TimeUnit.MILLISECONDS);
    }

    void job(Runnable task, Duration every) {
        jobs.scheduleWithFixedDelay(guarded(task), 5, every.toSeconds(), TimeUnit.SECONDS);
    }

    void outbound(Runnable task, Duration every) {
        outbound.scheduleWithFixedDelay(guarded(task), every.toSeconds(), every.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        database.shutdownNow();
        quick.shutdownNow();
        jobs.shutdownNow();
        outbound.shutdownNow();
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "a timed task failed: {0}", String.valueOf(e.getMessage()));
            }
        };
    }
}

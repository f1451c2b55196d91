package org.fairlead.rdp.host;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The one thread beside the picture threads that encodes, for all connections; it goes away when nothing moves. */
final class EncoderThread {
    private static final ExecutorService HELPER = create();

    private EncoderThread() {}

    private static ExecutorService create() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("rdp-encoder").daemon().factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    static void run(Runnable work) {
        HELPER.execute(work);
    }
}

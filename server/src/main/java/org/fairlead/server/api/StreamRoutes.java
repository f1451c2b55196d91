package org.fairlead.server.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.change.Changes;

/**
 * Tells open consoles what has changed (server-sent events): by topic the ids, gathered for 200 ms, a heartbeat every 15 s.
 * Each open stream is a parked virtual thread; the session is checked again at each heartbeat.
 */
public final class StreamRoutes implements Routes, AutoCloseable {
    static final int MAX_IDS = 200;
    private static final int MAX_STREAMS = 500;
    private static final long GATHER_MILLIS = 200;
    private static final long HEARTBEAT_MILLIS = 15_000;

    private final Changes changes;
    private final Shapes shapes = new Shapes();
    private final Authenticator authenticator;
    private final Semaphore open = new Semaphore(MAX_STREAMS);
    private volatile boolean closing;

    public StreamRoutes(Changes changes, Authenticator authenticator) {
        this.changes = changes;
        this.authenticator = authenticator;
    }

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(Route.get("/stream", Void.class)
                .rule(Access.right(Right.VIEW))
                .summary("What has changed, as server-sent events named \"change\": by topic the ids, none for many.")
                .run(this::stream));
    }

    /** Ends all open streams. */
    @Override
    public void close() {
        closing = true;
    }

    private void stream(Call<Void> call) {
        if (!open.tryAcquire()) {
            throw new Problem.TooMany("too many open consoles", 30);
        }
        Gathered gathered = new Gathered();
        try (AutoCloseable listening = changes.listen(gathered::add)) {
            Context context = call.context();
            context.res().setStatus(200);
            context.res().setContentType("text/event-stream");
            context.res().setHeader("Cache-Control", "no-store");
            context.res().setHeader("X-Accel-Buffering", "no");
            OutputStream out = context.res().getOutputStream();
            write(out, "retry: 2000\n: welcome\n\n");
            while (!closing) {
                Map<String, Object> news = gathered.take(HEARTBEAT_MILLIS);
                if (news.isEmpty()) {
                    if (!stillSignedIn(context)) {
                        return;
                    }
                    write(out, ": still here\n\n");
                } else {
                    write(out, "event: change\ndata: " + shapes.print(news) + "\n\n");
                    Thread.sleep(GATHER_MILLIS);
                }
            }
        } catch (IOException e) {
            // the console has gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            open.release();
        }
    }

    private boolean stillSignedIn(Context context) {
        String cookie = context.cookie(Gate.COOKIE);
        String authorization = context.header("Authorization");
        return authorization != null
                ? authorization.length() > 7 && authenticator.token(authorization.substring(7), context.ip()) != null
                : cookie != null && authenticator.session(cookie, context.ip(), false) != null;
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** What has changed since the last look: by topic the ids, none when they are many or unknown. */
    static final class Gathered {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition more = lock.newCondition();
        private final Map<String, Set<String>> topics = new LinkedHashMap<>();

        void add(Changes.Change change) {
            lock.lock();
            try {
                Set<String> ids = topics.get(change.topic());
                if (ids == null) {
                    topics.put(change.topic(), limited(new LinkedHashSet<>(change.ids())));
                } else if (change.ids().isEmpty()) {
                    ids.clear();
                } else if (!ids.isEmpty()) {
                    ids.addAll(change.ids());
                    limited(ids);
                }
                more.signal();
            } finally {
                lock.unlock();
            }
        }

        private static Set<String> limited(Set<String> ids) {
            if (ids.size() > MAX_IDS) {
                ids.clear();
            }
            return ids;
        }

        Map<String, Object> take(long waitMillis) throws InterruptedException {
            lock.lock();
            try {
                long left = TimeUnit.MILLISECONDS.toNanos(waitMillis);
                while (topics.isEmpty() && left > 0) {
                    left = more.awaitNanos(left);
                }
                Map<String, Object> news = new LinkedHashMap<>();
                topics.forEach((topic, ids) -> news.put(topic, List.copyOf(ids)));
                topics.clear();
                return news;
            } finally {
                lock.unlock();
            }
        }
    }
}

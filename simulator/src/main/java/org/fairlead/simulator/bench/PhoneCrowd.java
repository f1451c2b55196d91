package org.fairlead.simulator.bench;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.fairlead.simulator.apple.LoadFleet;
import org.fairlead.simulator.apple.LoadPhone;
import org.jspecify.annotations.Nullable;

/** Phones at a server under measurement: connected through invitations, woken by pushes, worked by a few threads. */
final class PhoneCrowd implements AutoCloseable {
    private static final String TOPIC = "com.apple.mgmt.External.5f1c1f0e-0000-4000-8000-0000000be0c4";
    private static final int AT_ONCE = 500;
    private static final int WORKERS = 4;
    private static final int PATIENCE_SECONDS = 900;

    private final BenchServer server;
    private final LoadFleet fleet;
    private final List<LoadPhone> phones = new ArrayList<>();
    private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    private final ExecutorService burst = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger wakes = new AtomicInteger();
    private final AtomicInteger settled = new AtomicInteger();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private int people;

    /** Makes the server ready for iPhones: a push certificate of a push service on this machine. */
    PhoneCrowd(BenchServer server) throws IOException, InterruptedException, GeneralSecurityException {
        this.server = server;
        this.fleet = new LoadFleet(server.trust().context());
        Map<String, @Nullable Object> view = server.api(
                "POST",
                "/apple/push-certificate/request",
                Map.of("organisation", "Bench", "mail", "bench@example.test"));
        server.api(
                "PUT",
                "/apple/push-certificate",
                Map.of("pem", fleet.pushCertificate(String.valueOf(view.get("request")), TOPIC)));
        server.api(
                "PUT",
                "/apple/settings",
                Map.of("gatewayHost", "localhost", "gatewayPort", fleet.port(), "trustedRoots", fleet.rootPem()));
    }

    List<LoadPhone> phones() {
        return phones;
    }

    int wakes() {
        return wakes.get();
    }

    /** What went wrong, first things first. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    /** How an enrolment took; from the link to the last answer of the first inventory. */
    record Burst(int phones, double seconds, double p50, double p99, int failed) {}

    /** Connects more phones, so many a second (0: as fast as it goes), each with an invitation of its own. */
    Burst enrol(Connection database, int count, int perSecond) throws IOException, InterruptedException, SQLException {
        List<String> links = invitations(database, count);
        int before = settled.get();
        AtomicInteger failed = new AtomicInteger();
        double[] millis = new double[count];
        AtomicLong last = new AtomicLong();
        long start = System.nanoTime();
        List<Future<?>> begun = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int index = i;
            long due = perSecond == 0 ? 0 : start + i * 1_000_000_000L / perSecond;
            while (System.nanoTime() < due) {
                Thread.sleep(1);
            }
            begun.add((perSecond == 0 ? workers : burst).submit(() -> {
                long from = System.nanoTime();
                connect(links.get(index), failed, () -> {
                    millis[index] = (System.nanoTime() - from) / 1e6;
                    last.accumulateAndGet(System.nanoTime(), Math::max);
                });
            }));
        }
        await(begun);
        for (int i = 0; settled.get() + failed.get() < before + count && i < PATIENCE_SECONDS * 10; i++) {
            Thread.sleep(100);
        }
        Arrays.sort(millis);
        int missing = before + count - settled.get();
        return new Burst(
                count,
                (Math.max(last.get(), start) - start) / 1e9,
                millis[count / 2],
                millis[count * 99 / 100],
                missing);
    }

    private void connect(String link, AtomicInteger failed, Runnable done) {
        try {
            Object[] self = new Object[1];
            AtomicInteger times = new AtomicInteger();
            LoadPhone phone = fleet.phone(link, () -> {
                wakes.incrementAndGet();
                if (times.incrementAndGet() == 1) {
                    burst.execute(() -> first(self, failed, done));
                }
            });
            self[0] = phone;
            synchronized (phone) {
                phone.enrol(link);
            }
            synchronized (phones) {
                phones.add(phone);
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            failed.incrementAndGet();
            faults.add("enrolling: " + e);
        }
    }

    /** The conversation after the first push. */
    private void first(Object[] self, AtomicInteger failed, Runnable done) {
        LoadPhone phone = (LoadPhone) self[0];
        synchronized (phone) {
            try {
                phone.converse();
                phone.hangUp(false);
                done.run();
                settled.incrementAndGet();
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                failed.incrementAndGet();
                faults.add("first conversation: " + e);
            }
        }
    }

    /** How a phone connects for a round. */
    enum Line {
        KEPT,
        RESUMED,
        FRESH
    }

    /** Every phone comes so many times; answers with the number of requests that were done. */
    int rounds(int times, Line line) throws InterruptedException, IOException {
        AtomicInteger done = new AtomicInteger();
        List<Future<?>> begun = new ArrayList<>();
        for (int round = 0; round < times; round++) {
            for (LoadPhone phone : phones) {
                begun.add(workers.submit(() -> {
                    synchronized (phone) {
                        try {
                            if (line != Line.KEPT) {
                                phone.hangUp(line == Line.FRESH);
                            }
                            done.addAndGet(phone.converse());
                        } catch (IOException | GeneralSecurityException | RuntimeException e) {
                            faults.add("round: " + e);
                        }
                    }
                }));
            }
            await(begun);
            begun.clear();
        }
        return done.get();
    }

    private static void await(List<Future<?>> begun) throws InterruptedException, IOException {
        for (Future<?> one : begun) {
            try {
                one.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                throw new IOException("a phone never came to an end", e);
            }
        }
    }

    private List<String> invitations(Connection database, int count)
            throws IOException, InterruptedException, SQLException {
        List<String> links = new ArrayList<>();
        for (int made = 0; made < count; made += AT_ONCE) {
            List<String> ids = persons(database, Math.min(AT_ONCE, count - made));
            Map<String, @Nullable Object> wish = new LinkedHashMap<>();
            wish.put("personIds", ids);
            wish.put("mail", false);
            if (!(server.api("POST", "/invitations", wish).get("items") instanceof List<?> items)) {
                throw new IOException("no invitations");
            }
            for (Object item : items) {
                links.add(String.valueOf(((Map<?, ?>) item).get("link")));
            }
        }
        return links;
    }

    private List<String> persons(Connection database, int count) throws SQLException {
        List<String> ids = new ArrayList<>();
        String insert = String.format(Locale.ROOT, """
                insert into person (workspace_id, id, name, mail, locale, phone, comment, created_at, created_by, search)
                select g.workspace_id, gen_random_uuid(), 'Person ' || n, 'p' || n || '@example.test', 'en', '', '', now(),
                       'bench', 'person ' || n
                from generate_series(%d, %d) n, (select workspace_id from device_group limit 1) g returning id
                """, people + 1, people + count);
        people += count;
        try (Statement statement = database.createStatement();
                var rows = statement.executeQuery(insert)) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    @Override
    public void close() {
        workers.shutdownNow();
        burst.shutdownNow();
        phones.forEach(phone -> phone.hangUp(false));
        fleet.close();
    }
}

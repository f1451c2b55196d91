package org.fairlead.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlead.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Kills a real server with SIGKILL again and again while simulated devices send events and receive commands, then
 * compares the devices' journal with the database: nothing acknowledged is lost, nothing is done twice.
 */
public final class CrashTrial {
    private static final long RETURN_MILLIS = 1_500;
    private static final long PATIENCE = 120_000;
    private static final int TARGETS = 40;

    private final TrialServer server;
    private final Random random;
    private final Set<String> ordered = ConcurrentHashMap.newKeySet();
    private final AtomicInteger undecided = new AtomicInteger();
    private final List<String> problems = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean ordering = true;

    private CrashTrial(TrialServer server, Random random) {
        this.server = server;
        this.random = random;
    }

    /** Arguments: an empty folder, the number of kills, the number of devices, and the command that runs Java. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length < 4) {
            System.err.println("usage: CrashTrial FOLDER KILLS DEVICES JAVA...");
            System.exit(2);
        }
        long seed = System.nanoTime();
        Path folder = Path.of(arguments[0]);
        List<String> java = List.of(arguments).subList(3, arguments.length);
        List<String> problems;
        try (TrialServer server = new TrialServer(folder, java)) {
            CrashTrial trial = new CrashTrial(server, new Random(seed));
            problems = trial.run(
                    folder.resolve("journal"), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        }
        problems.forEach(problem -> System.out.println("problem: " + problem));
        if (!problems.isEmpty()) {
            System.out.println("seed " + seed);
        }
        System.exit(problems.isEmpty() ? 0 : 1);
    }

    private List<String> run(Path file, int kills, int count) throws Exception {
        long began = System.nanoTime();
        server.start();
        server.createToken();
        String secret = enrolmentToken(count);
        Map<String, @Nullable Object> report = new LinkedHashMap<>();
        try (Journal journal = new Journal(file);
                Fleet fleet = new Fleet(server.trust(), journal);
                EnrolClient client = new EnrolClient("127.0.0.1", server.publicPort(), server.trust())) {
            fleet.returnWithin(RETURN_MILLIS);
            fleet.enrol(client, count, Behaviour.JOIN, secret);
            if (!fleet.await(r -> r.online() == count, PATIENCE)) {
                problems.add("only " + fleet.read().online() + " devices came online at first");
            }
            System.out.println(count + " devices are online after " + seconds(began) + " s");
            EventSource events = new EventSource(fleet);
            Thread eventThread = Thread.ofVirtual().start(events);
            List<String> ids = fleet.devices().stream().map(SimulatedDevice::id).toList();
            Thread orderThread = Thread.ofVirtual().start(() -> order(ids));
            int returned = 0;
            for (int i = 0; i < kills; i++) {
                Thread.sleep(500 + random.nextInt(3_000));
                long before = fleet.read().connects();
                server.kill();
                server.start();
                // every other kill comes while the devices are still returning
                if (i % 2 == 0 && fleet.await(r -> r.online() == count && r.connects() >= before + count, 30_000)) {
                    returned++;
                }
            }
            System.out.println(kills + " kills after " + seconds(began) + " s");
            events.stop();
            ordering = false;
            eventThread.join();
            orderThread.join();
            fleet.await(r -> r.acknowledged() >= r.events() + r.executed() && r.online() == count, PATIENCE);
            awaitTerminal();
            Counters.Reading reading = fleet.read();
            report.put("kills", (long) kills);
            report.put("devices", (long) count);
            report.put("timesAllReturned", (long) returned);
            report.put("connects", reading.connects());
            report.put("events", reading.events());
            report.put("executed", reading.executed());
            report.put("deliveredAgain", reading.repeated());
            report.put("acknowledged", reading.acknowledged());
            if (reading.online() != count) {
                problems.add("only " + reading.online() + " devices are online at the end");
            }
            if (reading.acknowledged() != reading.events() + reading.executed()) {
                problems.add("not everything was acknowledged: " + reading);
            }
        }
        compare(file, report);
        try {
            report.put("audit", server.host("audit", "verify"));
        } catch (IOException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        report.put("seconds", seconds(began));
        System.out.println(Json.print(report));
        return List.copyOf(problems);
    }

    private String enrolmentToken(int uses) throws IOException, InterruptedException {
        Object items =
                server.api("GET", "/groups", UUID.randomUUID(), null).body().get("items");
        if (!(items instanceof List<?> groups) || !(groups.getFirst() instanceof Map<?, ?> root)) {
            throw new IOException("the server has no group");
        }
        Map<String, @Nullable Object> wish = new LinkedHashMap<>();
        wish.put("name", "crash trial");
        wish.put("groupId", root.get("id"));
        wish.put("maxUses", (long) uses);
        wish.put("expiresAt", Instant.now().plus(Duration.ofHours(2)).toString());
        TrialServer.Answer answer = server.api("POST", "/enrolment-tokens", UUID.randomUUID(), wish);
        if (answer.status() >= 300) {
            throw new IOException("no enrolment token: " + answer);
        }
        return String.valueOf(answer.body().get("secret"));
    }

    /** Sends commands to devices by chance, each wish with one key until it is answered. */
    private void order(List<String> devices) {
        Random chance = new Random(7);
        try {
            while (ordering) {
                List<String> targets = new ArrayList<>();
                for (int i = 0; i < TARGETS; i++) {
                    targets.add(devices.get(chance.nextInt(devices.size())));
                }
                Map<String, @Nullable Object> wish = new LinkedHashMap<>();
                boolean message = chance.nextBoolean();
                wish.put("kind", message ? "message" : "synchronise");
                wish.put("params", message ? Map.of("text", "crash trial") : Map.of());
                wish.put("deviceIds", List.copyOf(new HashSet<>(targets)));
                send(wish);
                Thread.sleep(200);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Map<String, @Nullable Object> wish) throws InterruptedException {
        UUID key = UUID.randomUUID();
        for (int attempt = 0; attempt < 600; attempt++) {
            try {
                TrialServer.Answer answer = server.api("POST", "/commands", key, wish);
                if (answer.status() == 200 && answer.body().get("commands") instanceof List<?> commands) {
                    commands.forEach(c -> ordered.add(String.valueOf(((Map<?, ?>) c).get("id"))));
                    return;
                }
                if (answer.status() == 409) {
                    undecided.incrementAndGet();
                    return;
                }
                if (answer.status() < 500 && answer.status() != 429) {
                    problems.add("a command was refused: " + answer);
                    return;
                }
            } catch (IOException e) {
                // the server is away, the same wish again
            }
            Thread.sleep(100);
        }
        problems.add("a command found no server for a minute");
    }

    private void awaitTerminal() throws IOException, SQLException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (open() > 0 && System.nanoTime() < end) {
            Thread.sleep(250);
        }
    }

    private long open() throws IOException, SQLException {
        try (Connection database = server.database();
                Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery(
                        "select count(*) from command where state in ('queued', 'delivered', 'running')")) {
            row.next();
            return row.getLong(1);
        }
    }

    private void compare(Path file, Map<String, @Nullable Object> report) throws IOException, SQLException {
        Set<String> acknowledged = new HashSet<>();
        Map<String, Integer> executed = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            Map<String, @Nullable Object> entry = Json.parseObject(line);
            if (entry.get("executed") instanceof String command) {
                executed.merge(command, 1, Integer::sum);
            } else if (entry.containsKey("code")) {
                acknowledged.add(entry.get("device") + "/" + entry.get("acked"));
            }
        }
        long twice = executed.values().stream().filter(n -> n > 1).count();
        expect(twice == 0, twice + " commands were executed twice");
        long stored = 0;
        Map<String, String> states = new HashMap<>();
        try (Connection database = server.database();
                Statement statement = database.createStatement()) {
            try (ResultSet row = statement.executeQuery(
                    "select device_id, seq, count(*) from event where seq is not null group by device_id, seq")) {
                while (row.next()) {
                    stored++;
                    acknowledged.remove(row.getString(1) + "/" + row.getLong(2));
                    expect(row.getInt(3) == 1, "an event is stored " + row.getInt(3) + " times");
                }
            }
            try (ResultSet row = statement.executeQuery("select id, state from command")) {
                while (row.next()) {
                    states.put(row.getString(1), row.getString(2));
                }
            }
        }
        expect(acknowledged.isEmpty(), acknowledged.size() + " acknowledged events are not stored");
        expect(
                Long.valueOf(stored).equals(report.get("events")),
                stored + " events are stored of " + report.get("events"));
        long unfinished =
                states.values().stream().filter(s -> !s.equals("succeeded")).count();
        expect(unfinished == 0, unfinished + " of " + states.size() + " commands did not succeed");
        long forgotten = ordered.stream().filter(id -> !states.containsKey(id)).count();
        expect(forgotten == 0, forgotten + " commands that the API confirmed are not stored");
        expect(
                executed.keySet().equals(states.keySet()),
                "commands stored " + states.size() + ", executed " + executed.size());
        report.put("stored", stored);
        report.put("commands", (long) states.size());
        report.put("confirmed", (long) ordered.size());
        report.put("requestsWithoutAnswer", (long) undecided.get());
    }

    private void expect(boolean fine, String problem) {
        if (!fine && problems.size() < 50) {
            problems.add(problem);
        }
    }

    private static long seconds(long since) {
        return Duration.ofNanos(System.nanoTime() - since).toSeconds();
    }

    /** Lets something happen on one device after the other until it is stopped. */
    private static final class EventSource implements Runnable {
        private final Fleet fleet;
        private volatile boolean running = true;

        EventSource(Fleet fleet) {
            this.fleet = fleet;
        }

        void stop() {
            running = false;
        }

        @Override
        public void run() {
            try {
                for (int next = 0; running; next++) {
                    fleet.devices().get(next % fleet.devices().size()).emit();
                    Thread.sleep(5);
                }
                Thread.sleep(500);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

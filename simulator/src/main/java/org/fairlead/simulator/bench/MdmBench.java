package org.fairlead.simulator.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Measures what iPhones cost a real server with its database: arguments are a folder for scratch, the number of phones to
 * connect in all, the seconds of the burst, and the java command that runs the server.
 */
public final class MdmBench {
    private static final int WORKING = 200;
    private static final int BURST = 50;
    private static final int HISTORY = 490;
    private static final int COMMANDS = 10;

    private MdmBench() {}

    public static void main(String[] arguments) throws Exception {
        Path scratch = Files.createDirectories(Path.of(arguments[0]).resolve("mdm"));
        int phones = Integer.parseInt(arguments[1]);
        int seconds = Integer.parseInt(arguments[2]);
        List<String> java = Arrays.asList(arguments).subList(3, arguments.length);
        try (BenchServer server = new BenchServer(scratch.resolve("data"), java);
                Connection database = server.database();
                PhoneCrowd crowd = new PhoneCrowd(server)) {
            rounds(server, database, crowd);
            enrolment(server, database, crowd, phones, seconds);
            crowd.faults().stream().limit(5).forEach(fault -> System.out.println("fault: " + fault));
        }
    }

    /** Processor milliseconds of the server and of the database since a moment. */
    private record Cost(double server, double database) {
        static Cost now(BenchServer server) {
            double own = ProcessCost.ownCpuMillis(server.pid());
            return new Cost(own, ProcessCost.cpuMillis(server.pids()) - own);
        }

        Cost since(Cost before) {
            return new Cost(server - before.server, database - before.database);
        }

        Cost per(double count) {
            return new Cost(server / count, database / count);
        }

        String cells() {
            return String.format(Locale.ROOT, "%.2f | %.2f | %.2f", server + database, server, database);
        }
    }

    private static void rounds(BenchServer server, Connection database, PhoneCrowd crowd) throws Exception {
        crowd.enrol(database, WORKING, 0);
        List<String> rows = new ArrayList<>();
        crowd.rounds(20, PhoneCrowd.Line.KEPT);
        for (int i = 0; i < 5; i++) {
            command(server, database, crowd);
        }
        for (int history : new int[] {0, HISTORY}) {
            if (history > 0) {
                remember(database, history);
            }
            crowd.rounds(2, PhoneCrowd.Line.KEPT);
            rows.add(idle(server, crowd, "idle round, connection kept", history, 20, PhoneCrowd.Line.KEPT));
            rows.addAll(commands(server, database, crowd, history));
        }
        rows.add(idle(server, crowd, "idle round, TLS resumed", HISTORY, 5, PhoneCrowd.Line.RESUMED));
        rows.add(idle(server, crowd, "idle round, TLS in full", HISTORY, 5, PhoneCrowd.Line.FRESH));
        rows.add("| NanoMDM with PostgreSQL, idle round (measured elsewhere, plain HTTP) | 0 | 1.7 | | |");
        rows.add("| the same after 490 finished commands | 490 | 5.1 | | |");
        rows.add("| NanoMDM with PostgreSQL, command round (measured elsewhere, plain HTTP) | 0 | 5.2 | | |");
        print("| " + WORKING + " iPhones | finished commands each | CPU ms | of it server | of it database |", rows);
    }

    private static String idle(
            BenchServer server, PhoneCrowd crowd, String name, int history, int times, PhoneCrowd.Line line)
            throws InterruptedException, IOException {
        Cost before = Cost.now(server);
        int unexpected = crowd.rounds(times, line);
        Cost cost = Cost.now(server).since(before).per(times * (double) WORKING);
        return "| " + name + (unexpected == 0 ? "" : " (" + unexpected + " requests came in between)") + " | " + history
                + " | " + cost.cells() + " |";
    }

    /** Locks all phones a few times: the order, the pushes, and the phones that come for it. */
    private static List<String> commands(BenchServer server, Connection database, PhoneCrowd crowd, int history)
            throws Exception {
        Cost order = new Cost(0, 0);
        Cost push = order;
        Cost round = order;
        for (int i = 0; i < COMMANDS; i++) {
            Cost[] costs = command(server, database, crowd);
            order = order.since(costs[0]);
            push = push.since(costs[1]);
            round = round.since(costs[2]);
        }
        double count = -COMMANDS * (double) WORKING;
        return List.of(
                "| command round, connection kept: asked, delivered, acknowledged | " + history + " | "
                        + round.per(count).cells() + " |",
                "| its order before, one for all phones | " + history + " | "
                        + order.per(count).cells() + " |",
                "| its push before | " + history + " | " + push.per(count).cells() + " |");
    }

    private static Cost[] command(BenchServer server, Connection database, PhoneCrowd crowd) throws Exception {
        Map<String, @Nullable Object> wish = new LinkedHashMap<>();
        wish.put("kind", "lock");
        wish.put("params", Map.of("message", "Please return"));
        wish.put("deviceIds", texts(database, "select id::text from device where platform = 'ios' limit " + WORKING));
        int wakes = crowd.wakes();
        Cost start = Cost.now(server);
        server.api("POST", "/commands", wish);
        Cost ordered = Cost.now(server);
        for (int i = 0; crowd.wakes() < wakes + WORKING && i < 600; i++) {
            Thread.sleep(50);
        }
        if (crowd.wakes() < wakes + WORKING) {
            throw new IOException("only " + (crowd.wakes() - wakes) + " of " + WORKING + " phones were woken");
        }
        Thread.sleep(500);
        Cost pushed = Cost.now(server);
        int done = crowd.rounds(1, PhoneCrowd.Line.KEPT);
        Cost finished = Cost.now(server);
        if (done != WORKING) {
            throw new IOException(done + " requests for " + WORKING + " commands: " + crowd.faults());
        }
        return new Cost[] {ordered.since(start), pushed.since(ordered), finished.since(pushed)};
    }

    /** Finished commands as they would have been left by as many rounds. */
    private static void remember(Connection database, int history) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(String.format(Locale.ROOT, """
                    insert into command (workspace_id, id, device_id, kind, params, state, created_at, created_by, expires_at,
                      delivered_at, finished_at, journal)
                    select workspace_id, gen_random_uuid(), device_id, 'lock', '{"message": "Please return"}', 'succeeded',
                      now() - n * interval '1 hour', 'bench', now() + interval '7 days', now() - n * interval '1 hour',
                      now() - n * interval '1 hour', (select journal from command where kind = 'lock' limit 1)
                    from apple_enrolment, generate_series(1, %d) n where state = 'active'
                    """, history));
            statement.execute(String.format(Locale.ROOT, """
                    insert into apple_request (workspace_id, id, enrolment_id, command_id, type, params, created_at, sent_at,
                      sends, finished_at)
                    select workspace_id, gen_random_uuid(), id, gen_random_uuid(), 'DeviceLock', '{"message": "Please return"}',
                      now() - n * interval '1 hour', now() - n * interval '1 hour', 1, now() - n * interval '1 hour'
                    from apple_enrolment, generate_series(1, %d) n where state = 'active'
                    """, history));
            statement.execute("vacuum analyze");
        }
    }

    private static void enrolment(BenchServer server, Connection database, PhoneCrowd crowd, int phones, int seconds)
            throws Exception {
        try (Statement statement = database.createStatement()) {
            statement.execute("delete from command where finished_at < now() - interval '30 minutes'");
            statement.execute("delete from apple_request where finished_at < now() - interval '30 minutes'");
            statement.execute("vacuum full");
        }
        Map<String, Long> rows = rows(database);
        long size = size(database);
        List<String> table = new ArrayList<>();
        Cost before = Cost.now(server);
        long memory = ProcessCost.residentKib(server.pid());
        PhoneCrowd.Burst burst = crowd.enrol(database, seconds * BURST, BURST);
        Cost cost = Cost.now(server).since(before).per(burst.phones());
        table.add(row(BURST + " a second for " + seconds + " s", burst, cost));
        int rest = phones - WORKING - burst.phones();
        if (rest > 0) {
            before = Cost.now(server);
            burst = crowd.enrol(database, rest, 0);
            table.add(row(
                    "as fast as it goes", burst, Cost.now(server).since(before).per(burst.phones())));
        }
        print(
                "| enrolment: link, identity, check-in, push, first inventory | phones | s until the last | p50 ms | p99 ms"
                        + " | failed | CPU ms | of it server | of it database |",
                table);
        int added = crowd.phones().size() - WORKING;
        long after = ProcessCost.residentKib(server.pid());
        Map<String, Long> more = new TreeMap<>();
        rows(database).forEach((name, n) -> {
            double each = (n - rows.getOrDefault(name, 0L)) / (double) added;
            if (each >= 0.01) {
                more.put(name, Math.round(each * 100));
            }
        });
        StringBuilder each = new StringBuilder();
        more.forEach((name, hundredths) ->
                each.append(each.isEmpty() ? "" : ", ").append(name).append(' ').append(hundredths / 100.0));
        print(
                "| phones connected | server MiB before | after | database rows a phone | KiB a phone |",
                List.of(String.format(
                        Locale.ROOT,
                        "| %d | %d | %d | %.1f: %s | %.1f |",
                        crowd.phones().size(),
                        memory / 1024,
                        after / 1024,
                        more.values().stream().mapToLong(Long::longValue).sum() / 100.0,
                        each,
                        (size(database) - size) / 1024.0 / added)));
    }

    private static String row(String name, PhoneCrowd.Burst burst, Cost cost) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.1f | %.0f | %.0f | %d | %s |",
                name,
                burst.phones(),
                burst.seconds(),
                burst.p50(),
                burst.p99(),
                burst.failed(),
                cost.cells());
    }

    private static Map<String, Long> rows(Connection database) throws SQLException {
        Map<String, Long> rows = new TreeMap<>();
        for (String table : texts(
                database,
                "select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')"
                        + " and not c.relispartition")) {
            rows.put(
                    table,
                    Long.parseLong(texts(database, "select count(*) from \"" + table + "\"")
                            .getFirst()));
        }
        return rows;
    }

    private static long size(Connection database) throws SQLException {
        return Long.parseLong(texts(
                        database,
                        "select sum(pg_total_relation_size(oid)) from pg_class where relkind in ('r', 'p')"
                                + " and relnamespace = 'public'::regnamespace")
                .getFirst());
    }

    private static List<String> texts(Connection database, String query) throws SQLException {
        List<String> all = new ArrayList<>();
        try (Statement statement = database.createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                all.add(rows.getString(1));
            }
        }
        return all;
    }

    private static void print(String head, List<String> rows) {
        System.out.println();
        System.out.println(head);
        System.out.println(head.replaceAll("[^|]+", "---"));
        rows.forEach(System.out::println);
    }
}

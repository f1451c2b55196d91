package org.fairlead.simulator.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.fairlead.simulator.Behaviour;
import org.fairlead.simulator.Fleet;
import org.fairlead.simulator.Identity;
import org.jspecify.annotations.Nullable;

/**
 * Measures the gateway of a real server with its database: arguments are a folder for scratch, the numbers of devices
 * with commas, and the java command that runs the server.
 */
public final class GatewayBench {
    private static final long PATIENCE = 180_000;
    private static final double CONNECTS_PER_SECOND = 250;
    private static final int COMMANDS = 200;

    private GatewayBench() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        List<String> java = Arrays.asList(arguments).subList(2, arguments.length);
        List<String> connects = new ArrayList<>();
        List<String> fanOuts = new ArrayList<>();
        List<String> commands = new ArrayList<>();
        for (String count : arguments[1].split(",")) {
            Path scratch = Files.createDirectories(folder.resolve(count));
            try (BenchServer server = new BenchServer(scratch.resolve("data"), java)) {
                run(server, Integer.parseInt(count), connects, fanOuts, commands);
                if (count.equals(arguments[1].substring(arguments[1].lastIndexOf(',') + 1))) {
                    connects.add(Floor.row("nginx", scratch, server.keys(), 5_000));
                    connects.add(Floor.row("mosquitto", scratch, server.keys(), 5_000));
                }
            }
        }
        print("| server | connections | CPU ms per connect | KiB RSS per idle connection |", connects);
        print(
                "| devices | all have obeyed and the database knows, s | rows written | of these not one a device |",
                fanOuts);
        print("| devices idle | commands | p50 ms | p99 ms |", commands);
    }

    private static void run(
            BenchServer server, int count, List<String> connects, List<String> fanOuts, List<String> commands)
            throws Exception {
        UUID group = newGroup(server);
        Map<String, @Nullable Object> policy = policy(server, group);
        try (Connection database = server.database();
                Fleet fleet = new Fleet(server.trust(), null)) {
            List<Identity> identities =
                    Population.create(database, server.keys(), group, count + 300, server.gatewayPort());
            start(fleet, database, identities.subList(0, 300), 300);
            Thread.sleep(3_000);
            long memory = ProcessCost.residentKib(server.pid());
            double cpu = ProcessCost.cpuMillis(server.pids());
            double alone = ProcessCost.ownCpuMillis(server.pid());
            start(fleet, database, identities.subList(300, count + 300), count + 300);
            double perConnect = (ProcessCost.cpuMillis(server.pids()) - cpu) / count;
            double perConnectAlone = (ProcessCost.ownCpuMillis(server.pid()) - alone) / count;
            double[] back = comeBack(server, fleet, database, count + 300);
            Thread.sleep(3_000);
            double kib = (ProcessCost.residentKib(server.pid()) - memory) / (double) count;
            connects.add(String.format(
                    Locale.ROOT,
                    "| Fairlead, devices that return (mutual TLS resumed by ticket, until presence is in the database) | %d | %.2f, of it %.2f"
                            + " the database | %.1f |",
                    count,
                    back[0],
                    back[0] - back[1],
                    kib));
            connects.add(String.format(
                    Locale.ROOT,
                    "| Fairlead, devices that come for the first time (the same, inventory, settings obeyed and reported) | %d"
                            + " | %.2f, of it %.2f the database | |",
                    count,
                    perConnect,
                    perConnect - perConnectAlone));
            fanOuts.add(fanOut(server, database, fleet, policy, count + 300));
            commands.add(commands(server, fleet, count + 300));
        }
    }

    private static void start(Fleet fleet, Connection database, List<Identity> identities, int total)
            throws InterruptedException, SQLException, IOException {
        fleet.start(identities, Behaviour.JOIN, (long) (identities.size() / CONNECTS_PER_SECOND * 1000));
        if (!fleet.await(r -> r.online() >= total && r.applied() >= total, PATIENCE)) {
            throw new IOException("only " + fleet.read() + " of " + total + " devices came in");
        }
        await(database, "select count(*) from device_state where online and applied_group <> ''", total);
    }

    /** All connections are cut and come back: CPU of server and database, and of the server alone, ms a device. */
    private static double[] comeBack(BenchServer server, Fleet fleet, Connection database, int devices)
            throws InterruptedException, SQLException, IOException {
        fleet.returnWithin((long) (devices / CONNECTS_PER_SECOND * 1000));
        long lost = fleet.read().losses();
        double cpu = ProcessCost.cpuMillis(server.pids());
        double alone = ProcessCost.ownCpuMillis(server.pid());
        String now = text(database, "select now()::text");
        fleet.cutAll();
        if (!fleet.await(r -> r.losses() >= lost + devices && r.online() >= devices, PATIENCE)) {
            throw new IOException("only " + fleet.read() + " of " + devices + " devices returned");
        }
        await(database, "select count(*) from device_state where online and last_seen > '" + now + "'", devices);
        return new double[] {
            (ProcessCost.cpuMillis(server.pids()) - cpu) / devices,
            (ProcessCost.ownCpuMillis(server.pid()) - alone) / devices
        };
    }

    private static UUID newGroup(BenchServer server) throws IOException, InterruptedException {
        if (!(server.api("GET", "/groups", null).get("items") instanceof List<?> groups)
                || !(groups.getFirst() instanceof Map<?, ?> root)) {
            throw new IOException("no groups");
        }
        Map<String, @Nullable Object> made =
                server.api("POST", "/groups", Map.of("name", "Bench", "parentId", String.valueOf(root.get("id"))));
        return UUID.fromString(String.valueOf(made.get("id")));
    }

    private static Map<String, @Nullable Object> policy(BenchServer server, UUID group)
            throws IOException, InterruptedException {
        Map<String, @Nullable Object> input = new LinkedHashMap<>();
        input.put("name", "Bench");
        input.put("groupId", group.toString());
        input.put("platform", "thin-client");
        input.put("status", "active");
        input.put("inherit", true);
        input.put("force", false);
        input.put("values", Map.of("power.screen.offAfter", "5"));
        input.put("locks", List.of());
        Map<String, @Nullable Object> made = server.api("POST", "/policies", input);
        if (!(made.get("policy") instanceof Map<?, ?> view)) {
            throw new IOException("no policy");
        }
        input.put("id", view.get("id"));
        input.put("revision", view.get("revision"));
        return input;
    }

    private static String fanOut(
            BenchServer server, Connection database, Fleet fleet, Map<String, @Nullable Object> policy, int devices)
            throws IOException, InterruptedException, SQLException {
        Thread.sleep(2_000);
        Map<String, Long> before = settled(database);
        long applied = fleet.read().applied();
        String old = text(database, "select max(applied_group) from device_state");
        policy.put("values", Map.of("power.screen.offAfter", "30"));
        long start = System.nanoTime();
        server.api("PUT", "/policies/" + policy.get("id"), policy);
        if (!fleet.await(r -> r.applied() >= applied + devices, PATIENCE)) {
            throw new IOException("only " + (fleet.read().applied() - applied) + " devices obeyed");
        }
        await(
                database,
                "select count(*) from device_state where applied_group <> '" + old.replace("'", "''") + "'",
                devices);
        double seconds = (System.nanoTime() - start) / 1e9;
        Map<String, Long> rows = new TreeMap<>();
        settled(database).forEach((table, n) -> {
            long more = n - before.getOrDefault(table, 0L);
            if (more > 0) {
                rows.put(table, more);
            }
        });
        long all = rows.values().stream().mapToLong(Long::longValue).sum();
        long others = all - rows.getOrDefault("device_state", 0L);
        return String.format(Locale.ROOT, "| %d | %.1f | %d: %s | %d |", devices, seconds, all, rows, others);
    }

    private static String commands(BenchServer server, Fleet fleet, int devices) throws InterruptedException {
        double[] millis = new double[COMMANDS];
        for (int i = 0; i < COMMANDS; i++) {
            long executed = fleet.read().executed();
            long acknowledged = fleet.read().acknowledged();
            Map<String, @Nullable Object> command = new LinkedHashMap<>();
            command.put("kind", "message");
            command.put("params", Map.of("text", "Hello"));
            command.put("deviceIds", List.of(fleet.devices().get(i).id()));
            long start = System.nanoTime();
            try {
                server.api("POST", "/commands", command);
            } catch (IOException e) {
                String reason = String.valueOf(e.getMessage());
                return "| " + devices + " | not measured: "
                        + reason.replace('|', '/').lines().findFirst().orElse("") + " | | |";
            }
            if (!fleet.await(r -> r.executed() > executed && r.acknowledged() > acknowledged, 10_000)) {
                return "| " + devices + " | not measured: a command did not come back within 10 s | | |";
            }
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        return String.format(
                Locale.ROOT,
                "| %d | %d | %.1f | %.1f |",
                devices,
                COMMANDS,
                millis[COMMANDS / 2],
                millis[COMMANDS * 99 / 100]);
    }

    /** The counts once they stand still: a session tells the statistics what it wrote up to ten seconds later. */
    private static Map<String, Long> settled(Connection database) throws SQLException, InterruptedException {
        Map<String, Long> last = written(database);
        for (int quiet = 0; quiet < 24; quiet++) {
            Thread.sleep(500);
            Map<String, Long> now = written(database);
            quiet = now.equals(last) ? quiet : 0;
            last = now;
        }
        return last;
    }

    private static Map<String, Long> written(Connection database) throws SQLException {
        Map<String, Long> rows = new TreeMap<>();
        try (var statement = database.createStatement();
                var row = statement.executeQuery(
                        "select relname, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_user_tables")) {
            while (row.next()) {
                rows.put(row.getString(1), row.getLong(2));
            }
        }
        return rows;
    }

    private static String text(Connection database, String query) throws SQLException {
        try (var statement = database.createStatement();
                var row = statement.executeQuery(query)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    private static void await(Connection database, String query, int wanted)
            throws SQLException, InterruptedException, IOException {
        for (int i = 0; i < 1200; i++) {
            if (Long.parseLong(text(database, query)) >= wanted) {
                return;
            }
            Thread.sleep(50);
        }
        throw new IOException("the database does not say " + wanted + " for " + query);
    }

    private static void print(String head, List<String> rows) {
        System.out.println();
        System.out.println(head);
        System.out.println(head.replaceAll("[^|]+", "---"));
        rows.forEach(System.out::println);
    }
}

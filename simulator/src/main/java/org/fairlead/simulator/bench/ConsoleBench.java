package org.fairlead.simulator.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures what the console asks for most over a large fleet: arguments are a folder for scratch, the number of devices
 * and the java command that runs the server.
 */
public final class ConsoleBench {
    private static final int WARM_UP = 15;
    private static final int TIMES = 100;
    private static final int SENT = 10;
    private static final String SOMEBODY = "00000000-0000-7000-8000-000000004242";

    private ConsoleBench() {}

    public static void main(String[] arguments) throws Exception {
        Path scratch = Files.createDirectories(Path.of(arguments[0]).resolve("console"));
        int devices = Integer.parseInt(arguments[1]);
        List<String> java = Arrays.asList(arguments).subList(2, arguments.length);
        try (BenchServer server = new BenchServer(scratch.resolve("data"), java)) {
            try (Connection database = server.database();
                    Statement statement = database.createStatement()) {
                statement.execute(DEVICES.formatted(devices));
                statement.execute(STATES);
                statement.execute(PEOPLE.formatted(devices, SOMEBODY));
                statement.execute(OWNERS);
                statement.execute(GROUPS);
                statement.execute(MEMBERS);
                statement.execute(INVITATIONS);
                statement.execute("analyze");
            }
            System.out.println("| request over " + devices
                    + " devices and as many people | p50 ms | p95 ms | p99 ms | database CPU ms each |");
            System.out.println("|---|---|---|---|---|");
            for (Map.Entry<String, String> page : pages().entrySet()) {
                System.out.println(
                        row(server, page.getKey(), WARM_UP, TIMES, () -> server.api("GET", page.getValue(), null)));
            }
            System.out.println(row(server, "people: page of one person (three requests)", WARM_UP, TIMES, () -> {
                server.api("GET", "/people/" + SOMEBODY, null);
                server.api("GET", "/devices?person=" + SOMEBODY + "&assigned=all&limit=100", null);
                server.api("GET", "/invitations?limit=100&person=" + SOMEBODY, null);
            }));
            List<String> thousand = people(server);
            System.out.println(row(
                    server,
                    "people: instructions to " + thousand.size() + " who are ticked",
                    1,
                    SENT,
                    () -> server.api("POST", "/invitations", Map.of("personIds", thousand, "mail", true))));
        }
    }

    private static List<String> people(BenchServer server) throws java.io.IOException, InterruptedException {
        List<String> ids = new java.util.ArrayList<>();
        String cursor = "";
        while (ids.size() < 1000) {
            Map<String, ?> page = server.api("GET", "/people?limit=500" + cursor, null);
            for (Object person : (List<?>) java.util.Objects.requireNonNull(page.get("items"))) {
                ids.add(String.valueOf(((Map<?, ?>) person).get("id")));
            }
            if (page.get("next") == null) {
                break;
            }
            cursor = "&cursor=" + page.get("next");
        }
        return ids;
    }

    /** Something that the console asks. */
    private interface Asked {
        void run() throws java.io.IOException, InterruptedException;
    }

    private static Map<String, String> pages() {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("first page of the list", "/devices?limit=50");
        pages.put("filter by model", "/devices?limit=50&model=Model%207");
        pages.put("filter by state", "/devices?limit=50&online=true");
        pages.put("filter by status", "/devices?limit=50&status=critical");
        pages.put("sort by status", "/devices?limit=50&sort=status");
        pages.put("sort by last contact", "/devices?limit=50&sort=-lastSeen");
        pages.put("search in the list", "/devices?limit=50&q=tc-04242");
        pages.put("unassigned with count", "/devices?limit=50&assigned=unassigned");
        pages.put("groups with counts", "/groups");
        pages.put("overview", "/overview");
        pages.put("search everything", "/search?q=tc-0424");
        pages.put("people: first page of the list", "/people?limit=200");
        pages.put("people: search by name", "/people?limit=200&q=Person%20004242");
        pages.put("people: search by address", "/people?limit=200&q=p4242@");
        pages.put("people: filter by status", "/people?limit=200&status=critical");
        pages.put("people: sort by address", "/people?limit=200&sort=mail");
        pages.put("people: sort by status", "/people?limit=200&sort=status");
        pages.put("people: sort by number of devices", "/people?limit=200&sort=-devices");
        pages.put("people: sort by day added", "/people?limit=200&sort=-added");
        pages.put("people: those of a group", "/people?limit=200&group=" + GROUP);
        pages.put("people: those of a group that are critical", "/people?limit=200&status=critical&group=" + GROUP);
        pages.put("people: search in a group", "/people?limit=200&q=p4242@&group=" + GROUP);
        pages.put("people: how many in each status", "/people/summary");
        pages.put("people: groups with counts", "/people-groups");
        pages.put("invitations: first page", "/invitations?limit=100");
        pages.put("invitations: those that need help", "/invitations?limit=100&stuck=true");
        pages.put("invitations: how far they came in 30 days", "/invitations/funnel?days=30");
        return pages;
    }

    private static String row(BenchServer server, String name, int warmUp, int times, Asked asked)
            throws InterruptedException {
        double[] millis = new double[times];
        double database = 0;
        for (int i = -warmUp; i < times; i++) {
            if (i == 0) {
                database = database(server);
            }
            long start = System.nanoTime();
            try {
                asked.run();
            } catch (java.io.IOException e) {
                return "| " + name + " | not measured: "
                        + String.valueOf(e.getMessage()).replace('|', '/') + " | | | |";
            }
            if (i >= 0) {
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        double spent = (database(server) - database) / times;
        Arrays.sort(millis);
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f | %.1f |",
                name,
                millis[times / 2],
                millis[times * 95 / 100],
                millis[times * 99 / 100],
                spent);
    }

    private static double database(BenchServer server) {
        return ProcessCost.cpuMillis(server.pids()) - ProcessCost.ownCpuMillis(server.pid());
    }

    private static final String DEVICES = """
            insert into device (workspace_id, id, number, name_id, platform, group_id, name, hostname, model, serial, os,
              agent_version, addresses, reported, enrolled_at, search)
            select g.workspace_id, gen_random_uuid(), n, lpad(n::text, 8, '0'), 'thin-client',
              case when n %% 10 = 0 then null else g.id end, 'tc-' || lpad(n::text, 6, '0'), 'tc-' || n,
              'Model ' || n %% 20, 'SN' || n, 'Debian GNU/Linux 12', '0.1.0',
              array['10.' || n / 65536 || '.' || n / 256 %% 256 || '.' || n %% 256], '{}', now(),
              'tc-' || lpad(n::text, 6, '0') || ' model ' || n %% 20 || ' sn' || n
            from generate_series(1, %d) n, (select workspace_id, id from device_group limit 1) g
            """;

    private static final String STATES = """
            insert into device_state (workspace_id, device_id, online, last_seen)
            select workspace_id, id, number % 3 <> 0, now() - number * interval '1 second' from device
            """;

    private static final String GROUP = "00000000-0000-7000-8000-000000000001";

    private static final String PEOPLE = """
            insert into person (workspace_id, id, name, mail, locale, phone, comment, created_at, created_by, search)
            select g.workspace_id, case when n = 4242 then '%2$s'::uuid else gen_random_uuid() end, 'Person ' || lpad(n::text, 6, '0'), 'p' || n || '@example.test',
              case when n %% 3 = 0 then 'ru' else 'en' end, '', '', now(), 'bench',
              'person ' || lpad(n::text, 6, '0') || ' p' || n || '@example.test'
            from generate_series(1, %1$d) n, (select workspace_id from device_group limit 1) g
            """;

    private static final String OWNERS = """
            update device d set person_id = p.id from (select id, row_number() over (order by id) n from person) p
            where p.n = d.number
            """;

    private static final String GROUPS = """
            insert into person_group (workspace_id, id, name, comment, created_at)
            select workspace_id, '%s', 'Half', '', now() from device_group limit 1
            """.formatted(GROUP);

    private static final String MEMBERS = """
            insert into person_membership (workspace_id, group_id, person_id)
            select workspace_id, '%s', id from person where ('x' || substr(id::text, 1, 1))::bit(4)::int < 8
            """.formatted(GROUP);

    private static final String INVITATIONS = """
            insert into invitation (workspace_id, id, person_id, hash, locale, max_devices, used, expires_at, created_at,
              created_by, reached, platform, mail_state, mail_to)
            select workspace_id, gen_random_uuid(), id, id::text, 'en', 1, 0, now() + interval '3 days', now() - interval '4 days',
              'bench', 3, '', case when substr(id::text, 1, 1) = '0' then 'deferred' else 'sent' end, mail
            from person
            """;
}

package org.fairlead.simulator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fairlead.protocol.json.Json;
import org.fairlead.simulator.android.AndroidMain;
import org.fairlead.simulator.apple.AppleMain;
import org.jspecify.annotations.Nullable;

/** Runs a simulated fleet from the command line and prints its progress, one JSON object a second. */
public final class Main {
    private static final String USAGE = """
            simulator --server HOST[:8444] (--pin SHA256 | --trust FILE) [--token T] [--count N] [--behaviour B]
                      [--events-per-second E] [--for SECONDS] [--journal FILE]
              behaviours: join, drift, fail, flood, bad-clock, no-jitter, hostile
            simulator android ...   simulated Android phones
            simulator apple ...     simulated iPhones with the push service
            """;
    private static final Set<String> OPTIONS =
            Set.of("server", "pin", "trust", "token", "count", "behaviour", "events-per-second", "for", "journal");

    private Main() {}

    public static void main(String[] arguments) {
        try {
            if (arguments.length > 0 && arguments[0].equals("android")) {
                AndroidMain.main(List.of(arguments).subList(1, arguments.length));
                return;
            }
            if (arguments.length > 0 && arguments[0].equals("apple")) {
                AppleMain.main(List.of(arguments).subList(1, arguments.length));
                return;
            }
            run(options(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println("simulator: " + e.getMessage() + "\n" + USAGE);
            System.exit(2);
        } catch (IOException e) {
            System.err.println("simulator: " + e.getMessage());
            System.exit(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static Map<String, String> options(String[] arguments) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
            if (!OPTIONS.contains(name) || i + 1 == arguments.length) {
                throw new IllegalArgumentException("cannot read " + arguments[i]);
            }
            options.put(name, arguments[i + 1]);
        }
        if (!options.containsKey("server") || options.containsKey("pin") == options.containsKey("trust")) {
            throw new IllegalArgumentException("--server and either --pin or --trust are needed");
        }
        return options;
    }

    private static void run(Map<String, String> options) throws IOException, InterruptedException {
        String server = options.getOrDefault("server", "");
        int colon = server.lastIndexOf(':');
        String host = colon < 0 ? server : server.substring(0, colon);
        int port = colon < 0 ? 8444 : (int) number(server.substring(colon + 1));
        String pin = options.get("pin");
        ServerTrust trust = pin != null
                ? ServerTrust.pins(List.of(pin))
                : ServerTrust.file(Path.of(options.getOrDefault("trust", "")));
        long seconds = number(options.getOrDefault("for", "60"));
        Behaviour behaviour = Behaviour.of(options.getOrDefault("behaviour", "join"));
        String file = options.get("journal");
        try (@Nullable Journal journal = file == null ? null : new Journal(Path.of(file));
                Fleet fleet = new Fleet(trust, journal);
                EnrolClient client = new EnrolClient(host, port, trust)) {
            fleet.enrol(client, (int) number(options.getOrDefault("count", "1")), behaviour, options.get("token"));
            long events = number(options.getOrDefault("events-per-second", "0"));
            if (events > 0) {
                fleet.events(events);
            }
            for (long i = 0; i < seconds; i++) {
                Thread.sleep(1000);
                print(fleet);
            }
        }
    }

    private static void print(Fleet fleet) {
        Counters.Reading r = fleet.read();
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("devices", (long) fleet.devices().size());
        line.put("online", r.online());
        line.put("connects", r.connects());
        line.put("losses", r.losses());
        line.put("events", r.events());
        line.put("acknowledged", r.acknowledged());
        line.put("applied", r.applied());
        line.put("executed", r.executed());
        System.out.println(Json.print(line));
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a number", e);
        }
    }
}

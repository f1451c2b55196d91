package org.fairlead.thinclient.share;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code fairlead rdp-share} was told to do. */
record ShareOptions(
        String display,
        String bind,
        int port,
        String user,
        Path passwordFile,
        boolean networkLevel,
        Optional<Path> identity) {
    static final String USAGE = """
            usage: fairlead rdp-share --display :N --user U --password-file F
                     [--port P] [--bind ADDRESS] [--sec nla|tls] [--identity FILE]

              Shares the display with whoever gives this user name and password, and asks nobody for consent.
              --port      3389 when left out; 0 takes any free port and prints it
              --bind      127.0.0.1 when left out
              --sec       nla (left out): only clients with network level authentication; tls: the others as well
              --identity  where key and certificate are kept; without it they are new at each start
            """;

    private static final List<String> NAMES =
            List.of("--display", "--bind", "--port", "--user", "--password-file", "--sec", "--identity");

    /** Reads the arguments; an IllegalArgumentException says what is wrong with them. */
    static ShareOptions parse(String... arguments) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!NAMES.contains(arguments[i])) throw new IllegalArgumentException(arguments[i] + " is not known");
            if (i + 1 == arguments.length) throw new IllegalArgumentException(arguments[i] + " needs a value");
            given.put(arguments[i], arguments[i + 1]);
        }
        String security = given.getOrDefault("--sec", "nla");
        if (!security.equals("nla") && !security.equals("tls"))
            throw new IllegalArgumentException("--sec is nla or tls, not " + security);
        return new ShareOptions(
                needed(given, "--display"),
                given.getOrDefault("--bind", "127.0.0.1"),
                port(given.getOrDefault("--port", "3389")),
                needed(given, "--user"),
                Path.of(needed(given, "--password-file")),
                security.equals("nla"),
                Optional.ofNullable(given.get("--identity")).map(Path::of));
    }

    private static String needed(Map<String, String> given, String name) {
        String value = given.get(name);
        if (value == null || value.isEmpty()) throw new IllegalArgumentException(name + " is needed");
        return value;
    }

    private static int port(String value) {
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= 65535) return port;
        } catch (NumberFormatException e) {
            // the sentence below says it
        }
        throw new IllegalArgumentException("--port is 0 to 65535, not " + value);
    }
}

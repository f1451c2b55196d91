package org.fairlead.thinclient;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The command line. */
public record Options(
        String display,
        @Nullable String server,
        @Nullable String token,
        @Nullable String fingerprint,
        Path state,
        @Nullable Path control,
        boolean demo) {
    static final String HELP = """
            usage: thinclient [options]
              --display :N                  X display, default $DISPLAY
              --state DIR                   folder of this thin client, default ~/.fairlead/thinclient
              --server HOST[:8444]          server to enrol at on the first start
              --accept-fingerprint SHA256   key of that server; without it the user is asked
              --token T                     enrolment token
              --control FILE                keep a JSON status file, for tests
              --demo                        leave the network, the clock and the power of this machine alone""";

    private static final Set<String> WITH_VALUE =
            Set.of("--display", "--server", "--token", "--accept-fingerprint", "--state", "--control");

    /** Reads the command line; an {@link IllegalArgumentException} says what is wrong with it. */
    static Options parse(List<String> arguments, Map<String, String> environment) {
        Map<String, String> values = new HashMap<>();
        boolean demo = false;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            if (argument.equals("--demo")) {
                demo = true;
            } else if (equals > 0 && WITH_VALUE.contains(argument.substring(0, equals))) {
                values.put(argument.substring(0, equals), argument.substring(equals + 1));
            } else if (WITH_VALUE.contains(argument)) {
                if (++i == arguments.size()) {
                    throw new IllegalArgumentException(argument + " needs a value");
                }
                values.put(argument, arguments.get(i));
            } else {
                throw new IllegalArgumentException("unknown option " + argument + "; see --help");
            }
        }
        String display = values.getOrDefault("--display", environment.getOrDefault("DISPLAY", ""));
        if (display.isEmpty()) {
            throw new IllegalArgumentException("no X display; set --display or DISPLAY");
        }
        String home = environment.getOrDefault("HOME", ".");
        String control = values.get("--control");
        return new Options(
                display,
                values.get("--server"),
                values.get("--token"),
                values.get("--accept-fingerprint"),
                Path.of(values.getOrDefault("--state", home + "/.fairlead/thinclient")),
                control == null ? null : Path.of(control),
                demo);
    }
}

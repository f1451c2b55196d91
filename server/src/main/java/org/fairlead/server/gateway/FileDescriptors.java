package org.fairlead.server.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many connections the process's limit of open files allows. */
final class FileDescriptors {
    /** Kept back for the console, the database, files and libraries. */
    static final int RESERVE = 512;

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Pattern OPEN_FILES = Pattern.compile("(?m)^Max open files\\s+(\\d+|unlimited)\\s");

    private FileDescriptors() {}

    /** The connections that fit, at most {@code wanted}; throws when the limit leaves none. */
    static int connections(int wanted) {
        return Files.isReadable(LIMITS) ? connections(wanted, text()) : wanted;
    }

    static int connections(int wanted, String limits) {
        Matcher matcher = OPEN_FILES.matcher(limits);
        if (!matcher.find() || matcher.group(1).equals("unlimited")) {
            return wanted;
        }
        long room = Long.parseLong(matcher.group(1)) - RESERVE;
        if (room < 1) {
            throw new IllegalStateException("the limit of open files is " + matcher.group(1)
                    + ", the gateway needs more than " + RESERVE + ": raise it (ulimit -n, LimitNOFILE)");
        }
        return (int) Math.min(wanted, room);
    }

    private static String text() {
        try {
            return Files.readString(LIMITS);
        } catch (IOException e) {
            return "";
        }
    }
}

package org.fairlead.thinclient.apply;

import java.util.List;
import java.util.Map;

/** Starts programs of the system; the only way to do so. */
public interface Programs {
    /**
     * How a program ended.
     *
     * @param found false when the program is not installed
     * @param exit exit status, -1 when it was stopped after the time limit
     */
    record Result(boolean found, int exit, String output) {
        public boolean ok() {
            return found && exit == 0;
        }

        /** The first line of the output, to be shown as a reason. */
        public String reason() {
            String line = output.strip().lines().findFirst().orElse("");
            return line.isEmpty() ? "exit status " + exit : line.substring(0, Math.min(200, line.length()));
        }
    }

    /** Runs to the end, at most ten seconds. Arguments are passed as they are: no shell sees them. */
    Result run(Program program, List<String> arguments);

    /** Whether the program is installed. */
    boolean has(Program program);

    /** Starts a program that stays, with more in its environment; the caller owns the process. */
    Process start(Program program, List<String> arguments, Map<String, String> more) throws java.io.IOException;
}

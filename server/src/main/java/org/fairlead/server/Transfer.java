package org.fairlead.server;

import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;
import org.fairlead.server.config.ServerConfig;

/** Export and import of everything. */
final class Transfer {
    private Transfer() {}

    static int export(ServerConfig config, String file, Map<String, String> options, Clock clock, PrintStream out) {
        throw new HostCommands.Failed("export is not there yet");
    }

    static int importInto(ServerConfig config, String file, Map<String, String> options, Clock clock, PrintStream out) {
        throw new HostCommands.Failed("import is not there yet");
    }
}

package org.fairlead.server;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.LogManager;
import org.fairlead.server.api.HttpListener;
import org.fairlead.server.config.ConfigError;
import org.fairlead.server.config.ServerConfig;
import org.fairlead.server.core.Problem;
import org.fairlead.server.store.StoreError;

/** The command line of the server. Exit codes: 0 done, 1 failed, 2 wrong use. */
public final class Main {
    private static final String USAGE = """
            usage: fairlead COMMAND [--data DIR] [options]
              serve                                       run the server (also: up)
              admin create --login L --name N             make a main administrator, print a one-time link
              admin reset --login L                       print a one-time link for an administrator
              token create --role R --expires D --name N  print an API token; D is a date or a number of days
              export FILE [--passphrase-file F]           write everything into one encrypted file
              import FILE [--passphrase-file F]           read such a file into an empty data folder
              audit verify                                check that the audit log is whole
              server-key rotate [--force yes]             use the next server key, which devices trust already
              codes explain CODE                          what a request code says; needs no server and no secret
              codes export FILE [--passphrase-file F]     write the groups' secrets behind offline codes
              codes import FILE [--passphrase-file F]     read them: answer codes for devices of another server
            options: --bind A --console-port N --public-port N --gateway-port N --database-url U --public-name H
            each is also an environment variable (FAIRLEAD_BIND) and a line of fairlead.properties (bind=...)""";

    private Main() {}

    public static void main(String[] args) {
        quietLibraries();
        int code;
        try {
            code = run(List.of(args));
        } catch (ConfigError e) {
            System.err.println("fairlead: " + e.getMessage());
            code = 2;
        } catch (StoreError | HttpListener.PortTaken | HostCommands.Failed e) {
            System.err.println("fairlead: " + e.getMessage());
            code = 1;
        } catch (Problem.Invalid e) {
            System.err.println("fairlead: " + e.fields().values().iterator().next());
            code = 1;
        } catch (Problem e) {
            System.err.println("fairlead: " + e.detail());
            code = 1;
        }
        if (code != 0) {
            System.exit(code);
        }
    }

    /** One line for each message, warnings only from libraries. */
    private static void quietLibraries() {
        if (System.getProperty("java.util.logging.config.file") == null) {
            try (InputStream config = Main.class.getResourceAsStream("/logging.properties")) {
                LogManager.getLogManager().readConfiguration(config);
            } catch (IOException e) {
                System.err.println("fairlead: cannot read the settings of the log: " + e.getMessage());
            }
        }
    }

    static int run(List<String> args) {
        if (args.contains("--help") || args.contains("-h")) {
            System.out.println(USAGE);
            return 0;
        }
        List<String> words = new ArrayList<>();
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (!arg.startsWith("--")) {
                words.add(arg);
            } else if (arg.contains("=")) {
                options.put(arg.substring(2, arg.indexOf('=')), arg.substring(arg.indexOf('=') + 1));
            } else if (i + 1 < args.size()) {
                options.put(arg.substring(2), args.get(++i));
            } else {
                throw new ConfigError(arg + " needs a value");
            }
        }
        String command = words.isEmpty() ? "help" : words.getFirst();
        return switch (command) {
            case "serve", "up" -> serve(ServerConfig.read(options, System.getenv()));
            case "help" -> {
                System.out.println(USAGE);
                yield words.isEmpty() ? 2 : 0;
            }
            case "admin", "token", "export", "import", "audit", "server-key", "codes" ->
                HostCommands.run(words, options, System.getenv(), Clock.systemUTC(), System.out);
            default -> {
                System.err.println("fairlead: unknown command \"" + command + "\"\n" + USAGE);
                yield 2;
            }
        };
    }

    private static int serve(ServerConfig config) {
        Server server = Server.start(config, Clock.systemUTC());
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
        server.greet(System.out);
        try {
            Thread.currentThread().join();
        } catch (InterruptedException e) {
            return 0;
        }
        return 0;
    }
}

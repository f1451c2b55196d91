package org.fairlead.server;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlead.server.config.ConfigError;
import org.fairlead.server.config.ServerConfig;
import org.fairlead.server.core.audit.AuditCheck;
import org.fairlead.server.store.Storage;

/** Commands for whoever holds the data folder; they work beside a running server and without one. */
final class HostCommands {
    private final Foundation foundation;
    private final ServerConfig config;
    private final PrintStream out;

    private HostCommands(Foundation foundation, ServerConfig config, PrintStream out) {
        this.foundation = foundation;
        this.config = config;
        this.out = out;
    }

    /** The command could not do what it was asked; the message is one line. */
    static final class Failed extends RuntimeException {
        Failed(String message) {
            super(message, null, false, false);
        }
    }

    static int run(
            List<String> words,
            Map<String, String> options,
            Map<String, String> environment,
            Clock clock,
            PrintStream out) {
        if (words.size() > 2 && words.getFirst().equals("codes") && words.get(1).equals("explain")) {
            return CodesCommand.explain(String.join(" ", words.subList(2, words.size())), out);
        }
        Map<String, String> own = new LinkedHashMap<>();
        Map<String, String> common = new LinkedHashMap<>();
        options.forEach((name, value) -> (ServerConfig.NAMES.contains(name) ? common : own).put(name, value));
        ServerConfig config = ServerConfig.read(common, environment);
        String command = String.join(" ", words.subList(0, Math.min(2, words.size())));
        return switch (words.getFirst()) {
            case "export" -> Transfer.export(config, file(words), own, clock, out);
            case "import" -> Transfer.importInto(config, file(words), own, clock, out);
            default -> {
                try (Storage storage = Storage.host(config.data(), config.databaseUrl())) {
                    yield new HostCommands(new Foundation(storage, clock), config, out).run(command, words, own);
                }
            }
        };
    }

    private int run(String command, List<String> words, Map<String, String> options) {
        switch (command) {
            case "admin create" -> {
                String login = need(options, "login");
                link(foundation.administration.createOnHost(login, options.getOrDefault("name", login)));
            }
            case "admin reset" -> {
                Optional<String> secret = foundation.administration.resetOnHost(need(options, "login"));
                link(secret.orElseThrow(() -> new Failed("there is no administrator with this login")));
            }
            case "token create" ->
                out.println(foundation
                        .tokens
                        .createOnHost(
                                options.getOrDefault("name", "made on the host"),
                                need(options, "role"),
                                expiry(need(options, "expires")))
                        .secret());
            case "audit verify" -> {
                AuditCheck.Result result = foundation.auditStore.verify();
                if (!result.ok()) {
                    throw new Failed("the audit log is not whole: " + result.problem());
                }
                out.println("the audit log is whole, " + result.checked() + " records");
            }
            case "codes export" ->
                CodesCommand.export(foundation, Path.of(third(words)), Transfer.passphrase(options, true), out);
            case "codes import" ->
                CodesCommand.importFrom(foundation, Path.of(third(words)), Transfer.passphrase(options, false), out);
            case "server-key rotate" ->
                ServerKeyCommand.rotate(foundation, config, "yes".equals(options.get("force")), out);
            default -> throw new ConfigError("unknown command \"" + command + "\", see fairlead help");
        }
        return 0;
    }

    private void link(String secret) {
        out.println("https://" + Server.publicName(config) + ":" + config.consolePort() + "/setup/" + secret);
    }

    private Instant expiry(String text) {
        try {
            if (text.matches("\\d{1,4}d?")) {
                return foundation.clock.instant().plusSeconds(Long.parseLong(text.replace("d", "")) * 86_400);
            }
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new ConfigError(
                    "expires: \"" + text + "\" is neither a date such as 2026-12-31 nor a number of days");
        }
    }

    private static String need(Map<String, String> options, String name) {
        String value = options.get(name);
        if (value == null) {
            throw new ConfigError("--" + name + " is missing");
        }
        return value;
    }

    private static String third(List<String> words) {
        if (words.size() != 3) {
            throw new ConfigError("name one file, see fairlead help");
        }
        return words.get(2);
    }

    private static String file(List<String> words) {
        if (words.size() != 2) {
            throw new ConfigError("name one file, see fairlead help");
        }
        return words.get(1);
    }
}

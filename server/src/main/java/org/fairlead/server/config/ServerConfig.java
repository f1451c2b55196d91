package org.fairlead.server.config;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the operator can set. Each setting is an option ({@code --console-port 8443}), an environment variable
 * ({@code FAIRLEAD_CONSOLE_PORT}) or a line of {@code fairlead.properties} in the data folder
 * ({@code console-port=8443}); the first of these that is there wins. Ports may be 0: any free one.
 *
 * @param tls12 whether phones with Android 8 and 9 may connect, which have TLS 1.2 at most
 */
public record ServerConfig(
        Path data,
        String bind,
        int consolePort,
        int publicPort,
        int gatewayPort,
        Optional<String> databaseUrl,
        Optional<String> publicName,
        boolean tls12) {
    public static final String FILE = "fairlead.properties";

    /** The names of all settings, as on the command line without the dashes. */
    public static final List<String> NAMES = List.of(
            "data",
            "bind",
            "console-port",
            "public-port",
            "gateway-port",
            "database-url",
            "public-name",
            "gateway-tls");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?");
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]{2,45}|[A-Za-z0-9][A-Za-z0-9.-]{0,252}");

    /** The settings when nothing is set. */
    public static ServerConfig defaults() {
        return new ServerConfig(
                Path.of("data").toAbsolutePath().normalize(),
                "0.0.0.0",
                8443,
                8444,
                8445,
                Optional.empty(),
                Optional.empty(),
                true);
    }

    /** Reads options, environment and settings file; throws {@link ConfigError}. */
    public static ServerConfig read(Map<String, String> options, Map<String, String> environment) {
        for (String name : options.keySet()) {
            if (!NAMES.contains(name)) {
                throw new ConfigError("unknown option --" + name + ", known are --" + String.join(", --", NAMES));
            }
        }
        Map<String, String> values = new LinkedHashMap<>(fromEnvironment(environment));
        values.putAll(options);
        Path data = path(values.getOrDefault("data", "data"));
        Map<String, String> all = new LinkedHashMap<>(fromFile(data.resolve(FILE)));
        all.putAll(values);
        ServerConfig defaults = defaults();
        return new ServerConfig(
                data,
                address(all.getOrDefault("bind", defaults.bind)),
                port("console-port", all, defaults.consolePort),
                port("public-port", all, defaults.publicPort),
                port("gateway-port", all, defaults.gatewayPort),
                Optional.ofNullable(all.get("database-url")).map(ServerConfig::databaseUrl),
                Optional.ofNullable(all.get("public-name")).map(ServerConfig::publicName),
                tls12(all.getOrDefault("gateway-tls", "1.2")));
    }

    private static Map<String, String> fromEnvironment(Map<String, String> environment) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : NAMES) {
            String value =
                    environment.get("FAIRLEAD_" + name.toUpperCase(Locale.ROOT).replace('-', '_'));
            if (value != null && !value.isBlank()) {
                values.put(name, value);
            }
        }
        return values;
    }

    private static Map<String, String> fromFile(Path file) {
        if (!Files.isRegularFile(file)) {
            return Map.of();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigError("cannot read " + file + ": " + e.getMessage());
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : new TreeSet<>(properties.stringPropertyNames())) {
            if (name.equals("data") || !NAMES.contains(name)) {
                throw new ConfigError("unknown setting \"" + name + "\" in " + file);
            }
            values.put(name, properties.getProperty(name).trim());
        }
        return values;
    }

    private static Path path(String value) {
        try {
            return Path.of(value).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new ConfigError("data: \"" + value + "\" is not a path");
        }
    }

    private static int port(String name, Map<String, String> values, int fallback) {
        String value = values.get(name);
        if (value == null) {
            return fallback;
        }
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // answered below, like a number out of range
        }
        throw new ConfigError(name + ": \"" + value + "\" is not a port number from 0 to 65535");
    }

    private static String address(String value) {
        if (!ADDRESS.matcher(value).matches()) {
            throw new ConfigError("bind: \"" + value + "\" is not an address");
        }
        return value;
    }

    private static String publicName(String value) {
        if (!HOST.matcher(value).matches()) {
            throw new ConfigError("public-name: \"" + value + "\" is not a host name");
        }
        return value.toLowerCase(Locale.ROOT);
    }

    private static boolean tls12(String oldest) {
        return switch (oldest) {
            case "1.2" -> true;
            case "1.3" -> false;
            default -> throw new ConfigError("gateway-tls: \"" + oldest + "\" is not 1.2 or 1.3");
        };
    }

    private static String databaseUrl(String value) {
        if (value.startsWith("jdbc:postgresql:")) {
            return value;
        }
        try {
            URI uri = new URI(value);
            if (("postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme())) && uri.getHost() != null) {
                StringBuilder jdbc = new StringBuilder("jdbc:postgresql://").append(uri.getHost());
                if (uri.getPort() > 0) {
                    jdbc.append(':').append(uri.getPort());
                }
                jdbc.append(uri.getPath());
                char separator = '?';
                if (uri.getRawUserInfo() != null) {
                    String[] parts = uri.getRawUserInfo().split(":", 2);
                    jdbc.append("?user=").append(parts[0]);
                    separator = '&';
                    if (parts.length == 2) {
                        jdbc.append("&password=").append(parts[1]);
                    }
                }
                if (uri.getRawQuery() != null) {
                    jdbc.append(separator).append(uri.getRawQuery());
                }
                return jdbc.toString();
            }
        } catch (URISyntaxException e) {
            // answered below without the value, which may hold a password
        }
        throw new ConfigError("database-url: must look like postgresql://user:password@host:5432/name");
    }
}

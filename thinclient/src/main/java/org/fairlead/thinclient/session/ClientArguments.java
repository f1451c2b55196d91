package org.fairlead.thinclient.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/** What FreeRDP's client is told of a connection, but for its certificates and the password. */
public final class ClientArguments {
    private static final String BROKER_PLUGIN = "tsv://MS Terminal Services Plugin.1.";

    private ClientArguments() {}

    /** The arguments for one entry of the settings' list of connections. */
    public static List<String> of(Map<String, @Nullable Object> connection, String user) {
        List<String> arguments = new ArrayList<>();
        arguments.add("/v:" + Values.text(connection, "server") + ":" + Values.number(connection, "port", 3389));
        if (!user.isEmpty()) {
            arguments.add("/u:" + user);
        }
        String domain = Values.text(connection, "domain");
        if (!domain.isEmpty()) {
            arguments.add("/d:" + domain);
        }
        arguments.add("/from-stdin");
        arguments.add("-clipboard");
        arguments.add(Values.flag(connection, "nla") ? "/sec:nla" : "/sec:tls");
        screen(arguments, connection);
        redirections(arguments, connection);
        way(arguments, connection);
        long attempts = Values.number(connection, "reconnectAttempts", 5);
        if (attempts > 0) {
            arguments.add("+auto-reconnect");
            arguments.add("/auto-reconnect-max-retries:" + attempts);
        }
        String application = Values.text(connection, "application");
        if (!application.isEmpty()) {
            arguments.add("/app:||" + application);
        }
        return arguments;
    }

    private static void screen(List<String> arguments, Map<String, @Nullable Object> connection) {
        String depth = Values.text(connection, "colourDepth");
        arguments.add("/bpp:" + (depth.isEmpty() ? "32" : depth));
        String resolution = Values.text(connection, "resolution");
        arguments.add(resolution.equals("native") || resolution.isEmpty() ? "/f" : "/size:" + resolution);
        if (Values.flag(connection, "allMonitors")) {
            arguments.add("/multimon");
        }
    }

    /** Only what is turned on; the client redirects nothing by itself. */
    private static void redirections(List<String> arguments, Map<String, @Nullable Object> connection) {
        switch (Values.text(connection, "audio")) {
            case "remote" -> arguments.add("/audio-mode:1");
            case "off" -> arguments.add("/audio-mode:2");
            default -> arguments.add("/sound");
        }
        if (Values.flag(connection, "microphone")) {
            arguments.add("/microphone");
        }
        if (Values.flag(connection, "printers")) {
            arguments.add("/printer");
        }
        if (Values.flag(connection, "smartCards") || Values.flag(connection, "tokens")) {
            arguments.add("/smartcard");
        }
        if (Values.flag(connection, "usbDrives")) {
            arguments.add("/drive:usb,/media");
        }
    }

    /** A gateway that is gone through with the same user, a broker that chooses the computer. */
    private static void way(List<String> arguments, Map<String, @Nullable Object> connection) {
        String gateway = Values.text(connection, "gateway");
        if (!gateway.isEmpty()) {
            arguments.add("/g:" + gateway + ":" + gatewayPort(connection));
        }
        String collection = Values.text(connection, "collection");
        if (Values.flag(connection, "broker") && !collection.isEmpty()) {
            arguments.add(
                    "/load-balance-info:" + (collection.contains("://") ? collection : BROKER_PLUGIN + collection));
        }
    }

    static int gatewayPort(Map<String, @Nullable Object> connection) {
        return (int) Values.number(connection, "gatewayPort", 443);
    }
}

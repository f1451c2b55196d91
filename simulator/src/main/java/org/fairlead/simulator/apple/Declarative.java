package org.fairlead.simulator.apple;

import static org.fairlead.simulator.apple.ProfileCheck.list;
import static org.fairlead.simulator.apple.ProfileCheck.map;
import static org.fairlead.simulator.apple.ProfileCheck.require;
import static org.fairlead.simulator.apple.ProfileCheck.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.fairlead.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The declarations of one phone: reads what is new, looks at every part of it as iOS does, reports what is in effect and
 * what it was asked to report. Called by the phone that owns it, one call at a time.
 */
final class Declarative {
    private static final Set<String> KNOWN = Set.of(
            "com.apple.configuration.management.status-subscriptions",
            "com.apple.configuration.passcode.settings",
            "com.apple.configuration.softwareupdate.enforcement.specific",
            "com.apple.configuration.softwareupdate.settings",
            "com.apple.activation.simple",
            "com.apple.management.organization-info");
    private static final int MAX_NAME = 64;

    private final Exchange exchange;
    private final Map<String, Held> held = new TreeMap<>();
    private String token = "";

    /** Sends a check-in message DeclarativeManagement; null for an endpoint that is not there. */
    @FunctionalInterface
    interface Exchange {
        byte @Nullable [] ask(String endpoint, byte @Nullable [] data) throws IOException, GeneralSecurityException;
    }

    /** A declaration with the way it was found. */
    private record Held(String path, String type, String serverToken, Map<String, Object> payload) {}

    Declarative(Exchange exchange) {
        this.exchange = exchange;
    }

    /** What the request DeclarativeManagement starts; answers with how many declarations were read, -1 for no change. */
    int synchronise(byte @Nullable [] tokens, Map<String, Object> facts) throws IOException, GeneralSecurityException {
        Map<String, Object> announced = tokens == null ? json(exchange.ask("tokens", null)) : json(tokens);
        Map<String, Object> sync = map(announced.get("SyncTokens"));
        require(
                text(sync, "Timestamp").matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z"),
                "the timestamp is no RFC 3339");
        if (text(sync, "DeclarationsToken").equals(token)) {
            return -1;
        }
        Map<String, Object> items = json(exchange.ask("declaration-items", null));
        Map<String, Object> kinds = map(items.get("Declarations"));
        Set<String> wanted = new LinkedHashSet<>();
        int read = 0;
        for (String kind : List.of("Activations", "Configurations", "Assets", "Management")) {
            for (Object entry : list(kinds.get(kind))) {
                Map<String, Object> item = map(entry);
                String path = (kind.equals("Management")
                                ? "management"
                                : kind.toLowerCase(java.util.Locale.ROOT).replaceAll("s$", ""))
                        + "/" + name(item, "Identifier");
                require(wanted.add(name(item, "Identifier")), "two declarations with one identifier");
                Held old = held.get(name(item, "Identifier"));
                if (old == null || !old.serverToken().equals(name(item, "ServerToken"))) {
                    read(path, item);
                    read++;
                }
            }
        }
        held.keySet().retainAll(wanted);
        token = text(items, "DeclarationsToken");
        report(facts);
        return read;
    }

    private void read(String path, Map<String, Object> item) throws IOException, GeneralSecurityException {
        byte[] answer = exchange.ask("declaration/" + path, null);
        require(answer != null, "a declaration of the list is not there: " + path);
        Map<String, Object> declaration = json(answer);
        require(
                name(declaration, "Identifier").equals(name(item, "Identifier")),
                "another declaration than the one asked for");
        require(
                name(declaration, "ServerToken").equals(name(item, "ServerToken")),
                "another server token than that of the list");
        held.put(
                name(item, "Identifier"),
                new Held(path, text(declaration, "Type"), name(item, "ServerToken"), map(declaration.get("Payload"))));
    }

    /** Reports the state of every declaration, and the facts that were subscribed to. */
    void report(Map<String, Object> facts) throws IOException, GeneralSecurityException {
        Set<String> active = new LinkedHashSet<>();
        Set<String> subscribed = new LinkedHashSet<>();
        for (Held one : held.values()) {
            if (one.type().equals("com.apple.activation.simple")) {
                for (Object identifier : list(one.payload().get("StandardConfigurations"))) {
                    require(
                            held.containsKey(String.valueOf(identifier)),
                            "an activation names what is not there: " + identifier);
                    active.add(String.valueOf(identifier));
                }
            }
        }
        for (Map.Entry<String, Held> one : held.entrySet()) {
            if (active.contains(one.getKey()) && one.getValue().type().endsWith("status-subscriptions")) {
                list(one.getValue().payload().get("StatusItems"))
                        .forEach(item -> subscribed.add(text(map(item), "Name")));
            }
        }
        Map<String, List<Map<String, Object>>> states = new LinkedHashMap<>();
        for (String kind : List.of("activations", "configurations", "assets", "management")) {
            states.put(kind, new ArrayList<>());
        }
        held.forEach((identifier, one) -> {
            String kind = one.path().startsWith("management")
                    ? "management"
                    : one.path().split("/")[0] + "s";
            Map<String, Object> state = new LinkedHashMap<>();
            state.put("identifier", identifier);
            state.put("server-token", one.serverToken());
            state.put("active", !kind.equals("configurations") || active.contains(identifier));
            state.put("valid", KNOWN.contains(one.type()) ? "valid" : "invalid");
            if (!KNOWN.contains(one.type())) {
                state.put(
                        "reasons",
                        List.of(Map.of(
                                "code", "Error.UnknownDeclarationType", "description", "unknown type " + one.type())));
            }
            states.computeIfAbsent(kind, key -> new ArrayList<>()).add(state);
        });
        Map<String, Object> items = new LinkedHashMap<>();
        items.put("management", Map.of("declarations", states));
        facts.forEach((path, value) -> {
            if (subscribed.contains(path)) {
                put(items, path.split("\\."), 0, value);
            }
        });
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("StatusItems", items);
        report.put("Errors", List.of());
        exchange.ask("status", Json.print(report).getBytes(StandardCharsets.UTF_8));
    }

    /** The payload of a declaration that the phone holds, as JSON; empty when it holds none. */
    String held(String identifier) {
        Held one = held.get(identifier);
        return one == null ? "" : Json.print(one.payload());
    }

    @SuppressWarnings("unchecked") // every inner value is put here by this method
    private static void put(Map<String, Object> items, String[] path, int at, Object value) {
        if (at == path.length - 1) {
            items.put(path[at], value);
        } else {
            Map<String, Object> inner =
                    (Map<String, Object>) items.computeIfAbsent(path[at], key -> new LinkedHashMap<>());
            put(inner, path, at + 1, value);
        }
    }

    private static String name(Map<String, Object> of, String key) {
        String name = text(of, key);
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        require(bytes > 0 && bytes <= MAX_NAME, key + " must have 1 to 64 bytes");
        return name;
    }

    private static Map<String, Object> json(byte @Nullable [] bytes) {
        require(bytes != null && bytes.length > 0, "an endpoint gives nothing");
        return map(Json.parseObject(new String(java.util.Objects.requireNonNull(bytes), StandardCharsets.UTF_8)));
    }
}

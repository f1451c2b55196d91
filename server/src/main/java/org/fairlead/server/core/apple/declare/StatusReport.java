package org.fairlead.server.core.apple.declare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.apple.Values;
import org.jspecify.annotations.Nullable;

/**
 * Merges what a phone reports into what is known: reports are incremental, dictionaries are merged key by key, arrays of
 * items with an identifier item by item. Everything is bounded; what goes beyond is left out.
 */
public final class StatusReport {
    /** The most characters of all that is kept of a phone. */
    public static final int MAX_KEPT = 200_000;

    static final int MAX_TEXT = 1_000;
    static final int MAX_ITEMS = 1_000;
    static final int MAX_KEYS = 300;
    static final int MAX_DEPTH = 12;
    static final int MAX_ERRORS = 50;

    private StatusReport() {}

    /** What is known after a report; the old if the new would be too large. */
    public static Map<String, @Nullable Object> merge(
            Map<String, @Nullable Object> known, Map<String, @Nullable Object> report) {
        boolean full = Boolean.TRUE.equals(report.get("FullReport"));
        Map<String, @Nullable Object> items = dictionary(report.get("StatusItems"));
        Map<String, @Nullable Object> merged = merged(full ? Map.of() : known, items, 1);
        return Json.print(merged).length() <= MAX_KEPT ? merged : known;
    }

    /** The errors of a report, bounded. */
    public static List<@Nullable Object> errors(Map<String, @Nullable Object> report) {
        List<@Nullable Object> errors = new ArrayList<>();
        if (report.get("Errors") instanceof List<?> list) {
            list.stream().limit(MAX_ERRORS).forEach(error -> errors.add(plain(error, 1)));
        }
        return errors;
    }

    /** The value at a path such as device.operating-system.version. */
    public static @Nullable Object at(Map<String, @Nullable Object> status, String path) {
        Object value = status;
        for (String step : path.split("\\.")) {
            value = value instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return value;
    }

    private static Map<String, @Nullable Object> merged(
            Map<String, @Nullable Object> known, Map<String, @Nullable Object> report, int depth) {
        Map<String, @Nullable Object> merged = new LinkedHashMap<>(known);
        report.forEach((key, value) -> {
            String name = cut(key);
            if (!merged.containsKey(name) && merged.size() >= MAX_KEYS) {
                return;
            }
            merged.put(name, value(merged.get(name), value, depth + 1));
        });
        return merged;
    }

    private static @Nullable Object value(@Nullable Object known, @Nullable Object reported, int depth) {
        if (depth > MAX_DEPTH) {
            return null;
        }
        if (reported instanceof Map<?, ?>) {
            return merged(dictionary(known), dictionary(reported), depth);
        }
        if (reported instanceof List<?> list && list.stream().allMatch(i -> identifier(i) != null)) {
            return items(known, list, depth);
        }
        return plain(reported, depth);
    }

    private static List<@Nullable Object> items(@Nullable Object known, List<?> reported, int depth) {
        Map<String, @Nullable Object> byIdentifier = new LinkedHashMap<>();
        if (known instanceof List<?> list) {
            list.forEach(item -> {
                String identifier = identifier(item);
                if (identifier != null) {
                    byIdentifier.put(identifier, item);
                }
            });
        }
        for (Object item : reported) {
            String identifier = Objects.requireNonNull(identifier(item));
            if (Boolean.TRUE.equals(dictionary(item).get("_removed"))) {
                byIdentifier.remove(identifier);
            } else if (byIdentifier.containsKey(identifier) || byIdentifier.size() < MAX_ITEMS) {
                byIdentifier.put(identifier, plain(item, depth));
            }
        }
        return new ArrayList<>(byIdentifier.values());
    }

    private static @Nullable String identifier(@Nullable Object item) {
        return item instanceof Map<?, ?> map && map.get("identifier") instanceof String text ? cut(text) : null;
    }

    private static @Nullable Object plain(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            return null;
        }
        return switch (value) {
            case String text -> cut(text);
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> all = new LinkedHashMap<>();
                map.forEach((key, inside) -> {
                    if (all.size() < MAX_KEYS) {
                        all.put(cut(String.valueOf(key)), plain(inside, depth + 1));
                    }
                });
                yield all;
            }
            case List<?> list -> {
                List<@Nullable Object> all = new ArrayList<>();
                list.stream().limit(MAX_ITEMS).forEach(inside -> all.add(plain(inside, depth + 1)));
                yield all;
            }
            case Double number -> Values.bounded(number);
            case null, default -> value;
        };
    }

    private static Map<String, @Nullable Object> dictionary(@Nullable Object value) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inside) -> all.put(String.valueOf(key), inside));
        }
        return all;
    }

    private static String cut(String text) {
        String plain = text.replace('\0', ' ');
        return plain.length() > MAX_TEXT ? plain.substring(0, MAX_TEXT) : plain;
    }
}

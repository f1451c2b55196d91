package org.fairlead.server.core.apple;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns what phones send into plain values that can be stored as JSON, within bounds. */
public final class Values {
    private static final int MAX_TEXT = 1_000;
    private static final int MAX_DATA = 256;
    private static final int MAX_ITEMS = 2_000;
    private static final double LARGEST = 1e12;

    private Values() {}

    static Map<String, Object> texts(Map<?, ?> map) {
        Map<String, Object> all = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            if (key instanceof String name && value != null) {
                all.put(name, value);
            }
        });
        return all;
    }

    static Map<String, @Nullable Object> plain(Map<String, ?> map) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            if (all.size() < MAX_ITEMS && value != null) {
                all.put(cut(key), plain(value));
            }
        });
        return all;
    }

    static @Nullable Object plain(Object value) {
        return switch (value) {
            case String text -> cut(text);
            case byte[] data ->
                data.length > MAX_DATA
                        ? data.length + " bytes"
                        : Base64.getEncoder().encodeToString(data);
            case Instant time -> time.toString();
            case Map<?, ?> map -> plain(texts(map));
            case List<?> list -> {
                List<@Nullable Object> items = new ArrayList<>();
                list.stream().limit(MAX_ITEMS).forEach(item -> items.add(plain(item)));
                yield items;
            }
            case Double number -> bounded(number);
            case Number number -> number;
            case Boolean flag -> flag;
            default -> String.valueOf(value);
        };
    }

    /** With six decimals; null where the database would need hundreds of digits. */
    public static @Nullable Double bounded(Double number) {
        return Math.abs(number) < LARGEST ? Double.valueOf(Math.round(number * 1e6) / 1e6) : null;
    }

    private static String cut(String text) {
        String plain = text.replace('\0', ' ');
        return plain.length() > MAX_TEXT ? plain.substring(0, MAX_TEXT) : plain;
    }
}

package org.fairlead.thinclient.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads plain JSON values without trusting their types. */
public final class Values {
    private Values() {}

    public static String text(Map<String, ? extends @Nullable Object> map, String key) {
        return map.get(key) instanceof String text ? text : "";
    }

    public static long number(Map<String, ? extends @Nullable Object> map, String key, long otherwise) {
        return map.get(key) instanceof Long number ? number : otherwise;
    }

    public static boolean flag(Map<String, ? extends @Nullable Object> map, String key) {
        return Boolean.TRUE.equals(map.get(key));
    }

    public static Map<String, @Nullable Object> map(@Nullable Object value) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> copy.put(String.valueOf(key), item));
        }
        return copy;
    }

    public static List<String> texts(@Nullable Object value) {
        List<String> texts = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof String text) {
                    texts.add(text);
                }
            }
        }
        return texts;
    }

    public static List<Map<String, @Nullable Object>> maps(@Nullable Object value) {
        List<Map<String, @Nullable Object>> maps = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(item -> maps.add(map(item)));
        }
        return maps;
    }
}

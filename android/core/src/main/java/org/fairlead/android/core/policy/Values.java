package org.fairlead.android.core.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Typed access to the values of a settings document; what is absent or ill-typed is as by default. */
public final class Values {
    private final Map<String, @Nullable Object> values;

    public Values(Map<String, @Nullable Object> values) {
        this.values = values;
    }

    /** The values of a document. */
    @SuppressWarnings("unchecked")
    public static Map<String, @Nullable Object> of(Map<String, @Nullable Object> document) {
        return document.get("values") instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
    }

    String text(String key) {
        return values.get(key) instanceof String text ? text.trim() : "";
    }

    long number(String key) {
        return values.get(key) instanceof Number number ? number.longValue() : 0;
    }

    boolean on(String key) {
        return Boolean.TRUE.equals(values.get(key));
    }

    /** True unless the value says no. */
    boolean allowed(String key) {
        return !Boolean.FALSE.equals(values.get(key));
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        if (values.get(key) instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof String text && !text.trim().isEmpty()) {
                    texts.add(text.trim());
                }
            }
        }
        return texts;
    }

    List<Map<?, ?>> items(String key) {
        List<Map<?, ?>> items = new ArrayList<>();
        if (values.get(key) instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?> map) {
                    items.add(map);
                }
            }
        }
        return items;
    }
}

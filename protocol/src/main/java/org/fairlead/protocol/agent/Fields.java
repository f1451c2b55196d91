package org.fairlead.protocol.agent;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Typed, bounded access to the fields of a JSON object; an unknown field is not looked at. */
final class Fields {
    private final Map<String, @Nullable Object> map;

    Fields(Map<String, @Nullable Object> map) {
        this.map = map;
    }

    @SuppressWarnings("unchecked")
    static Fields of(@Nullable Object value, String what) {
        if (value instanceof Map<?, ?> map) {
            return new Fields((Map<String, @Nullable Object>) map);
        }
        throw new ProtocolError(what + " is not an object");
    }

    String text(String name, int max) {
        String value = optionalText(name, max);
        if (value == null) {
            throw new ProtocolError(name + " is missing");
        }
        return value;
    }

    @Nullable
    String optionalText(String name, int max) {
        Object value = map.get(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof String text)) {
            throw new ProtocolError(name + " is not a text");
        }
        if (text.length() > max) {
            throw new ProtocolError(name + " has more than " + max + " characters");
        }
        return text;
    }

    long number(String name) {
        if (map.get(name) instanceof Long number) {
            return number;
        }
        throw new ProtocolError(name + " is not a whole number");
    }

    Map<String, @Nullable Object> object(String name, int maxEntries) {
        Object value = map.get(name);
        if (value == null) {
            return new LinkedHashMap<>();
        }
        Map<String, @Nullable Object> object = of(value, name).map;
        if (object.size() > maxEntries) {
            throw new ProtocolError(name + " has more than " + maxEntries + " entries");
        }
        return object;
    }

    boolean has(String name) {
        return map.get(name) != null;
    }

    <T> List<T> list(String name, int max, Function<@Nullable Object, T> item) {
        Object value = map.get(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw new ProtocolError(name + " is not a list");
        }
        if (list.size() > max) {
            throw new ProtocolError(name + " has more than " + max + " items");
        }
        List<T> items = new ArrayList<>(list.size());
        for (Object element : list) {
            items.add(item.apply(element));
        }
        return items;
    }

    List<String> texts(String name, int max, int maxCharacters) {
        return list(name, max, element -> {
            if (element instanceof String text && text.length() <= maxCharacters) {
                return text;
            }
            throw new ProtocolError("an item of " + name + " is not a text of at most " + maxCharacters);
        });
    }

    <E extends Enum<E>> E choice(String name, Class<E> type) {
        return constant(text(name, 32), type);
    }

    <E extends Enum<E>> Set<E> choices(String name, Class<E> type) {
        Set<E> set = EnumSet.noneOf(type);
        for (String text : texts(name, 16, 32)) {
            for (E constant : type.getEnumConstants()) {
                if (wire(constant).equals(text)) {
                    set.add(constant);
                }
            }
        }
        return set;
    }

    private static <E extends Enum<E>> E constant(String text, Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (wire(constant).equals(text)) {
                return constant;
            }
        }
        throw new ProtocolError("unknown value " + text);
    }

    static String wire(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static List<Object> wire(Set<? extends Enum<?>> constants) {
        List<Object> list = new ArrayList<>();
        for (Enum<?> constant : constants) {
            list.add(wire(constant));
        }
        return list;
    }
}

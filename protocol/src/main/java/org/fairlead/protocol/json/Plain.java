package org.fairlead.protocol.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes values of devices storable: no NUL and no half characters, which the database refuses. */
public final class Plain {
    private Plain() {}

    public static @Nullable Object value(@Nullable Object value) {
        if (value instanceof String text) {
            return text(text);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            map.forEach((key, inner) -> plain.put(text(String.valueOf(key)), value(inner)));
            return plain;
        }
        if (value instanceof Iterable<?> list) {
            List<@Nullable Object> plain = new ArrayList<>();
            list.forEach(inner -> plain.add(value(inner)));
            return plain;
        }
        return value;
    }

    public static String text(String text) {
        boolean fine = true;
        for (int i = 0; i < text.length() && fine; i++) {
            char c = text.charAt(i);
            fine = c != 0 && !Character.isSurrogate(c);
        }
        if (fine) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> out.appendCodePoint(c == 0 || (c >= 0xD800 && c <= 0xDFFF) ? 0xFFFD : c));
        return out.toString();
    }
}

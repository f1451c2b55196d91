package org.fairlead.protocol.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one form of a value. */
final class Normal {
    private Normal() {}

    static Object form(Setting setting, Object value) {
        if (setting.type() != ValueType.LIST || !(value instanceof List<?> list)) {
            return form(setting.value(), value);
        }
        List<Object> items = new ArrayList<>();
        for (Object item : list) {
            if (item == null) {
                continue;
            }
            if (setting.plainList()) {
                items.add(form(setting.itemFields().get(0), item));
            } else if (item instanceof Map<?, ?> map) {
                items.add(item(setting, map));
            } else {
                items.add(item);
            }
        }
        return items;
    }

    private static Map<String, Object> item(Setting setting, Map<?, ?> map) {
        Map<String, Object> item = new LinkedHashMap<>();
        for (Field field : setting.itemFields()) {
            Object value = map.get(field.key());
            if (value == null) {
                value = field.defaultValue();
            }
            if (value != null) {
                item.put(field.key(), form(field, value));
            }
        }
        return item;
    }

    private static Object form(Field field, @Nullable Object value) {
        if (value instanceof Integer number) {
            return number.longValue();
        }
        if (value instanceof Double number && number == Math.rint(number)) {
            return number.longValue();
        }
        if (value instanceof String text) {
            return switch (field.type()) {
                case SECRET -> text;
                case CERTIFICATE -> text.replace("\r\n", "\n").strip() + "\n";
                default -> text.replace("\r\n", "\n").strip();
            };
        }
        return value == null ? "" : value;
    }
}

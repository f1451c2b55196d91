package org.fairlead.protocol.catalogue;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks one value against the type and the limits of its setting. */
final class ValueCheck {
    private static final int MAX_TEXT = 4096;

    private ValueCheck() {}

    static void check(Setting setting, Object value, Map<String, SettingProblem> problems) {
        if (setting.type() != ValueType.LIST) {
            put(problems, setting.key(), one(setting.value(), value));
            return;
        }
        if (!(value instanceof List<?> list)) {
            problems.put(setting.key(), wrongType(ValueType.LIST));
            return;
        }
        if (list.size() > setting.maxItems()) {
            problems.put(setting.key(), SettingProblem.of("too-many", "count", list.size(), "max", setting.maxItems()));
            return;
        }
        Set<Object> seen = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            String key = setting.key() + "[" + i + "]";
            Object item = list.get(i);
            if (setting.plainList()) {
                plain(setting.itemFields().get(0), key, item, seen, problems);
            } else if (item instanceof Map<?, ?> map) {
                fields(setting, key, map, problems);
            } else {
                problems.put(key, SettingProblem.of("wrong-type", "expected", "{…}"));
            }
        }
    }

    private static void plain(
            Field field, String key, @Nullable Object item, Set<Object> seen, Map<String, SettingProblem> problems) {
        if (item == null || item.equals("")) {
            problems.put(key, SettingProblem.of("required"));
        } else if (!seen.add(item)) {
            problems.put(key, SettingProblem.of("duplicate"));
        } else {
            put(problems, key, one(field, item));
        }
    }

    private static void fields(Setting setting, String key, Map<?, ?> map, Map<String, SettingProblem> problems) {
        for (Object name : map.keySet()) {
            if (setting.itemFields().stream().noneMatch(field -> field.key().equals(name))) {
                problems.put(key, SettingProblem.of("unknown-field", "field", String.valueOf(name)));
            }
        }
        for (Field field : setting.itemFields()) {
            Object value = map.get(field.key());
            if (value == null || (field.required() && value instanceof String text && text.isBlank())) {
                if (field.required()) {
                    problems.put(key + "." + field.key(), SettingProblem.of("required"));
                }
            } else {
                put(problems, key + "." + field.key(), one(field, value));
            }
        }
    }

    private static void put(Map<String, SettingProblem> problems, String key, @Nullable SettingProblem problem) {
        if (problem != null) {
            problems.put(key, problem);
        }
    }

    private static @Nullable SettingProblem one(Field field, Object value) {
        return switch (field.type()) {
            case BOOLEAN -> value instanceof Boolean ? null : wrongType(ValueType.BOOLEAN);
            case INTEGER -> integer(field, value);
            case SECRET ->
                value instanceof Map<?, ?> map && map.equals(Map.of("set", true)) ? null : string(field, value);
            default -> string(field, value);
        };
    }

    private static @Nullable SettingProblem integer(Field field, Object value) {
        long number;
        if (value instanceof Long || value instanceof Integer) {
            number = ((Number) value).longValue();
        } else if (value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1L << 53) {
            number = d.longValue();
        } else {
            return wrongType(ValueType.INTEGER);
        }
        Long min = field.min();
        Long max = field.max();
        if (min != null && number < min) {
            return SettingProblem.of("too-small", "min", min);
        }
        return max != null && number > max ? SettingProblem.of("too-large", "max", max) : null;
    }

    private static @Nullable SettingProblem string(Field field, Object value) {
        if (!(value instanceof String raw)) {
            return wrongType(field.type());
        }
        if (field.type() == ValueType.CHOICE) {
            return field.options().stream().anyMatch(option -> option.value().equals(raw))
                    ? null
                    : SettingProblem.of("not-an-option");
        }
        String text = field.type() == ValueType.SECRET
                ? raw
                : raw.replace("\r\n", "\n").strip();
        if (text.isEmpty()) {
            return null;
        }
        Integer limit = field.maxLength();
        int max = limit == null ? MAX_TEXT : limit;
        int length = text.codePointCount(0, text.length());
        if (length > max) {
            return SettingProblem.of("too-long", "length", length, "max", max);
        }
        SettingProblem characters = field.type() == ValueType.CERTIFICATE ? null : characters(field, text);
        if (characters != null) {
            return characters;
        }
        return switch (field.type()) {
            case HOST -> Addresses.isHost(text) ? null : SettingProblem.of("bad-host");
            case ADDRESS -> Addresses.isAddress(text) ? null : SettingProblem.of("bad-address");
            case URL -> isUrl(text) ? null : SettingProblem.of("bad-url");
            case CERTIFICATE -> Certificates.check(text);
            default -> null;
        };
    }

    private static @Nullable SettingProblem characters(Field field, String text) {
        int lines = (int) text.chars().filter(c -> c == '\n').count() + 1;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (c == '\n' && field.maxLines() > 1) {
                continue;
            }
            int kind = Character.getType(c);
            if (Character.isISOControl(c) || kind == Character.SURROGATE || isDirectionOverride(c)) {
                return SettingProblem.of("control-character");
            }
            if (field.forbid().indexOf(c) >= 0) {
                return SettingProblem.of("forbidden-character", "character", Character.toString(c));
            }
        }
        return lines > field.maxLines()
                ? SettingProblem.of("too-many-lines", "count", lines, "max", field.maxLines())
                : null;
    }

    private static boolean isDirectionOverride(int c) {
        return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    }

    private static boolean isUrl(String text) {
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme();
            return ("https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static SettingProblem wrongType(ValueType type) {
        String expected = switch (type) {
            case BOOLEAN -> "true | false";
            case INTEGER -> "123";
            case LIST -> "[…]";
            default -> "\"…\"";
        };
        return SettingProblem.of("wrong-type", "expected", expected);
    }
}

package org.fairlead.server.core.settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Secrets inside the entries of a list. Outside, each is {@code {"set": true, "of": mark}}; the mark says which of the
 * stored ones it stands for, since entries move. Values that hold none pass as they are.
 */
final class ListSecrets {
    private static final String SET = "set";
    private static final String OF = "of";
    private static final Map<String, Object> MASK = Map.of(SET, true);

    private ListSecrets() {}

    /** What the catalogue checks: masked secrets without their marks. */
    static @Nullable Object check(Set<String> fields, @Nullable Object value) {
        return each(value, fields, secret -> mark(secret) == null ? secret : MASK);
    }

    /** The value with each masked secret as it is stored now; one that is not stored is empty. */
    static @Nullable Object restore(Set<String> fields, @Nullable Object value, @Nullable Object before) {
        if (fields.isEmpty()) {
            return value;
        }
        Map<String, Object> stored = new HashMap<>();
        each(before, null, secret -> {
            if (secret != null && SettingsRules.isSealed(secret)) {
                stored.put(markOf(secret), secret);
            }
            return secret;
        });
        return each(value, fields, secret -> {
            String mark = mark(secret);
            return mark == null ? secret : stored.getOrDefault(mark, "");
        });
    }

    /** The value with each secret that is still in clear sealed. */
    static @Nullable Object seal(Set<String> fields, @Nullable Object value, Function<String, Object> sealer) {
        return each(
                value,
                fields,
                secret -> secret instanceof String text && !text.isEmpty() ? sealer.apply(text) : secret);
    }

    static @Nullable Object mask(@Nullable Object value) {
        return each(value, null, secret -> {
            if (secret == null || !SettingsRules.isSealed(secret)) {
                return secret;
            }
            Map<String, Object> masked = new LinkedHashMap<>(MASK);
            masked.put(OF, markOf(secret));
            return masked;
        });
    }

    static @Nullable Object strip(@Nullable Object value) {
        return each(value, null, secret -> SettingsRules.isSealed(secret) ? null : secret);
    }

    static @Nullable Object open(@Nullable Object value, UnaryOperator<@Nullable Object> opener) {
        return each(value, null, secret -> SettingsRules.isSealed(secret) ? opener.apply(secret) : secret);
    }

    /** Changes these fields of every entry, or all where none are named; a field that becomes null is left out. */
    private static @Nullable Object each(
            @Nullable Object value, @Nullable Set<String> fields, UnaryOperator<@Nullable Object> change) {
        if (!(value instanceof List<?> list) || (fields != null && fields.isEmpty())) {
            return value;
        }
        List<@Nullable Object> entries = new ArrayList<>();
        for (Object entry : list) {
            if (!(entry instanceof Map<?, ?> map)) {
                entries.add(entry);
                continue;
            }
            Map<String, @Nullable Object> changed = new LinkedHashMap<>();
            map.forEach((key, field) -> {
                String name = String.valueOf(key);
                Object next = fields == null || fields.contains(name) ? change.apply(field) : field;
                if (next != null || field == null) {
                    changed.put(name, next);
                }
            });
            entries.add(changed);
        }
        return entries;
    }

    /** The mark of a masked secret; null when it is none. */
    private static @Nullable String mark(@Nullable Object masked) {
        return masked instanceof Map<?, ?> map && Boolean.TRUE.equals(map.get(SET))
                ? String.valueOf(map.get(OF))
                : null;
    }

    private static String markOf(Object sealed) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(String.valueOf(sealed).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

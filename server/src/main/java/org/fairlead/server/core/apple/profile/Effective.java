package org.fairlead.server.core.apple.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fairlead.server.core.settings.SettingsRules;
import org.jspecify.annotations.Nullable;

/**
 * Effective values of a phone for the making of payloads.
 *
 * @param secrets what a stored secret becomes: the secret itself, or a text that stands for it
 */
public record Effective(Map<String, ? extends @Nullable Object> values, Owner owner, Secrets secrets) {
    /** Opens secrets, or stands in for them. */
    @FunctionalInterface
    public interface Secrets {
        String text(String key, Object stored);
    }

    /** Stands in for a secret with what is stored of it, so that a hash of contents betrays nothing. */
    public static final Secrets SEALED = (key, stored) -> String.valueOf(stored);

    boolean on(String key) {
        return Boolean.TRUE.equals(values.get(key));
    }

    int number(String key) {
        return values.get(key) instanceof Number number ? number.intValue() : 0;
    }

    String text(String key) {
        return values.get(key) instanceof String text ? text : "";
    }

    /** A text in which the owner's name and address are filled in. */
    String filled(String key) {
        return owner.fill(text(key));
    }

    /** The secret, empty for none. */
    String secret(String key) {
        Object value = values.get(key);
        if (SettingsRules.isSealed(value) && value != null) {
            return secrets.text(key, value);
        }
        return value instanceof String text ? text : "";
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        if (values.get(key) instanceof List<?> list) {
            list.forEach(item -> texts.add(String.valueOf(item)));
        }
        return texts;
    }

    List<Map<?, ?>> items(String key) {
        List<Map<?, ?>> items = new ArrayList<>();
        if (values.get(key) instanceof List<?> list) {
            list.forEach(item -> {
                if (item instanceof Map<?, ?> map) {
                    items.add(map);
                }
            });
        }
        return items;
    }
}

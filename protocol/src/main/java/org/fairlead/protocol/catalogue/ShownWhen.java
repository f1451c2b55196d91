package org.fairlead.protocol.catalogue;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows a setting only while another setting has one of these values. */
public record ShownWhen(String key, List<Object> values) {
    /** Whether the condition holds for effective values. */
    public boolean holds(Map<String, ? extends @Nullable Object> effective) {
        Object value = effective.get(key);
        return value != null && values.contains(value);
    }
}

package org.fairlead.protocol.catalogue;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One typed entry of the catalogue.
 *
 * @param key section.block.name
 * @param value type and limits
 * @param itemFields fields of a list item; one field with an empty key for a list of plain values; empty for no list
 * @param maxItems most items of a list
 * @param supervised whether an iPhone or iPad obeys it only when it is supervised
 */
public record Setting(
        String key,
        Text title,
        Text help,
        Field value,
        Object defaultValue,
        List<String> platforms,
        Set<Level> levels,
        @Nullable Text unit,
        List<Field> itemFields,
        int maxItems,
        @Nullable ShownWhen shownWhen,
        boolean supervised) {
    public ValueType type() {
        return value.type();
    }

    /** Whether the setting is a list whose items are plain values. */
    public boolean plainList() {
        return itemFields.size() == 1 && itemFields.get(0).key().isEmpty();
    }

    /** Identifier of the block that the setting belongs to. */
    public String block() {
        return key.substring(0, key.lastIndexOf('.'));
    }
}

package org.fairlead.protocol.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Type and limits of one value: of a setting, of an item of a list of plain values (then {@code key} is empty), or of a
 * field of a list item.
 *
 * @param min smallest integer, or null
 * @param max largest integer, or null
 * @param maxLength longest text in code points, or null for the limit of the type
 * @param maxLines most lines of a text
 * @param forbid characters that a text must not contain
 */
public record Field(
        String key,
        @Nullable Text title,
        @Nullable Text help,
        ValueType type,
        @Nullable Object defaultValue,
        @Nullable Long min,
        @Nullable Long max,
        @Nullable Integer maxLength,
        int maxLines,
        String forbid,
        List<Option> options,
        boolean required) {}

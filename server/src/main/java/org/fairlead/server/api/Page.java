package org.fairlead.server.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a list, the cursor of the next part and, where it is cheap to know, the whole length. */
public record Page<T>(
        List<T> items, @Nullable String next, @Nullable Long total) {
    public static <T> Page<T> of(List<T> items, @Nullable String next) {
        return new Page<>(items, next, null);
    }
}

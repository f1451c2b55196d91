package org.fairlead.server.store;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** SQL to run in one transaction; it may run more than once. */
@FunctionalInterface
public interface Work<T extends @Nullable Object> {
    T run(Handle handle);
}

package org.fairlead.server.store;

import org.jspecify.annotations.Nullable;

/** The database cannot be started or used; the message is one line for the operator. */
public final class StoreError extends RuntimeException {
    public StoreError(String message) {
        super(message);
    }

    public StoreError(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

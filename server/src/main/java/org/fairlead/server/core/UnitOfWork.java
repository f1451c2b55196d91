package org.fairlead.server.core;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs work in one database transaction; the work may run more than once when the database asks for a retry. */
public interface UnitOfWork {
    <T extends @Nullable Object> T inTx(Function<Tx, T> work);

    /** Like {@link #inTx} for work without a result. */
    default void runInTx(Consumer<Tx> work) {
        this.<@Nullable Void>inTx(tx -> {
            work.accept(tx);
            return null;
        });
    }

    /** Reads in one snapshot; nothing may be written. */
    <T extends @Nullable Object> T read(Function<Tx, T> work);
}

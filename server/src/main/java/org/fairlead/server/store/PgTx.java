package org.fairlead.server.store;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.fairlead.server.core.Tx;
import org.jdbi.v3.core.Handle;

/** The transaction of the core as a Jdbi handle; lives on one thread for one attempt. */
public final class PgTx implements Tx {
    private final Handle handle;
    private final List<Runnable> atEnd = new ArrayList<>();
    private final Map<Object, List<?>> waiting = new IdentityHashMap<>();
    private final List<Runnable> afterCommit = new ArrayList<>();

    PgTx(Handle handle) {
        this.handle = handle;
    }

    /** The handle behind a transaction that {@link PgUnitOfWork} has begun. */
    public static Handle handle(Tx tx) {
        if (tx instanceof PgTx pg) {
            return pg.handle;
        }
        throw new IllegalArgumentException("not a transaction of this store");
    }

    @Override
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    /**
     * Adds to what is written all at once as the last of the transaction, just before it is committed: for rows that other
     * transactions wait for. The key is the one that writes.
     */
    @SuppressWarnings("unchecked") // only the owner of a key adds to its list
    static <T> void atEnd(Tx tx, Object key, T item, Consumer<List<T>> write) {
        if (!(tx instanceof PgTx pg)) {
            throw new IllegalArgumentException("not a transaction of this store");
        }
        List<T> waiting = (List<T>) pg.waiting.computeIfAbsent(key, k -> {
            List<T> fresh = new ArrayList<>();
            pg.atEnd.add(() -> write.accept(fresh));
            return fresh;
        });
        waiting.add(item);
    }

    void ending() {
        atEnd.forEach(Runnable::run);
    }

    void committed() {
        afterCommit.forEach(Runnable::run);
    }
}

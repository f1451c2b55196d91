package org.fairlead.server.store;

import java.util.ArrayList;
import java.util.List;
import org.fairlead.server.core.Tx;
import org.jdbi.v3.core.Handle;

/** The transaction of the core as a Jdbi handle; lives on one thread for one attempt. */
public final class PgTx implements Tx {
    private final Handle handle;
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

    void committed() {
        afterCommit.forEach(Runnable::run);
    }
}

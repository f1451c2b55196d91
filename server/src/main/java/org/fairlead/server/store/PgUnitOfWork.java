package org.fairlead.server.store;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.jspecify.annotations.Nullable;

/** Transactions of the core on one pool of the database. */
public final class PgUnitOfWork implements UnitOfWork {
    private final Database database;

    public PgUnitOfWork(Database database) {
        this.database = database;
    }

    @Override
    public <T extends @Nullable Object> T inTx(Function<Tx, T> work) {
        AtomicReference<@Nullable PgTx> last = new AtomicReference<>();
        T result = database.tx(handle -> {
            PgTx tx = new PgTx(handle);
            last.set(tx);
            T done = work.apply(tx);
            tx.ending();
            return done;
        });
        PgTx committed = last.get();
        if (committed != null) {
            committed.committed();
        }
        return result;
    }

    @Override
    public <T extends @Nullable Object> T read(Function<Tx, T> work) {
        return database.read(handle -> work.apply(new PgTx(handle)));
    }
}

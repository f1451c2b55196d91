package org.fairlead.server.core;

/** A running transaction, opaque to the core; store methods take it as their first argument. */
public interface Tx {
    /** Runs once after the transaction has been committed; never when it is rolled back. */
    void afterCommit(Runnable action);
}

package org.fairlead.server.core.server;

import java.util.Optional;
import org.fairlead.server.core.Tx;
import org.jspecify.annotations.Nullable;

/** Keeps the server's settings as one document. */
public interface ServerSettingsStore {
    /** The document as JSON and the sealed mail password. */
    record Stored(long revision, String document, byte @Nullable [] mailPassword) {}

    /** Locks the row until the end of the transaction. */
    Optional<Stored> load(Tx tx);

    void save(Tx tx, Stored stored);
}

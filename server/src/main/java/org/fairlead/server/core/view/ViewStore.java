package org.fairlead.server.core.view;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;

/** Keeps saved views. */
public interface ViewStore {
    /** The owner's and those that others share, by name, at most this many. */
    List<SavedView> list(Tx tx, UUID owner, int limit);

    int count(Tx tx, UUID owner);

    Optional<SavedView> find(Tx tx, UUID id);

    void insert(Tx tx, SavedView view);

    void delete(Tx tx, UUID id);
}

package org.fairlead.server.core.people;

import java.util.Collection;
import java.util.UUID;
import org.fairlead.server.core.Tx;

/** Hears, in the same transaction, that people are about to be deleted. */
@FunctionalInterface
public interface PersonListener {
    void leaving(Tx tx, Collection<UUID> people);
}

package org.fairlead.server.core.confirm;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;

/** Keeps what a command on the host asks of the running server about its key, and the warnings given. */
public interface ServerKeyStore {
    /** An order to rotate the key. */
    record Order(UUID id, boolean force, String state, String outcome) {}

    /** Leaves an order for the running server. */
    void ask(Tx tx, UUID id, boolean force, Instant now);

    /** Takes an order that nobody has taken, asked for after this moment. */
    Optional<Order> take(Tx tx, Instant after);

    void answer(Tx tx, UUID id, String state, String outcome);

    Optional<Order> find(Tx tx, UUID id);

    /** Takes an order back; false when the server has taken it. */
    boolean withdraw(Tx tx, UUID id);

    /** Notes a warning; false when it was given before. */
    boolean warn(Tx tx, String fingerprint, int days);
}

package org.fairlead.server.core.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.jspecify.annotations.Nullable;

/** Keeps notification rules and what waits to be told. */
public interface NotificationStore {
    /** An event that waits to be told. */
    record Waiting(UUID id, UUID rule, Instant dueAt, Map<String, ? extends @Nullable Object> body) {}

    List<NotificationRule> rules(Tx tx);

    Optional<NotificationRule> rule(Tx tx, UUID id);

    void save(Tx tx, NotificationRule rule);

    void delete(Tx tx, UUID id);

    void enqueue(Tx tx, List<Waiting> waiting);

    /** Reserves the rules that have something due and are not held back, until the given moment. */
    List<NotificationRule> reserve(Tx tx, Instant now, Instant until);

    /** What waits for a rule, oldest first. */
    List<Waiting> waiting(Tx tx, UUID rule, int limit);

    void told(Tx tx, UUID rule, List<UUID> waiting, Instant at);

    void failed(Tx tx, UUID rule, Instant retryAt, String error);

    /** Gives up what was due before this moment; answers with the number. */
    int giveUp(Tx tx, UUID rule, Instant dueBefore);
}

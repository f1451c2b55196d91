package org.fairlead.server.core.change;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Tells open consoles what has changed, in memory only. Any thread publishes (after commit); listeners run on that thread
 * and must not block.
 */
public final class Changes {
    /** Some things of one topic have changed; no ids means "many". */
    public record Change(String topic, List<String> ids) {}

    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();

    /** Topics: devices, events, commands, policies, groups, overview, administrators, audit, people, invitations. */
    public void publish(String topic, Collection<UUID> ids) {
        Change change = new Change(topic, ids.stream().map(UUID::toString).toList());
        for (Consumer<Change> listener : listeners) {
            listener.accept(change);
        }
    }

    public void publish(String topic) {
        publish(topic, List.of());
    }

    /** Listens until the returned handle is closed. */
    public AutoCloseable listen(Consumer<Change> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}

package org.fairlead.server.core.sync;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.fairlead.protocol.agent.Down;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.device.Nudger;
import org.jspecify.annotations.Nullable;

/**
 * Which devices are connected to this node, in memory; what changes is written in bulk by {@link #flush}, which one
 * thread calls several times a second. Otherwise thread-safe.
 */
public final class Presence implements Nudger {
    private static final int MAX_ROWS = 2_000;

    private final UnitOfWork unit;
    private final SyncStore store;
    private final Changes changes;
    private final Map<UUID, Session> sessions = new ConcurrentHashMap<>();
    private final Map<UUID, SyncStore.PresenceChange> dirty = new HashMap<>();
    private final AtomicLong nudges = new AtomicLong();

    public Presence(UnitOfWork unit, SyncStore store, Changes changes) {
        this.unit = unit;
        this.store = store;
        this.changes = changes;
    }

    /** One connected device. */
    interface Session {
        UUID device();

        @Nullable
        UUID group();

        AgentLink link();

        /** The keys for offline codes that the device has stored; null when it knows no offline codes. */
        @Nullable
        String codes();

        /** The server keys that the device says it trusts; null when it does not say. */
        @Nullable
        List<String> pins();
    }

    public int online() {
        return sessions.size();
    }

    public boolean online(UUID device) {
        return sessions.containsKey(device);
    }

    /** The session is there; gives the one that it replaces. */
    @Nullable
    Session arrived(Session session, Instant now, String boot) {
        Session old = sessions.put(session.device(), session);
        mark(new SyncStore.PresenceChange(
                session.device(), true, now, session.link().address(), boot));
        return old;
    }

    /** The session has ended; nothing happens if another one has replaced it. */
    boolean left(Session session, Instant now) {
        boolean gone = sessions.remove(session.device(), session);
        if (gone) {
            mark(new SyncStore.PresenceChange(
                    session.device(), false, now, session.link().address(), ""));
        }
        return gone;
    }

    /** The device is still there. */
    void seen(Session session, Instant now) {
        mark(new SyncStore.PresenceChange(
                session.device(), true, now, session.link().address(), ""));
    }

    @Nullable
    Session session(UUID device) {
        return sessions.get(device);
    }

    Collection<Session> sessions() {
        return sessions.values();
    }

    /** Grows with every nudge, before it is sent: whoever is not greeted yet learns that he may have missed one. */
    long nudges() {
        return nudges.get();
    }

    @Override
    public void nudge(Collection<UUID> devices, Down.Topic topic) {
        Down.Nudge nudge = new Down.Nudge(Set.of(topic));
        nudges.incrementAndGet();
        for (UUID device : devices) {
            Session session = sessions.get(device);
            if (session != null && (topic != Down.Topic.CODES || session.codes() != null)) {
                session.link().send(nudge);
            }
        }
    }

    /** Tells every connected device of these groups that its settings may have changed. */
    public void nudgeGroups(Collection<UUID> groups) {
        Set<UUID> set = Set.copyOf(groups);
        Down.Nudge nudge = new Down.Nudge(Set.of(Down.Topic.SETTINGS));
        nudges.incrementAndGet();
        for (Session session : sessions.values()) {
            UUID group = session.group();
            if (group != null && set.contains(group)) {
                session.link().send(nudge);
            }
        }
    }

    /** Connected devices that have not said that they trust this server key. */
    public int notTrusting(String pin) {
        return (int) sessions.values().stream()
                .filter(session -> {
                    List<String> pins = session.pins();
                    return pins == null || !pins.contains(pin);
                })
                .count();
    }

    /** Tells connected devices which server keys to trust from now on. */
    public void announcePins(List<String> pins) {
        Down.Pins message = new Down.Pins(pins);
        for (Session session : sessions.values()) {
            if (session.pins() != null) {
                session.link().send(message);
            }
        }
    }

    /** Sends a message to a device; false when it is not connected here. */
    public boolean tell(UUID device, Down message) {
        Session session = sessions.get(device);
        if (session == null) {
            return false;
        }
        session.link().send(message);
        return true;
    }

    /** Ends the connection of a device that may not go on. */
    public void disconnect(UUID device, String reason) {
        Session session = sessions.get(device);
        if (session != null) {
            session.link().close(60_000, reason);
        }
    }

    /** Writes what has changed since the last call; after a failure the rows are tried again at the next. */
    public void flush() {
        List<SyncStore.PresenceChange> batch;
        synchronized (dirty) {
            batch = dirty.values().stream()
                    .sorted(java.util.Comparator.comparing(SyncStore.PresenceChange::device))
                    .limit(MAX_ROWS)
                    .toList();
            batch.forEach(c -> dirty.remove(c.device()));
        }
        if (batch.isEmpty()) {
            return;
        }
        try {
            unit.runInTx(tx -> store.presence(tx, batch));
        } catch (RuntimeException e) {
            synchronized (dirty) {
                batch.forEach(c -> dirty.putIfAbsent(c.device(), c));
            }
            throw e;
        }
        List<UUID> ids = new ArrayList<>();
        batch.stream().limit(200).forEach(c -> ids.add(c.device()));
        changes.publish("devices", batch.size() > 200 ? List.of() : ids);
        changes.publish("overview");
    }

    private void mark(SyncStore.PresenceChange change) {
        synchronized (dirty) {
            dirty.merge(
                    change.device(),
                    change,
                    (old, next) -> next.boot().isEmpty() && next.online()
                            ? new SyncStore.PresenceChange(next.device(), true, next.at(), next.address(), old.boot())
                            : next);
        }
    }
}

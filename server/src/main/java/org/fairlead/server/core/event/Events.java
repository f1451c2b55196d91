package org.fairlead.server.core.event;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.protocol.json.Json;
import org.fairlead.protocol.json.Plain;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.change.Changes;
import org.jspecify.annotations.Nullable;

/** Stores events, lists them and lets old ones go. Any thread may call. */
public final class Events implements EventLog {
    private static final System.Logger LOG = System.getLogger(Events.class.getName());
    static final int MAX_ARGS = 8_192;
    private static final Duration AHEAD = Duration.ofDays(28);
    private static final Duration MARGIN = Duration.ofDays(1);

    private final UnitOfWork unit;
    private final EventStore store;
    private final RetentionDays retention;
    private final EventListener listener;
    private final Changes changes;
    private final InstantSource clock;
    private volatile Instant roomUntil = Instant.MIN;

    public Events(
            UnitOfWork unit,
            EventStore store,
            RetentionDays retention,
            EventListener listener,
            Changes changes,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.retention = retention;
        this.listener = listener;
        this.changes = changes;
        this.clock = clock;
    }

    @Override
    public void append(Tx tx, List<NewEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        makeRoom(tx, now);
        List<UUID> ids = EventIds.next(now, events.size());
        List<StoredEvent> stored = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            stored.add(stored(ids.get(i), now, events.get(i)));
        }
        store.insert(tx, stored);
        listener.stored(tx, stored);
        tx.afterCommit(() -> changes.publish("events"));
    }

    /** Newest first, before the given event; one more than the limit shows that there are more. */
    public List<StoredEvent> list(Caller caller, EventFilter filter, int limit, Optional<UUID> before) {
        return unit.read(tx -> store.list(tx, filter, caller.scope(Right.VIEW), limit, before));
    }

    /** Makes room for the weeks to come and drops the weeks that are too old; call it at start and every day. */
    public void maintain() {
        Instant now = clock.instant();
        unit.runInTx(tx -> makeRoom(tx, now));
        for (EventLevel level : EventLevel.values()) {
            Instant oldest = now.minus(Duration.ofDays(Math.max(1, retention.of(level))));
            List<String> dropped = unit.inTx(tx -> store.dropWeeks(tx, level, oldest));
            if (!dropped.isEmpty()) {
                LOG.log(System.Logger.Level.INFO, "dropped old events: {0}", dropped);
            }
        }
    }

    private void makeRoom(Tx tx, Instant now) {
        if (roomUntil.isBefore(now.plus(MARGIN))) {
            Instant until = now.plus(AHEAD);
            store.makeWeeks(tx, now.minus(MARGIN), until);
            tx.afterCommit(() -> roomUntil = until);
        }
    }

    private static StoredEvent stored(UUID id, Instant now, NewEvent event) {
        Map<String, @Nullable Object> args = new LinkedHashMap<>();
        event.args().forEach((key, value) -> args.put(Plain.text(key), Plain.value(value)));
        String code = event.code();
        boolean known = event.seq() == null ? EventCodes.find(code).isPresent() : EventCodes.fromDevice(code);
        if (!known) {
            args.put("code", Plain.text(code.length() > 100 ? code.substring(0, 100) : code));
            code = EventCodes.UNKNOWN;
        }
        if (Json.print(args).length() > MAX_ARGS) {
            Object original = args.get("code");
            args.clear();
            args.put("tooLong", true);
            if (original != null) {
                args.put("code", original);
            }
        }
        return new StoredEvent(
                id, event.at(), now, EventCodes.of(code).level(), code, event.device(), null, null, event.seq(), args);
    }
}

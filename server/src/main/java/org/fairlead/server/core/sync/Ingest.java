package org.fairlead.server.core.sync;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.EventCode;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.event.NewEvent;

/**
 * Stores what devices deliver, the work of many devices in one transaction, and acknowledges after the commit. One
 * thread of its own does the writing; {@link #put} blocks while the queue is full, which holds the devices back.
 */
public final class Ingest implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Ingest.class.getName());
    private static final int QUEUE = 4_096;
    private static final int BATCH = 500;

    private final UnitOfWork unit;
    private final SyncStore store;
    private final EventLog events;
    private final CommandDesk commands;
    private final LocalChanges localChanges;
    private final CodeDesk codes;
    private final RemoteDesk remote;
    private final Changes changes;
    private final InstantSource clock;
    private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread writer;
    private volatile boolean closing;

    public Ingest(
            UnitOfWork unit,
            SyncStore store,
            EventLog events,
            CommandDesk commands,
            LocalChanges localChanges,
            CodeDesk codes,
            RemoteDesk remote,
            Changes changes,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.events = events;
        this.commands = commands;
        this.localChanges = localChanges;
        this.codes = codes;
        this.remote = remote;
        this.changes = changes;
        this.clock = clock;
        this.writer = Thread.ofPlatform().daemon().name("ingest").start(this::run);
    }

    sealed interface Item {
        UUID device();

        /** Called after the commit with the last stored record. */
        Done done();
    }

    interface Done {
        void stored(long acked);
    }

    record Delivered(UUID device, List<DeviceRecord> records, Done done) implements Item {}

    record Reported(UUID device, SyncStore.AppliedChange change, Done done) implements Item {}

    void put(Item item) {
        try {
            queue.put(item);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Items that wait. */
    public int waiting() {
        return queue.size();
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        writer.join(Duration.ofSeconds(10));
        writer.interrupt();
    }

    private void run() {
        List<Item> batch = new ArrayList<>();
        while (true) {
            try {
                batch.clear();
                Item first = queue.poll(200, TimeUnit.MILLISECONDS);
                if (first == null) {
                    if (closing) {
                        return;
                    }
                    continue;
                }
                batch.add(first);
                queue.drainTo(batch, BATCH - 1);
                store(batch);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void store(List<Item> batch) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                write(batch);
                return;
            } catch (org.fairlead.server.core.Problem.Unavailable e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "cannot store what devices deliver, trying again: {0}",
                        e.detail());
                Thread.sleep(Math.min(5_000, 200L * attempt));
            } catch (RuntimeException e) {
                if (batch.size() == 1) {
                    LOG.log(
                            System.Logger.Level.ERROR,
                            "cannot store a delivery of " + batch.getFirst().device(),
                            e);
                    return;
                }
                for (Item item : batch) {
                    store(List.of(item));
                }
                return;
            }
        }
    }

    private void write(List<Item> batch) {
        Set<UUID> devices = new HashSet<>();
        batch.forEach(item -> devices.add(item.device()));
        Map<UUID, Long> acked = unit.inTx(tx -> {
            Map<UUID, Long> last = store.lockAcked(tx, devices);
            Map<UUID, Long> moved = new HashMap<>();
            Instant now = clock.instant();
            List<NewEvent> newEvents = new ArrayList<>();
            Map<UUID, List<DeviceRecord.Result>> results = new LinkedHashMap<>();
            Map<UUID, SyncStore.AppliedChange> applied = new LinkedHashMap<>();
            for (Item item : batch) {
                if (!last.containsKey(item.device())) {
                    continue;
                }
                switch (item) {
                    case Reported reported -> applied.put(item.device(), reported.change());
                    case Delivered delivered -> {
                        for (DeviceRecord entry : delivered.records()) {
                            if (entry.seq() > last.getOrDefault(item.device(), 0L)) {
                                last.put(item.device(), entry.seq());
                                moved.put(item.device(), entry.seq());
                                take(tx, item.device(), entry, now, newEvents, results);
                            }
                        }
                    }
                }
            }
            events.append(tx, newEvents);
            commands.finish(tx, results);
            store.applied(tx, List.copyOf(applied.values()));
            store.saveAcked(tx, moved);
            return last;
        });
        Set<UUID> told = new HashSet<>();
        for (Item item : batch) {
            item.done().stored(acked.getOrDefault(item.device(), 0L));
            if (item instanceof Reported) {
                told.add(item.device());
            }
        }
        if (!told.isEmpty()) {
            changes.publish("devices", told.size() > 200 ? List.of() : told);
            changes.publish("overview");
        }
    }

    private void take(
            Tx tx,
            UUID device,
            DeviceRecord entry,
            Instant now,
            List<NewEvent> newEvents,
            Map<UUID, List<DeviceRecord.Result>> results) {
        switch (entry) {
            case DeviceRecord.Event event -> {
                newEvents.add(new NewEvent(
                        device, event.seq(), time(event.at(), now), event.code(), remote.describe(tx, device, event)));
                if (event.code().equals(EventCode.CLOCK_DIFFERS)
                        && event.args().get("seconds") instanceof Long seconds) {
                    store.clockSkew(tx, device, seconds);
                }
            }
            case DeviceRecord.Result result ->
                results.computeIfAbsent(device, k -> new ArrayList<>()).add(result);
            case DeviceRecord.LocalChange change -> localChanges.take(tx, device, change);
            case DeviceRecord.CodeRequested code -> codes.take(tx, device, code, time(code.at(), now), newEvents);
            case DeviceRecord.CodeUsed code -> codes.take(tx, device, code, time(code.at(), now), newEvents);
            case DeviceRecord.CodeRefused code -> codes.take(tx, device, code, time(code.at(), now), newEvents);
            default -> throw new IllegalStateException("unknown record");
        }
    }

    /** The device's time where it is believable, otherwise ours. */
    private static Instant time(long millis, Instant now) {
        Instant at = Instant.ofEpochMilli(Math.max(0, Math.min(millis, 4_102_444_800_000L)));
        return at.isAfter(now.plusSeconds(86_400)) || at.isBefore(now.minus(Duration.ofDays(366))) ? now : at;
    }
}

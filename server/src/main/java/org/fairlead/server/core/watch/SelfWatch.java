package org.fairlead.server.core.watch;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.audit.AuditCheck;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.event.NewEvent;

/**
 * Says in events what administrators must know of the server itself: that it started, that its disk fills, that the
 * audit log is not whole, which devices have fallen silent, who fails to sign in. The timers call it on one thread.
 */
public final class SelfWatch {
    static final int SILENT_AT_ONCE = 500;
    private static final long TIGHT_BYTES = 512L << 20;
    private static final double TIGHT_SHARE = 0.05;
    private static final double EASY = 2;

    private final UnitOfWork work;
    private final EventLog events;
    private final Supplier<Room> disk;
    private final Supplier<AuditCheck.Result> audit;
    private final SilentDevices silent;
    private final InstantSource clock;
    private boolean tight;
    private boolean broken;

    public SelfWatch(
            UnitOfWork work,
            EventLog events,
            Supplier<Room> disk,
            Supplier<AuditCheck.Result> audit,
            SilentDevices silent,
            InstantSource clock) {
        this.work = work;
        this.events = events;
        this.disk = disk;
        this.audit = audit;
        this.silent = silent;
        this.clock = clock;
    }

    /** Bytes on the disk that holds the data folder. */
    public record Room(long free, long total) {}

    /** A device beyond the critical time without contact, told once for each silence. */
    public record Silent(UUID device, Instant since) {}

    /** Finds devices that have fallen silent since the last call and marks them as told. */
    public interface SilentDevices {
        List<Silent> take(Tx tx, int limit);
    }

    public void started(String version) {
        work.runInTx(tx -> raise(tx, "S11.server-started", Map.of("version", version)));
    }

    /** Raises an event when less than 512 MiB or 5 % are free, and again only after twice that was free. */
    public void storage() {
        Room room = disk.get();
        double share = room.total <= 0 ? 1 : (double) room.free / room.total;
        if (!tight && (room.free < TIGHT_BYTES || share < TIGHT_SHARE)) {
            String problem = String.format(Locale.ROOT, "%d MiB of %d MiB are free", room.free >> 20, room.total >> 20);
            work.runInTx(tx -> raise(tx, "S16.storage", Map.of("problem", problem)));
            tight = true;
        } else if (tight && room.free >= EASY * TIGHT_BYTES && share >= EASY * TIGHT_SHARE) {
            tight = false;
        }
    }

    /** Walks the audit log and raises an event at the first fault. */
    public void audit() {
        AuditCheck.Result result = audit.get();
        if (!result.ok() && !broken) {
            work.runInTx(tx -> raise(tx, "S15.audit-broken", Map.of("problem", String.valueOf(result.problem()))));
        }
        broken = !result.ok();
    }

    public void silence() {
        boolean more = true;
        while (more) {
            more = work.inTx(tx -> {
                List<Silent> found = silent.take(tx, SILENT_AT_ONCE);
                Instant now = clock.instant();
                events.append(
                        tx,
                        found.stream()
                                .map(s -> new NewEvent(
                                        s.device, null, now, "S13.device-silent", Map.of("since", s.since.toString())))
                                .toList());
                return found.size() == SILENT_AT_ONCE;
            });
        }
    }

    public void failedSignIns(Tx tx, String login, String address) {
        raise(tx, "S10.sign-in-failed", Map.of("login", login, "address", address));
    }

    private void raise(Tx tx, String code, Map<String, String> args) {
        events.append(tx, List.of(NewEvent.ofServer(clock.instant(), code, args)));
    }
}

package org.fairlead.server.core.remote;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.agent.EventCode;
import org.fairlead.protocol.agent.Up;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.device.Device;
import org.fairlead.server.core.fleet.DeviceService;
import org.fairlead.server.core.secret.Sealer;
import org.fairlead.server.core.sync.Presence;
import org.fairlead.server.core.sync.RemoteDesk;
import org.jspecify.annotations.Nullable;

/** Knows how devices are reached by RDP and who is there; shows passwords to those who may see them. Any thread may call. */
public final class RemoteAccess implements RemoteDesk {
    private static final int MOST_VISITS = 1_000;
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");

    private final UnitOfWork unit;
    private final RemoteStore store;
    private final DeviceService devices;
    private final Presence presence;
    private final Sealer sealer;
    private final AuditLog audit;
    private final Changes changes;
    private final InstantSource clock;

    public RemoteAccess(
            UnitOfWork unit,
            RemoteStore store,
            DeviceService devices,
            Presence presence,
            Sealer sealer,
            AuditLog audit,
            Changes changes,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.devices = devices;
        this.presence = presence;
        this.sealer = sealer;
        this.audit = audit;
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * How a device is reached, without its password.
     *
     * @param open whether the device lets administrators in; false also for one that has said nothing
     * @param known whether the device has said anything
     * @param online whether it is connected to the server
     * @param address the address of the list that the device has towards the server, else the first; empty for none
     * @param certificate SHA-256 of the RDP certificate in lower-case hex
     * @param shownTo who saw the present password last, empty for nobody
     */
    public record ConnectionData(
            boolean known,
            boolean open,
            boolean online,
            String address,
            List<String> addresses,
            int port,
            String user,
            String certificate,
            @Nullable Instant changedAt,
            String shownTo,
            @Nullable Instant shownAt,
            @Nullable RemoteVisit visit) {}

    /**
     * An administrator's connection to a device.
     *
     * @param phase asking, screen, private or paused
     * @param administrator who saw the password last in the console, empty when nobody did
     */
    public record RemoteVisit(
            String id, String phase, String user, String address, String client, String administrator, Instant since) {}

    /** A device that somebody manages now. */
    public record ManagedDevice(
            UUID device, String name, @Nullable UUID groupId, RemoteVisit visit) {}

    /** Who manages which devices now, among those that the caller may see. */
    public List<ManagedDevice> visits(Caller caller) {
        List<ManagedDevice> now = new ArrayList<>();
        for (RemoteStore.Visited visited : unit.read(tx -> store.visited(tx, MOST_VISITS))) {
            RemoteVisit visit = visit(visited.row());
            if (visit != null
                    && presence.online(visited.row().device())
                    && caller.may(Right.VIEW, devices.path(visited.group()))) {
                now.add(new ManagedDevice(visited.row().device(), visited.name(), visited.group(), visit));
            }
        }
        return now;
    }

    public ConnectionData access(Caller caller, UUID id) {
        Device device = devices.get(caller, id);
        return view(device, unit.read(tx -> store.find(tx, id)).orElse(RemoteStore.Row.empty(id)));
    }

    private ConnectionData view(Device device, RemoteStore.Row row) {
        boolean online = presence.online(device.id());
        RemoteStore.Reach reach = row.reach();
        List<String> addresses = reach.addresses();
        String seen = device.state().address();
        return new ConnectionData(
                reach.changedAt() != null,
                reach.port() != 0,
                online,
                addresses.contains(seen) ? seen : addresses.isEmpty() ? "" : addresses.getFirst(),
                addresses,
                reach.port(),
                reach.user(),
                reach.certificate(),
                reach.changedAt(),
                row.shown().to(),
                row.shown().at(),
                online ? visit(row) : null);
    }

    private static @Nullable RemoteVisit visit(RemoteStore.Row row) {
        Map<String, @Nullable Object> visit = row.visit();
        if (!(visit.get("since") instanceof Long since)) {
            return null;
        }
        String id = String.valueOf(visit.get("id"));
        return new RemoteVisit(
                id,
                String.valueOf(visit.get("phase")),
                String.valueOf(visit.get("user")),
                String.valueOf(visit.get("address")),
                String.valueOf(visit.get("client")),
                id.equals(row.visitId())
                        ? row.visitAdministrator()
                        : row.shown().to(),
                Instant.ofEpochMilli(since));
    }

    /** The present password; the audit log and the device hear who saw it. */
    public String reveal(Caller caller, UUID id) {
        Device device = devices.get(caller, id);
        caller.require(Right.REMOTE_CREDENTIALS, devices.path(device.group()));
        String name = caller.actor().name();
        Instant now = clock.instant();
        return unit.inTx(tx -> {
            RemoteStore.Row row = store.lock(tx, id);
            byte[] sealed = row.reach().sealed();
            if (sealed == null) {
                throw closed();
            }
            String password = new String(sealer.open(sealed, context(id)), StandardCharsets.UTF_8);
            store.save(
                    tx,
                    row.reached(
                            row.reach(),
                            new RemoteStore.Shown(name, now, row.shown().before())));
            audit.record(tx, caller.actor(), "remote.reveal", "device", id, device.name(), Map.of());
            tx.afterCommit(() -> {
                presence.tell(id, new Down.RemoteRevealed(name, now.toEpochMilli()));
                changes.publish("devices", List.of(id));
            });
            return password;
        });
    }

    private static Problem.Conflict closed() {
        return new Problem.Conflict("the device lets no administrator in now; see its remote management settings");
    }

    /** What an RDP client needs to connect, as a file for it; without the password. */
    public RdpFile file(Caller caller, UUID id) {
        Device device = devices.get(caller, id);
        caller.require(Right.REMOTE_CREDENTIALS, devices.path(device.group()));
        ConnectionData access = access(caller, id);
        if (!access.open() || access.address().isEmpty()) {
            throw closed();
        }
        return RdpFile.of(device.name(), access.address(), access.port(), access.user());
    }

    /** Ends an administrator's connection to a device. */
    public void end(Caller caller, UUID id) {
        Device device = devices.get(caller, id);
        caller.require(Right.REMOTE_CREDENTIALS, devices.path(device.group()));
        RemoteVisit visit = access(caller, id).visit();
        if (visit == null) {
            throw new Problem.Conflict("nobody manages the device now, or it is not connected");
        }
        unit.runInTx(tx -> {
            Map<String, @Nullable Object> detail = new LinkedHashMap<>();
            detail.put("administrator", visit.administrator());
            detail.put("address", visit.address());
            audit.record(tx, caller.actor(), "remote.end", "device", id, device.name(), detail);
            tx.afterCommit(() -> presence.tell(id, new Down.EndRemote(visit.id())));
        });
    }

    @Override
    public Optional<Down.RemoteRevealed> access(Tx tx, UUID device, Up.RemoteAccess access) {
        RemoteStore.Row row = store.lock(tx, device);
        boolean open = access.port() != 0 && !access.password().isEmpty();
        Instant made = Instant.ofEpochMilli(Math.clamp(access.since(), 0, 4_102_444_800_000L));
        boolean same = open && made.equals(row.reach().passwordAt());
        boolean renewed = open && !same;
        RemoteStore.Reach reach = new RemoteStore.Reach(
                access.addresses().stream()
                        .filter(a -> ADDRESS.matcher(a).matches())
                        .toList(),
                open ? access.port() : 0,
                USER.matcher(access.user()).matches() ? access.user() : "",
                open ? sealer.seal(access.password().getBytes(StandardCharsets.UTF_8), context(device)) : null,
                open ? made : row.reach().passwordAt(),
                FINGERPRINT.matcher(access.certificate()).matches() ? access.certificate() : "",
                clock.instant());
        store.save(
                tx,
                row.reached(
                        reach,
                        renewed ? new RemoteStore.Shown("", null, row.shown().to()) : row.shown()));
        tx.afterCommit(() -> changes.publish("devices", List.of(device)));
        Instant shown = row.shown().at();
        return same && shown != null
                ? Optional.of(new Down.RemoteRevealed(row.shown().to(), shown.toEpochMilli()))
                : Optional.empty();
    }

    @Override
    public void state(Tx tx, UUID device, Up.RemoteState state) {
        RemoteStore.Row row = store.lock(tx, device);
        Up.RemoteSession session = state.session();
        Map<String, @Nullable Object> visit = new LinkedHashMap<>();
        if (session != null) {
            visit.put("id", session.id());
            visit.put("phase", session.phase().name().toLowerCase(Locale.ROOT));
            visit.put("user", session.user());
            visit.put("address", session.address());
            visit.put("client", session.client());
            visit.put("since", session.since());
        }
        if (visit.equals(row.visit())) {
            return;
        }
        store.save(tx, row.visited(visit));
        tx.afterCommit(() -> changes.publish("devices", List.of(device)));
    }

    @Override
    public Map<String, @Nullable Object> describe(Tx tx, UUID device, DeviceRecord.Event event) {
        Map<String, @Nullable Object> args = new LinkedHashMap<>(event.args());
        boolean ofVisit = event.code().startsWith("D12.") || event.code().startsWith("D13.");
        boolean ofLogin = event.code().startsWith("D14.");
        if (!ofLogin && !(ofVisit && args.get("session") instanceof String)) {
            return args;
        }
        args.remove("administrator");
        RemoteStore.Row row = store.lock(tx, device);
        String administrator = ofLogin || event.code().equals(EventCode.REMOTE_REQUESTED)
                ? shownAt(row, event.at())
                : row.visitAdministrator();
        if (event.code().equals(EventCode.REMOTE_REQUESTED)) {
            store.save(tx, row.putDown(String.valueOf(args.get("session")), administrator));
        } else if (ofVisit && !row.visitId().equals(args.get("session"))) {
            administrator = "";
        }
        if (!administrator.isEmpty()) {
            args.put("administrator", administrator);
        }
        return args;
    }

    /** Who had seen the password of that time, by the device's clock. */
    private static String shownAt(RemoteStore.Row row, long at) {
        Instant made = row.reach().passwordAt();
        boolean before = made != null && Instant.ofEpochMilli(at).isBefore(made);
        return before ? row.shown().before() : row.shown().to();
    }

    private static String context(UUID device) {
        return "device_remote/" + device;
    }
}

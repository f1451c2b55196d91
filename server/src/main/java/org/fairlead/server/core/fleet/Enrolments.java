package org.fairlead.server.core.fleet;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.protocol.agent.Up;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.device.Device;
import org.fairlead.server.core.device.DeviceNames;
import org.fairlead.server.core.device.DeviceStore;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.pki.Authorities;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.policy.Policy;
import org.fairlead.server.core.sync.DesiredState;
import org.fairlead.server.core.sync.Presence;
import org.jspecify.annotations.Nullable;

/** Lets new devices in: certifies the key that the device made, and files it as unassigned or where a token says. */
public final class Enrolments {
    /** How many unassigned devices may wait; more would only be noise that somebody makes. */
    public static final int MAX_UNASSIGNED = 10_000;

    private final UnitOfWork unit;
    private final DeviceStore devices;
    private final Placement placement;
    private final Fleet fleet;
    private final DesiredState desired;
    private final Authorities authorities;
    private final Presence presence;
    private final AuditLog audit;
    private final EventLog events;
    private final Changes changes;
    private final InstantSource clock;

    public Enrolments(
            UnitOfWork unit,
            DeviceStore devices,
            Placement placement,
            Fleet fleet,
            DesiredState desired,
            Authorities authorities,
            Presence presence,
            AuditLog audit,
            EventLog events,
            Changes changes,
            InstantSource clock) {
        this.unit = unit;
        this.devices = devices;
        this.placement = placement;
        this.fleet = fleet;
        this.desired = desired;
        this.authorities = authorities;
        this.presence = presence;
        this.audit = audit;
        this.events = events;
        this.changes = changes;
        this.clock = clock;
    }

    /** Decides where a new device goes. */
    public interface Placement {
        /** What a token gives a device of this platform; throws a problem with a code when it gives nothing. */
        Admission admit(Tx tx, String token, String platform, UUID device);

        /** Where a token puts a device, and whose it is. */
        record Admission(UUID group, @Nullable UUID person) {}

        /** The group that a moving rule names for a new device; null for none. */
        @Nullable
        UUID byRules(Tx tx, UUID device, String name, List<String> addresses, String platform);

        /** Whose the token is, if it admits a phone now; nothing is used up. */
        default Optional<UUID> owner(Tx tx, String token) {
            return Optional.empty();
        }

        /** The device is written where the rules wanted it; those that act once may remember it. */
        default void placed(Tx tx, UUID device) {}
    }

    /** What a device sends to enrol. */
    public record Request(
            String platform, String csr, @Nullable String token, Up.DeviceInfo info, String address) {}

    /** What it gets back. */
    public record Enrolled(
            UUID device,
            int number,
            String name,
            String certificates,
            List<String> pins,
            @Nullable String group) {}

    /** Lets a device in. Its key is certified before the transaction, so that a signature holds no connection of the database. */
    public Enrolled enrol(Request request) {
        String token = request.token() == null ? "" : request.token().strip();
        UUID id = mayBeKnown(request, token)
                ? unit.read(tx -> earlier(tx, token, request))
                        .map(DeviceStore.Earlier::device)
                        .orElseGet(Ids::next)
                : Ids.next();
        return enrol(request, token, id, certify(id, request.csr()));
    }

    private Enrolled enrol(Request request, String token, UUID id, Authorities.Identity identity) {
        return unit.inTx(tx -> {
            String platform = request.platform();
            boolean withToken = !token.isEmpty();
            DeviceStore.Earlier earlier = earlier(tx, token, request).orElse(null);
            if (earlier != null && !earlier.device().equals(id)) {
                throw new Problem.Conflict("the same device is being connected at this moment, try again");
            }
            if (!withToken && !platform.equals(Policy.THIN_CLIENT)) {
                throw new Problem.Denied("token-missing", "a phone needs the link of an invitation");
            }
            Placement.@Nullable Admission admission = withToken ? placement.admit(tx, token, platform, id) : null;
            UUID group = admission == null ? null : admission.group();
            if (earlier != null && earlier.there()) {
                return again(tx, earlier, identity, request);
            }
            int number = devices.nextNumber(tx);
            if (number >= 1 << 22) {
                throw new Problem.Conflict("no device numbers are left in this workspace");
            }
            String nameId = earlier == null || earlier.nameId().isEmpty() ? DeviceNames.newId() : earlier.nameId();
            if (group == null) {
                group = placement.byRules(tx, id, request.info().hostname(), List.of(request.address()), platform);
            }
            DesiredState.Subject subject = new DesiredState.Subject(platform, number, nameId, group, "", Map.of(), "");
            String name = desired.name(subject);
            devices.insert(
                    tx,
                    new DeviceStore.NewDevice(
                            id,
                            number,
                            nameId,
                            name,
                            platform,
                            group,
                            admission == null ? null : admission.person(),
                            request.info(),
                            clock.instant()));
            if (!withToken && group != null) {
                placement.placed(tx, id);
            }
            devices.addIdentity(tx, identity.fingerprint(), id, clock.instant(), identity.notAfter());
            String groupName = group == null ? null : fleet.tree().get(group).name();
            Map<String, @Nullable Object> detail = new LinkedHashMap<>();
            detail.put("name", name);
            detail.put("address", request.address());
            detail.put("withToken", withToken);
            detail.put("group", groupName);
            detail.put("again", earlier != null);
            audit.record(
                    tx,
                    new Actor(Actor.Kind.DEVICE, id, name, request.address()),
                    "device.enrol",
                    "device",
                    id,
                    name,
                    detail);
            events.append(tx, List.of(new NewEvent(id, null, clock.instant(), "S01.device-enrolled", detail)));
            tx.afterCommit(() -> {
                changes.publish("devices", List.of(id));
                changes.publish("groups");
                changes.publish("overview");
            });
            return new Enrolled(id, number, name, identity.chainPem(), authorities.pins(), groupName);
        });
    }

    /** A phone that its owner had connected before, by its serial number; only somebody with a fresh invitation is heard. */
    private Optional<DeviceStore.Earlier> earlier(Tx tx, String token, Request request) {
        return mayBeKnown(request, token)
                ? placement
                        .owner(tx, token)
                        .flatMap(person -> devices.earlier(
                                tx, request.platform() + ":" + request.info().serial(), person))
                : Optional.empty();
    }

    private static boolean mayBeKnown(Request request, String token) {
        return !request.platform().equals(Policy.THIN_CLIENT)
                && !request.info().serial().isBlank()
                && !token.isEmpty();
    }

    /** The device goes on with a new identity: the old ones end, its history and place stay. */
    private Enrolled again(Tx tx, DeviceStore.Earlier earlier, Authorities.Identity identity, Request request) {
        UUID id = earlier.device();
        Instant now = clock.instant();
        devices.again(tx, id);
        devices.addIdentity(tx, identity.fingerprint(), id, now, identity.notAfter());
        devices.revokeIdentities(tx, id, identity.fingerprint(), now);
        Device device = devices.find(tx, id).orElseThrow();
        UUID group = device.group();
        String groupName = group == null
                ? null
                : fleet.tree().find(group).map(g -> g.name()).orElse(null);
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("name", device.name());
        detail.put("address", request.address());
        detail.put("group", groupName);
        detail.put("again", true);
        audit.record(
                tx,
                new Actor(Actor.Kind.DEVICE, id, device.name(), request.address()),
                "device.enrol",
                "device",
                id,
                device.name(),
                detail);
        events.append(tx, List.of(new NewEvent(id, null, now, "S01.device-enrolled", detail)));
        tx.afterCommit(() -> {
            presence.disconnect(id, "the device was connected anew");
            changes.publish("devices", List.of(id));
            changes.publish("people");
            changes.publish("overview");
        });
        return new Enrolled(id, device.number(), device.name(), identity.chainPem(), authorities.pins(), groupName);
    }

    private Authorities.Identity certify(UUID id, String csr) {
        try {
            return authorities.issueIdentity(id, csr);
        } catch (Authorities.BadRequest e) {
            throw new Problem.BadRequest("bad-csr", String.valueOf(e.getMessage()));
        }
    }
}

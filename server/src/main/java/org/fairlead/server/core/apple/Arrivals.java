package org.fairlead.server.core.apple;

import java.nio.charset.StandardCharsets;
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
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.device.DeviceNames;
import org.fairlead.server.core.device.DeviceRef;
import org.fairlead.server.core.device.DeviceStore;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.group.Groups;
import org.fairlead.server.core.invite.Invitation;
import org.fairlead.server.core.invite.Invitations;
import org.fairlead.server.core.invite.Opening;
import org.fairlead.server.core.policy.Policy;
import org.fairlead.server.core.secret.Sealer;
import org.jspecify.annotations.Nullable;

/**
 * Uses the invitation of a phone that arrives and says which device it is. A phone that says to be a device of another
 * person is kept apart until an administrator has decided.
 */
public final class Arrivals {
    private final AppleStore store;
    private final DeviceStore devices;
    private final Groups groups;
    private final Invitations invitations;
    private final Sealer sealer;
    private final AuditLog audit;
    private final EventLog events;
    private final InstantSource clock;

    public Arrivals(
            AppleStore store,
            DeviceStore devices,
            Groups groups,
            Invitations invitations,
            Sealer sealer,
            AuditLog audit,
            EventLog events,
            InstantSource clock) {
        this.store = store;
        this.devices = devices;
        this.groups = groups;
        this.invitations = invitations;
        this.sealer = sealer;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    /** The device that the phone is from now on; empty when an administrator has to decide first. */
    Optional<UUID> claim(Tx tx, Enrolment enrolment, Message message, String platform, String address) {
        byte[] sealed = enrolment.tokenSealed();
        if (sealed == null) {
            throw new Problem.Denied("enrolment-ended", "this enrolment has ended");
        }
        String udid = message.udid();
        AppleStore.Before before = store.before(tx, udid).orElse(null);
        DeviceStore.Earlier gone = before == null
                ? devices.earlier(tx, "apple:" + udid, enrolment.person())
                        .filter(earlier -> !earlier.there())
                        .orElse(null)
                : null;
        UUID device = before != null ? before.device() : gone != null ? gone.device() : Ids.next(clock);
        String token =
                new String(sealer.open(sealed, Enrolment.tokenContext(enrolment.id())), StandardCharsets.US_ASCII);
        Invitation invitation = switch (invitations.claim(tx, token, platform, device)) {
            case Opening.Open open -> open.invitation();
            case Opening.Refused refused ->
                throw new Problem.Denied(
                        refused.reason().code(), refused.reason().detail());
        };
        if (before != null && !enrolment.person().equals(before.person())) {
            quarantine(tx, enrolment, device, message, platform, address);
            return Optional.empty();
        }
        String known = gone == null ? "" : gone.nameId();
        String name = before == null
                ? add(tx, device, known.isEmpty() ? DeviceNames.newId() : known, invitation, message, platform)
                : name(tx, device);
        if (before != null) {
            devices.again(tx, device);
        }
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("name", name);
        detail.put("address", address);
        detail.put("again", before != null || gone != null);
        audit.record(tx, actor(device, name, address), "device.enrol", "device", device, name, detail);
        events.append(tx, List.of(new NewEvent(device, null, clock.instant(), "S01.device-enrolled", detail)));
        return Optional.of(device);
    }

    private void quarantine(Tx tx, Enrolment enrolment, UUID device, Message message, String platform, String address) {
        store.quarantine(tx, enrolment.id(), device, message.udid(), platform, message.text("Topic"), clock.instant());
        String name = name(tx, device);
        audit.record(
                tx,
                actor(device, name, address),
                "device.enrol-quarantine",
                "device",
                device,
                name,
                Map.of(
                        "person", enrolment.person().toString(),
                        "enrolment", enrolment.id().toString(),
                        "address", address));
        events.append(
                tx,
                List.of(new NewEvent(device, null, clock.instant(), "S56.apple-other-person", Map.of("name", name))));
    }

    private static Actor actor(UUID device, String name, String address) {
        return new Actor(Actor.Kind.DEVICE, device, name, address);
    }

    private String add(Tx tx, UUID device, String nameId, Invitation invitation, Message message, String platform) {
        UUID wanted = invitation.group();
        UUID group = wanted != null && groups.tree().find(wanted).isPresent()
                ? wanted
                : groups.tree().root();
        Map<String, @Nullable Object> reported = new LinkedHashMap<>();
        reported.put("product", message.text("ProductName"));
        reported.put("build", message.text("BuildVersion"));
        devices.insert(
                tx,
                new DeviceStore.NewDevice(
                        device,
                        devices.nextNumber(tx),
                        nameId,
                        nameId,
                        platform,
                        group,
                        invitation.person(),
                        new Up.DeviceInfo(
                                message.text("DeviceName"),
                                message.text("ProductName"),
                                message.text("SerialNumber"),
                                os(platform, message.text("OSVersion")),
                                "",
                                List.of(),
                                reported),
                        clock.instant()));
        return nameId;
    }

    private String name(Tx tx, UUID device) {
        return devices.refs(tx, List.of(device)).stream()
                .findFirst()
                .map(DeviceRef::name)
                .orElse("");
    }

    /** How the system of a phone is called. */
    public static String os(String platform, String version) {
        return ((platform.equals(Policy.IPADOS) ? "iPadOS " : "iOS ") + version).strip();
    }
}

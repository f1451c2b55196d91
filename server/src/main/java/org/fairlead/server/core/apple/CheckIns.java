package org.fairlead.server.core.apple;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.protocol.agent.Up;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.command.Commands;
import org.fairlead.server.core.device.DeviceNames;
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
 * Takes check-in messages of phones whose identity is known: Authenticate, TokenUpdate, CheckOut. A refusal is a problem
 * and never of the kind that makes a phone leave the management.
 */
public final class CheckIns {
    private static final Duration FIRST_PUSH = Duration.ofSeconds(1);
    private static final int MAX_TOKEN = 512;
    private static final int MAX_UNLOCK = 16_384;

    private final UnitOfWork unit;
    private final AppleStore store;
    private final PushStore pushes;
    private final PushCertificates certificates;
    private final DeviceStore devices;
    private final Commands commands;
    private final Groups groups;
    private final Invitations invitations;
    private final Sealer sealer;
    private final AuditLog audit;
    private final EventLog events;
    private final Changes changes;
    private final InstantSource clock;

    public CheckIns(
            UnitOfWork unit,
            AppleStore store,
            PushStore pushes,
            PushCertificates certificates,
            DeviceStore devices,
            Commands commands,
            Groups groups,
            Invitations invitations,
            Sealer sealer,
            AuditLog audit,
            EventLog events,
            Changes changes,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.pushes = pushes;
        this.certificates = certificates;
        this.devices = devices;
        this.commands = commands;
        this.groups = groups;
        this.invitations = invitations;
        this.sealer = sealer;
        this.audit = audit;
        this.events = events;
        this.changes = changes;
        this.clock = clock;
    }

    /** One check-in message of the phone with this identity; the answer has no body. */
    public void checkIn(String fingerprint, Message message, String address) {
        String udid = message.udid();
        unit.runInTx(tx -> {
            Enrolment enrolment = enrolment(tx, fingerprint, udid);
            switch (message.text("MessageType")) {
                case "Authenticate" -> authenticate(tx, enrolment, message, udid, address);
                case "TokenUpdate" -> tokenUpdate(tx, enrolment, fingerprint, message);
                case "CheckOut" -> checkOut(tx, enrolment);
                default -> throw new Problem.BadRequest("unknown-message", "this server does not know this message");
            }
        });
    }

    private Enrolment enrolment(Tx tx, String fingerprint, String udid) {
        Enrolment enrolment = known(tx, store, fingerprint, clock.instant());
        if (!enrolment.udid().isEmpty() && !enrolment.udid().equals(udid)) {
            throw new Problem.Denied("another-device", "this identity belongs to another device");
        }
        return enrolment;
    }

    /** The enrolment behind an identity that is valid now, locked. */
    static Enrolment known(Tx tx, AppleStore store, String fingerprint, Instant now) {
        AppleStore.Identity identity = store.identity(tx, fingerprint)
                .orElseThrow(() -> new Problem.Denied("identity-unknown", "this identity is not known here"));
        if (identity.revoked()) {
            throw new Problem.Denied("identity-revoked", "this identity was revoked");
        }
        if (!identity.notAfter().isAfter(now)) {
            throw new Problem.Denied("identity-expired", "this identity has expired, connect the phone anew");
        }
        return store.lock(tx, identity.enrolment())
                .filter(e -> e.state() != Enrolment.State.ENDED)
                .orElseThrow(() -> new Problem.Denied("enrolment-ended", "this enrolment has ended"));
    }

    private void authenticate(Tx tx, Enrolment enrolment, Message message, String udid, String address) {
        String topic = message.text("Topic");
        if (!certificates.topic().map(topic::equals).orElse(false)) {
            throw new Problem.Denied("wrong-topic", "the topic is not that of this server");
        }
        String platform = message.text("ProductName").startsWith("iPad") ? Policy.IPADOS : Policy.IOS;
        UUID device = enrolment.device();
        if (device == null) {
            device = claim(tx, enrolment, message, udid, platform, address);
        }
        store.authenticated(tx, enrolment.id(), device, udid, platform, topic, clock.instant());
    }

    /** Uses the invitation; a phone that was here before with the same person goes on as the same device. */
    private UUID claim(Tx tx, Enrolment enrolment, Message message, String udid, String platform, String address) {
        byte[] sealed = enrolment.tokenSealed();
        if (sealed == null) {
            throw new Problem.Denied("enrolment-ended", "this enrolment has ended");
        }
        UUID before = store.deviceOf(tx, udid, enrolment.person()).orElse(null);
        UUID device = before == null ? Ids.next(clock) : before;
        String token =
                new String(sealer.open(sealed, Enrolment.tokenContext(enrolment.id())), StandardCharsets.US_ASCII);
        Invitation invitation = switch (invitations.claim(tx, token, platform, device)) {
            case Opening.Open open -> open.invitation();
            case Opening.Refused refused ->
                throw new Problem.Denied(
                        refused.reason().code(), refused.reason().detail());
        };
        String name = before == null ? add(tx, device, invitation, message, platform) : name(tx, device);
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("name", name);
        detail.put("address", address);
        detail.put("again", before != null);
        audit.record(
                tx,
                new Actor(Actor.Kind.DEVICE, device, name, address),
                "device.enrol",
                "device",
                device,
                name,
                detail);
        events.append(tx, List.of(new NewEvent(device, null, clock.instant(), "S01.device-enrolled", detail)));
        changed(tx, device);
        return device;
    }

    private String add(Tx tx, UUID device, Invitation invitation, Message message, String platform) {
        String nameId = DeviceNames.newId();
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
                .map(ref -> ref.name())
                .orElse("");
    }

    static String os(String platform, String version) {
        return ((platform.equals(Policy.IPADOS) ? "iPadOS " : "iOS ") + version).strip();
    }

    private void tokenUpdate(Tx tx, Enrolment enrolment, String fingerprint, Message message) {
        byte[] token = message.data("Token");
        String magic = message.text("PushMagic");
        UUID device = enrolment.device();
        if (device == null) {
            throw new Problem.Denied("not-authenticated", "the phone has to send Authenticate first");
        }
        if (token == null || token.length == 0 || token.length > MAX_TOKEN || magic.isEmpty()) {
            throw new Problem.BadRequest("bad-message", "TokenUpdate needs Token and PushMagic");
        }
        Instant now = clock.instant();
        byte[] unlock = message.data("UnlockToken");
        if (unlock != null && unlock.length > MAX_UNLOCK) {
            throw new Problem.BadRequest("bad-message", "UnlockToken is too long");
        }
        byte[] sealed = unlock == null || unlock.length == 0
                ? null
                : sealer.seal(unlock, Enrolment.unlockContext(enrolment.id()));
        boolean first = enrolment.state() != Enrolment.State.ACTIVE;
        store.tokenUpdate(tx, enrolment.id(), token, magic, message.text("Topic"), sealed, now);
        store.revokeIdentities(tx, enrolment.id(), fingerprint, now);
        Map<String, @Nullable Object> reported = new LinkedHashMap<>();
        reported.put("managed", true);
        reported.put("unlockToken", sealed != null || enrolment.unlockToken());
        store.describe(tx, device, new AppleStore.Facts(null, null, null, null, reported));
        if (first) {
            List<UUID> old = store.others(tx, device, enrolment.id());
            if (!old.isEmpty()) {
                end(tx, device, old, "the phone was connected anew");
            }
            for (String type : PhoneCommands.INVENTORY) {
                store.request(
                        tx, new PhoneRequest(Ids.next(clock), enrolment.id(), null, type, Map.of(), 0, 0, false), now);
            }
            invitations.active(tx, device, enrolment.platform());
        }
        pushes.wakeEnrolment(tx, enrolment.id(), now.plus(FIRST_PUSH));
        changed(tx, device);
    }

    private void checkOut(Tx tx, Enrolment enrolment) {
        UUID device = enrolment.device();
        if (device == null) {
            store.end(tx, List.of(enrolment.id()), "check-out", clock.instant());
            return;
        }
        end(tx, device, List.of(enrolment.id()), "the user removed the management profile");
        left(tx, device);
        events.append(
                tx, List.of(new NewEvent(device, null, clock.instant(), "S53.apple-management-removed", Map.of())));
        changed(tx, device);
    }

    /** The device is no longer managed: said in its own description. */
    void left(Tx tx, UUID device) {
        Map<String, @Nullable Object> reported = new LinkedHashMap<>();
        reported.put("managed", false);
        reported.put("unlockToken", false);
        reported.put("lostMode", false);
        store.describe(tx, device, new AppleStore.Facts(null, null, null, null, reported));
    }

    /** Ends enrolments: their identities are of no use any more, and what waited for them is given up. */
    void end(Tx tx, UUID device, List<UUID> enrolments, String reason) {
        Instant now = clock.instant();
        store.end(tx, enrolments, reason, now);
        enrolments.forEach(id -> store.revokeIdentities(tx, id, "", now));
        store.abandon(tx, enrolments, reason, now);
        commands.abandon(tx, device, reason);
    }

    private void changed(Tx tx, UUID device) {
        tx.afterCommit(() -> {
            changes.publish("devices", List.of(device));
            changes.publish("groups");
            changes.publish("overview");
            changes.publish("people");
        });
    }
}

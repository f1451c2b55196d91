package org.fairlead.server.core.apple;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.command.Commands;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.invite.Invitations;
import org.fairlead.server.core.policy.Policy;
import org.fairlead.server.core.secret.Sealer;
import org.jspecify.annotations.Nullable;

/**
 * Takes check-in messages of phones whose identity is known: Authenticate, TokenUpdate, CheckOut, bootstrap tokens,
 * declarative management. A refusal is a problem and never of the kind that makes a phone leave the management.
 */
public final class CheckIns {
    private static final Duration FIRST_PUSH = Duration.ofSeconds(1);
    private static final int MAX_TOKEN = 512;
    private static final int MAX_UNLOCK = 16_384;
    private static final int MAX_BOOTSTRAP = 16_384;

    private final UnitOfWork unit;
    private final AppleStore store;
    private final PushStore pushes;
    private final PushCertificates certificates;
    private final Arrivals arrivals;
    private final Commands commands;
    private final Invitations invitations;
    private final DeclarativeDesk declarative;
    private final Sealer sealer;
    private final EventLog events;
    private final Changes changes;
    private final InstantSource clock;

    public CheckIns(
            UnitOfWork unit,
            AppleStore store,
            PushStore pushes,
            PushCertificates certificates,
            Arrivals arrivals,
            Commands commands,
            Invitations invitations,
            DeclarativeDesk declarative,
            Sealer sealer,
            EventLog events,
            Changes changes,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.pushes = pushes;
        this.certificates = certificates;
        this.arrivals = arrivals;
        this.commands = commands;
        this.invitations = invitations;
        this.declarative = declarative;
        this.sealer = sealer;
        this.events = events;
        this.changes = changes;
        this.clock = clock;
    }

    /** One check-in message of the phone with this identity. */
    public Reply checkIn(String fingerprint, Message message, String address) {
        String udid = message.udid();
        return unit.inTx(tx -> {
            Enrolment enrolment = enrolment(tx, fingerprint, udid);
            if (ofUser(message)) {
                return new Reply.NotManaged();
            }
            switch (message.text("MessageType")) {
                case "Authenticate" -> authenticate(tx, enrolment, message, address);
                case "TokenUpdate" -> tokenUpdate(tx, enrolment, fingerprint, message);
                case "CheckOut" -> checkOut(tx, enrolment);
                case "SetBootstrapToken" -> keepBootstrap(tx, enrolment, message);
                case "GetBootstrapToken" -> {
                    return bootstrap(tx, enrolment);
                }
                case "DeclarativeManagement" -> {
                    return declarative.take(
                            tx, enrolment, active(enrolment), message.text("Endpoint"), message.data("Data"));
                }
                case "GetToken" ->
                    throw new Problem.BadRequest("no-token", "this server gives no tokens of Apple's services");
                default -> throw new Problem.BadRequest("unknown-message", "this server does not know this message");
            }
            return new Reply.Nothing();
        });
    }

    /** Whether a message is about a user of a shared iPad or Mac and not about the device. */
    static boolean ofUser(Message message) {
        return !message.text("UserID").isEmpty()
                || !message.text("EnrollmentUserID").isEmpty();
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
        AppleStore.Arrival arrival = store.lockOf(tx, fingerprint)
                .orElseThrow(() -> new Problem.Denied("identity-unknown", "this identity is not known here"));
        if (arrival.revoked()) {
            throw new Problem.Denied("identity-revoked", "this identity was revoked");
        }
        if (!arrival.identityUntil().isAfter(now)) {
            throw new Problem.Denied("identity-expired", "this identity has expired, connect the phone anew");
        }
        if (arrival.enrolment().state() == Enrolment.State.ENDED) {
            throw new Problem.Denied("enrolment-ended", "this enrolment has ended");
        }
        return arrival.enrolment();
    }

    private void authenticate(Tx tx, Enrolment enrolment, Message message, String address) {
        String topic = message.text("Topic");
        boolean renews = enrolment.state() == Enrolment.State.ACTIVE && topic.equals(enrolment.topic());
        if (!renews && !certificates.topic().map(topic::equals).orElse(false)) {
            throw new Problem.Denied("wrong-topic", "the topic is not that of this server");
        }
        String platform = message.text("ProductName").startsWith("iPad") ? Policy.IPADOS : Policy.IOS;
        if (enrolment.quarantined()) {
            return;
        }
        UUID device = enrolment.device();
        if (device == null) {
            device = arrivals.claim(tx, enrolment, message, platform, address).orElse(null);
        }
        if (device != null) {
            store.authenticated(tx, enrolment.id(), device, message.udid(), platform, topic, clock.instant());
            changed(tx, device);
        }
    }

    private void tokenUpdate(Tx tx, Enrolment enrolment, String fingerprint, Message message) {
        byte[] token = message.data("Token");
        String magic = message.text("PushMagic");
        UUID device = enrolment.device();
        if (device == null && !enrolment.quarantined()) {
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
        store.promote(tx, enrolment.id(), fingerprint, now);
        if (device == null) {
            return;
        }
        describe(tx, device, sealed != null || enrolment.unlockToken());
        if (first) {
            begin(tx, enrolment, device);
            invitations.active(tx, device, enrolment.platform());
        }
        pushes.wakeEnrolment(tx, enrolment.id(), now.plus(FIRST_PUSH));
        changed(tx, device);
    }

    private void describe(Tx tx, UUID device, boolean unlockToken) {
        Map<String, @Nullable Object> reported = new LinkedHashMap<>();
        reported.put("managed", true);
        reported.put("unlockToken", unlockToken);
        store.describe(tx, device, new AppleStore.Facts(null, null, null, null, reported));
    }

    /** The management of a phone begins: it takes the place of what the device was before, and is asked what it is. */
    private void begin(Tx tx, Enrolment enrolment, UUID device) {
        List<UUID> old = store.others(tx, device, enrolment.id());
        if (!old.isEmpty()) {
            end(tx, device, old, "the phone was connected anew");
        }
        for (String type : PhoneCommands.INVENTORY) {
            store.request(
                    tx,
                    new PhoneRequest(Ids.next(clock), enrolment.id(), null, type, Map.of(), 0, 0, false),
                    clock.instant());
        }
        declarative.enrolled(tx, enrolment.id(), device);
    }

    /** An administrator has said that the phone in quarantine is the device. */
    void confirmed(Tx tx, Enrolment enrolment, UUID device) {
        store.confirm(tx, enrolment.id(), device);
        if (enrolment.state() == Enrolment.State.ACTIVE) {
            describe(tx, device, enrolment.unlockToken());
            begin(tx, enrolment, device);
            pushes.wakeEnrolment(tx, enrolment.id(), clock.instant());
        }
        changed(tx, device);
    }

    /** The device behind a conversation that is under way. */
    private static UUID active(Enrolment enrolment) {
        UUID device = enrolment.device();
        if (device == null || enrolment.state() != Enrolment.State.ACTIVE) {
            throw new Problem.Denied("not-authenticated", "the phone is not managed yet");
        }
        return device;
    }

    private void keepBootstrap(Tx tx, Enrolment enrolment, Message message) {
        active(enrolment);
        byte[] token = message.data("BootstrapToken");
        if (token != null && token.length > MAX_BOOTSTRAP) {
            throw new Problem.BadRequest("bad-message", "BootstrapToken is too long");
        }
        store.bootstrap(
                tx,
                enrolment.id(),
                token == null || token.length == 0
                        ? null
                        : sealer.seal(token, Enrolment.bootstrapContext(enrolment.id())));
    }

    private Reply bootstrap(Tx tx, Enrolment enrolment) {
        active(enrolment);
        byte[] sealed = store.bootstrap(tx, enrolment.id());
        return sealed == null
                ? new Reply.Nothing()
                : new Reply.Dictionary(
                        Map.of("BootstrapToken", sealer.open(sealed, Enrolment.bootstrapContext(enrolment.id()))));
    }

    private void checkOut(Tx tx, Enrolment enrolment) {
        UUID device = enrolment.device();
        if (device == null) {
            store.end(tx, List.of(enrolment.id()), "check-out", clock.instant());
            store.revokeIdentities(tx, enrolment.id(), clock.instant());
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
        enrolments.forEach(id -> store.revokeIdentities(tx, id, now));
        store.abandon(tx, enrolments, reason, now);
        commands.abandon(tx, device, reason);
    }

    void changed(Tx tx, UUID device) {
        tx.afterCommit(() -> {
            changes.publish("devices", List.of(device));
            changes.publish("groups");
            changes.publish("overview");
            changes.publish("people");
        });
    }
}

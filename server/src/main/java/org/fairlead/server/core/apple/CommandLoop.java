package org.fairlead.server.core.apple;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.DeviceRecord.Result.State;
import org.fairlead.protocol.agent.Down;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.command.Commands;
import org.fairlead.server.core.secret.Sealer;
import org.jspecify.annotations.Nullable;

/**
 * The conversation with a phone that has come for its commands: takes what it answers and gives the next request. A
 * request is handed out until the phone has given a final answer, so everything may come twice; a request that the phone
 * puts off (NotNow) does not hold up the others.
 */
public final class CommandLoop {
    /** What the profile of the management is called; its removal ends the management. */
    public static final String PROFILE = "org.fairlead.management";

    private static final List<Duration> PUT_OFF =
            List.of(Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofHours(6));
    private static final Duration SAME_MOMENT = Duration.ofSeconds(30);
    private static final Duration BACK = Duration.ofSeconds(30);
    private static final Duration KEPT = Duration.ofDays(90);

    private final UnitOfWork unit;
    private final AppleStore store;
    private final PushStore pushes;
    private final CheckIns checkIns;
    private final Inventory inventory;
    private final Commands commands;
    private final Sealer sealer;
    private final AuditLog audit;
    private final Changes changes;
    private final List<RequestContents> contents;
    private final InstantSource clock;

    public CommandLoop(
            UnitOfWork unit,
            AppleStore store,
            PushStore pushes,
            CheckIns checkIns,
            Commands commands,
            Sealer sealer,
            AuditLog audit,
            Changes changes,
            List<RequestContents> contents,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.pushes = pushes;
        this.checkIns = checkIns;
        this.inventory = new Inventory(store, clock);
        this.commands = commands;
        this.sealer = sealer;
        this.audit = audit;
        this.changes = changes;
        this.contents = List.copyOf(contents);
        this.clock = clock;
    }

    /** A request on its way: the CommandUUID and the dictionary Command. */
    public record Sent(UUID id, Map<String, Object> command) {}

    /** Takes a message of the phone with this identity; empty when there is nothing for it to do. */
    public Optional<Sent> exchange(String fingerprint, Message message) {
        String udid = message.udid();
        return unit.inTx(tx -> {
            Enrolment enrolment = CheckIns.known(tx, store, fingerprint, clock.instant());
            if (!enrolment.udid().equals(udid)) {
                throw new Problem.Denied("another-device", "this identity belongs to another device");
            }
            if (enrolment.quarantined() || CheckIns.ofUser(message)) {
                return Optional.empty();
            }
            UUID device = enrolment.device();
            if (device == null) {
                throw new Problem.Denied("not-authenticated", "the phone has to send Authenticate first");
            }
            String status = message.text("Status");
            boolean idle = status.equals("Idle");
            Instant now = clock.instant();
            Instant before = enrolment.lastSeen();
            boolean stale = before == null || before.plus(SAME_MOMENT).isBefore(now);
            AppleStore.Waits waits = idle || stale
                    ? store.seen(tx, enrolment.id(), device, idle, now)
                    : new AppleStore.Waits(true, true);
            Answered answered = idle ? Answered.NOTHING : answered(tx, enrolment, device, message, status);
            if (answered == Answered.LAST || enrolment.state() != Enrolment.State.ACTIVE) {
                return Optional.empty();
            }
            boolean planned = idle && begin(tx, enrolment, device);
            if (!idle || planned) {
                waits = store.waits(tx, enrolment.id(), device);
            }
            Optional<Sent> next = next(tx, enrolment, device, idle ? now : enrolment.idleAt(), waits);
            if (next.isEmpty() && answered == Answered.OWN && begin(tx, enrolment, device)) {
                waits = store.waits(tx, enrolment.id(), device);
                next = next(tx, enrolment, device, enrolment.idleAt(), waits);
            }
            if (next.isEmpty() && waits.requests() && !status.equals("NotNow")) {
                AppleStore.Waiting waiting = store.waiting(tx, enrolment.id());
                if (waiting.count() > 0) {
                    Duration pause = PUT_OFF.get(Math.min(waiting.times(), PUT_OFF.size()) - 1);
                    pushes.wakeEnrolment(tx, enrolment.id(), now.plus(pause));
                }
            }
            return next;
        });
    }

    /** Orders what is due; true if there may be requests now. */
    private boolean begin(Tx tx, Enrolment enrolment, UUID device) {
        boolean any = false;
        for (RequestContents content : contents) {
            any |= content.begin(tx, enrolment, device);
        }
        return any;
    }

    /** What the phone has answered: what may make something due, an administrator's command alone, or its last word. */
    private enum Answered {
        NOTHING,
        OWN,
        COMMAND,
        LAST
    }

    private Answered answered(Tx tx, Enrolment enrolment, UUID device, Message message, String status) {
        UUID id = Ids.parse(message.text("CommandUUID").toLowerCase(java.util.Locale.ROOT))
                .orElse(null);
        if (id == null) {
            return Answered.OWN;
        }
        if (status.equals("NotNow")) {
            putOff(tx, enrolment, id);
            return Answered.OWN;
        }
        String error = PhoneCommands.failure(message);
        boolean done = error == null;
        PhoneRequest request =
                store.finish(tx, enrolment.id(), id, error, clock.instant()).orElse(null);
        if (request == null) {
            return Answered.OWN;
        }
        UUID command = request.command();
        if (done) {
            inventory.take(tx, enrolment, device, request.type(), message);
        }
        contents.forEach(c -> c.answered(tx, enrolment, device, request, error, message));
        boolean gone = done && PhoneCommands.ends(request);
        if (command != null) {
            finish(
                    tx,
                    device,
                    command,
                    done ? inventory.result(request.type(), message) : null,
                    done ? PhoneCommands.note(request, message) : null);
        }
        if (done) {
            PhoneCommands.afterwards(request.type()).ifPresent(type -> ask(tx, enrolment, type));
        }
        if (done && PhoneCommands.leaves(request.type())) {
            pushes.wakeEnrolment(tx, enrolment.id(), clock.instant().plus(BACK));
            tx.afterCommit(() -> changes.publish("devices", List.of(device)));
            return Answered.LAST;
        }
        if (gone) {
            checkIns.end(tx, device, List.of(enrolment.id()), "the phone is no longer managed");
            checkIns.left(tx, device);
        }
        tx.afterCommit(() -> changes.publish("devices", List.of(device)));
        return gone
                ? Answered.LAST
                : command == null || PhoneCommands.INVENTORY.contains(request.type()) ? Answered.OWN : Answered.COMMAND;
    }

    private void ask(Tx tx, Enrolment enrolment, String type) {
        store.request(
                tx,
                new PhoneRequest(Ids.next(clock), enrolment.id(), null, type, Map.of(), 0, 0, false),
                clock.instant());
    }

    private void putOff(Tx tx, Enrolment enrolment, UUID id) {
        PhoneRequest request = store.find(tx, id)
                .filter(r -> r.enrolment().equals(enrolment.id()) && !r.finished())
                .orElse(null);
        if (request == null) {
            return;
        }
        store.notNow(tx, id, clock.instant());
        UUID command = request.command();
        if (command != null) {
            commands.putOff(tx, command);
        }
    }

    private void finish(
            Tx tx, UUID device, UUID command, @Nullable Map<String, @Nullable Object> data, @Nullable String note) {
        AppleStore.CommandProgress progress = store.progress(tx, command);
        if (progress.open() == 0) {
            State state = progress.error() == null ? State.SUCCEEDED : State.FAILED;
            commands.finish(
                    tx,
                    Map.of(
                            device,
                            List.of(new DeviceRecord.Result(
                                    0,
                                    0,
                                    command.toString(),
                                    state,
                                    progress.error() == null ? note : progress.error(),
                                    data))));
        }
    }

    private Optional<Sent> next(
            Tx tx, Enrolment enrolment, UUID device, @Nullable Instant idleAt, AppleStore.Waits waits) {
        boolean requests = waits.requests();
        while (requests || waits.commands()) {
            Optional<PhoneRequest> open = requests ? store.next(tx, enrolment.id(), idleAt) : Optional.empty();
            if (open.isEmpty()) {
                Optional<Down.Order> order = waits.commands() ? commands.take(tx, device) : Optional.empty();
                if (order.isEmpty()) {
                    return Optional.empty();
                }
                open = expand(tx, enrolment, device, order.get());
            }
            Optional<Sent> sent = open.flatMap(request -> send(tx, enrolment, device, request));
            if (sent.isPresent()) {
                return sent;
            }
            requests = true;
        }
        return Optional.empty();
    }

    /** Makes the requests that a command needs; gives the first. */
    private Optional<PhoneRequest> expand(Tx tx, Enrolment enrolment, UUID device, Down.Order order) {
        UUID command = UUID.fromString(order.id());
        List<PhoneRequest> made = PhoneCommands.types(order.kind()).stream()
                .map(type -> new PhoneRequest(
                        Ids.next(clock),
                        enrolment.id(),
                        command,
                        type,
                        new LinkedHashMap<>(order.params()),
                        0,
                        0,
                        false))
                .toList();
        made.forEach(request -> store.request(tx, request, clock.instant()));
        if (made.isEmpty()) {
            commands.finish(
                    tx, Map.of(device, List.of(new DeviceRecord.Result(0, 0, order.id(), State.UNSUPPORTED, null))));
        }
        return made.stream().findFirst();
    }

    private Optional<Sent> send(Tx tx, Enrolment enrolment, UUID device, PhoneRequest request) {
        Map<String, Object> command = new LinkedHashMap<>();
        command.put("RequestType", request.type());
        command.putAll(contents.stream()
                .flatMap(c -> c.keys(tx, enrolment, device, request).stream())
                .findFirst()
                .orElseGet(() -> PhoneCommands.keys(request.type(), request.params(), PROFILE)));
        if (request.type().equals("ClearPasscode")) {
            byte[] sealed = store.unlockSealed(tx, enrolment.id());
            if (sealed == null) {
                store.finish(tx, request.id(), "the phone has given no token to unlock it", clock.instant());
                UUID origin = request.command();
                if (origin != null) {
                    finish(tx, device, origin, null, null);
                }
                return Optional.empty();
            }
            command.put("UnlockToken", sealer.open(sealed, Enrolment.unlockContext(enrolment.id())));
            audit.record(
                    tx,
                    new Actor(Actor.Kind.DEVICE, device, enrolment.udid(), ""),
                    "device.unlock-token",
                    "device",
                    device,
                    enrolment.udid(),
                    Map.of("command", String.valueOf(request.command())));
        }
        store.sent(tx, request.id(), clock.instant());
        return Optional.of(new Sent(request.id(), command));
    }

    /** Forgets requests that ended long ago; call it every hour. */
    public void forget() {
        unit.runInTx(tx -> store.forgetRequests(tx, clock.instant().minus(KEPT)));
    }
}

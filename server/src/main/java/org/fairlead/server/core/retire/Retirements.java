package org.fairlead.server.core.retire;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.fairlead.protocol.agent.Down;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.command.Approval;
import org.fairlead.server.core.command.Approvals;
import org.fairlead.server.core.command.CommandKind;
import org.fairlead.server.core.command.Commands;
import org.fairlead.server.core.device.Device;
import org.fairlead.server.core.device.DeviceFilter;
import org.fairlead.server.core.device.DeviceRef;
import org.fairlead.server.core.device.DeviceStore;
import org.fairlead.server.core.device.Nudger;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.fleet.DeviceService;
import org.fairlead.server.core.policy.Policy;
import org.jspecify.annotations.Nullable;

/**
 * Deletes devices. Thin clients and phones that are no longer managed go at once; a managed phone is marked, loses its
 * settings, is told to remove the company's data, and goes when it has confirmed that or when somebody insists. Identities
 * end with the device; a record stays.
 */
public final class Retirements {
    public static final int MAX_REASON = 500;
    /** How long a record keeps names. */
    public static final Duration NAMED = Duration.ofDays(365);

    private static final int CHUNK = 200;

    private final UnitOfWork unit;
    private final RetireStore store;
    private final DeviceStore devices;
    private final DeviceService service;
    private final Approvals approvals;
    private final Commands commands;
    private final Nudger nudger;
    private final AuditLog audit;
    private final EventLog events;
    private final Changes changes;
    private final InstantSource clock;

    public Retirements(
            UnitOfWork unit,
            RetireStore store,
            DeviceStore devices,
            DeviceService service,
            Approvals approvals,
            Commands commands,
            Nudger nudger,
            AuditLog audit,
            EventLog events,
            Changes changes,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.devices = devices;
        this.service = service;
        this.approvals = approvals;
        this.commands = commands;
        this.nudger = nudger;
        this.audit = audit;
        this.events = events;
        this.changes = changes;
        this.clock = clock;
    }

    /** Which devices to delete; forced: at once, whatever is left on them. */
    public record Wish(List<UUID> ids, @Nullable DeviceFilter filter, String reason, boolean forced, boolean dryRun) {}

    /** What became of it: deleted at once, begun, and those that stay. */
    public record Outcome(
            boolean dryRun,
            int total,
            int deleted,
            int marked,
            boolean needsApproval,
            List<DeviceService.Refusal> refused) {}

    public Outcome delete(Caller caller, Wish wish) {
        String reason = reason(wish.reason(), wish.forced() && !wish.dryRun());
        return unit.inTx(tx -> {
            List<DeviceRef> targets = targets(tx, caller, wish);
            List<DeviceService.Refusal> refused = new ArrayList<>();
            List<DeviceRef> atOnce = new ArrayList<>();
            List<DeviceRef> inStages = new ArrayList<>();
            Map<UUID, RetireStore.Standing> standings =
                    store.standings(tx, targets.stream().map(DeviceRef::id).toList());
            for (DeviceRef target : targets) {
                RetireStore.Standing standing =
                        standings.getOrDefault(target.id(), new RetireStore.Standing("", false, false));
                boolean phone = !target.platform().equals(Policy.THIN_CLIENT);
                if (!caller.may(Right.DEVICES, service.path(target.group()))) {
                    refused.add(refusal(target, "you have no right to delete it"));
                } else if (!standing.lockedBy().isEmpty()) {
                    refused.add(refusal(target, locked(standing.lockedBy())));
                } else if (phone && standing.managed() && !wish.forced()) {
                    if (standing.leaving()) {
                        refused.add(refusal(target, "it is being deleted already"));
                    } else {
                        inStages.add(target);
                    }
                } else {
                    atOnce.add(target);
                }
            }
            Set<UUID> forced = atOnce.stream()
                    .filter(d -> !d.platform().equals(Policy.THIN_CLIENT))
                    .map(DeviceRef::id)
                    .filter(id -> standings.containsKey(id) && standings.get(id).managed())
                    .collect(Collectors.toSet());
            if (!wish.dryRun() && (!forced.isEmpty() || !inStages.isEmpty())) {
                caller.requireConfirmed();
            }
            boolean needsApproval = false;
            if (!wish.dryRun()) {
                needsApproval = begin(tx, caller, inStages, reason);
                for (DeviceRef target : atOnce) {
                    finish(
                            tx,
                            caller.actor(),
                            target.id(),
                            reason,
                            forced.contains(target.id()) ? "forced" : "nothing-to-remove");
                }
            }
            return new Outcome(
                    wish.dryRun(),
                    targets.size(),
                    atOnce.size(),
                    inStages.size(),
                    needsApproval,
                    refused.stream().limit(1_000).toList());
        });
    }

    private List<DeviceRef> targets(Tx tx, Caller caller, Wish wish) {
        DeviceFilter filter = wish.filter();
        List<DeviceRef> found = filter == null
                ? devices.refs(tx, wish.ids().stream().distinct().toList())
                : devices.matching(tx, filter, caller.scope(Right.VIEW), DeviceService.MAX_DELETED + 1);
        if (found.size() > DeviceService.MAX_DELETED) {
            throw new Problem.Invalid(
                    "filter", "at most " + DeviceService.MAX_DELETED + " devices at once, narrow the filter");
        }
        return found.stream()
                .filter(d -> caller.may(Right.VIEW, service.path(d.group())))
                .toList();
    }

    /** Marks phones and has the company's data taken off them; true when that waits for a second administrator. */
    private boolean begin(Tx tx, Caller caller, List<DeviceRef> phones, String reason) {
        if (phones.isEmpty()) {
            return false;
        }
        String why = reason.isEmpty() ? "deleted in the console" : reason;
        List<DeviceRef> sorted = phones.stream()
                .sorted(java.util.Comparator.comparing(DeviceRef::id))
                .toList();
        sorted.forEach(d -> commands.abandon(tx, d.id(), "the device is being deleted"));
        Approvals.Sent sent = approvals.send(tx, plan(caller, sorted, why));
        for (int i = 0; i < sorted.size(); i++) {
            DeviceRef device = sorted.get(i);
            UUID command = sent.commands().isEmpty() ? null : sent.commands().get(i);
            store.mark(
                    tx,
                    device.id(),
                    command == null ? Retirement.Stage.MARKED : Retirement.Stage.REMOVING,
                    clock.instant(),
                    caller.actor().name(),
                    why,
                    sent.approval(),
                    command);
            audit.record(
                    tx,
                    caller.actor(),
                    "device.mark-deletion",
                    "device",
                    device.id(),
                    device.name(),
                    Map.of("reason", why));
        }
        events.append(
                tx,
                sorted.stream()
                        .map(d -> new NewEvent(
                                d.id(),
                                null,
                                clock.instant(),
                                "S65.deletion-begun",
                                Map.of("actor", caller.actor().name(), "reason", why)))
                        .toList());
        changed(tx, sorted.stream().map(DeviceRef::id).toList());
        return sent.approval() != null;
    }

    private static Approvals.Plan plan(Caller caller, List<DeviceRef> phones, String why) {
        return new Approvals.Plan(
                Approval.Origin.DELETION,
                caller.actor(),
                null,
                caller.actor().name(),
                CommandKind.WIPE_CORPORATE,
                Map.of("reason", why),
                why,
                phones,
                CommandKind.WIPE_CORPORATE.waits());
    }

    /** How a device that is being deleted stands. */
    public java.util.Optional<Retirement> find(Caller caller, UUID device) {
        service.get(caller, device);
        return unit.read(tx -> store.find(tx, device));
    }

    /** Devices that are being deleted, the oldest first, at most a thousand. */
    public List<Retirement> running(Caller caller) {
        return unit.read(tx -> store.running(tx, caller.scope(Right.VIEW), 1_000));
    }

    /** Takes the mark back; possible until the phone has fetched its command. */
    public void cancel(Caller caller, UUID id) {
        unit.runInTx(tx -> {
            Retirement running = running(tx, caller, id);
            UUID command = running.command();
            if (running.stage() == Retirement.Stage.REMOVING && command != null) {
                commands.recall(tx, caller, command);
            }
            UUID approval = running.approval();
            if (running.stage() == Retirement.Stage.MARKED
                    && approval != null
                    && running.approvalState() == Approval.State.WAITING) {
                approvals.drop(tx, caller, approval);
            }
            store.clear(tx, id);
            audit.record(
                    tx,
                    caller.actor(),
                    "device.unmark-deletion",
                    "device",
                    id,
                    running.device().name(),
                    Map.of());
            changed(tx, List.of(id));
        });
    }

    /** Tells a phone once more to remove the company's data. */
    public void retry(Caller caller, UUID id) {
        unit.runInTx(tx -> {
            Retirement running = running(tx, caller, id);
            if (running.stage() != Retirement.Stage.STUCK) {
                throw new Problem.Conflict("it is under way already");
            }
            caller.requireConfirmed();
            Approvals.Sent sent = approvals.send(tx, plan(caller, List.of(running.device()), running.reason()));
            store.clear(tx, id);
            store.mark(
                    tx,
                    id,
                    sent.approval() != null ? Retirement.Stage.MARKED : Retirement.Stage.REMOVING,
                    clock.instant(),
                    caller.actor().name(),
                    running.reason(),
                    sent.approval(),
                    sent.commands().isEmpty() ? null : sent.commands().getFirst());
            changed(tx, List.of(id));
        });
    }

    private Retirement running(Tx tx, Caller caller, UUID id) {
        Device device = devices.find(tx, id)
                .filter(d -> caller.may(Right.VIEW, service.path(d.group())))
                .orElseThrow(() -> new Problem.NotFound("there is no such device"));
        caller.require(Right.DEVICES, service.path(device.group()));
        return store.find(tx, id).orElseThrow(() -> new Problem.Conflict("the device is not being deleted"));
    }

    /** Moves those that are under way on; the timer calls it every few seconds. Answers with how many are gone. */
    public int advance() {
        int gone = 0;
        UUID after = null;
        boolean more = true;
        while (more) {
            UUID from = after;
            record Pass(int gone, @Nullable UUID last, boolean more) {}
            Pass pass = unit.inTx(tx -> {
                List<Retirement> running = store.lockRunning(tx, CHUNK, from);
                int ended = 0;
                for (Retirement one : running) {
                    ended += advance(tx, one) ? 1 : 0;
                }
                return new Pass(
                        ended,
                        running.isEmpty() ? null : running.getLast().device().id(),
                        running.size() == CHUNK);
            });
            gone += pass.gone();
            after = pass.last();
            more = pass.more();
        }
        return gone;
    }

    private boolean advance(Tx tx, Retirement one) {
        UUID id = one.device().id();
        switch (one.next()) {
            case Retirement.Next.Wait wait -> {}
            case Retirement.Next.Removing removing -> {
                store.stage(tx, id, Retirement.Stage.REMOVING, one.command(), "");
                changed(tx, List.of(id));
            }
            case Retirement.Next.Stuck stuck -> {
                store.stage(tx, id, Retirement.Stage.STUCK, one.command(), stuck.problem());
                events.append(
                        tx,
                        List.of(new NewEvent(
                                id, null, clock.instant(), "S66.deletion-stuck", Map.of("reason", stuck.problem()))));
                changed(tx, List.of(id));
            }
            case Retirement.Next.Confirmed confirmed -> {
                finish(tx, Actor.system(), id, one.reason(), "confirmed");
                return true;
            }
        }
        return false;
    }

    private void finish(Tx tx, Actor actor, UUID id, String reason, String outcome) {
        Device device = devices.find(tx, id).orElse(null);
        if (device == null) {
            return;
        }
        String by = store.find(tx, id).map(Retirement::by).orElse(actor.name());
        store.record(tx, id, clock.instant(), by, reason, outcome, service.groupName(device.group()));
        commands.abandon(tx, id, "the device was deleted");
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("outcome", outcome);
        detail.put("reason", reason);
        service.remove(tx, actor, device, detail);
        tx.afterCommit(() -> changes.publish("people"));
    }

    /** Deleted devices, newest first. */
    public List<DeviceRecord> records(Caller caller, int limit, @Nullable Instant before) {
        return unit.read(tx -> store.records(tx, caller.scope(Right.DEVICES), limit, before));
    }

    /** Takes the names out of a record now. */
    public DeviceRecord anonymise(Caller caller, UUID device) {
        return unit.inTx(tx -> {
            DeviceRecord record =
                    store.findRecord(tx, device).orElseThrow(() -> new Problem.NotFound("there is no such record"));
            caller.requireEverywhere(Right.DEVICES);
            store.anonymise(tx, device, null, clock.instant());
            audit.record(
                    tx,
                    caller.actor(),
                    "device-record.anonymise",
                    "device",
                    device,
                    null,
                    Map.of("platform", record.platform()));
            tx.afterCommit(() -> changes.publish("device-records"));
            return store.findRecord(tx, device).orElseThrow();
        });
    }

    /** Takes the names out of old records; call it every hour. */
    public void forget() {
        Instant now = clock.instant();
        unit.runInTx(tx -> store.anonymise(tx, null, now.minus(NAMED), now));
    }

    public Seats seats(Caller caller) {
        caller.requireEverywhere(Right.VIEW);
        return unit.read(store::seats);
    }

    private void changed(Tx tx, List<UUID> ids) {
        tx.afterCommit(() -> {
            changes.publish("devices", ids.size() > 200 ? List.of() : ids);
            changes.publish("people");
            changes.publish("overview");
            nudger.nudge(ids, Down.Topic.SETTINGS);
        });
    }

    private static DeviceService.Refusal refusal(DeviceRef device, String why) {
        return new DeviceService.Refusal(device.id(), device.name(), why);
    }

    private static String locked(String by) {
        return by.equals("lost-mode")
                ? "it is in lost mode and nobody could unlock it any more; end the lost mode first"
                : "the rule \"" + by
                        + "\" keeps it locked and nobody could unlock it any more; let the phone comply or except it first";
    }

    private static String reason(String reason, boolean needed) {
        String text = Objects.requireNonNullElse(reason, "").strip();
        if (text.length() > MAX_REASON || text.indexOf('\0') >= 0 || (needed && text.isEmpty())) {
            throw new Problem.Invalid("reason", "must have " + (needed ? 1 : 0) + " to " + MAX_REASON + " characters");
        }
        return text;
    }
}

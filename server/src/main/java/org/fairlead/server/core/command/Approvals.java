package org.fairlead.server.core.command;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.device.DeviceRef;
import org.fairlead.server.core.device.Devices;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.group.Groups;
import org.jspecify.annotations.Nullable;

/**
 * The second administrator: commands that destroy data wait here when they are for many devices, until somebody else who
 * has the right approves or refuses them. Any thread may call.
 */
public final class Approvals {
    static final Set<CommandKind> GRAVE =
            Stream.of(CommandKind.values()).filter(CommandKind::grave).collect(Collectors.toUnmodifiableSet());
    public static final int MAX_ANSWER = 500;
    private static final int CHUNK = 100;

    private final UnitOfWork unit;
    private final ApprovalStore store;
    private final Issuing issuing;
    private final Devices devices;
    private final Groups groups;
    private final AuditLog audit;
    private final EventLog events;
    private final Changes changes;
    private final InstantSource clock;

    public Approvals(
            UnitOfWork unit,
            ApprovalStore store,
            Issuing issuing,
            Devices devices,
            Groups groups,
            AuditLog audit,
            EventLog events,
            Changes changes,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.issuing = issuing;
        this.devices = devices;
        this.groups = groups;
        this.audit = audit;
        this.events = events;
        this.changes = changes;
        this.clock = clock;
    }

    /** A command about to be sent. The owner answers for it: the administrator, or who made the rule. */
    public record Plan(
            Approval.Origin origin,
            Actor actor,
            @Nullable UUID owner,
            String by,
            CommandKind kind,
            Map<String, ? extends @Nullable Object> params,
            String reason,
            List<DeviceRef> devices,
            Duration waits) {}

    /** What became of a plan: a request, or the commands in the order of the devices' identifiers. */
    public record Sent(@Nullable UUID approval, List<UUID> commands) {}

    /** Sends a command, or has it wait for a second administrator where the settings want one. */
    public Sent send(Tx tx, Plan plan) {
        Instant now = clock.instant();
        if (plan.kind().grave() && needed(tx, plan.devices().size(), true)) {
            return new Sent(ask(tx, plan, now).id(), List.of());
        }
        return new Sent(
                null,
                issuing.issue(
                        tx,
                        new Issuing.Issue(
                                plan.actor(),
                                plan.kind(),
                                plan.params(),
                                plan.devices(),
                                now,
                                now.plus(plan.waits()),
                                plan.by(),
                                null)));
    }

    /** Devices for which rules have asked already. */
    public Set<UUID> waitingOfRules(Tx tx) {
        return store.waitingOfRules(tx);
    }

    /** Whether such a command for so many devices would have to wait for a second administrator now. */
    boolean needed(Tx tx, int count, boolean lock) {
        ApprovalSettings settings = lock ? store.lockSettings(tx) : store.settings(tx);
        if (settings.off() || count == 0) {
            return false;
        }
        long before = settings.devicesInWindow() == null
                ? 0
                : store.sentSince(tx, GRAVE, clock.instant().minus(Duration.ofMinutes(settings.windowMinutes())));
        return settings.needs(count, before);
    }

    private Approval ask(Tx tx, Plan plan, Instant now) {
        UUID asker = plan.actor().id();
        UUID owner = plan.owner() != null
                ? plan.owner()
                : asker != null && plan.actor().kind() == Actor.Kind.TOKEN
                        ? store.ownerOfToken(tx, asker).orElse(null)
                        : asker;
        Approval approval = new Approval(
                Ids.next(clock),
                Approval.State.WAITING,
                plan.origin(),
                plan.kind(),
                new LinkedHashMap<>(plan.params()),
                plan.reason(),
                plan.devices().stream().map(DeviceRef::id).sorted().toList(),
                plan.waits().toSeconds(),
                now,
                plan.by(),
                asker,
                owner,
                now.plus(Duration.ofHours(store.settings(tx).answerHours())),
                null,
                null,
                null,
                "");
        store.insert(tx, approval);
        note(tx, plan.actor(), approval, "ask");
        return approval;
    }

    /** Approves: the commands go to those of the devices that are still there. */
    public Approval approve(Caller caller, UUID id, String answer) {
        return unit.inTx(tx -> {
            Approval waiting = decidable(tx, caller, id);
            Instant now = clock.instant();
            Approval approved = waiting.decided(
                    Approval.State.APPROVED,
                    now,
                    caller.actor().name(),
                    caller.actor().id(),
                    text(answer, false));
            List<DeviceRef> targets = devices.refs(tx, waiting.devices());
            store.save(tx, approved);
            note(tx, caller.actor(), approved, "approve");
            if (!targets.isEmpty()) {
                issuing.issue(
                        tx,
                        new Issuing.Issue(
                                caller.actor(),
                                waiting.kind(),
                                waiting.params(),
                                targets,
                                now,
                                now.plusSeconds(waiting.waitsSeconds()),
                                waiting.askedBy(),
                                caller.actor().name()));
            }
            return approved;
        });
    }

    public Approval refuse(Caller caller, UUID id, String answer) {
        return unit.inTx(tx -> {
            Approval refused = decidable(tx, caller, id)
                    .decided(
                            Approval.State.REFUSED,
                            clock.instant(),
                            caller.actor().name(),
                            caller.actor().id(),
                            text(answer, true));
            store.save(tx, refused);
            note(tx, caller.actor(), refused, "refuse");
            return refused;
        });
    }

    /** The one who asked takes it back. */
    public Approval withdraw(Caller caller, UUID id) {
        return unit.inTx(tx -> {
            Approval waiting = waiting(tx, caller, id);
            UUID me = caller.actor().id();
            if (me == null || !(me.equals(waiting.askedById()) || me.equals(waiting.askedByOwner()))) {
                throw new Problem.Denied("not-yours", "only who asked can withdraw it, others can refuse it");
            }
            Approval withdrawn = waiting.decided(
                    Approval.State.WITHDRAWN, clock.instant(), caller.actor().name(), me, "");
            store.save(tx, withdrawn);
            note(tx, caller.actor(), withdrawn, "withdraw");
            return withdrawn;
        });
    }

    /** Withdraws a request whose cause is gone, for somebody who may command its devices. */
    public void drop(Tx tx, Caller caller, UUID id) {
        store.lock(tx, id).filter(a -> a.state() == Approval.State.WAITING).ifPresent(waiting -> {
            if (waiting.devices().size() > 1) {
                throw new Problem.Conflict(
                        "asked-together",
                        "it was asked for together with others, refuse or withdraw that request",
                        waiting);
            }
            Approval withdrawn = waiting.decided(
                    Approval.State.WITHDRAWN,
                    clock.instant(),
                    caller.actor().name(),
                    caller.actor().id(),
                    "");
            store.save(tx, withdrawn);
            note(tx, caller.actor(), withdrawn, "withdraw");
        });
    }

    /** A waiting request that this caller may decide on; two who decide at once come one after another. */
    private Approval decidable(Tx tx, Caller caller, UUID id) {
        Approval waiting = waiting(tx, caller, id);
        UUID me = caller.actor().id();
        if (caller.actor().kind() != Actor.Kind.ADMINISTRATOR || me == null) {
            throw new Problem.Denied("session-only", "only an administrator who has signed in can decide, no token");
        }
        if (me.equals(waiting.askedById()) || me.equals(waiting.askedByOwner())) {
            throw new Problem.Denied("own-request", "another administrator must decide on what you asked for");
        }
        for (DeviceRef device : devices.refs(tx, waiting.devices())) {
            if (!caller.may(Right.DEVICES, path(device.group()))) {
                throw new Problem.Denied("no-right", "you have no right to command all of its devices");
            }
        }
        caller.requireStepUp();
        return waiting;
    }

    private Approval waiting(Tx tx, Caller caller, UUID id) {
        Approval approval = store.lock(tx, id)
                .filter(a -> mayDecideSomewhere(tx, caller, a))
                .orElseThrow(() -> new Problem.NotFound("there is no such request"));
        if (approval.state() == Approval.State.WAITING && !approval.expiresAt().isAfter(clock.instant())) {
            throw new Problem.Conflict("expired", "nobody has answered in time, ask anew", approval);
        }
        if (approval.state() != Approval.State.WAITING) {
            String by = approval.decidedBy() == null ? "" : " by " + approval.decidedBy();
            throw new Problem.Conflict(
                    approval.state().wire(), "it is " + approval.state().wire() + " already" + by, approval);
        }
        return approval;
    }

    private boolean mayDecideSomewhere(Tx tx, Caller caller, Approval approval) {
        return caller.scope(Right.DEVICES).everywhere()
                || devices.refs(tx, approval.devices()).stream()
                        .allMatch(d -> caller.may(Right.DEVICES, path(d.group())));
    }

    public Approval get(Caller caller, UUID id) {
        return unit.read(tx -> store.find(tx, id)
                .filter(a -> mayDecideSomewhere(tx, caller, a))
                .orElseThrow(() -> new Problem.NotFound("there is no such request")));
    }

    public List<Approval> list(Caller caller, Approval.@Nullable State state, int limit, Optional<UUID> before) {
        return unit.read(tx -> store.list(tx, state, caller.scope(Right.DEVICES), limit, before));
    }

    /** The first devices of a request, for people. */
    public List<DeviceRef> devices(Approval approval, int limit) {
        return unit.read(
                tx -> devices.refs(tx, approval.devices().stream().limit(limit).toList()));
    }

    /** Ends what nobody has answered; call it every minute. Answers with the number. */
    public int expire() {
        return unit.inTx(tx -> {
            List<Approval> overdue = store.lockOverdue(tx, clock.instant(), CHUNK);
            for (Approval approval : overdue) {
                Approval expired = approval.decided(Approval.State.EXPIRED, clock.instant(), null, null, "");
                store.save(tx, expired);
                note(tx, Actor.system(), expired, "expire");
            }
            return overdue.size();
        });
    }

    private void note(Tx tx, Actor actor, Approval approval, String action) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("kind", approval.kind().wire());
        detail.put("count", approval.devices().size());
        detail.put("reason", approval.reason());
        detail.put("askedBy", approval.askedBy());
        detail.put("origin", approval.origin().wire());
        detail.put("answer", approval.answer());
        detail.put(
                "devices",
                approval.devices().stream().limit(1_000).map(UUID::toString).toList());
        audit.record(
                tx,
                actor,
                "approval." + action,
                "approval",
                approval.id(),
                approval.kind().wire(),
                detail);
        String code = switch (action) {
            case "ask" -> "S60.approval-asked";
            case "approve" -> "S61.approval-given";
            case "expire" -> "S63.approval-expired";
            default -> "S62.approval-refused";
        };
        List<NewEvent> news = new ArrayList<>();
        news.add(NewEvent.ofServer(
                clock.instant(),
                code,
                Map.of(
                        "kind",
                        approval.kind().wire(),
                        "count",
                        String.valueOf(approval.devices().size()),
                        "askedBy",
                        approval.askedBy(),
                        "reason",
                        approval.reason(),
                        "actor",
                        actor.name())));
        events.append(tx, news);
        tx.afterCommit(() -> changes.publish("approvals"));
    }

    private static String text(String answer, boolean needed) {
        String text = answer.strip();
        if (text.length() > MAX_ANSWER || text.indexOf('\0') >= 0 || (needed && text.isEmpty())) {
            throw new Problem.Invalid("answer", "must have " + (needed ? 1 : 0) + " to " + MAX_ANSWER + " characters");
        }
        return text;
    }

    private List<UUID> path(@Nullable UUID group) {
        return group == null ? List.of() : groups.tree().path(group);
    }
}

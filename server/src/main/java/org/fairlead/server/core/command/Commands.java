package org.fairlead.server.core.command;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.catalogue.Text;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.device.DeviceFilter;
import org.fairlead.server.core.device.DeviceRef;
import org.fairlead.server.core.device.Devices;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.group.Groups;
import org.fairlead.server.core.secret.Sealer;
import org.fairlead.server.core.sync.CommandDesk;
import org.jspecify.annotations.Nullable;

/** Commands from the order to the device's answer. Any thread may call. */
public final class Commands implements CommandDesk {
    public static final int MAX_TARGETS = 100_000;
    public static final int MAX_MESSAGE = 1_000;
    public static final int MAX_MINUTES = 30 * 24 * 60;
    private static final int SHOWN = 100;
    private static final int MAX_REFUSALS = 1_000;
    private static final int MAX_REASON = 500;
    private static final int CHUNK = 1_000;
    private static final Duration ANSWER = Duration.ofDays(7);
    private static final Duration RESULTS_KEPT = Duration.ofDays(30);
    private static final Duration KEPT = Duration.ofDays(90);

    private final UnitOfWork unit;
    private final CommandStore store;
    private final Approvals approvals;
    private final Targets targets;
    private final Groups groups;
    private final AuditLog audit;
    private final EventLog events;
    private final Changes changes;
    private final InstantSource clock;
    private final Sealer sealer;
    private final Parameters parameters;

    public Commands(
            UnitOfWork unit,
            CommandStore store,
            Approvals approvals,
            Devices devices,
            Groups groups,
            AuditLog audit,
            EventLog events,
            Changes changes,
            Sealer sealer,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.approvals = approvals;
        this.targets = new Targets(store, devices, groups);
        this.groups = groups;
        this.audit = audit;
        this.events = events;
        this.changes = changes;
        this.sealer = sealer;
        this.parameters = new Parameters(sealer);
        this.clock = clock;
    }

    /** What shall be done where: either devices or a filter. */
    public record Wish(
            CommandKind kind,
            Map<String, ? extends @Nullable Object> params,
            List<UUID> ids,
            @Nullable DeviceFilter filter,
            @Nullable Integer expiresInMinutes,
            boolean dryRun) {}

    /** A device that does not get the command, and why. */
    public record Refusal(UUID id, String name, String reason) {}

    /** A device that gets the command but, from what it last said of itself, will probably not carry it out. */
    public record Doubt(UUID id, String name, Text text) {}

    /**
     * What came of a wish; the first of the commands.
     *
     * @param needsApproval a second administrator must approve it
     * @param approval the request that now waits for that
     */
    public record Created(
            boolean dryRun,
            int targets,
            List<Refusal> refused,
            List<Doubt> doubts,
            boolean needsApproval,
            @Nullable UUID approval,
            List<Command> commands) {}

    public Created create(Caller caller, Wish wish) {
        if (wish.kind().grave() && !wish.dryRun()) {
            caller.requireConfirmed();
        }
        Map<String, Object> params = parameters.checked(wish.kind(), wish.params());
        Instant now = clock.instant();
        Integer minutes = wish.expiresInMinutes();
        if (minutes != null && (minutes < 1 || minutes > MAX_MINUTES)) {
            throw new Problem.Invalid("expiresInMinutes", "must be from 1 to " + MAX_MINUTES);
        }
        Duration waits = minutes == null ? wish.kind().waits() : Duration.ofMinutes(minutes);
        return unit.inTx(tx -> {
            Targets.Found found = targets.find(tx, caller, wish);
            List<DeviceRef> allowed = found.allowed();
            List<Refusal> shown = found.refused().stream().limit(MAX_REFUSALS).toList();
            if (wish.dryRun() || allowed.isEmpty()) {
                boolean needed = wish.kind().grave() && approvals.needed(tx, allowed.size(), false);
                return new Created(
                        wish.dryRun(),
                        allowed.size(),
                        shown,
                        targets.doubts(tx, wish.kind(), allowed),
                        needed,
                        null,
                        List.of());
            }
            Approvals.Sent sent = approvals.send(
                    tx,
                    new Approvals.Plan(
                            Approval.Origin.COMMAND,
                            caller.actor(),
                            null,
                            caller.actor().name(),
                            wish.kind(),
                            params,
                            String.valueOf(params.getOrDefault("reason", "")),
                            allowed,
                            waits));
            return new Created(
                    false,
                    allowed.size(),
                    shown,
                    List.of(),
                    sent.approval() != null,
                    sent.approval(),
                    store.find(tx, sent.commands().stream().limit(SHOWN).toList()));
        });
    }

    @Override
    public List<Down.Order> deliver(Tx tx, UUID device) {
        Instant now = clock.instant();
        List<Down.Order> orders = new ArrayList<>();
        List<CommandStore.Step> steps = new ArrayList<>();
        for (CommandStore.Open command : store.lockOpen(tx, device, HANDED_OUT)) {
            if (!command.expiresAt().isAfter(now)) {
                continue;
            }
            orders.add(new Down.Order(
                    command.id().toString(),
                    command.kind(),
                    parameters.opened(command.params()),
                    command.expiresAt().toEpochMilli()));
            CommandState.next(command.state(), CommandState.Input.DELIVER)
                    .ifPresent(state -> steps.add(new CommandStore.Step(
                            command.id(), state, null, new JournalEntry(now, JournalEntry.DELIVERED, null))));
        }
        store.step(tx, steps);
        if (!steps.isEmpty()) {
            tx.afterCommit(this::changed);
        }
        return orders;
    }

    /** Hands out the oldest command that waits for a device, for devices that take one after another. */
    public Optional<Down.Order> take(Tx tx, UUID device) {
        Instant now = clock.instant();
        Optional<CommandStore.Open> waiting = store.lockOpen(tx, device, CHUNK).stream()
                .filter(c -> c.state() == CommandState.QUEUED && c.expiresAt().isAfter(now))
                .findFirst();
        waiting.ifPresent(command -> {
            store.step(
                    tx,
                    List.of(new CommandStore.Step(
                            command.id(),
                            CommandState.DELIVERED,
                            null,
                            new JournalEntry(now, JournalEntry.DELIVERED, null),
                            new JournalEntry(now, JournalEntry.WOKE, null))));
            tx.afterCommit(this::changed);
        });
        return waiting.map(c -> new Down.Order(
                c.id().toString(),
                c.kind(),
                parameters.opened(c.params()),
                c.expiresAt().toEpochMilli()));
    }

    /** Notes in the journals of all commands that wait for devices that these were pushed. */
    public void pushed(Tx tx, Collection<UUID> devices) {
        JournalEntry entry = new JournalEntry(clock.instant(), JournalEntry.PUSHED, null);
        List<CommandStore.Step> steps = store.lockQueued(tx, devices).stream()
                .map(id -> new CommandStore.Step(id, CommandState.QUEUED, null, entry))
                .toList();
        store.step(tx, steps);
        if (!steps.isEmpty()) {
            tx.afterCommit(this::changed);
        }
    }

    /** Notes that the device has put off a command that it was handed. */
    public void putOff(Tx tx, UUID command) {
        if (!store.lockOpen(tx, List.of(command)).isEmpty()) {
            note(tx, command, CommandState.DELIVERED, JournalEntry.NOT_NOW, null);
        }
    }

    private void note(Tx tx, UUID command, CommandState state, String kind, @Nullable String detail) {
        store.step(
                tx,
                List.of(new CommandStore.Step(command, state, null, new JournalEntry(clock.instant(), kind, detail))));
        tx.afterCommit(this::changed);
    }

    /** Fails all open commands of a device that can no longer come for them. */
    public void abandon(Tx tx, UUID device, String reason) {
        List<DeviceRecord.Result> results = store.lockOpen(tx, device, CHUNK).stream()
                .map(c -> new DeviceRecord.Result(0, 0, c.id().toString(), DeviceRecord.Result.State.FAILED, reason))
                .toList();
        finish(tx, Map.of(device, results));
    }

    @Override
    public void finish(Tx tx, Map<UUID, List<DeviceRecord.Result>> results) {
        Set<UUID> ids = new HashSet<>();
        results.values().forEach(list -> list.forEach(result -> id(result).ifPresent(ids::add)));
        if (ids.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        Map<UUID, CommandStore.Open> open = new LinkedHashMap<>();
        store.lockOpen(tx, ids).forEach(command -> open.put(command.id(), command));
        Map<UUID, CommandState> states = new LinkedHashMap<>();
        Map<UUID, List<CommandStore.Step>> steps = new LinkedHashMap<>();
        List<NewEvent> failures = new ArrayList<>();
        results.forEach((device, list) -> list.forEach(result -> {
            CommandStore.Open command = open.get(id(result).orElse(device));
            if (command == null || !command.device().equals(device)) {
                return;
            }
            CommandState state = states.getOrDefault(command.id(), command.state());
            Optional<CommandState> next = CommandState.next(state, input(result.state()));
            if (next.isEmpty()) {
                return;
            }
            String reason = reason(result.reason());
            states.put(command.id(), next.get());
            Map<String, @Nullable Object> data = result.data();
            if (data != null && next.get() == CommandState.SUCCEEDED) {
                byte[] plain = Json.print(data).getBytes(StandardCharsets.UTF_8);
                store.saveResult(tx, command.id(), sealer.seal(plain, context(command.id())), now);
            }
            steps.computeIfAbsent(command.id(), k -> new ArrayList<>())
                    .add(new CommandStore.Step(
                            command.id(),
                            next.get(),
                            reason,
                            new JournalEntry(now, next.get().wire(), reason)));
            if (next.get() == CommandState.FAILED || next.get() == CommandState.UNSUPPORTED) {
                failures.add(new NewEvent(
                        device,
                        null,
                        now,
                        "S09.command-failed",
                        Map.of(
                                "kind",
                                command.kind(),
                                "reason",
                                reason == null ? next.get().wire() : reason)));
            }
        }));
        // One statement carries one step a command, so that a command's own steps keep their order.
        for (int round = 0; !steps.isEmpty(); round++) {
            int index = round;
            store.step(tx, steps.values().stream().map(s -> s.get(index)).toList());
            steps.values().removeIf(s -> s.size() == index + 1);
        }
        events.append(tx, failures);
        if (!states.isEmpty()) {
            tx.afterCommit(this::changed);
        }
    }

    public Command recall(Caller caller, UUID id) {
        return unit.inTx(tx -> recall(tx, caller, id));
    }

    /** Takes a command back that the device has not fetched; {@link Problem.Conflict} when it has. */
    public Command recall(Tx tx, Caller caller, UUID id) {
        Command command = visible(tx, caller, id);
        caller.require(Right.DEVICES, path(command.group()));
        List<CommandStore.Open> locked = store.lockOpen(tx, List.of(id));
        Optional<CommandState> next = locked.isEmpty()
                ? Optional.empty()
                : CommandState.next(locked.getFirst().state(), CommandState.Input.RECALL);
        if (next.isEmpty()) {
            throw new Problem.Conflict(
                    "the device has the command already or it has ended, it cannot be recalled",
                    visible(tx, caller, id));
        }
        store.step(
                tx,
                List.of(new CommandStore.Step(
                        id,
                        next.get(),
                        null,
                        new JournalEntry(
                                clock.instant(),
                                JournalEntry.RECALLED,
                                caller.actor().name()))));
        audit.record(
                tx,
                caller.actor(),
                "command.recall",
                "device",
                command.device(),
                command.deviceName(),
                Map.of("kind", command.kind(), "command", id.toString()));
        tx.afterCommit(this::changed);
        return visible(tx, caller, id);
    }

    public Command get(Caller caller, UUID id) {
        return unit.read(tx -> visible(tx, caller, id));
    }

    /** What a command brought, such as a position or a photo; each opening is recorded. */
    public Map<String, @Nullable Object> openResult(Caller caller, UUID id) {
        return unit.inTx(tx -> {
            Command command = visible(tx, caller, id);
            caller.require(Right.DEVICES, path(command.group()));
            byte[] sealed = store.result(tx, id, clock.instant().minus(RESULTS_KEPT))
                    .orElseThrow(() -> new Problem.NotFound("this command brought nothing, or it has been purged"));
            audit.record(
                    tx,
                    caller.actor(),
                    "command.open-result",
                    "device",
                    command.device(),
                    command.deviceName(),
                    Map.of("kind", command.kind(), "command", id.toString()));
            return Json.parseObject(new String(sealer.open(sealed, context(id)), StandardCharsets.UTF_8));
        });
    }

    /** Parameters as people may see them. */
    public static Map<String, @Nullable Object> shown(Map<String, @Nullable Object> params) {
        return Parameters.shown(params);
    }

    private static String context(UUID command) {
        return "command-result|" + command;
    }

    /** Newest first; one more than the limit shows that there are more. */
    public List<Command> list(Caller caller, CommandFilter filter, int limit, Optional<UUID> before) {
        return unit.read(tx -> store.list(tx, filter, caller.scope(Right.VIEW), limit, before));
    }

    /** Ends what nobody came for or never answered; call it every minute. Answers with the number. */
    public int expire() {
        int ended = 0;
        for (int chunk = CHUNK; chunk == CHUNK; ended += chunk) {
            chunk = unit.inTx(tx -> {
                Instant now = clock.instant();
                List<CommandStore.Step> steps = new ArrayList<>();
                for (CommandStore.Open command : store.lockOverdue(tx, now, now.minus(ANSWER), CHUNK)) {
                    String why = command.state() == CommandState.QUEUED ? "not fetched" : "unanswered";
                    CommandState.next(command.state(), CommandState.Input.EXPIRE)
                            .ifPresent(state -> steps.add(new CommandStore.Step(
                                    command.id(), state, null, new JournalEntry(now, JournalEntry.EXPIRED, why))));
                }
                store.step(tx, steps);
                if (!steps.isEmpty()) {
                    tx.afterCommit(this::changed);
                }
                return steps.size();
            });
        }
        return ended;
    }

    /** Forgets what ended long ago, and sooner what commands brought; call it every hour. Answers with the number. */
    public int forget() {
        int forgotten = 0;
        unit.runInTx(tx -> store.purgeResults(tx, clock.instant().minus(RESULTS_KEPT)));
        for (int chunk = CHUNK; chunk == CHUNK; forgotten += chunk) {
            chunk = unit.inTx(tx -> store.forget(tx, clock.instant().minus(KEPT), CHUNK));
        }
        return forgotten;
    }

    private Command visible(Tx tx, Caller caller, UUID id) {
        return store.find(tx, id)
                .filter(command -> caller.may(Right.VIEW, path(command.group())))
                .orElseThrow(() -> new Problem.NotFound("there is no such command"));
    }

    private List<UUID> path(@Nullable UUID group) {
        return group == null ? List.of() : groups.tree().path(group);
    }

    private void changed() {
        changes.publish("commands");
        changes.publish("overview");
    }

    private static Optional<UUID> id(DeviceRecord.Result result) {
        return org.fairlead.server.core.Ids.parse(result.command());
    }

    private static CommandState.Input input(DeviceRecord.Result.State state) {
        return switch (state) {
            case RUNNING -> CommandState.Input.RUN;
            case SUCCEEDED -> CommandState.Input.SUCCEED;
            case FAILED -> CommandState.Input.FAIL;
            case UNSUPPORTED -> CommandState.Input.UNSUPPORTED;
        };
    }

    private static @Nullable String reason(@Nullable String reason) {
        if (reason == null) {
            return null;
        }
        String plain = reason.replace('\0', ' ');
        return plain.length() > MAX_REASON ? plain.substring(0, MAX_REASON) : plain;
    }
}

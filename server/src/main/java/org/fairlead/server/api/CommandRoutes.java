package org.fairlead.server.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.fairlead.protocol.catalogue.Text;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.command.Command;
import org.fairlead.server.core.command.CommandFilter;
import org.fairlead.server.core.command.CommandKind;
import org.fairlead.server.core.command.CommandState;
import org.fairlead.server.core.command.Commands;
import org.fairlead.server.core.command.Reasons;
import org.fairlead.server.core.device.DeviceFilter;
import org.jspecify.annotations.Nullable;

/** Commands: send, watch, recall. */
public final class CommandRoutes implements Routes {
    private final Commands commands;

    public CommandRoutes(Commands commands) {
        this.commands = commands;
    }

    /** A command and its targets: devices, or the query string of the device list. */
    public record Order(
            CommandKind kind,
            @Nullable Map<String, @Nullable Object> params,
            @Nullable List<UUID> deviceIds,
            @Nullable String filter,
            @Nullable Integer expiresInMinutes,
            @Nullable Boolean dryRun) {}

    /** What came of an order; the first hundred commands. */
    public record Ordered(
            boolean dryRun,
            int targets,
            List<Commands.Refusal> refused,
            List<Commands.Doubt> doubts,
            boolean needsApproval,
            @Nullable UUID approvalId,
            List<CommandView> commands) {}

    /** A command. */
    public record CommandView(
            UUID id,
            UUID deviceId,
            String deviceName,
            String kind,
            Map<String, @Nullable Object> params,
            CommandState state,
            @Nullable String reason,
            @Nullable Text reasonText,
            Instant createdAt,
            String createdBy,
            @Nullable String approvedBy,
            Instant expiresAt,
            @Nullable Instant finishedAt,
            boolean hasResult,
            List<JournalView> journal) {}

    /** What a command brought: a position, or a photo in base64. */
    public record ResultView(Map<String, @Nullable Object> data) {}

    /** A step of a command. */
    public record JournalView(Instant at, String kind, Text text) {}

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(
                Route.post("/commands", Order.class, Ordered.class)
                        .rule(Access.right(Right.DEVICES))
                        .summary("Sends a command to devices, or says to which it would go")
                        .handle(this::create),
                Route.page("/commands", CommandView.class)
                        .rule(Access.right(Right.VIEW))
                        .summary("Commands, newest first")
                        .handle(this::list),
                Route.download("/commands/export")
                        .rule(Access.right(Right.VIEW))
                        .summary("The filtered commands as CSV or JSON")
                        .handle(this::export),
                Route.get("/commands/{id}", CommandView.class)
                        .rule(Access.right(Right.VIEW))
                        .summary("One command with its journal")
                        .handle(call -> view(commands.get(call.caller(), call.pathId("id")))),
                Route.post("/commands/{id}/open-result", Void.class, ResultView.class)
                        .rule(Access.right(Right.DEVICES))
                        .summary("Opens what a command brought, such as a position; each opening is recorded")
                        .handle(call -> new ResultView(commands.openResult(call.caller(), call.pathId("id")))),
                Route.post("/commands/{id}/recall", Void.class, CommandView.class)
                        .rule(Access.right(Right.DEVICES))
                        .summary("Recalls a command that the device has not fetched")
                        .handle(this::recall));
    }

    private Ordered create(Call<Order> call) {
        Order order = call.input();
        List<UUID> ids = order.deviceIds();
        String filter = order.filter();
        if ((ids == null) == (filter == null)) {
            throw new Problem.Invalid("deviceIds", "name either devices or a filter");
        }
        Map<String, @Nullable Object> params = order.params();
        Commands.Created created = commands.create(
                call.caller(),
                new Commands.Wish(
                        order.kind(),
                        params == null ? Map.of() : params,
                        ids == null ? List.of() : ids,
                        filter == null ? null : DeviceFilter.ofQueryString(filter),
                        order.expiresInMinutes(),
                        Boolean.TRUE.equals(order.dryRun())));
        return new Ordered(
                created.dryRun(),
                created.targets(),
                created.refused(),
                created.doubts(),
                created.needsApproval(),
                created.approval(),
                created.commands().stream().map(CommandRoutes::view).toList());
    }

    private static CommandFilter filter(Call<?> call) {
        return new CommandFilter(
                call.queryId("device").orElse(null),
                words(call, "state", CommandState::ofWire),
                words(call, "kind", CommandKind::ofWire));
    }

    private Download export(Call<Void> call) {
        CommandFilter filter = filter(call);
        Caller caller = call.caller();
        return Exports.of(
                call,
                "commands",
                List.of("created", "device", "command", "state", "reason", "by", "expires", "finished", "details"),
                before -> commands.list(caller, filter, Exports.CHUNK, before.map(Command::id)),
                CommandRoutes::row);
    }

    private static Map<String, @Nullable Object> row(Command c) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("created", c.createdAt().toString());
        row.put("device", c.deviceName());
        row.put("command", c.kind());
        row.put("state", c.state().wire());
        row.put("reason", c.reason());
        row.put("by", c.createdBy());
        row.put("expires", c.expiresAt().toString());
        row.put("finished", c.finishedAt() == null ? null : String.valueOf(c.finishedAt()));
        row.put("details", c.params());
        return row;
    }

    private Page<CommandView> list(Call<Void> call) {
        CommandFilter filter = filter(call);
        PageRequest page = call.page();
        Optional<UUID> before = page.cursor()
                .map(text -> Ids.parse(text)
                        .orElseThrow(() -> new Problem.Invalid("cursor", "is not a cursor of this list")));
        List<Command> found = commands.list(call.caller(), filter, page.limit() + 1, before);
        boolean more = found.size() > page.limit();
        List<Command> shown = more ? found.subList(0, page.limit()) : found;
        return Page.of(
                shown.stream().map(CommandRoutes::view).toList(),
                more ? shown.getLast().id().toString() : null);
    }

    private CommandView recall(Call<Void> call) {
        try {
            return view(commands.recall(call.caller(), call.pathId("id")));
        } catch (Problem.Conflict e) {
            throw e.current() instanceof Command command ? new Problem.Conflict(e.detail(), view(command)) : e;
        }
    }

    static <T> Set<T> words(Call<?> call, String name, Function<String, Optional<T>> reader) {
        Set<T> result = new LinkedHashSet<>();
        for (String word : call.query(name).orElse("").split(",")) {
            if (!word.isEmpty()) {
                result.add(reader.apply(word)
                        .orElseThrow(() -> new Problem.Invalid(name, "has a value that is not allowed")));
            }
        }
        return result;
    }

    static CommandView view(Command command) {
        List<JournalView> journal = new ArrayList<>();
        command.journal().forEach(entry -> journal.add(new JournalView(entry.at(), entry.kind(), entry.text())));
        return new CommandView(
                command.id(),
                command.device(),
                command.deviceName(),
                command.kind(),
                Commands.shown(command.params()),
                command.state(),
                command.reason(),
                command.reason() == null ? null : Reasons.text(command.reason()),
                command.createdAt(),
                command.createdBy(),
                command.approvedBy(),
                command.expiresAt(),
                command.finishedAt(),
                command.hasResult(),
                journal);
    }
}

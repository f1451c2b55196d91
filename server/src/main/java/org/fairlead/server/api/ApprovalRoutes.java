package org.fairlead.server.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.command.Approval;
import org.fairlead.server.core.command.ApprovalRules;
import org.fairlead.server.core.command.ApprovalSettings;
import org.fairlead.server.core.command.ApprovalWish;
import org.fairlead.server.core.command.Approvals;
import org.fairlead.server.core.command.CommandKind;
import org.fairlead.server.core.command.Commands;
import org.fairlead.server.core.device.DeviceRef;
import org.jspecify.annotations.Nullable;

/** Commands that wait for a second administrator. */
public final class ApprovalRoutes implements Routes {
    private static final int SHOWN = 100;
    private final Approvals approvals;
    private final ApprovalRules rules;

    public ApprovalRoutes(Approvals approvals, ApprovalRules rules) {
        this.approvals = approvals;
        this.rules = rules;
    }

    /** When a second administrator is needed, and the change of that which waits for one. */
    public record ApprovalSettingsView(
            long revision,
            @Nullable Integer devicesPerCommand,
            @Nullable Integer devicesInWindow,
            int windowMinutes,
            int answerHours,
            @Nullable WishView wish) {}

    /** A change that would mean less approval; mine when the caller has asked for it and so cannot agree to it. */
    public record WishView(
            @Nullable Integer devicesPerCommand,
            @Nullable Integer devicesInWindow,
            int windowMinutes,
            int answerHours,
            Instant askedAt,
            String askedBy,
            boolean mine,
            Instant expiresAt) {}

    /** A request; mine when the caller has asked for it and so cannot decide. */
    public record ApprovalView(
            UUID id,
            Approval.State state,
            Approval.Origin origin,
            CommandKind kind,
            Map<String, @Nullable Object> params,
            String reason,
            int deviceCount,
            List<ApprovalDevice> devices,
            Instant askedAt,
            String askedBy,
            boolean mine,
            Instant expiresAt,
            @Nullable Instant decidedAt,
            @Nullable String decidedBy,
            String answer) {}

    /** A device of a request; the first hundred are shown. */
    public record ApprovalDevice(UUID id, String name, String platform) {}

    /** Why somebody decides so; needed to refuse. */
    public record Decision(@Nullable String answer) {}

    @Override
    public List<Route<?, ?>> routes() {
        Access devices = Access.right(Right.DEVICES);
        return List.of(
                Route.page("/approvals", ApprovalView.class)
                        .rule(devices)
                        .summary("Commands that wait or waited for a second administrator, newest first")
                        .handle(this::list),
                Route.get("/approvals/settings", ApprovalSettingsView.class)
                        .rule(devices)
                        .summary("From how many devices on a command needs a second administrator")
                        .handle(call -> view(call.caller(), rules.standing())),
                Route.put("/approvals/settings", ApprovalSettings.class, ApprovalSettingsView.class)
                        .rule(Access.right(Right.ADMINISTRATION))
                        .summary(
                                "Changes from how many devices on a command needs a second administrator; a change that"
                                        + " means less approval waits for one")
                        .handle(call -> view(call.caller(), rules.change(call.caller(), call.input()))),
                Route.post("/approvals/settings/approve", Void.class, ApprovalSettingsView.class)
                        .rule(Access.right(Right.ADMINISTRATION))
                        .summary("Agrees to the change of these settings that another administrator asked for")
                        .handle(call -> view(call.caller(), rules.approve(call.caller()))),
                Route.post("/approvals/settings/refuse", Void.class, ApprovalSettingsView.class)
                        .rule(Access.right(Right.ADMINISTRATION))
                        .summary("Refuses the change of these settings that waits, or withdraws the caller's own")
                        .handle(call -> view(call.caller(), rules.refuse(call.caller()))),
                Route.get("/approvals/{id}", ApprovalView.class)
                        .rule(devices)
                        .summary("One request")
                        .handle(call -> view(call.caller(), approvals.get(call.caller(), call.pathId("id")))),
                Route.post("/approvals/{id}/approve", Decision.class, ApprovalView.class)
                        .rule(devices)
                        .summary("Approves what another administrator asked for; the commands go out at once")
                        .handle(call -> view(
                                call.caller(),
                                approvals.approve(call.caller(), call.pathId("id"), answer(call.input())))),
                Route.post("/approvals/{id}/refuse", Decision.class, ApprovalView.class)
                        .rule(devices)
                        .summary("Refuses what another administrator asked for, with a reason")
                        .handle(call -> view(
                                call.caller(),
                                approvals.refuse(call.caller(), call.pathId("id"), answer(call.input())))),
                Route.post("/approvals/{id}/withdraw", Void.class, ApprovalView.class)
                        .rule(devices)
                        .summary("Takes back what the caller has asked for")
                        .handle(call -> view(call.caller(), approvals.withdraw(call.caller(), call.pathId("id")))));
    }

    private Page<ApprovalView> list(Call<Void> call) {
        PageRequest page = call.page();
        String state = call.query("state").orElse("");
        Approval.State wanted = state.isEmpty()
                ? null
                : Approval.State.ofWire(state)
                        .orElseThrow(() -> new Problem.Invalid("state", "has a value that is not allowed"));
        Optional<UUID> before = page.cursor()
                .map(text -> Ids.parse(text)
                        .orElseThrow(() -> new Problem.Invalid("cursor", "is not a cursor of this list")));
        List<Approval> found = approvals.list(call.caller(), wanted, page.limit() + 1, before);
        boolean more = found.size() > page.limit();
        List<Approval> shown = more ? found.subList(0, page.limit()) : found;
        return Page.of(
                shown.stream().map(a -> view(call.caller(), a)).toList(),
                more ? shown.getLast().id().toString() : null);
    }

    private ApprovalView view(Caller caller, Approval a) {
        UUID me = caller.actor().id();
        List<DeviceRef> devices = approvals.devices(a, SHOWN);
        return new ApprovalView(
                a.id(),
                a.state(),
                a.origin(),
                a.kind(),
                Commands.shown(a.params()),
                a.reason(),
                a.devices().size(),
                devices.stream()
                        .map(d -> new ApprovalDevice(d.id(), d.name(), d.platform()))
                        .toList(),
                a.askedAt(),
                a.askedBy(),
                me != null && (Objects.equals(me, a.askedById()) || Objects.equals(me, a.askedByOwner())),
                a.expiresAt(),
                a.decidedAt(),
                a.decidedBy(),
                a.answer());
    }

    private static ApprovalSettingsView view(Caller caller, ApprovalRules.Standing standing) {
        ApprovalSettings s = standing.settings();
        ApprovalWish w = standing.wish();
        UUID me = caller.actor().id();
        return new ApprovalSettingsView(
                s.revision(),
                s.devicesPerCommand(),
                s.devicesInWindow(),
                s.windowMinutes(),
                s.answerHours(),
                w == null
                        ? null
                        : new WishView(
                                w.wanted().devicesPerCommand(),
                                w.wanted().devicesInWindow(),
                                w.wanted().windowMinutes(),
                                w.wanted().answerHours(),
                                w.askedAt(),
                                w.askedBy(),
                                me != null && (me.equals(w.askedById()) || me.equals(w.askedByOwner())),
                                w.expiresAt()));
    }

    private static String answer(Decision decision) {
        String answer = decision.answer();
        return answer == null ? "" : answer;
    }
}

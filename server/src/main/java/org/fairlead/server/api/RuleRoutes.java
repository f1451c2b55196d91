package org.fairlead.server.api;

import java.util.List;
import java.util.UUID;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.group.GroupTree;
import org.fairlead.server.core.group.Groups;
import org.fairlead.server.core.rule.MovingRule;
import org.fairlead.server.core.rule.MovingRules;
import org.fairlead.server.core.rule.RuleRunner;
import org.jspecify.annotations.Nullable;

/** Moving rules. */
public final class RuleRoutes implements Routes {
    private final MovingRules rules;
    private final RuleRunner runner;
    private final Groups groups;

    public RuleRoutes(MovingRules rules, RuleRunner runner, Groups groups) {
        this.rules = rules;
        this.runner = runner;
        this.groups = groups;
    }

    /** A rule as lists show it. */
    public record RuleView(
            UUID id,
            int ordinal,
            String name,
            boolean enabled,
            MovingRule.Mode mode,
            boolean onlyUnassigned,
            String namePattern,
            String addressRange,
            String tag,
            String platform,
            UUID groupId,
            List<String> groupPath) {}

    /** A rule as it shall be; empty conditions do not count. */
    public record RuleInput(
            String name,
            boolean enabled,
            MovingRule.Mode mode,
            boolean onlyUnassigned,
            String namePattern,
            String addressRange,
            String tag,
            String platform,
            UUID groupId) {
        MovingRules.Wish wish() {
            return new MovingRules.Wish(
                    name, enabled, mode, onlyUnassigned, namePattern, addressRange, tag, platform, groupId);
        }
    }

    /** All rules in their new order. */
    public record RuleOrder(List<UUID> ids) {}

    /** Rules to try; without any the saved ones are tried. */
    public record DryRunInput(@Nullable List<RuleInput> rules) {}

    /** A device that a rule would move; from null means unassigned. */
    public record MoveView(
            UUID deviceId, String deviceName, @Nullable List<String> from, List<String> to, String ruleName) {}

    /** What rules would do: the first 500 moves, and how many there are. */
    public record PlanView(List<MoveView> moves, int total) {}

    /** How many devices were moved. */
    public record RunResult(int moved) {}

    @Override
    public List<Route<?, ?>> routes() {
        Access change = Access.right(Right.DEVICES);
        return List.of(
                Route.items("/moving-rules", RuleView.class)
                        .rule(Access.right(Right.VIEW))
                        .summary("Moving rules in their order")
                        .handle(call -> views(rules.list(call.caller()))),
                Route.post("/moving-rules", RuleInput.class, RuleView.class)
                        .rule(change)
                        .summary("Adds a moving rule after all others")
                        .handle(call ->
                                view(rules.create(call.caller(), call.input().wish()))),
                Route.post("/moving-rules/order", RuleOrder.class, RuleViews.class)
                        .rule(change)
                        .summary("Puts all moving rules into an order")
                        .handle(call -> new RuleViews(
                                views(rules.order(call.caller(), call.input().ids()))
                                        .items())),
                Route.post("/moving-rules/dry-run", DryRunInput.class, PlanView.class)
                        .rule(change)
                        .summary("Says which devices moving rules would move now")
                        .handle(call -> {
                            List<RuleInput> drafts = call.input().rules();
                            return plan(runner.plan(
                                    call.caller(),
                                    drafts == null
                                            ? null
                                            : rules.drafts(drafts.stream()
                                                    .map(RuleInput::wish)
                                                    .toList())));
                        }),
                Route.put("/moving-rules/{id}", RuleInput.class, RuleView.class)
                        .rule(change)
                        .summary("Changes a moving rule")
                        .handle(call -> view(rules.change(
                                call.caller(), call.pathId("id"), call.input().wish()))),
                Route.delete("/moving-rules/{id}")
                        .rule(change)
                        .summary("Deletes a moving rule")
                        .run(call -> rules.delete(call.caller(), call.pathId("id"))),
                Route.post("/moving-rules/{id}/run", Void.class, RunResult.class)
                        .rule(change)
                        .summary("Lets a moving rule act on all devices now")
                        .handle(call -> new RunResult(runner.run(call.caller(), call.pathId("id")))));
    }

    /** The rules in their order. */
    public record RuleViews(List<RuleView> items) {}

    private Items<RuleView> views(List<MovingRule> list) {
        return new Items<>(list.stream().map(this::view).toList());
    }

    private RuleView view(MovingRule rule) {
        return new RuleView(
                rule.id(),
                rule.ordinal(),
                rule.name(),
                rule.enabled(),
                rule.mode(),
                rule.onlyUnassigned(),
                rule.namePattern(),
                rule.addressRange(),
                rule.tag(),
                rule.platform(),
                rule.group(),
                groups.tree().names(rule.group()));
    }

    private PlanView plan(RuleRunner.Plan plan) {
        GroupTree tree = groups.tree();
        List<MoveView> moves = plan.moves().stream()
                .map(m -> {
                    UUID from = m.from();
                    return new MoveView(
                            m.device(), m.name(), from == null ? null : tree.names(from), tree.names(m.to()), m.rule());
                })
                .toList();
        return new PlanView(moves, plan.total());
    }
}

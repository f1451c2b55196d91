package org.fairlead.server.api;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.comply.ComplianceRules;
import org.fairlead.server.core.comply.ComplianceStore;
import org.fairlead.server.core.comply.Rule;
import org.fairlead.server.core.fleet.DeviceService;
import org.jspecify.annotations.Nullable;

/** Rules that phones must keep. */
public final class ComplianceRoutes implements Routes {
    private final ComplianceRules rules;
    private final DeviceService devices;

    public ComplianceRoutes(ComplianceRules rules, DeviceService devices) {
        this.rules = rules;
        this.devices = devices;
    }

    /** A rule to save; the revision is that on which a change is based. */
    public record RuleInput(
            String name,
            @Nullable Boolean enabled,
            Rule.Criterion criterion,
            @Nullable String minimumAndroid,
            @Nullable String minimumApple,
            @Nullable Integer days,
            @Nullable List<String> apps,
            @Nullable List<String> platforms,
            @Nullable UUID groupId,
            @Nullable UUID peopleGroupId,
            int graceMinutes,
            @Nullable Boolean notifyAdministrators,
            @Nullable Boolean mailUser,
            @Nullable Boolean messageUser,
            @Nullable List<RuleStep> steps,
            @Nullable Integer revision) {}

    /** An action so many minutes after the time to mend. */
    public record RuleStep(int afterMinutes, Rule.Action action) {}

    /** A rule and how many phones break it now. */
    public record ComplianceRuleView(
            UUID id,
            String name,
            boolean enabled,
            Rule.Criterion criterion,
            String minimumAndroid,
            String minimumApple,
            int days,
            List<String> apps,
            List<String> platforms,
            @Nullable UUID groupId,
            @Nullable UUID peopleGroupId,
            int graceMinutes,
            boolean notifyAdministrators,
            boolean mailUser,
            boolean messageUser,
            List<RuleStep> steps,
            int revision,
            Instant changedAt,
            String changedBy,
            long violations) {}

    /** Phones that the rule is for, those that break it, and those that do not say; the first of the broken ones. */
    public record SimulationView(long phones, long broken, long unknown, List<PhoneView> devices) {}

    /** A phone. */
    public record PhoneView(UUID id, String name, String platform) {}

    /** A phone that breaks a rule, and what comes next. */
    public record ViolationView(
            UUID deviceId,
            String deviceName,
            String platform,
            UUID ruleId,
            String ruleName,
            Instant since,
            Instant until,
            int stepsDone,
            @Nullable Instant nextAt,
            Rule.@Nullable Action nextAction,
            boolean keptLocked,
            String lastAction,
            @Nullable Instant lastAt) {}

    @Override
    public List<Route<?, ?>> routes() {
        Access view = Access.right(Right.VIEW);
        Access change = Access.right(Right.DEVICES);
        return List.of(
                Route.items("/compliance-rules", ComplianceRuleView.class)
                        .rule(view)
                        .summary("Rules that phones must keep")
                        .handle(call -> new Items<>(rules.list(call.caller()).stream()
                                .map(c -> view(c.rule(), c.violations()))
                                .toList())),
                Route.post("/compliance-rules", RuleInput.class, ComplianceRuleView.class)
                        .rule(change)
                        .summary("Creates a rule")
                        .handle(call -> view(rules.create(call.caller(), rule(call.input())), 0)),
                Route.post("/compliance-rules/simulate", RuleInput.class, SimulationView.class)
                        .rule(change)
                        .summary("Which phones a rule would meet now; nothing is saved or sent")
                        .handle(call -> view(rules.simulate(call.caller(), rule(call.input())))),
                Route.put("/compliance-rules/{id}", RuleInput.class, ComplianceRuleView.class)
                        .rule(change)
                        .summary("Changes a rule")
                        .handle(call -> view(rules.change(call.caller(), call.pathId("id"), rule(call.input())), 0)),
                Route.delete("/compliance-rules/{id}")
                        .rule(change)
                        .summary("Deletes a rule; what it withheld is given back")
                        .run(call -> rules.delete(call.caller(), call.pathId("id"))),
                Route.items("/compliance-rules/{id}/violations", ViolationView.class)
                        .rule(view)
                        .summary("Phones that break a rule, by device, the first five hundred")
                        .handle(call ->
                                new Items<>(rules
                                        .violations(
                                                call.caller(),
                                                call.pathId("id"),
                                                500,
                                                call.queryId("after").orElse(null))
                                        .stream()
                                        .map(v -> new ComplianceRules.Breach(one(call, v.rule()), v))
                                        .map(ComplianceRoutes::view)
                                        .toList())),
                Route.items("/devices/{id}/violations", ViolationView.class)
                        .rule(view)
                        .summary("Rules that a device breaks")
                        .handle(call -> {
                            UUID id = devices.get(call.caller(), call.pathId("id"))
                                    .id();
                            return new Items<>(rules.ofDevice(id).stream()
                                    .map(ComplianceRoutes::view)
                                    .toList());
                        }));
    }

    private Rule one(Call<?> call, UUID id) {
        return rules.list(call.caller()).stream()
                .map(ComplianceRules.Counted::rule)
                .filter(r -> r.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Rule rule(RuleInput in) {
        List<RuleStep> steps = in.steps();
        Integer revision = in.revision();
        Integer days = in.days();
        return new Rule(
                new UUID(0, 0),
                in.name(),
                Boolean.TRUE.equals(in.enabled()),
                in.criterion(),
                new Rule.Params(
                        text(in.minimumAndroid()), text(in.minimumApple()), days == null ? 0 : days, list(in.apps())),
                new LinkedHashSet<>(list(in.platforms())),
                in.groupId(),
                in.peopleGroupId(),
                in.graceMinutes(),
                !Boolean.FALSE.equals(in.notifyAdministrators()),
                Boolean.TRUE.equals(in.mailUser()),
                Boolean.TRUE.equals(in.messageUser()),
                steps == null
                        ? List.of()
                        : steps.stream()
                                .map(s -> new Rule.Step(s.afterMinutes(), s.action()))
                                .toList(),
                revision == null ? 0 : revision,
                Instant.EPOCH,
                "",
                null);
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text.strip();
    }

    private static List<String> list(@Nullable List<String> list) {
        return list == null
                ? List.of()
                : list.stream().map(String::strip).distinct().toList();
    }

    private static ComplianceRuleView view(Rule r, long violations) {
        return new ComplianceRuleView(
                r.id(),
                r.name(),
                r.enabled(),
                r.criterion(),
                r.params().minimumAndroid(),
                r.params().minimumApple(),
                r.params().days(),
                r.params().apps(),
                List.copyOf(r.platforms()),
                r.group(),
                r.peopleGroup(),
                r.graceMinutes(),
                r.notifyAdministrators(),
                r.mailUser(),
                r.messageUser(),
                r.steps().stream()
                        .map(s -> new RuleStep(s.afterMinutes(), s.action()))
                        .toList(),
                r.revision(),
                r.changedAt(),
                r.changedBy(),
                violations);
    }

    private static SimulationView view(ComplianceRules.Simulation s) {
        return new SimulationView(
                s.reach().phones(),
                s.reach().broken(),
                s.reach().unknown(),
                s.broken().stream()
                        .map(b -> new PhoneView(
                                b.device().id(), b.device().name(), b.device().platform()))
                        .toList());
    }

    private static ViolationView view(ComplianceRules.Breach breach) {
        ComplianceStore.Violation v = breach.violation();
        Rule r = breach.rule();
        Rule.Action next = v.nextAt() == null
                ? null
                : v.done() < r.steps().size()
                        ? r.steps().get(v.done()).action()
                        : v.lockedAt() != null ? Rule.Action.LOCK : null;
        return new ViolationView(
                v.device().id(),
                v.device().name(),
                v.device().platform(),
                r.id(),
                r.name(),
                v.since(),
                v.until(),
                v.done(),
                v.nextAt(),
                next,
                v.lockedAt() != null,
                v.lastAction(),
                v.lastAt());
    }
}

package org.fairlead.server.api;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.event.EventLevel;
import org.fairlead.server.core.event.NotificationRule;
import org.fairlead.server.core.event.NotificationRules;
import org.jspecify.annotations.Nullable;

/** Notification rules. */
public final class NotificationRoutes implements Routes {
    private final NotificationRules rules;

    public NotificationRoutes(NotificationRules rules) {
        this.rules = rules;
    }

    /** How a rule shall be; an absent secret keeps the one that is set, an empty one removes it. */
    public record RuleInput(
            String name,
            boolean enabled,
            NotificationRule.Channel channel,
            String target,
            EventLevel minLevel,
            List<String> codes,
            @Nullable UUID groupId,
            int groupMinutes,
            @Nullable String secret) {}

    /** A rule. */
    public record RuleView(
            UUID id,
            String name,
            boolean enabled,
            NotificationRule.Channel channel,
            String target,
            EventLevel minLevel,
            List<String> codes,
            @Nullable UUID groupId,
            int groupMinutes,
            boolean secretSet,
            @Nullable Instant lastSentAt,
            @Nullable String lastError) {}

    @Override
    public List<Route<?, ?>> routes() {
        Access change = Access.right(Right.DEVICES);
        return List.of(
                Route.items("/notification-rules", RuleView.class)
                        .rule(Access.right(Right.VIEW))
                        .summary("Notification rules")
                        .handle(call -> new Items<>(rules.list(call.caller()).stream()
                                .map(NotificationRoutes::view)
                                .toList())),
                Route.post("/notification-rules", RuleInput.class, RuleView.class)
                        .rule(change)
                        .summary("Adds a notification rule")
                        .handle(call -> view(rules.create(call.caller(), wish(call.input())))),
                Route.put("/notification-rules/{id}", RuleInput.class, RuleView.class)
                        .rule(change)
                        .summary("Changes a notification rule")
                        .handle(call -> view(rules.change(call.caller(), call.pathId("id"), wish(call.input())))),
                Route.delete("/notification-rules/{id}")
                        .rule(change)
                        .summary("Deletes a notification rule with what waits for it")
                        .run(call -> rules.delete(call.caller(), call.pathId("id"))),
                Route.post("/notification-rules/{id}/test", Void.class, Void.class)
                        .rule(change)
                        .summary("Sends a test to the rule's target")
                        .run(call -> rules.test(call.caller(), call.pathId("id"))));
    }

    private static NotificationRules.Wish wish(RuleInput input) {
        return new NotificationRules.Wish(
                input.name(),
                input.enabled(),
                input.channel(),
                input.target(),
                input.minLevel(),
                input.codes(),
                input.groupId(),
                input.groupMinutes(),
                input.secret());
    }

    private static RuleView view(NotificationRule rule) {
        return new RuleView(
                rule.id(),
                rule.name(),
                rule.enabled(),
                rule.channel(),
                rule.target(),
                rule.minLevel(),
                rule.codes(),
                rule.group(),
                rule.groupMinutes(),
                rule.sealedSecret() != null,
                rule.lastSentAt(),
                rule.lastError());
    }
}

package org.fairlead.server.core.event;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.group.Groups;
import org.fairlead.server.core.secret.Sealer;
import org.jspecify.annotations.Nullable;

/** Creates, changes, tests and deletes notification rules. */
public final class NotificationRules {
    public static final int MAX_RULES = 200;
    public static final int MAX_MINUTES = 24 * 60;

    private final UnitOfWork unit;
    private final NotificationStore store;
    private final Notifications notifications;
    private final Groups groups;
    private final Sealer sealer;
    private final AuditLog audit;

    public NotificationRules(
            UnitOfWork unit,
            NotificationStore store,
            Notifications notifications,
            Groups groups,
            Sealer sealer,
            AuditLog audit) {
        this.unit = unit;
        this.store = store;
        this.notifications = notifications;
        this.groups = groups;
        this.sealer = sealer;
        this.audit = audit;
    }

    /** How a rule shall be; a secret of null keeps the one that is set, an empty one removes it. */
    public record Wish(
            String name,
            boolean enabled,
            NotificationRule.Channel channel,
            String target,
            EventLevel minLevel,
            List<String> codes,
            @Nullable UUID group,
            int groupMinutes,
            @Nullable String secret) {}

    public List<NotificationRule> list(Caller caller) {
        return unit.read(store::rules).stream()
                .filter(rule -> caller.may(Right.VIEW, path(rule.group())))
                .toList();
    }

    public NotificationRule create(Caller caller, Wish wish) {
        return unit.inTx(tx -> {
            if (store.rules(tx).size() >= MAX_RULES) {
                throw new Problem.Conflict("there are " + MAX_RULES + " rules already, delete one first");
            }
            return save(tx, caller, Ids.next(), null, wish, "notification.create");
        });
    }

    public NotificationRule change(Caller caller, UUID id, Wish wish) {
        return unit.inTx(tx -> save(tx, caller, id, writable(tx, caller, id), wish, "notification.change"));
    }

    public void delete(Caller caller, UUID id) {
        unit.runInTx(tx -> {
            NotificationRule rule = writable(tx, caller, id);
            store.delete(tx, id);
            audit.record(tx, caller.actor(), "notification.delete", "notification-rule", id, rule.name(), Map.of());
        });
    }

    /** Sends a test; {@link Problem.Invalid} says why the target did not take it. */
    public void test(Caller caller, UUID id) {
        NotificationRule rule = unit.inTx(tx -> {
            NotificationRule found = writable(tx, caller, id);
            audit.record(tx, caller.actor(), "notification.test", "notification-rule", id, found.name(), Map.of());
            return found;
        });
        try {
            notifications.test(rule);
        } catch (Notifier.NotTold e) {
            throw new Problem.Invalid("target", String.valueOf(e.getMessage()));
        }
    }

    private NotificationRule save(
            Tx tx, Caller caller, UUID id, @Nullable NotificationRule old, Wish wish, String action) {
        check(wish);
        caller.require(Right.DEVICES, path(wish.group()));
        String secret = wish.secret();
        byte[] sealed = secret == null
                ? old == null || !old.target().equals(wish.target().strip()) ? null : old.sealedSecret()
                : secret.isEmpty()
                        ? null
                        : sealer.seal(secret.getBytes(StandardCharsets.UTF_8), Notifications.context(id));
        NotificationRule rule = new NotificationRule(
                id,
                wish.name().strip(),
                wish.enabled(),
                wish.channel(),
                wish.target().strip(),
                wish.minLevel(),
                List.copyOf(wish.codes()),
                wish.group(),
                wish.groupMinutes(),
                sealed,
                old == null ? null : old.lastSentAt(),
                null,
                0);
        store.save(tx, rule);
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("channel", rule.channel().wire());
        detail.put("target", rule.target());
        detail.put("minLevel", rule.minLevel().wire());
        detail.put("codes", rule.codes());
        detail.put("enabled", rule.enabled());
        audit.record(tx, caller.actor(), action, "notification-rule", id, rule.name(), detail);
        return rule;
    }

    private void check(Wish wish) {
        Map<String, String> wrong = new LinkedHashMap<>();
        String name = wish.name().strip();
        if (name.isEmpty() || name.length() > 100 || name.chars().anyMatch(c -> c < 32)) {
            wrong.put("name", "must have 1 to 100 characters");
        }
        String target = wish.target().strip();
        boolean fits = wish.channel() == NotificationRule.Channel.MAIL
                ? target.length() <= 254 && target.matches("[^\\s@<>,;\\p{Cntrl}]{1,64}@[^\\s@<>,;\\p{Cntrl}]{1,190}")
                : target.length() <= 1000 && isWebAddress(target);
        if (!fits) {
            wrong.put(
                    "target",
                    wish.channel() == NotificationRule.Channel.MAIL
                            ? "must be a mail address"
                            : "must be an address that begins with https:// or http://");
        }
        for (String code : wish.codes()) {
            if (EventCodes.find(code).isEmpty()) {
                wrong.put("codes", "has an unknown event code");
            }
        }
        if (wish.groupMinutes() < 0 || wish.groupMinutes() > MAX_MINUTES) {
            wrong.put("groupMinutes", "must be from 0 to " + MAX_MINUTES);
        }
        String secret = wish.secret();
        if (secret != null && secret.length() > 200) {
            wrong.put("secret", "at most 200 characters");
        }
        if (!wrong.isEmpty()) {
            throw new Problem.Invalid(wrong);
        }
        if (wish.group() != null) {
            groups.tree().get(wish.group());
        }
    }

    private static boolean isWebAddress(String target) {
        try {
            URI uri = new URI(target);
            return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getFragment() == null;
        } catch (java.net.URISyntaxException e) {
            return false;
        }
    }

    private NotificationRule writable(Tx tx, Caller caller, UUID id) {
        NotificationRule rule = store.rule(tx, id)
                .filter(r -> caller.may(Right.VIEW, path(r.group())))
                .orElseThrow(() -> new Problem.NotFound("there is no such rule"));
        caller.require(Right.DEVICES, path(rule.group()));
        return rule;
    }

    private List<UUID> path(@Nullable UUID group) {
        return group == null ? List.of() : groups.tree().path(group);
    }
}

package org.fairlead.server.core.command;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.event.NewEvent;
import org.jspecify.annotations.Nullable;

/**
 * When commands need a second administrator. One administrator may ask for more approval at once; less approval comes only
 * when another one agrees. Any thread may call.
 */
public final class ApprovalRules {
    private final UnitOfWork unit;
    private final ApprovalStore store;
    private final AuditLog audit;
    private final EventLog events;
    private final Changes changes;
    private final InstantSource clock;

    public ApprovalRules(
            UnitOfWork unit,
            ApprovalStore store,
            AuditLog audit,
            EventLog events,
            Changes changes,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.audit = audit;
        this.events = events;
        this.changes = changes;
        this.clock = clock;
    }

    /** The settings and the change of them that waits, null for none. */
    public record Standing(
            ApprovalSettings settings, @Nullable ApprovalWish wish) {}

    public Standing standing() {
        return unit.read(tx -> new Standing(store.settings(tx), waiting(tx).orElse(null)));
    }

    public ApprovalSettings settings() {
        return unit.read(store::settings);
    }

    /** Changes the settings at once, or where that would mean less approval, has the change wait for somebody else. */
    public Standing change(Caller caller, ApprovalSettings wanted) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        ApprovalSettings next = wanted.checked();
        caller.requireConfirmed();
        return unit.inTx(tx -> {
            ApprovalSettings now = store.lockSettings(tx);
            if (now.revision() != wanted.revision()) {
                throw new Problem.Conflict("somebody else has changed these settings", now);
            }
            if (!next.loosens(now)) {
                return new Standing(apply(tx, caller, now, next, null), null);
            }
            if (waiting(tx).isPresent()) {
                throw new Problem.Conflict(
                        "change-waits", "another change waits for a second administrator, decide on it first", now);
            }
            Instant at = clock.instant();
            ApprovalWish wish = new ApprovalWish(
                    next,
                    at,
                    caller.actor().name(),
                    caller.actor().id(),
                    owner(tx, caller.actor()),
                    at.plus(Duration.ofHours(now.answerHours())));
            store.saveWish(tx, wish);
            record(tx, caller, "approval.settings-ask", now, next, null);
            event(tx, "S67.approval-loosening", caller);
            return new Standing(now, wish);
        });
    }

    /** Another administrator agrees to the change that waits. */
    public Standing approve(Caller caller) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        return unit.inTx(tx -> {
            ApprovalSettings now = store.lockSettings(tx);
            ApprovalWish wish = lockedWish(tx);
            if (caller.actor().kind() != Actor.Kind.ADMINISTRATOR) {
                throw new Problem.Denied(
                        "session-only", "only an administrator who has signed in can decide, no token");
            }
            if (wish.of(caller.actor().id())) {
                throw new Problem.Denied("own-request", "another administrator must decide on what you asked for");
            }
            caller.requireStepUp();
            if (wish.wanted().revision() != now.revision()) {
                throw new Problem.Conflict("somebody else has changed these settings", now);
            }
            return new Standing(apply(tx, caller, now, wish.wanted(), wish.askedBy()), null);
        });
    }

    /** The change that waits is refused, or withdrawn by who asked. */
    public Standing refuse(Caller caller) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        return unit.inTx(tx -> {
            ApprovalSettings now = store.lockSettings(tx);
            ApprovalWish wish = lockedWish(tx);
            store.dropWish(tx);
            record(
                    tx,
                    caller,
                    wish.of(caller.actor().id()) ? "approval.settings-withdraw" : "approval.settings-refuse",
                    now,
                    wish.wanted(),
                    wish.askedBy());
            return new Standing(now, null);
        });
    }

    private ApprovalWish lockedWish(Tx tx) {
        return waiting(tx).orElseThrow(() -> new Problem.NotFound("no change waits for a second administrator"));
    }

    private Optional<ApprovalWish> waiting(Tx tx) {
        return store.wish(tx).filter(w -> w.expiresAt().isAfter(clock.instant()));
    }

    private ApprovalSettings apply(
            Tx tx, Caller caller, ApprovalSettings now, ApprovalSettings next, @Nullable String askedBy) {
        ApprovalSettings saved = new ApprovalSettings(
                now.revision() + 1,
                next.devicesPerCommand(),
                next.devicesInWindow(),
                next.windowMinutes(),
                next.answerHours());
        store.saveSettings(tx, saved);
        store.dropWish(tx);
        record(tx, caller, "approval.settings", now, saved, askedBy);
        event(tx, "S64.approval-settings", caller);
        return saved;
    }

    private @Nullable UUID owner(Tx tx, Actor actor) {
        UUID id = actor.id();
        return id != null && actor.kind() == Actor.Kind.TOKEN
                ? store.ownerOfToken(tx, id).orElse(null)
                : id;
    }

    private void event(Tx tx, String code, Caller caller) {
        events.append(
                tx,
                List.of(NewEvent.ofServer(
                        clock.instant(), code, Map.of("actor", caller.actor().name()))));
    }

    private void record(
            Tx tx,
            Caller caller,
            String action,
            ApprovalSettings before,
            ApprovalSettings next,
            @Nullable String askedBy) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("before", before.toString());
        detail.put("now", next.toString());
        if (askedBy != null) {
            detail.put("askedBy", askedBy);
        }
        audit.record(tx, caller.actor(), action, "server", null, "approvals", detail);
        tx.afterCommit(() -> changes.publish("approvals"));
    }
}

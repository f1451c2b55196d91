package org.fairlead.server.core.confirm;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.protocol.codes.CodeKeys;
import org.fairlead.protocol.codes.GroupCode;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.confirm.ConfirmationStore.GroupCodeRow;
import org.fairlead.server.core.confirm.SecretStore.GroupSecret;
import org.fairlead.server.core.confirm.SecretStore.Purpose;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.policy.Policy;
import org.jspecify.annotations.Nullable;

/**
 * Codes that let every device of a group accept a key of this server: one administrator asks, another approves and gets
 * the code, which is not kept. Any thread may call.
 */
public final class GroupCodes {
    public static final String WAITING = "waiting";
    public static final String APPROVED = "approved";
    public static final String REVOKED = "revoked";
    public static final String EXPIRED = "expired";

    private final UnitOfWork unit;
    private final ConfirmationStore store;
    private final CodeSecrets secrets;
    private final ServerKeyNames keys;
    private final GroupCode.MemoryHard memoryHard;
    private final Fleet fleet;
    private final AuditLog audit;
    private final EventLog events;
    private final Changes changes;
    private final InstantSource clock;

    public GroupCodes(
            UnitOfWork unit,
            ConfirmationStore store,
            CodeSecrets secrets,
            ServerKeyNames keys,
            GroupCode.MemoryHard memoryHard,
            Fleet fleet,
            AuditLog audit,
            EventLog events,
            Changes changes,
            InstantSource clock) {
        this.unit = unit;
        this.store = store;
        this.secrets = secrets;
        this.keys = keys;
        this.memoryHard = memoryHard;
        this.fleet = fleet;
        this.audit = audit;
        this.events = events;
        this.changes = changes;
        this.clock = clock;
    }

    /** Asks for a code for one of the server's keys; another administrator must approve. */
    public GroupCodeRow ask(Caller caller, UUID policyId, String reason, String key, int days) {
        caller.requireStepUp();
        Policy policy = policy(caller, policyId);
        if (policy.status() != Policy.Status.ACTIVE) {
            throw new Problem.Conflict("inactive-policy", "no device obeys this policy, activate it first", null);
        }
        if (days < 1 || days > GroupCode.MAX_DAYS) {
            throw new Problem.Invalid("days", "must be from 1 to " + GroupCode.MAX_DAYS);
        }
        ServerKeyNames.ServerKey server = keys.serverKeys().stream()
                .filter(k -> k.name().equals(key))
                .findFirst()
                .orElseThrow(() -> new Problem.Invalid("key", "must be current or next"));
        String why = Confirmations.reason(reason);
        return unit.inTx(tx -> {
            GroupSecret secret = newest(tx, policy.group());
            Instant now = clock.instant();
            GroupCodeRow row = new GroupCodeRow(
                    Ids.next(),
                    policy.id(),
                    policy.group(),
                    WAITING,
                    server.name(),
                    server.hash(),
                    days,
                    secret.epoch(),
                    GroupCode.lastDay(day(now), days),
                    why,
                    now,
                    caller.actor().name(),
                    Objects.requireNonNull(caller.actor().id()),
                    null,
                    null,
                    null,
                    0,
                    0);
            store.insert(tx, row);
            record(tx, caller, policy, row, "group-code.ask");
            return row;
        });
    }

    private record Approval(GroupCodeRow row, byte[] key, GroupCode.Target target) {}

    /** Approves a code that another administrator asked for and gives it; the two may have it shown again. */
    public String approve(Caller caller, UUID policyId, UUID id) {
        caller.requireStepUp();
        Policy policy = policy(caller, policyId);
        Approval approval = unit.inTx(tx -> {
            GroupCodeRow row = expire(lock(tx, policyId, id));
            UUID me = Objects.requireNonNull(caller.actor().id());
            boolean again =
                    row.state().equals(APPROVED) && (me.equals(row.requestedById()) || me.equals(row.approvedById()));
            if (!again && !row.state().equals(WAITING)) {
                throw new Problem.Conflict(row.state(), "this code is " + row.state() + ", ask for a new one", null);
            }
            if (!again && me.equals(row.requestedById())) {
                throw new Problem.Denied("own-request", "another administrator must approve what you asked for");
            }
            if (keys.serverKeys().stream().noneMatch(k -> java.util.Arrays.equals(k.hash(), row.keyHash()))) {
                throw new Problem.Conflict("key-gone", "the server no longer uses this key, ask for a new code", null);
            }
            GroupSecret secret = again
                    ? secrets.ensure(tx, List.of(row.group()), row.group()).stream()
                            .filter(s -> s.purpose() == Purpose.GROUP && s.epoch() == row.epoch() && !s.retired())
                            .findFirst()
                            .orElseThrow(
                                    () -> new Problem.Conflict("expired", "the key behind this code is gone", null))
                    : newest(tx, row.group());
            Instant now = clock.instant();
            GroupCodeRow approved = again
                    ? row
                    : with(
                            row,
                            APPROVED,
                            secret.epoch(),
                            GroupCode.lastDay(day(now), row.days()),
                            caller.actor().name(),
                            me,
                            now);
            store.save(tx, approved);
            record(tx, caller, policy, approved, again ? "group-code.repeat" : "group-code.approve");
            if (!again) {
                event(tx, policy, caller, APPROVED);
            }
            return new Approval(
                    approved,
                    CodeKeys.groupKey(secrets.open(secret), row.group()),
                    new GroupCode.Target(secret.workspaceName(), row.group(), secret.epoch()));
        });
        return GroupCode.make(
                        memoryHard,
                        approval.key(),
                        approval.target(),
                        approval.row().keyHash(),
                        approval.row().lastDay())
                .text();
    }

    /** Takes a code back: the group gets a new key and connected devices forget the old one. */
    public GroupCodeRow revoke(Caller caller, UUID policyId, UUID id) {
        Policy policy = policy(caller, policyId);
        return unit.inTx(tx -> {
            GroupCodeRow row = expire(lock(tx, policyId, id));
            if (!row.state().equals(WAITING) && !row.state().equals(APPROVED)) {
                throw new Problem.Conflict(row.state(), "this code is " + row.state() + " already", null);
            }
            if (row.state().equals(APPROVED)) {
                secrets.renew(tx, row.group(), Purpose.GROUP, true);
            }
            GroupCodeRow revoked = with(
                    row, REVOKED, row.epoch(), row.lastDay(), row.approvedBy(), row.approvedById(), row.approvedAt());
            store.save(tx, revoked);
            record(tx, caller, policy, revoked, "group-code.revoke");
            event(tx, policy, caller, REVOKED);
            return revoked;
        });
    }

    /** Codes of a policy, newest first. */
    public List<GroupCodeRow> list(Caller caller, UUID policyId, int limit, Optional<UUID> before) {
        Policy policy = policy(caller, policyId);
        return unit.read(tx -> store.groupCodes(tx, policy.id(), limit, before)).stream()
                .map(this::expire)
                .toList();
    }

    /** Devices that hold the key behind a code. */
    public List<ConfirmationStore.Reached> reached(
            Caller caller, UUID policyId, UUID id, int limit, Optional<UUID> after) {
        policy(caller, policyId);
        return unit.inTx(tx -> {
            GroupCodeRow row = lock(tx, policyId, id);
            return store.reached(tx, row.group(), row.epoch(), caller.scope(Right.VIEW), limit, after);
        });
    }

    private GroupCodeRow lock(Tx tx, UUID policy, UUID id) {
        return store.lock(tx, policy, id).orElseThrow(() -> new Problem.NotFound("there is no such code"));
    }

    private GroupCodeRow expire(GroupCodeRow row) {
        boolean over = day(clock.instant()) > row.lastDay();
        return over && (row.state().equals(WAITING) || row.state().equals(APPROVED))
                ? with(row, EXPIRED, row.epoch(), row.lastDay(), row.approvedBy(), row.approvedById(), row.approvedAt())
                : row;
    }

    private static GroupCodeRow with(
            GroupCodeRow r,
            String state,
            int epoch,
            long lastDay,
            @Nullable String approvedBy,
            @Nullable UUID approvedById,
            @Nullable Instant approvedAt) {
        return new GroupCodeRow(
                r.id(),
                r.policy(),
                r.group(),
                state,
                r.serverKey(),
                r.keyHash(),
                r.days(),
                epoch,
                lastDay,
                r.reason(),
                r.requestedAt(),
                r.requestedBy(),
                r.requestedById(),
                approvedAt,
                approvedBy,
                approvedById,
                r.used(),
                r.devices());
    }

    private GroupSecret newest(Tx tx, UUID group) {
        return secrets.ensure(tx, List.of(group), group).stream()
                .filter(s -> s.purpose() == Purpose.GROUP && !s.retired())
                .max(java.util.Comparator.comparingInt(GroupSecret::epoch))
                .orElseThrow();
    }

    private Policy policy(Caller caller, UUID id) {
        Policy policy = fleet.book()
                .policy(id)
                .filter(p -> caller.may(Right.VIEW, fleet.tree().path(p.group())))
                .orElseThrow(() -> new Problem.NotFound("there is no such policy"));
        caller.require(Right.CODES_CERTIFICATE, fleet.tree().path(policy.group()));
        return policy;
    }

    private void record(Tx tx, Caller caller, Policy policy, GroupCodeRow row, String action) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("group", fleet.tree().find(row.group()).map(g -> g.name()).orElse(null));
        detail.put("key", row.serverKey());
        detail.put("days", row.days());
        detail.put("epoch", row.epoch());
        detail.put("reason", row.reason());
        detail.put("requestedBy", row.requestedBy());
        audit.record(tx, caller.actor(), action, "policy", policy.id(), policy.name(), detail);
        tx.afterCommit(() -> changes.publish("codes"));
    }

    private void event(Tx tx, Policy policy, Caller caller, String state) {
        events.append(
                tx,
                List.of(NewEvent.ofServer(
                        clock.instant(),
                        "S21.group-code-" + state,
                        Map.of("policy", policy.name(), "actor", caller.actor().name()))));
    }

    private static long day(Instant now) {
        return now.atZone(ZoneOffset.UTC).toLocalDate().toEpochDay();
    }
}

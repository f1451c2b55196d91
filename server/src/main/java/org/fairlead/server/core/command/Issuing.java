package org.fairlead.server.core.command;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.protocol.agent.Down;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.device.DeviceRef;
import org.fairlead.server.core.device.Nudger;
import org.jspecify.annotations.Nullable;

/** Queues commands for devices that may have them, with audit and nudge. Parameters are as they are stored. */
public final class Issuing {
    private final CommandStore store;
    private final Nudger nudger;
    private final AuditLog audit;
    private final Changes changes;

    public Issuing(CommandStore store, Nudger nudger, AuditLog audit, Changes changes) {
        this.store = store;
        this.nudger = nudger;
        this.audit = audit;
        this.changes = changes;
    }

    /** A command and its devices; who wanted it, and who approved it. */
    public record Issue(
            Actor actor,
            CommandKind kind,
            Map<String, ? extends @Nullable Object> params,
            List<DeviceRef> devices,
            Instant now,
            Instant expires,
            String by,
            @Nullable String approvedBy) {}

    /** Gives the commands in the order of the devices' identifiers. */
    public List<UUID> issue(Tx tx, Issue issue) {
        List<UUID> ids = store.insert(
                tx,
                new CommandStore.Batch(
                        issue.kind(),
                        issue.params(),
                        issue.now(),
                        issue.by(),
                        issue.expires(),
                        issue.devices(),
                        issue.approvedBy()));
        record(tx, issue);
        List<UUID> nudged = issue.devices().stream().map(DeviceRef::id).toList();
        tx.afterCommit(() -> {
            changes.publish("commands");
            changes.publish("overview");
            nudger.nudge(nudged, Down.Topic.COMMANDS);
        });
        return ids;
    }

    private void record(Tx tx, Issue issue) {
        List<DeviceRef> devices = issue.devices();
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("kind", issue.kind().wire());
        detail.putAll(Parameters.shown(issue.params()));
        if (issue.approvedBy() != null) {
            detail.put("askedBy", issue.by());
            detail.put("approvedBy", issue.approvedBy());
        }
        boolean one = devices.size() == 1;
        if (!one) {
            detail.put("count", devices.size());
            detail.put(
                    "devices",
                    devices.stream().limit(1_000).map(d -> d.id().toString()).toList());
        }
        audit.record(
                tx,
                issue.actor(),
                "command.create",
                "device",
                one ? devices.getFirst().id() : null,
                one ? devices.getFirst().name() : devices.size() + " devices",
                detail);
    }
}

package org.fairlead.server.core.confirm;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fairlead.protocol.codes.RequestCode;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.device.Device;
import org.fairlead.server.core.event.EventLog;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.policy.Policy;
import org.jspecify.annotations.Nullable;

/** Tells of servers that stand between a device and this one: an event and an audit record, once for a request. Thread-safe. */
final class Strangers {
    private static final int REMEMBERED = 1000;

    private final EventLog events;
    private final AuditLog audit;
    private final InstantSource clock;
    private final Set<String> told = new LinkedHashSet<>();

    Strangers(EventLog events, AuditLog audit, InstantSource clock) {
        this.events = events;
        this.audit = audit;
        this.clock = clock;
    }

    void tell(Tx tx, Caller caller, Policy policy, @Nullable Device device, RequestCode request) {
        if (known(request)) {
            return;
        }
        Map<String, @Nullable Object> args = new LinkedHashMap<>();
        args.put("policy", policy.name());
        args.put("actor", caller.actor().name());
        events.append(
                tx,
                List.of(new NewEvent(
                        device == null ? null : device.id(), null, clock.instant(), "S19.stranger", args)));
        audit.record(tx, caller.actor(), "confirmation.stranger", "policy", policy.id(), policy.name(), Map.of());
        tx.afterCommit(() -> remember(request));
    }

    private synchronized boolean known(RequestCode request) {
        return told.contains(request.text());
    }

    private synchronized void remember(RequestCode request) {
        if (told.size() >= REMEMBERED) {
            told.remove(told.iterator().next());
        }
        told.add(request.text());
    }
}

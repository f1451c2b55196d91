package org.fairlead.thinclient.model;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.codes.CodeAction;
import org.fairlead.thinclient.codes.Ledger;
import org.fairlead.thinclient.codes.Pending;
import org.fairlead.thinclient.log.AuditLog;
import org.fairlead.thinclient.log.EventLog;
import org.fairlead.thinclient.state.DiskOutbox;
import org.jspecify.annotations.Nullable;

/** What the thin client writes down: for the server, for its event log and for its audit log. */
final class Records {
    private final DeviceState state;
    private final DiskOutbox outbox;
    private final EventLog events;
    private final AuditLog audit;
    private final InstantSource clock;
    private final Runnable added;

    /** The last argument is called after something for the server was added. */
    Records(DeviceState state, DiskOutbox outbox, Path logFolder, InstantSource clock, Runnable added) {
        this.state = state;
        this.outbox = outbox;
        this.events = new EventLog(logFolder, clock, EventLog.TOTAL_BYTES);
        this.audit = new AuditLog(logFolder, clock, AuditLog.TOTAL_BYTES);
        this.clock = clock;
        this.added = added;
    }

    EventLog eventLog() {
        return events;
    }

    AuditLog auditLog() {
        return audit;
    }

    DiskOutbox outbox() {
        return outbox;
    }

    /** Tells the server something; a device without a server tells nobody. */
    void event(String code, Map<String, @Nullable Object> args) {
        add(new DeviceRecord.Event(0, clock.millis(), code, args));
    }

    void result(String command, DeviceRecord.Result.State outcome, @Nullable String why) {
        outbox.add(new DeviceRecord.Result(0, clock.millis(), command, outcome, why));
        added.run();
    }

    void codeRequested(Pending pending) {
        add(new DeviceRecord.CodeRequested(
                0,
                clock.millis(),
                pending.code(),
                name(pending.action()),
                new java.util.LinkedHashMap<>(pending.details())));
    }

    void codeUsed(Ledger.Act act, DeviceRecord.CodeUsed.Outcome result, @Nullable String reason) {
        add(new DeviceRecord.CodeUsed(
                0,
                clock.millis(),
                act.action(),
                DeviceRecord.CodeUsed.Form.valueOf(act.form().name()),
                act.group(),
                act.epoch(),
                act.nonce(),
                result,
                reason));
    }

    void codeRefused(CodeAction action, int tries) {
        add(new DeviceRecord.CodeRefused(0, clock.millis(), name(action), tries));
    }

    private static String name(CodeAction action) {
        return action.name().toLowerCase(Locale.ROOT);
    }

    private void add(DeviceRecord record) {
        if (state.identity() != null) {
            outbox.add(record);
            added.run();
        }
    }

    void localChange(Map<String, @Nullable Object> changes) {
        outbox.add(new DeviceRecord.LocalChange(0, clock.millis(), changes));
    }

    void log(EventLog.Severity severity, String component, String text) {
        events.add(severity, component, text);
    }

    void audit(String action, Map<String, ? extends @Nullable Object> detail) {
        audit.add(action, detail);
    }
}

package org.fairlead.thinclient.model;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.agent.EventCode;
import org.fairlead.protocol.codes.CodeAction;
import org.fairlead.protocol.codes.CodeKeys;
import org.fairlead.protocol.codes.GroupCode;
import org.fairlead.thinclient.agent.EnrolError;
import org.fairlead.thinclient.codes.Answered;
import org.fairlead.thinclient.codes.Approvals;
import org.fairlead.thinclient.codes.Asked;
import org.fairlead.thinclient.codes.DeviceKeys;
import org.fairlead.thinclient.codes.Ledger;
import org.fairlead.thinclient.codes.Pending;
import org.fairlead.thinclient.codes.Uptime;
import org.fairlead.thinclient.log.EventLog;
import org.fairlead.thinclient.state.Changeover;
import org.fairlead.thinclient.state.Identity;
import org.fairlead.thinclient.state.SafeFiles;
import org.jspecify.annotations.Nullable;

/**
 * What a user may do only with an administrator's code while the device is in a group: another server, a reset, another
 * server certificate. A device without a server or without a group asks for nothing. Any thread; calls may block for up
 * to a minute.
 */
public final class Guarded {
    private static final String LIFETIME = "server.codes.requestLifetime";
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    /** One of the guarded actions with its parameters. */
    public record Wish(
            CodeAction action, Map<String, String> details, byte @Nullable [] serverKey, Approvals.Deed deed) {}

    private final SafeFiles files;
    private final DeviceState state;
    private final Records records;
    private final ServerLink link;
    private final ServerChange change;
    private final SettingsKeeper keeper;
    private final InstantSource clock;
    private final Runnable again;
    private final Ledger ledger;
    private final Approvals approvals;
    private volatile DeviceKeys keys;
    private volatile boolean left;
    private volatile boolean resetting;

    /** The machine's parts that codes need. */
    public record Tools(Uptime uptime, RandomGenerator random, GroupCode.MemoryHard function, Runnable again) {}

    Guarded(
            SafeFiles files,
            DeviceState state,
            Records records,
            ServerLink link,
            ServerChange change,
            SettingsKeeper keeper,
            InstantSource clock,
            Tools tools) {
        this.files = files;
        this.state = state;
        this.records = records;
        this.link = link;
        this.change = change;
        this.keeper = keeper;
        this.clock = clock;
        this.again = tools.again();
        this.keys = DeviceKeys.load(files);
        this.ledger = new Ledger(files, tools.uptime());
        this.approvals =
                new Approvals(ledger, tools.uptime(), clock, tools.random(), tools.function(), new Self(), new Told());
    }

    private final class Self implements Approvals.Device {
        @Override
        public @Nullable String id() {
            Identity identity = state.identity();
            return identity == null ? null : identity.deviceId();
        }

        @Override
        public DeviceKeys keys() {
            return keys;
        }

        @Override
        public long lifetime() {
            return TimeUnit.MINUTES.toMillis(state.officeNumber(LIFETIME, 30));
        }
    }

    private final class Told implements Approvals.Listener {
        @Override
        public void requested(Pending pending) {
            records.codeRequested(pending);
            records.audit("code-requested", detail(pending.action(), pending.details()));
            state.changed();
        }

        @Override
        public void used(Ledger.Act act, DeviceRecord.CodeUsed.Outcome result, @Nullable String reason) {
            if (!left) {
                records.codeUsed(act, result, reason);
            }
            left = false;
            String text = result.name().toLowerCase(Locale.ROOT) + (reason == null ? "" : ": " + reason);
            records.audit("code-used", Map.of("action", act.action(), "result", text));
            records.log(EventLog.Severity.WARNING, "codes", act.action() + " after a confirmation code: " + text);
            state.changed();
        }

        @Override
        public void refused(CodeAction action, int tries) {
            records.codeRefused(action, tries);
            records.audit("code-refused", Map.of("action", name(action), "tries", (long) tries));
            state.changed();
        }
    }

    private static String name(CodeAction action) {
        return action.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, @Nullable Object> detail(CodeAction action, Map<String, String> details) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>(details);
        detail.put("action", name(action));
        return detail;
    }

    /** Whether the device is in a group, where an administrator decides. */
    public boolean needsCode() {
        Identity identity = state.identity();
        return identity != null && identity.group() != null;
    }

    /** The request that waits for its answer, or null. */
    public @Nullable Pending pending() {
        return approvals.pending();
    }

    /** Milliseconds that a request still waits. */
    public long left(Pending pending) {
        return approvals.left(pending);
    }

    public Answered answer(String code) {
        Answered answer = approvals.answer(code);
        startAnew();
        return answer;
    }

    /** The reset is marked and everything about it is told: the program begins again and completes it. */
    private void startAnew() {
        if (resetting) {
            Thread.startVirtualThread(() -> {
                link.flush(FAREWELL);
                again.run();
            });
        }
    }

    /** Gives the request up. */
    public void cancel() {
        approvals.cancel();
        state.changed();
    }

    /** Back to the first start, with nothing left of what the device knew. */
    public Wish reset() {
        return new Wish(CodeAction.RESET, Map.of(), null, act -> {
            records.event(EventCode.RESET_REQUESTED, Map.of());
            records.audit("reset", Map.of());
            link.flush(FAREWELL);
            Changeover.reset(files);
            resetting = true;
            return null;
        });
    }

    /** Another server, or the same one at another address. */
    public Wish server(ServerTarget target) {
        return new Wish(CodeAction.CONNECTION, Map.of("newServer", target.address()), null, act -> {
            try {
                boolean anew = change.run(target, () -> leaving(act));
                if (anew) {
                    keys(DeviceKeys.NONE);
                    keeper.apply("");
                } else {
                    keeper.keepServer(target.host(), target.port());
                }
                return null;
            } catch (EnrolError e) {
                return e.code() + ": " + e.getMessage();
            }
        });
    }

    private void leaving(Ledger.@Nullable Act act) {
        if (act != null) {
            records.codeUsed(act, DeviceRecord.CodeUsed.Outcome.DONE, null);
            left = true;
        }
        link.flush(FAREWELL);
    }

    /** Other values of the connection's settings, such as its method. */
    public Wish connection(Map<String, @Nullable Object> changes) {
        Map<String, String> details = new LinkedHashMap<>();
        changes.forEach((key, value) -> details.put(key, String.valueOf(value)));
        return new Wish(CodeAction.CONNECTION, details, null, act -> {
            keeper.save(changes);
            return null;
        });
    }

    /** Trust in the key that the server shows now. */
    public Wish certificate(String pin) {
        return new Wish(
                CodeAction.CERTIFICATE,
                Map.of("newKey", pin),
                Base64.getDecoder().decode(pin),
                act -> {
                    link.trust(pin);
                    return null;
                });
    }

    public Asked ask(Wish wish) {
        return approvals.ask(wish.action(), wish.details(), wish.serverKey(), wish.deed());
    }

    /** Acts without a code where none is needed. */
    public Answered actAlone(Wish wish) {
        if (needsCode()) {
            return new Answered.None();
        }
        String problem = wish.deed().run(null);
        startAnew();
        return problem == null ? new Answered.Done() : new Answered.Failed(problem);
    }

    /** Tells what a restart interrupted. */
    void start() {
        Ledger.Act act = approvals.interrupted();
        if (act != null) {
            state.note(new Notice(clock.instant(), "notice.interrupted." + act.action(), ""));
        }
    }

    /** The server greeted. */
    void greeted(long serverTime, @Nullable String group) {
        ledger.heard(serverTime);
        if (group == null && !keys.keys().isEmpty()) {
            keys(DeviceKeys.NONE);
        }
    }

    /** Secrets from the server; none when the device left its group. */
    void keys(DeviceKeys fresh) {
        synchronized (files) {
            if (fresh.equals(keys)) {
                return;
            }
            fresh.save(files);
            keys = fresh;
        }
        if (fresh.keys().isEmpty()) {
            approvals.cancel();
        }
        records.log(
                EventLog.Severity.INFO,
                "codes",
                "the server gave " + fresh.keys().size() + " keys");
    }

    /** Secrets as the server sends them; a damaged one is left out. */
    void keys(Down.CodeKeys sent) {
        List<DeviceKeys.Key> fresh = new ArrayList<>();
        for (Down.CodeKey key : sent.keys()) {
            try {
                String group = key.group();
                DeviceKeys.Key stored = new DeviceKeys.Key(
                        DeviceKeys.Kind.valueOf(key.kind().name()),
                        group == null ? null : UUID.fromString(group),
                        key.groupName() == null ? "" : key.groupName(),
                        key.epoch(),
                        key.secret());
                if (stored.bytes().length == CodeKeys.BYTES) {
                    fresh.add(stored);
                }
            } catch (IllegalArgumentException e) {
                records.log(EventLog.Severity.ERROR, "codes", "a key cannot be read: " + e.getMessage());
            }
        }
        keys(new DeviceKeys(sent.version(), sent.workspace(), sent.deviceNumber(), fresh));
    }

    /** Names the set of keys that the device holds. */
    String keysVersion() {
        return keys.version();
    }
}

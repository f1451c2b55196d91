package org.fairlead.thinclient.codes;

import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.codes.CodeAction;
import org.fairlead.protocol.codes.CodeContext;
import org.fairlead.protocol.codes.CodeReading;
import org.fairlead.protocol.codes.CodeText;
import org.fairlead.protocol.codes.ConfirmationCode;
import org.fairlead.protocol.codes.GroupCode;
import org.fairlead.protocol.codes.RequestCode;
import org.jspecify.annotations.Nullable;

/**
 * Asks for an administrator's approval and acts on the answer, once: verify, record as used, act, record the result. One
 * request waits at a time; a new one voids the one before. Safe for several threads; {@link #ask} and {@link #answer}
 * write to the disk and may take seconds.
 */
public final class Approvals {
    public static final int TRIES = 5;

    /** What runs after the right answer. */
    public interface Deed {
        /** Runs; null when it succeeded, else why it did not. The act is null where no code was needed. */
        @Nullable
        String run(Ledger.@Nullable Act act);
    }

    /** Who hears of requests and answers. */
    public interface Listener {
        void requested(Pending pending);

        /** A confirmation is spent: the action begins, has ended, or nobody knows because the device stopped. */
        void used(Ledger.Act act, DeviceRecord.CodeUsed.Outcome result, @Nullable String reason);

        /** A request ended after wrong answers only. */
        void refused(CodeAction action, int tries);
    }

    /** What the device is for the codes at one moment. */
    public interface Device {
        /** The device's UUID, null without a server. */
        @Nullable
        String id();

        DeviceKeys keys();

        /** How long a request waits, milliseconds. */
        long lifetime();
    }

    private record Open(Pending pending, Context context, Deed deed) {}

    private record Context(DeviceKeys.Key key, CodeContext code, byte @Nullable [] serverKey) {}

    private final Ledger ledger;
    private final Uptime uptime;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Device device;
    private final GroupCheck groups;
    private final Listener listener;
    private final AtomicReference<@Nullable Open> open = new AtomicReference<>();

    public Approvals(
            Ledger ledger,
            Uptime uptime,
            InstantSource clock,
            RandomGenerator random,
            GroupCode.MemoryHard function,
            Device device,
            Listener listener) {
        this.ledger = ledger;
        this.uptime = uptime;
        this.clock = clock;
        this.random = random;
        this.device = device;
        this.groups = new GroupCheck(function, ledger, clock);
        this.listener = listener;
    }

    /** The request that waits, or null; never blocks. */
    public @Nullable Pending pending() {
        Open current = open.get();
        return current == null || left(current.pending()) <= 0 ? null : current.pending();
    }

    /** Milliseconds that are left for an answer. */
    public long left(Pending pending) {
        return pending.deadline() - uptime.millis();
    }

    /** Tells the server what a restart interrupted; null when there was nothing. */
    public synchronized Ledger.@Nullable Act interrupted() {
        Ledger.Act act = ledger.underWay();
        if (act != null) {
            listener.used(act, DeviceRecord.CodeUsed.Outcome.UNKNOWN, null);
            ledger.ended();
        }
        return act;
    }

    /**
     * Makes a request, or gives the one that waits for the same thing.
     *
     * @param serverKey SHA-256 of the server's public key, for {@link CodeAction#CERTIFICATE}
     */
    public synchronized Asked ask(
            CodeAction action, Map<String, String> details, byte @Nullable [] serverKey, Deed deed) {
        Pending before = pending();
        Open current = open.get();
        if (before != null
                && current != null
                && before.action() == action
                && before.details().equals(details)) {
            open.compareAndSet(current, new Open(before, current.context(), deed));
            return new Asked.Open(before);
        }
        DeviceKeys keys = device.keys();
        String id = device.id();
        DeviceKeys.Key key = keys.newest(
                        action == CodeAction.CERTIFICATE ? DeviceKeys.Kind.CERTIFICATE : DeviceKeys.Kind.DEVICE)
                .orElse(null);
        if (key == null || id == null) {
            return new Asked.NoKeys();
        }
        long wait = Math.max(ledger.wait(1, Ledger.MINUTE), ledger.wait(Ledger.REQUESTS_A_DAY, Ledger.DAY));
        if (wait > 0) {
            return new Asked.Later(wait);
        }
        byte[] secret = key.bytes();
        int nonce = ledger.begin(secret, names(keys), random);
        CodeContext code = serverKey == null
                ? CodeContext.device(keys.workspace(), UUID.fromString(id), action, nonce, key.epoch())
                : CodeContext.certificate(keys.workspace(), serverKey, nonce, key.epoch());
        Pending pending = new Pending(
                action,
                Map.copyOf(details),
                RequestCode.make(secret, code, keys.number()).text(),
                uptime.millis() + device.lifetime(),
                TRIES);
        end(open.getAndSet(new Open(pending, new Context(key, code, serverKey), deed)));
        listener.requested(pending);
        return new Asked.Open(pending);
    }

    private static Set<String> names(DeviceKeys keys) {
        Set<String> names = new LinkedHashSet<>();
        keys.keys().forEach(key -> names.add(Ledger.name(key.bytes())));
        return names;
    }

    /** The user gives the request up, or the device no longer belongs where it made it; never blocks. */
    public void cancel() {
        end(open.getAndSet(null));
    }

    /** Judges an answer and, if it is right, acts. */
    public synchronized Answered answer(String text) {
        Open current = open.get();
        if (current == null) {
            return new Answered.None();
        }
        if (left(current.pending()) <= 0) {
            open.compareAndSet(current, null);
            end(current);
            return new Answered.Expired();
        }
        boolean forGroup = current.context().serverKey() != null
                && CodeText.check(text, CodeText.LONG_GROUPS).getLast().digits().length() > 0;
        return forGroup ? groupAnswer(current, text) : ownAnswer(current, text);
    }

    private Answered ownAnswer(Open current, String text) {
        if (!(ConfirmationCode.parse(text) instanceof CodeReading.Read<ConfirmationCode> read)) {
            return new Answered.NotWhole();
        }
        Context context = current.context();
        if (!read.code().confirms(context.key().bytes(), context.code())) {
            return wrong(current);
        }
        Ledger.Act act = act(current, context.key(), context.code().nonce());
        ledger.used(act);
        return act(current, act);
    }

    private Answered groupAnswer(Open current, String text) {
        byte[] serverKey = current.context().serverKey();
        if (serverKey == null || !(GroupCode.parse(text) instanceof CodeReading.Read<GroupCode> read)) {
            return new Answered.NotWhole();
        }
        long wait = ledger.groupWait();
        if (wait > 0) {
            return new Answered.Closed(wait);
        }
        ledger.groupTry();
        GroupCheck.Match match = groups.find(device.keys(), read.code(), serverKey);
        if (match == null) {
            return wrong(current);
        }
        Ledger.Act act = act(current, match.key(), match.lastDay());
        ledger.groupCodeUsed(read.code().text(), act);
        return act(current, act);
    }

    private Answered wrong(Open current) {
        Pending next = current.pending().tried();
        Open tried = new Open(next, current.context(), current.deed());
        if (next.triesLeft() > 0) {
            open.compareAndSet(current, tried);
            return new Answered.Wrong(next.triesLeft());
        }
        open.compareAndSet(current, null);
        end(tried);
        return new Answered.Exhausted();
    }

    private void end(@Nullable Open ended) {
        if (ended != null && ended.pending().triesLeft() < TRIES) {
            listener.refused(ended.pending().action(), TRIES - ended.pending().triesLeft());
        }
    }

    private Ledger.Act act(Open current, DeviceKeys.Key key, long nonce) {
        UUID group = key.group();
        return new Ledger.Act(
                current.pending().action().name().toLowerCase(Locale.ROOT),
                key.kind(),
                group == null ? null : group.toString(),
                key.epoch(),
                nonce,
                clock.millis());
    }

    private Answered act(Open current, Ledger.Act act) {
        open.compareAndSet(current, null);
        listener.used(act, DeviceRecord.CodeUsed.Outcome.STARTED, null);
        String problem;
        try {
            problem = current.deed().run(act);
        } catch (RuntimeException e) {
            problem = String.valueOf(e.getMessage());
        }
        listener.used(
                act,
                problem == null ? DeviceRecord.CodeUsed.Outcome.DONE : DeviceRecord.CodeUsed.Outcome.FAILED,
                problem);
        ledger.ended();
        return problem == null ? new Answered.Done() : new Answered.Failed(problem);
    }
}

package org.fairlead.protocol.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The device's side of the agent protocol as a state machine: calls in, {@link Action}s out, no I/O, no clock, no
 * threads. Times are milliseconds of a monotonic clock of the caller. One caller at a time. The caller invokes
 * {@link #tick} at or after {@link #nextTick}.
 */
public final class AgentSession {
    public static final int PROTOCOL = 1;
    private static final long GREETING_TIMEOUT = 30_000;
    private static final long SILENCE_FACTOR = 3;

    private enum State {
        WAITING,
        OPENING,
        GREETING,
        ESTABLISHED
    }

    private final Supplier<Up.Hello> hello;
    private final Outbox outbox;
    private final Reconnect reconnect;
    private State state = State.WAITING;
    private long nextAttempt;
    private long deadline = Long.MAX_VALUE;
    private long nextPing = Long.MAX_VALUE;
    private long establishedAt;
    private long lastReceived;
    private long heartbeat = 240_000;
    private long inFlight;
    private long reportedDrops;
    private boolean fetchingSettings;
    private boolean fetchSettingsAgain;
    private Up.@Nullable Applied unsentApplied;
    private String closeReason = "connection lost";

    public AgentSession(Supplier<Up.Hello> hello, Outbox outbox, Random random) {
        this.hello = hello;
        this.outbox = outbox;
        this.reconnect = new Reconnect(random);
    }

    public boolean established() {
        return state == State.ESTABLISHED;
    }

    /** The connection is open: says hello. */
    public List<Action> opened(long now) {
        if (state != State.OPENING) {
            return List.of(new Action.Close("not expected"));
        }
        state = State.GREETING;
        deadline = now + GREETING_TIMEOUT;
        Up.Hello message = hello.get();
        reportedDrops = message.dropped();
        return List.of(send(message));
    }

    /** The connection could not be opened or has ended. */
    public List<Action> closed(long now, String reason) {
        if (state == State.WAITING) {
            return List.of();
        }
        boolean stable = state == State.ESTABLISHED && now - establishedAt >= Reconnect.STABLE_MILLIS;
        boolean wasEstablished = state == State.ESTABLISHED;
        state = State.WAITING;
        deadline = Long.MAX_VALUE;
        nextPing = Long.MAX_VALUE;
        inFlight = 0;
        fetchingSettings = false;
        nextAttempt = now + reconnect.next(wasEstablished, stable);
        return List.of(new Action.Offline(nextAttempt, reason.isEmpty() ? closeReason : reason));
    }

    /** Connect now, whatever the wait was. */
    public List<Action> connectNow(long now) {
        if (state != State.WAITING) {
            return List.of();
        }
        nextAttempt = now;
        return tick(now);
    }

    /** When {@link #tick} must be called at the latest. */
    public long nextTick() {
        return switch (state) {
            case WAITING -> nextAttempt;
            case OPENING, GREETING -> deadline;
            case ESTABLISHED -> Math.min(nextPing, deadline);
        };
    }

    public List<Action> tick(long now) {
        switch (state) {
            case WAITING -> {
                if (now >= nextAttempt) {
                    state = State.OPENING;
                    deadline = now + GREETING_TIMEOUT;
                    return List.of(new Action.Open());
                }
            }
            case OPENING, GREETING -> {
                if (now >= deadline) {
                    deadline = now + GREETING_TIMEOUT;
                    closeReason = "the server did not answer in time";
                    return List.of(new Action.Close(closeReason));
                }
            }
            case ESTABLISHED -> {
                if (now >= lastReceived + SILENCE_FACTOR * heartbeat) {
                    deadline = now + GREETING_TIMEOUT;
                    closeReason = "the server fell silent";
                    return List.of(new Action.Close(closeReason));
                }
                if (now >= nextPing) {
                    nextPing = now + heartbeat;
                    return List.of(send(new Up.Ping()));
                }
            }
        }
        return List.of();
    }

    /** One text message of the server. */
    public List<Action> received(long now, String text) {
        lastReceived = now;
        deadline = state == State.ESTABLISHED ? now + SILENCE_FACTOR * heartbeat : deadline;
        Down message;
        try {
            message = Codec.down(text);
        } catch (ProtocolError e) {
            return List.of(); // a message of a newer server
        }
        List<Action> actions = new ArrayList<>();
        if (message instanceof Down.Welcome welcome) {
            greeted(now, welcome, actions);
        } else if (state != State.ESTABLISHED) {
            if (message instanceof Down.GoAway goAway) {
                away(goAway, actions);
            }
        } else if (message instanceof Down.Nudge nudge) {
            fetch(nudge.topics(), actions);
        } else if (message instanceof Down.Settings settings) {
            settings(settings, actions);
        } else if (message instanceof Down.Commands commands) {
            commands.commands().forEach(order -> actions.add(new Action.Run(order)));
        } else if (message instanceof Down.Ack ack) {
            outbox.acknowledged(ack.seq());
            inFlight = 0;
            flush(actions);
        } else if (message instanceof Down.Certificate certificate) {
            actions.add(new Action.Install(certificate.pem()));
        } else if (message instanceof Down.CodeKeys keys) {
            actions.add(new Action.StoreCodes(keys));
        } else if (message instanceof Down.Pins pins) {
            actions.add(new Action.StorePins(pins.pins()));
        } else if (message instanceof Down.EndRemote end) {
            actions.add(new Action.EndRemote(end.session()));
        } else if (message instanceof Down.RemoteRevealed revealed) {
            actions.add(new Action.RemoteRevealed(revealed.administrator(), revealed.at()));
        } else if (message instanceof Down.GoAway goAway) {
            away(goAway, actions);
        }
        return actions;
    }

    /** The document named by the hash has been obeyed as far as the results say. */
    public List<Action> applied(String hash, List<Up.BlockResult> results) {
        Up.Applied message = new Up.Applied(hash, results);
        unsentApplied = message;
        if (state != State.ESTABLISHED) {
            return List.of();
        }
        unsentApplied = null;
        return List.of(send(message));
    }

    /** The outbox has new records. */
    public List<Action> changed() {
        List<Action> actions = new ArrayList<>();
        if (state == State.ESTABLISHED) {
            flush(actions);
        }
        return actions;
    }

    /** What the device says of itself has changed. */
    public List<Action> info(Up.DeviceInfo info) {
        return state == State.ESTABLISHED ? List.of(send(new Up.Info(info))) : List.of();
    }

    /** How the device is reached for remote management; lost without a connection, so say it after each greeting. */
    public List<Action> remote(Up.RemoteAccess access) {
        return state == State.ESTABLISHED ? List.of(send(access)) : List.of();
    }

    /** Who manages the device; lost without a connection, so say it after each greeting. */
    public List<Action> remote(Up.RemoteState now) {
        return state == State.ESTABLISHED ? List.of(send(now)) : List.of();
    }

    /** Asks for settings and commands now. */
    public List<Action> synchronise() {
        List<Action> actions = new ArrayList<>();
        if (state == State.ESTABLISHED) {
            fetch(Set.of(Down.Topic.SETTINGS, Down.Topic.COMMANDS), actions);
        }
        return actions;
    }

    /** Asks for a certificate for this PKCS#10 request, PEM. */
    public List<Action> renew(String csr) {
        return state == State.ESTABLISHED ? List.of(send(new Up.Renew(csr))) : List.of();
    }

    /** The keys for offline codes of this version are on disk. */
    public List<Action> codesStored(String version) {
        return state == State.ESTABLISHED ? List.of(send(new Up.CodesHave(version))) : List.of();
    }

    /** The server keys to trust are on disk. */
    public List<Action> pinsStored(List<String> pins) {
        return state == State.ESTABLISHED ? List.of(send(new Up.PinsHave(pins))) : List.of();
    }

    private void greeted(long now, Down.Welcome welcome, List<Action> actions) {
        if (state != State.GREETING) {
            return;
        }
        state = State.ESTABLISHED;
        establishedAt = now;
        heartbeat = Math.max(5, Math.min(3600, welcome.heartbeat())) * 1000L;
        nextPing = now + heartbeat;
        deadline = now + SILENCE_FACTOR * heartbeat;
        reconnect.window(welcome.reconnectWindow() * 1000L);
        outbox.acknowledged(welcome.acked());
        if (reportedDrops > 0) {
            outbox.dropReported(reportedDrops);
        }
        actions.add(new Action.Greeted(welcome));
        if (unsentApplied != null) {
            actions.add(send(unsentApplied));
            unsentApplied = null;
        }
        fetch(welcome.waiting(), actions);
        flush(actions);
    }

    private void fetch(Set<Down.Topic> topics, List<Action> actions) {
        if (topics.contains(Down.Topic.SETTINGS)) {
            if (fetchingSettings) {
                fetchSettingsAgain = true;
            } else {
                fetchingSettings = true;
                actions.add(send(new Up.FetchSettings(hello.get().settingsHash())));
            }
        }
        if (topics.contains(Down.Topic.COMMANDS)) {
            actions.add(send(new Up.FetchCommands()));
        }
        if (topics.contains(Down.Topic.CERTIFICATES)) {
            actions.add(new Action.RenewIdentity());
        }
        String codes = topics.contains(Down.Topic.CODES) ? hello.get().codes() : null;
        if (codes != null) {
            actions.add(send(new Up.CodesHave(codes)));
        }
    }

    private void settings(Down.Settings settings, List<Action> actions) {
        fetchingSettings = false;
        Map<String, @Nullable Object> document = settings.document();
        if (document != null) {
            actions.add(new Action.Apply(settings.hash(), document));
        }
        if (fetchSettingsAgain) {
            fetchSettingsAgain = false;
            fetchingSettings = true;
            actions.add(send(new Up.FetchSettings(document == null ? hello.get().settingsHash() : settings.hash())));
        }
    }

    private void flush(List<Action> actions) {
        if (inFlight != 0) {
            return;
        }
        List<DeviceRecord> records = outbox.first(DeviceRecord.MAX_BATCH);
        if (!records.isEmpty()) {
            inFlight = DeviceRecord.last(records);
            actions.add(send(new Up.Records(records)));
        }
    }

    private void away(Down.GoAway goAway, List<Action> actions) {
        reconnect.slot(goAway.retryAfterMillis());
        closeReason = goAway.reason();
        actions.add(new Action.Close(goAway.reason()));
    }

    private static Action send(Up message) {
        return new Action.Send(Codec.print(message));
    }
}

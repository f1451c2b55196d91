package org.fairlead.simulator;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.concurrent.ScheduledFuture;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.fairlead.protocol.agent.Action;
import org.fairlead.protocol.agent.AgentSession;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.agent.EventCode;
import org.fairlead.protocol.agent.Up;
import org.jspecify.annotations.Nullable;

/** One device: the agent's own session with a memory for a disk. Everything runs on the device's event loop. */
public final class SimulatedDevice {
    private static final long DAYS_400 = 400L * 24 * 3600 * 1000;
    private static final Set<String> KINDS = Set.of("synchronise", "restart", "shut-down", "message", "new-id");

    private final int index;
    private final Behaviour behaviour;
    private final Fleet fleet;
    private final EventLoop loop;
    private final MemoryOutbox outbox;
    private final AgentSession session;
    private final String boot = UUID.randomUUID().toString();
    private final Set<String> done = new LinkedHashSet<>(2);
    private Identity identity;
    private @Nullable KeyPair nextKey;
    private @Nullable Channel channel;
    private @Nullable ScheduledFuture<?> timer;
    private long timerAt;
    private String hash = "";
    private String codes = "";
    private List<String> pins = List.of();
    private boolean online;
    private boolean stopped;
    private volatile String shownHash = "";

    SimulatedDevice(int index, Identity identity, Behaviour behaviour, Fleet fleet, EventLoop loop) {
        this.index = index;
        this.identity = identity;
        this.behaviour = behaviour;
        this.fleet = fleet;
        this.loop = loop;
        this.outbox = new MemoryOutbox(this::acknowledged);
        this.session = new AgentSession(this::hello, outbox, new Random(index));
    }

    public String id() {
        return identity.id();
    }

    public Behaviour behaviour() {
        return behaviour;
    }

    /** Hash of the settings that it has applied; any thread may ask. */
    public String settingsHash() {
        return shownHash;
    }

    void start(long delayMillis) {
        loop.schedule(() -> run(session.connectNow(now())), delayMillis, TimeUnit.MILLISECONDS);
    }

    void stop() {
        loop.execute(() -> {
            stopped = true;
            if (timer != null) {
                timer.cancel(false);
            }
            if (channel != null) {
                channel.close();
            }
        });
    }

    /** Something happens on the device. */
    void emit() {
        loop.execute(() -> {
            int times = behaviour == Behaviour.FLOOD ? 20 : 1;
            for (int i = 0; i < times; i++) {
                outbox.add(new DeviceRecord.Event(0, clock(), EventCode.SESSION_STARTED, arguments()));
                fleet.counters().events.increment();
            }
            run(session.changed());
        });
    }

    /** Ends the connection as a cut cable would, seen from the device. */
    void cut() {
        loop.execute(() -> {
            if (channel != null) {
                channel.close();
            }
        });
    }

    Identity identity() {
        return identity;
    }

    EventLoop loop() {
        return loop;
    }

    // ---- called by the connection, on the loop

    void opened(Channel open) {
        channel = open;
        run(session.opened(now()));
    }

    void received(String text) {
        run(session.received(now(), text));
    }

    void closed(String reason) {
        channel = null;
        if (online) {
            online = false;
            fleet.counters().online.decrement();
            fleet.counters().losses.increment();
        }
        if (!stopped) {
            run(session.closed(now(), reason));
        }
    }

    private void run(List<Action> actions) {
        for (Action action : actions) {
            act(action);
        }
        if (channel != null) {
            channel.flush();
        }
        schedule();
    }

    private void act(Action action) {
        switch (action) {
            case Action.Open open -> fleet.connector().open(this);
            case Action.Send send -> {
                if (channel != null) {
                    channel.write(new TextWebSocketFrame(send.text()));
                }
            }
            case Action.Close close -> {
                if (channel != null) {
                    channel.close();
                } else {
                    loop.execute(() -> closed(close.reason()));
                }
            }
            case Action.Greeted greeted -> {
                if (!pins.equals(greeted.welcome().pins())) {
                    pins = greeted.welcome().pins();
                    session.pinsStored(pins).forEach(this::act);
                }
                greeted();
            }
            case Action.Apply apply -> apply(apply);
            case Action.Run order -> execute(order.order());
            case Action.RenewIdentity renew -> {
                KeyPair key = Keys.p256();
                nextKey = key;
                session.renew(Keys.request(key)).forEach(this::act);
            }
            case Action.Install install -> install(install.pem());
            case Action.StoreCodes keys -> {
                codes = keys.keys().version();
                session.codesStored(codes).forEach(this::act);
            }
            case Action.StorePins trusted -> {
                pins = trusted.pins();
                session.pinsStored(pins).forEach(this::act);
            }
            case Action.EndRemote end -> {}
            case Action.RemoteRevealed revealed -> {}
            case Action.Offline offline -> {
                long within = behaviour == Behaviour.NO_JITTER ? 1 : fleet.returnWithin();
                if (within > 0 && !stopped) {
                    loop.schedule(
                            () -> run(session.connectNow(now())),
                            1 + ThreadLocalRandom.current().nextLong(within),
                            TimeUnit.MILLISECONDS);
                }
            }
        }
    }

    private void greeted() {
        online = true;
        fleet.counters().online.increment();
        fleet.counters().connects.increment();
        if (behaviour == Behaviour.DRIFT) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            values.put("power.screen.offAfter", (long)
                    (5 + fleet.counters().connects.sum() % 50));
            outbox.add(new DeviceRecord.LocalChange(0, clock(), values));
        }
    }

    private void apply(Action.Apply apply) {
        hash = apply.hash();
        Set<String> blocks = new LinkedHashSet<>();
        if (apply.document().get("values") instanceof Map<?, ?> values) {
            for (Object key : values.keySet()) {
                String text = String.valueOf(key);
                blocks.add(text.substring(0, Math.max(0, text.lastIndexOf('.'))));
            }
        }
        List<Up.BlockResult> results = new ArrayList<>();
        for (String block : blocks) {
            boolean failed = behaviour == Behaviour.FAIL && results.isEmpty();
            results.add(new Up.BlockResult(
                    block,
                    failed ? Up.BlockResult.State.FAILED : Up.BlockResult.State.APPLIED,
                    failed ? "simulated: the program ended with 1" : null));
        }
        session.applied(hash, results).forEach(this::act);
        shownHash = hash;
        fleet.counters().applied.increment();
    }

    private void execute(Down.Order order) {
        if (!done.add(order.id())) {
            fleet.counters().repeated.increment();
            return;
        }
        fleet.executed(identity.id(), order.id());
        DeviceRecord.Result.State state = KINDS.contains(order.kind())
                ? DeviceRecord.Result.State.SUCCEEDED
                : DeviceRecord.Result.State.UNSUPPORTED;
        outbox.add(new DeviceRecord.Result(0, clock(), order.id(), state, null));
        if (order.kind().equals("synchronise")) {
            session.synchronise().forEach(this::act);
        }
        session.changed().forEach(this::act);
    }

    private void install(String pem) {
        KeyPair key = nextKey;
        if (key != null) {
            identity = new Identity(
                    identity.id(), key.getPrivate(), Keys.chain(pem), identity.gatewayHost(), identity.gatewayPort());
            nextKey = null;
        }
    }

    private void acknowledged(DeviceRecord record) {
        fleet.acknowledged(identity.id(), record);
    }

    private Up.Hello hello() {
        return new Up.Hello(
                AgentSession.PROTOCOL, boot, hash, outbox.dropped(), Reports.info(index, behaviour), codes, pins);
    }

    private Map<String, @Nullable Object> arguments() {
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        arguments.put(
                "connection", behaviour == Behaviour.HOSTILE ? Reports.hostileText(index + outbox.size()) : "Office");
        return arguments;
    }

    private void schedule() {
        long at = stopped ? Long.MAX_VALUE : session.nextTick();
        if (at == Long.MAX_VALUE || timer != null && timerAt <= at) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        timerAt = at;
        timer = loop.schedule(
                () -> {
                    timer = null;
                    run(session.tick(now()));
                },
                Math.max(1, at - now()),
                TimeUnit.MILLISECONDS);
    }

    private long clock() {
        return System.currentTimeMillis() + (behaviour == Behaviour.BAD_CLOCK ? DAYS_400 : 0);
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}

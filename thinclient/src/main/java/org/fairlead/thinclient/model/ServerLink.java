package org.fairlead.thinclient.model;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.fairlead.protocol.agent.Action;
import org.fairlead.protocol.agent.AgentSession;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.agent.EventCode;
import org.fairlead.protocol.agent.Up;
import org.fairlead.thinclient.agent.AgentTransport;
import org.fairlead.thinclient.agent.EnrolClient;
import org.fairlead.thinclient.agent.EnrolError;
import org.fairlead.thinclient.agent.KeyRequest;
import org.fairlead.thinclient.log.EventLog;
import org.fairlead.thinclient.state.Identity;
import org.fairlead.thinclient.state.SettingsState;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/** The device and its server: enrolment, the connection, the identity. */
final class ServerLink implements AgentTransport.Listener {
    private static final long CLOCK_DIFFERS_SECONDS = 60;

    /** Takes what the server wants of the device; must not block. */
    interface Receiver {
        void greeted(Down.Welcome welcome);

        void document(String hash, Map<String, @Nullable Object> document);

        void run(Down.Order order);

        /** All keys for offline codes that the device shall hold. */
        void keys(Down.CodeKeys keys);

        /** Names the keys for offline codes that the device holds. */
        String keysVersion();

        /** An administrator ends this RDP connection to the device. */
        void endRemote(String session);

        /** This administrator has seen the password for remote management. */
        void remoteRevealed(String administrator);
    }

    private final DeviceState state;
    private final Records records;
    private final InstantSource clock;
    private final String boot;
    private final Receiver receiver;
    private final EnrolClient enrolment = new EnrolClient();
    private @Nullable AgentTransport transport;
    private @Nullable KeyRequest renewal;
    private boolean lost;

    ServerLink(DeviceState state, Records records, InstantSource clock, String boot, Receiver receiver) {
        this.state = state;
        this.records = records;
        this.clock = clock;
        this.boot = boot;
        this.receiver = receiver;
    }

    String fingerprint(String host, int port) throws EnrolError {
        return enrolment.fingerprint(host, port);
    }

    EnrolClient.ServerCard card(String host, int port, String pin) throws EnrolError {
        return enrolment.card(host, port, Set.of(pin));
    }

    void enrol(String host, int port, String pin, @Nullable String token) throws EnrolError {
        Identity fresh;
        try {
            fresh = enrolment.enrol(host, port, pin, token, Machine.enrolment());
        } catch (EnrolError e) {
            records.audit("enrolment-refused", Map.of("server", host + ":" + port, "code", e.code()));
            throw e;
        }
        synchronized (state) {
            boolean changed = state.identity() != null;
            disconnect();
            records.outbox().clear();
            state.enrolled(fresh);
            records.audit(
                    changed ? "server-changed" : "enrolled",
                    Map.of("server", host + ":" + port, "device", fresh.deviceId(), "key", pin));
            records.event(changed ? EventCode.SERVER_CHANGED : EventCode.ENROLLED, Map.of("server", host + ":" + port));
        }
    }

    /** The server's address may change its name, never its key, without a question to the user. */
    Up.BlockResult move(Map<String, Object> effective) {
        String block = "server.connection";
        Identity current = state.identity();
        if ("dhcp".equals(effective.get("server.connection.method"))) {
            return new Up.BlockResult(
                    block, Up.BlockResult.State.UNSUPPORTED, "the address cannot be read from DHCP here");
        }
        String host = Values.text(effective, "server.connection.address");
        int port = (int) Values.number(effective, "server.connection.port", 8444);
        if (host.isEmpty() || current == null || (host.equals(current.serverHost()) && port == current.serverPort())) {
            return new Up.BlockResult(block, Up.BlockResult.State.APPLIED, null);
        }
        try {
            EnrolClient.ServerCard card = enrolment.card(host, port, Set.copyOf(current.pins()));
            Identity moved = current.at(
                    host, port, card.gatewayHost().isEmpty() ? host : card.gatewayHost(), card.gatewayPort());
            synchronized (state) {
                state.identity(moved);
                records.audit("server-address-changed", Map.of("server", host + ":" + port));
                disconnect();
            }
            records.event(EventCode.SERVER_CHANGED, Map.of("server", host + ":" + port));
            connect();
            return new Up.BlockResult(block, Up.BlockResult.State.APPLIED, null);
        } catch (EnrolError e) {
            String why = e.code().equals("pin")
                    ? "another server answers at " + host + ":" + port + "; it must be confirmed on the device"
                    : host + ":" + port + " does not answer: " + e.getMessage();
            return new Up.BlockResult(block, Up.BlockResult.State.FAILED, why);
        }
    }

    void connect() {
        synchronized (state) {
            Identity current = state.identity();
            if (current == null || transport != null) {
                return;
            }
            state.connection(Connection.CONNECTING, state.view().reason());
            AgentSession session = new AgentSession(this::hello, records.outbox(), new SecureRandom());
            AgentTransport fresh =
                    new AgentTransport(() -> Objects.requireNonNullElse(state.identity(), current), session, this);
            transport = fresh;
            fresh.start();
        }
        state.changed();
    }

    void disconnect() {
        synchronized (state) {
            AgentTransport current = transport;
            transport = null;
            if (current != null) {
                current.close();
            }
        }
    }

    private @Nullable AgentTransport transport() {
        synchronized (state) {
            return transport;
        }
    }

    /** There is something new in the outbox. */
    void nudge() {
        answer(AgentSession::changed);
    }

    private void answer(Function<AgentSession, List<Action>> call) {
        AgentTransport current = transport();
        if (current != null) {
            current.run(call);
        }
    }

    /** Asks the server for news now. */
    void synchronise() {
        AgentTransport current = transport();
        if (current != null) {
            current.run(session ->
                    session.established() ? session.synchronise() : session.connectNow(System.nanoTime() / 1_000_000));
        }
    }

    /** Tells the server now how the device is reached for remote management; without a connection nothing is kept. */
    void remote(Up.RemoteAccess access) {
        answer(session -> session.remote(access));
    }

    /** Tells the server now who manages the device; without a connection nothing is kept. */
    void remote(Up.RemoteState now) {
        answer(session -> session.remote(now));
    }

    void report(String hash, List<Up.BlockResult> outcome) {
        AgentTransport current = transport();
        if (current != null) {
            current.run(session -> {
                List<Action> actions = new ArrayList<>(session.applied(hash, outcome));
                actions.addAll(session.changed());
                return actions;
            });
        }
    }

    /** Waits until the server holds everything that was to tell, or the time is over. */
    void flush(Duration most) {
        long end = System.nanoTime() + most.toNanos();
        while (state.connection() == Connection.ONLINE && records.outbox().size() > 0 && System.nanoTime() < end) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Hello of a device that the server has not seen before. */
    Up.Hello newcomer() {
        return new Up.Hello(
                AgentSession.PROTOCOL, boot, "", 0, Machine.info(state.view().language()), "", List.of());
    }

    Up.Hello hello() {
        View view = state.view();
        Identity identity = state.identity();
        return new Up.Hello(
                AgentSession.PROTOCOL,
                boot,
                view.hash(),
                records.outbox().dropped(),
                Machine.info(view.language()),
                receiver.keysVersion(),
                identity == null ? List.of() : identity.pins());
    }

    @Override
    public void action(Action action) {
        switch (action) {
            case Action.Greeted greeted -> greeted(greeted.welcome());
            case Action.Apply document -> document(document.hash(), document.document());
            case Action.Run run -> receiver.run(run.order());
            case Action.RenewIdentity ignored -> renew();
            case Action.Install install -> install(install.pem());
            case Action.StoreCodes codes -> {
                receiver.keys(codes.keys());
                answer(session -> session.codesStored(codes.keys().version()));
            }
            case Action.StorePins pins -> {
                state.identity(current -> current.pinned(pins.pins()));
                answer(session -> session.pinsStored(pins.pins()));
            }
            case Action.EndRemote end -> receiver.endRemote(end.session());
            case Action.RemoteRevealed revealed -> receiver.remoteRevealed(revealed.administrator());
            case Action.Offline offline -> offline(offline.reason());
            default -> throw new IllegalStateException("not for the device: " + action);
        }
    }

    @Override
    public void pinMismatch(String seen) {
        synchronized (state) {
            if (!state.stranger(seen)) {
                return;
            }
            records.audit("server-key-mismatch", Map.of("seen", seen));
            state.note(new Notice(clock.instant(), "notice.pin", ""));
        }
        records.event(EventCode.PIN_MISMATCH, Map.of("seen", seen));
        state.changed();
    }

    /** Trusts this server key instead of the ones before, and connects. */
    void trust(String pin) {
        synchronized (state) {
            disconnect();
            state.identity(current -> current.pinned(List.of(pin)));
            state.stranger(null);
            records.audit("server-key-replaced", Map.of("key", pin));
        }
        records.event(EventCode.CERTIFICATE_REPLACED, Map.of("key", pin));
        connect();
    }

    private void greeted(Down.Welcome welcome) {
        boolean restored;
        synchronized (state) {
            state.stranger(null);
            renamed(state.identity(current -> current.greeted(welcome.name(), welcome.group(), welcome.pins())));
            restored = lost;
            lost = false;
            state.connection(Connection.ONLINE, "");
            state.contact(clock.instant());
            records.audit("connected", Map.of("device", welcome.device()));
        }
        if (restored) {
            records.event(EventCode.CONNECTION_RESTORED, Map.of());
        }
        long difference = Math.abs(welcome.serverTime() - clock.millis()) / 1000;
        if (difference > CLOCK_DIFFERS_SECONDS) {
            records.event(EventCode.CLOCK_DIFFERS, Map.of("seconds", difference));
            records.log(EventLog.Severity.WARNING, "clock", "the time differs from the server by " + difference + " s");
        }
        records.log(EventLog.Severity.INFO, "agent", "connected to the server");
        receiver.greeted(welcome);
        state.changed();
        nudge();
    }

    private void renamed(@Nullable Identity before) {
        Identity now = state.identity();
        if (before != null
                && now != null
                && !before.name().isEmpty()
                && !now.name().equals(before.name())) {
            records.event(EventCode.NAME_CHANGED, Map.of("from", before.name(), "to", now.name()));
        }
    }

    private void offline(String why) {
        boolean was;
        synchronized (state) {
            was = state.connection(Connection.OFFLINE, why);
            lost |= was;
            if (was) {
                state.contact(clock.instant());
                records.audit("disconnected", Map.of("reason", why));
            }
        }
        if (was) {
            records.event(EventCode.CONNECTION_LOST, Map.of("reason", why));
        }
        records.log(EventLog.Severity.INFO, "agent", "no connection: " + why);
        state.changed();
    }

    private void document(String hash, Map<String, @Nullable Object> document) {
        synchronized (state) {
            SettingsState fresh = state.settings().document(hash, document);
            state.settings(records.outbox().waitsForLocalChange() ? fresh : fresh.own(Map.of()));
            state.contact(clock.instant());
            renamed(state.identity(current -> current.named(Values.map(document.get("device")))));
        }
        records.log(EventLog.Severity.INFO, "settings", "received settings " + hash);
        receiver.document(hash, document);
    }

    private void renew() {
        KeyRequest request = KeyRequest.make();
        AgentTransport current;
        synchronized (state) {
            renewal = request;
            current = transport;
        }
        if (current != null) {
            current.run(session -> session.renew(request.csr()));
        }
    }

    private void install(String pem) {
        synchronized (state) {
            Identity current = state.identity();
            KeyRequest request = renewal;
            if (current == null || request == null) {
                return;
            }
            state.identity(current.certified(request.key(), pem));
            renewal = null;
            records.audit("identity-renewed", Map.of("device", current.deviceId()));
            disconnect();
        }
        records.event(EventCode.CERTIFICATE_REPLACED, Map.of());
        connect();
    }
}

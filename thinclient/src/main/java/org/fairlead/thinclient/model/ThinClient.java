package org.fairlead.thinclient.model;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.fairlead.protocol.agent.Action;
import org.fairlead.protocol.agent.AgentSession;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.agent.EventCode;
import org.fairlead.protocol.agent.Up;
import org.fairlead.protocol.catalogue.Catalogue;
import org.fairlead.thinclient.agent.AgentTransport;
import org.fairlead.thinclient.agent.EnrolClient;
import org.fairlead.thinclient.agent.EnrolError;
import org.fairlead.thinclient.agent.KeyRequest;
import org.fairlead.thinclient.apply.Appliers;
import org.fairlead.thinclient.log.AuditLog;
import org.fairlead.thinclient.log.EventLog;
import org.fairlead.thinclient.state.CommandJournal;
import org.fairlead.thinclient.state.DiskOutbox;
import org.fairlead.thinclient.state.Identity;
import org.fairlead.thinclient.state.SafeFiles;
import org.fairlead.thinclient.state.SettingsState;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/**
 * The thin client without its screens. Any thread may call; listeners are called on the thread that made the change and
 * must not block. {@link #close} ends it.
 */
public final class ThinClient implements AgentTransport.Listener, AutoCloseable {
    private static final Duration OWN_VALUES_WAIT = Duration.ofSeconds(10);
    private static final int MAX_NOTICES = 50;
    private static final String START_FILE = "start.json";

    private final SafeFiles files;
    private final Catalogue catalogue;
    private final Appliers appliers;
    private final CommandRunner commands;
    private final InstantSource clock;
    private final EventLog events;
    private final AuditLog audit;
    private final DiskOutbox outbox;
    private final TrustStore trust;
    private final String boot;
    private final EnrolClient enrolment = new EnrolClient();
    private final List<Consumer<View>> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("settings").daemon(true).unstarted(task));

    private @Nullable Identity identity;
    private @Nullable AgentTransport transport;
    private @Nullable KeyRequest renewal;
    private SettingsState settings;
    private boolean started;
    private Connection connection = Connection.NONE;
    private String reason = "";
    private String mismatch = "";
    private boolean lost;
    private @Nullable Instant lastContact;
    private Instant ownChanged = Instant.EPOCH;
    private Instant synchronised = Instant.EPOCH;
    private Map<String, Up.BlockResult> results = Map.of();
    private final List<Notice> notices = new ArrayList<>();

    /** What a thin client is made of. */
    public record Parts(
            SafeFiles files,
            Path logFolder,
            Catalogue catalogue,
            Appliers appliers,
            TrustStore trust,
            DiskOutbox outbox,
            CommandJournal journal,
            CommandRunner.Host host,
            InstantSource clock,
            String boot) {}

    public ThinClient(Parts parts) {
        this.files = parts.files();
        this.catalogue = parts.catalogue();
        this.appliers = parts.appliers();
        this.trust = parts.trust();
        this.outbox = parts.outbox();
        this.clock = parts.clock();
        this.boot = parts.boot();
        this.events = new EventLog(parts.logFolder(), clock, EventLog.TOTAL_BYTES);
        this.audit = new AuditLog(parts.logFolder(), clock, AuditLog.TOTAL_BYTES);
        this.commands = new CommandRunner(parts.journal(), parts.host(), this::result, this::note);
        this.identity = Identity.load(files);
        this.settings = SettingsState.load(files);
        Map<String, @Nullable Object> start = files.loadObject(START_FILE);
        this.started = identity != null || (start != null && Values.flag(start, "alone"));
    }

    /** Obeys the last settings, connects, and from then on keeps itself up to date. */
    public void start() {
        event(EventCode.STARTED, Map.of("version", Machine.VERSION));
        log(EventLog.Severity.INFO, "system", "thin client " + Machine.VERSION + " started");
        commands.finishAfterStart();
        apply(settings.hash());
        connect();
        worker.scheduleWithFixedDelay(this::housekeeping, 2, 2, TimeUnit.SECONDS);
    }

    public void listen(Consumer<View> listener) {
        listeners.add(listener);
        listener.accept(view());
    }

    public synchronized View view() {
        Identity current = identity;
        Map<String, Object> values = settings.effective(catalogue);
        String name = current == null || current.name().isEmpty() ? Machine.hostname() : current.name();
        return new View(
                started,
                name,
                current,
                connection,
                reason,
                lastContact,
                values,
                settings.locked(),
                results,
                settings.hash(),
                List.copyOf(notices));
    }

    public Catalogue catalogue() {
        return catalogue;
    }

    public EventLog eventLog() {
        return events;
    }

    public AuditLog auditLog() {
        return audit;
    }

    public TrustStore trust() {
        return trust;
    }

    // ---- enrolment

    /** Key that a server shows; blocks. */
    public String fingerprint(String host, int port) throws EnrolError {
        return enrolment.fingerprint(host, port);
    }

    /** Who a server says it is; blocks. */
    public EnrolClient.ServerCard card(String host, int port, String pin) throws EnrolError {
        return enrolment.card(host, port, Set.of(pin));
    }

    /** Enrols and connects; blocks. */
    public void enrol(String host, int port, String pin, @Nullable String token) throws EnrolError {
        Identity fresh = enrolment.enrol(host, port, pin, token, Machine.enrolment());
        synchronized (this) {
            boolean changed = identity != null;
            disconnect();
            outbox.clear();
            fresh.save(files);
            identity = fresh;
            started = true;
            settings = SettingsState.EMPTY;
            settings.save(files);
            audit.add(
                    changed ? "server-changed" : "enrolled",
                    Map.of("server", host + ":" + port, "device", fresh.deviceId(), "key", pin));
            event(changed ? EventCode.SERVER_CHANGED : EventCode.ENROLLED, Map.of("server", host + ":" + port));
        }
        apply("");
        connect();
        changed();
    }

    /** Works without a server from now on. */
    public void workAlone() {
        files.saveObject(START_FILE, Map.of("alone", true));
        synchronized (this) {
            started = true;
        }
        changed();
    }

    // ---- settings

    /** The user's change: obeyed at once and sent to the server, which has the last word. */
    public void save(Map<String, @Nullable Object> changes) {
        synchronized (this) {
            Map<String, @Nullable Object> own = new LinkedHashMap<>(settings.own());
            own.putAll(changes);
            settings = settings.own(own);
            settings.save(files);
            ownChanged = clock.instant();
            if (identity != null) {
                outbox.add(new DeviceRecord.LocalChange(0, clock.millis(), changes));
            }
            log(EventLog.Severity.INFO, "settings", "changed on the device: " + String.join(", ", changes.keySet()));
        }
        apply("");
        nudge();
    }

    /** Asks the server for news now. */
    public void synchronise() {
        AgentTransport current = transport();
        if (current != null) {
            current.run(session -> session.established() ? session.synchronise() : session.connectNow(now()));
        }
    }

    private void apply(String reportHash) {
        worker.execute(() -> {
            Map<String, Object> effective = view().values();
            changed();
            int deleted = trust.central(Values.texts(effective.get("certificates.trusted.list")));
            if (deleted > 0) {
                audit.add("own-certificates-deleted", Map.of("count", deleted));
            }
            List<Up.BlockResult> outcome = new ArrayList<>(appliers.apply(effective));
            outcome.replaceAll(result -> switch (result.block()) {
                case "server.connection" -> server(effective);
                case "certificates.trusted" -> new Up.BlockResult(result.block(), Up.BlockResult.State.APPLIED, null);
                default -> result;
            });
            Map<String, Up.BlockResult> byBlock = new LinkedHashMap<>();
            outcome.forEach(result -> byBlock.put(result.block(), result));
            synchronized (this) {
                results = byBlock;
            }
            if (!reportHash.isEmpty()) {
                report(reportHash, outcome);
            }
            changed();
        });
    }

    private void report(String hash, List<Up.BlockResult> outcome) {
        List<String> failed = outcome.stream()
                .filter(result -> result.state() == Up.BlockResult.State.FAILED)
                .map(Up.BlockResult::block)
                .toList();
        for (Up.BlockResult result : outcome) {
            if (result.state() != Up.BlockResult.State.APPLIED) {
                log(EventLog.Severity.WARNING, "settings", result.block() + ": " + result.reason());
            }
        }
        event(
                failed.isEmpty() ? EventCode.POLICY_APPLIED : EventCode.POLICY_FAILED,
                failed.isEmpty() ? Map.of("hash", hash) : Map.of("hash", hash, "blocks", String.join(", ", failed)));
        AgentTransport current = transport();
        if (current != null) {
            current.run(session -> {
                List<Action> actions = new ArrayList<>(session.applied(hash, outcome));
                actions.addAll(session.changed());
                return actions;
            });
        }
    }

    /** The server's address may change its name, never its key, without a question to the user. */
    private Up.BlockResult server(Map<String, Object> effective) {
        String block = "server.connection";
        Identity current = view().identity();
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
            synchronized (this) {
                moved.save(files);
                identity = moved;
                audit.add("server-address-changed", Map.of("server", host + ":" + port));
                disconnect();
            }
            event(EventCode.SERVER_CHANGED, Map.of("server", host + ":" + port));
            connect();
            return new Up.BlockResult(block, Up.BlockResult.State.APPLIED, null);
        } catch (EnrolError e) {
            String why = e.code().equals("pin")
                    ? "another server answers at " + host + ":" + port + "; it must be confirmed on the device"
                    : host + ":" + port + " does not answer: " + e.getMessage();
            return new Up.BlockResult(block, Up.BlockResult.State.FAILED, why);
        }
    }

    // ---- the server's connection

    private void connect() {
        synchronized (this) {
            Identity current = identity;
            if (current == null || transport != null) {
                return;
            }
            connection = Connection.CONNECTING;
            AgentSession session = new AgentSession(this::hello, outbox, new java.security.SecureRandom());
            AgentTransport fresh = new AgentTransport(current, session, this);
            transport = fresh;
            fresh.start();
        }
        changed();
    }

    private synchronized void disconnect() {
        AgentTransport current = transport;
        transport = null;
        if (current != null) {
            current.close();
        }
    }

    private synchronized @Nullable AgentTransport transport() {
        return transport;
    }

    private Up.Hello hello() {
        View view = view();
        return new Up.Hello(AgentSession.PROTOCOL, boot, view.hash(), outbox.dropped(), Machine.info(view.language()));
    }

    @Override
    public void action(Action action) {
        switch (action) {
            case Action.Greeted greeted -> greeted(greeted.welcome());
            case Action.Apply document -> document(document.hash(), document.document());
            case Action.Run run -> worker.execute(() -> commands.run(run.order()));
            case Action.RenewIdentity ignored -> renew();
            case Action.Install install -> install(install.pem());
            case Action.Offline offline -> offline(offline.reason());
            default -> throw new IllegalStateException("not for the device: " + action);
        }
    }

    @Override
    public void pinMismatch(String seen) {
        synchronized (this) {
            if (seen.equals(mismatch)) {
                return;
            }
            mismatch = seen;
            audit.add("server-key-mismatch", Map.of("seen", seen));
        }
        event(EventCode.PIN_MISMATCH, Map.of("seen", seen));
        note(new Notice(clock.instant(), "notice.pin", ""));
    }

    private void greeted(Down.Welcome welcome) {
        boolean restored;
        synchronized (this) {
            known(current -> current.greeted(welcome.name(), welcome.group(), welcome.pins()));
            synchronised = clock.instant();
            restored = lost;
            lost = false;
            connection = Connection.ONLINE;
            reason = "";
            lastContact = clock.instant();
            audit.add("connected", Map.of("device", welcome.device()));
        }
        if (restored) {
            event(EventCode.CONNECTION_RESTORED, Map.of());
        }
        long difference = Math.abs(welcome.serverTime() - clock.millis()) / 1000;
        if (difference > 60) {
            event(EventCode.CLOCK_DIFFERS, Map.of("seconds", difference));
            log(EventLog.Severity.WARNING, "clock", "the time differs from the server by " + difference + " s");
        }
        log(EventLog.Severity.INFO, "agent", "connected to the server");
        changed();
        nudge();
    }

    private synchronized void known(UnaryOperator<Identity> change) {
        Identity current = identity;
        if (current == null) {
            return;
        }
        Identity next = change.apply(current);
        if (next.equals(current)) {
            return;
        }
        next.save(files);
        identity = next;
        if (!next.name().equals(current.name()) && !current.name().isEmpty()) {
            event(EventCode.NAME_CHANGED, Map.of("from", current.name(), "to", next.name()));
        }
    }

    private void offline(String why) {
        boolean was;
        synchronized (this) {
            was = connection == Connection.ONLINE;
            connection = Connection.OFFLINE;
            reason = why;
            lost |= was;
            if (was) {
                lastContact = clock.instant();
                audit.add("disconnected", Map.of("reason", why));
            }
        }
        if (was) {
            event(EventCode.CONNECTION_LOST, Map.of("reason", why));
        }
        log(EventLog.Severity.INFO, "agent", "no connection: " + why);
        changed();
    }

    private void document(String hash, Map<String, @Nullable Object> document) {
        synchronized (this) {
            SettingsState fresh = settings.document(hash, document);
            if (!outbox.waitsForLocalChange()) {
                fresh = fresh.own(Map.of());
            }
            fresh.save(files);
            settings = fresh;
            lastContact = clock.instant();
            known(current -> current.named(Values.map(document.get("device"))));
        }
        log(EventLog.Severity.INFO, "settings", "received settings " + hash);
        apply(hash);
    }

    private void renew() {
        KeyRequest request = KeyRequest.make();
        AgentTransport current;
        synchronized (this) {
            renewal = request;
            current = transport;
        }
        if (current != null) {
            current.run(session -> session.renew(request.csr()));
        }
    }

    private void install(String pem) {
        synchronized (this) {
            Identity current = identity;
            KeyRequest request = renewal;
            if (current == null || request == null) {
                return;
            }
            Identity renewed = current.certified(request.key(), pem);
            renewed.save(files);
            identity = renewed;
            renewal = null;
            audit.add("identity-renewed", Map.of("device", current.deviceId()));
            disconnect();
        }
        event(EventCode.CERTIFICATE_REPLACED, Map.of());
        connect();
    }

    private void housekeeping() {
        boolean drop;
        boolean due;
        synchronized (this) {
            long period = Values.number(settings.effective(catalogue), "server.sync.period", 15);
            due = connection == Connection.ONLINE
                    && Duration.between(synchronised, clock.instant()).toMinutes() >= period;
            if (due) {
                synchronised = clock.instant();
            }
            drop = identity != null
                    && !settings.own().isEmpty()
                    && connection == Connection.ONLINE
                    && !outbox.waitsForLocalChange()
                    && Duration.between(ownChanged, clock.instant()).compareTo(OWN_VALUES_WAIT) > 0;
            if (drop) {
                settings = settings.own(Map.of());
                settings.save(files);
            }
        }
        if (drop) {
            apply("");
        }
        if (due) {
            synchronise();
        }
    }

    // ---- events, results, notices

    public void event(String code, Map<String, @Nullable Object> args) {
        if (view().identity() != null) {
            outbox.add(new DeviceRecord.Event(0, clock.millis(), code, args));
            nudge();
        }
    }

    public void log(EventLog.Severity severity, String component, String text) {
        events.add(severity, component, text);
    }

    private void result(String command, DeviceRecord.Result.State state, @Nullable String why) {
        outbox.add(new DeviceRecord.Result(0, clock.millis(), command, state, why));
        nudge();
    }

    /** Shows something to the user. */
    public void note(Notice notice) {
        synchronized (this) {
            notices.addFirst(notice);
            if (notices.size() > MAX_NOTICES) {
                notices.removeLast();
            }
        }
        changed();
    }

    private void nudge() {
        AgentTransport current = transport();
        if (current != null) {
            current.run(AgentSession::changed);
        }
    }

    private void changed() {
        View view = view();
        listeners.forEach(listener -> listener.accept(view));
    }

    private static long now() {
        return System.nanoTime() / 1_000_000;
    }

    @Override
    public void close() {
        worker.shutdownNow();
        disconnect();
    }
}

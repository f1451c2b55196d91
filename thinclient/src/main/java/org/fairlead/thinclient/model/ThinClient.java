package org.fairlead.thinclient.model;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.fairlead.protocol.agent.Action;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.agent.EventCode;
import org.fairlead.protocol.catalogue.Catalogue;
import org.fairlead.thinclient.agent.EnrolClient;
import org.fairlead.thinclient.agent.EnrolError;
import org.fairlead.thinclient.apply.Appliers;
import org.fairlead.thinclient.apply.ServerTime;
import org.fairlead.thinclient.log.AuditLog;
import org.fairlead.thinclient.log.EventLog;
import org.fairlead.thinclient.remote.Outside;
import org.fairlead.thinclient.remote.RemoteManagement;
import org.fairlead.thinclient.state.CommandJournal;
import org.fairlead.thinclient.state.DiskOutbox;
import org.fairlead.thinclient.state.PanelPlace;
import org.fairlead.thinclient.state.SafeFiles;
import org.fairlead.thinclient.state.UserNames;
import org.jspecify.annotations.Nullable;

/**
 * The thin client without its screens. Any thread may call; listeners are called on the thread that made the change and
 * must not block. {@link #close} ends it.
 */
public final class ThinClient implements AutoCloseable {
    private static final Set<String> HARMLESS = Set.of("message", "synchronise");

    private final Catalogue catalogue;
    private final TrustStore trust;
    private final ServerTime serverTime;
    private final InstantSource clock;
    private final UserNames userNames;
    private final PanelPlace panelPlace;
    private final DeviceState state;
    private final Records records;
    private final CommandRunner commands;
    private final ServerLink link;
    private final SettingsKeeper keeper;
    private final ExpiryWatch expiry;
    private final Guarded guarded;
    private volatile @Nullable RemoteManagement remote;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("settings").daemon(true).unstarted(task));

    /** What a thin client is made of. */
    public record Parts(
            SafeFiles files,
            Path logFolder,
            Catalogue catalogue,
            Appliers appliers,
            ServerTime serverTime,
            TrustStore trust,
            DiskOutbox outbox,
            CommandJournal journal,
            CommandRunner.Host host,
            InstantSource clock,
            String boot,
            Guarded.Tools tools) {}

    public ThinClient(Parts parts) {
        this.catalogue = parts.catalogue();
        this.trust = parts.trust();
        this.serverTime = parts.serverTime();
        this.clock = parts.clock();
        this.userNames = new UserNames(parts.files());
        this.panelPlace = new PanelPlace(parts.files());
        this.state = new DeviceState(parts.files(), catalogue);
        this.records = new Records(state, parts.outbox(), parts.logFolder(), parts.clock(), this::nudge);
        this.commands = new CommandRunner(parts.journal(), parts.host(), records::result, this::note);
        this.link = new ServerLink(state, records, parts.clock(), parts.boot(), new FromServer());
        this.keeper = new SettingsKeeper(state, records, link, parts.appliers(), trust, parts.clock(), worker);
        this.expiry = new ExpiryWatch(parts.files(), records, parts.clock());
        this.guarded = new Guarded(
                parts.files(),
                state,
                records,
                link,
                new ServerChange(parts.files(), state, records, link, new EnrolClient()),
                keeper,
                parts.clock(),
                parts.tools());
    }

    private final class FromServer implements ServerLink.Receiver {
        @Override
        public void greeted(Down.Welcome welcome) {
            guarded.greeted(welcome.serverTime(), welcome.group());
            if (serverTime.heard(welcome.serverTime() - clock.millis())) {
                keeper.apply("");
            }
            keeper.greeted();
            RemoteManagement management = remote;
            if (management != null) {
                management.greeted();
            }
        }

        @Override
        public void endRemote(String session) {
            RemoteManagement management = remote;
            if (management != null) {
                management.end(session);
            }
        }

        @Override
        public void remoteRevealed(String administrator) {
            RemoteManagement management = remote;
            if (management != null) {
                management.revealed(administrator);
            }
        }

        @Override
        public void document(String hash, Map<String, @Nullable Object> document) {
            keeper.apply(hash);
        }

        @Override
        public void keys(Down.CodeKeys keys) {
            guarded.keys(keys);
        }

        @Override
        public String keysVersion() {
            return guarded.keysVersion();
        }

        @Override
        public void run(Down.Order order) {
            worker.execute(() -> {
                if (!HARMLESS.contains(order.kind())) {
                    records.audit("command", Map.of("kind", order.kind(), "command", order.id()));
                }
                commands.run(order);
            });
        }
    }

    /** This one hears of the server from now on; call before {@link #start}. */
    public void remote(RemoteManagement management) {
        remote = management;
    }

    /** What remote management tells of itself. */
    public Outside forRemote() {
        return new RemoteVoice(state, records, link, this::note);
    }

    /** Obeys the last settings, connects, and from then on keeps itself up to date. */
    public void start() {
        event(EventCode.STARTED, Map.of("version", Machine.VERSION));
        log(EventLog.Severity.INFO, "system", "thin client " + Machine.VERSION + " started");
        commands.finishAfterStart();
        guarded.start();
        keeper.apply(state.settings().hash());
        link.connect();
        worker.scheduleWithFixedDelay(this::tick, 2, 2, TimeUnit.SECONDS);
    }

    /** Does what time brings; called every two seconds. */
    void tick() {
        try {
            keeper.tick();
            expiry.tick(state.identity(), trust);
        } catch (RuntimeException e) {
            log(EventLog.Severity.ERROR, "system", String.valueOf(e.getMessage()));
        }
    }

    private void nudge() {
        link.nudge();
    }

    /** Takes what the agent's session wants of the device. */
    void action(Action action) {
        link.action(action);
    }

    public void listen(Consumer<View> listener) {
        state.listen(listener);
    }

    public View view() {
        return state.view();
    }

    public Catalogue catalogue() {
        return catalogue;
    }

    /** What needs an administrator's code. */
    public Guarded guarded() {
        return guarded;
    }

    public EventLog eventLog() {
        return records.eventLog();
    }

    public AuditLog auditLog() {
        return records.auditLog();
    }

    public TrustStore trust() {
        return trust;
    }

    public PanelPlace panelPlace() {
        return panelPlace;
    }

    public UserNames userNames() {
        return userNames;
    }

    /** Key that a server shows; blocks. */
    public String fingerprint(String host, int port) throws EnrolError {
        return link.fingerprint(host, port);
    }

    /** Who a server says it is; blocks. */
    public EnrolClient.ServerCard card(String host, int port, String pin) throws EnrolError {
        return link.card(host, port, pin);
    }

    /** Enrols and connects; blocks. */
    public void enrol(String host, int port, String pin, @Nullable String token) throws EnrolError {
        link.enrol(host, port, pin, token);
        keeper.apply("");
        link.connect();
        state.changed();
    }

    /** Works without a server from now on. */
    public void workAlone() {
        state.workAlone();
        state.changed();
    }

    /** The user's change: obeyed at once and sent to the server, which has the last word. */
    public void save(Map<String, @Nullable Object> changes) {
        keeper.save(changes);
    }

    /** Asks the server for news now. */
    public void synchronise() {
        link.synchronise();
    }

    public void event(String code, Map<String, @Nullable Object> args) {
        records.event(code, args);
    }

    public void log(EventLog.Severity severity, String component, String text) {
        records.log(severity, component, text);
    }

    /** Shows something to the user. */
    public void note(Notice notice) {
        state.note(notice);
        state.changed();
    }

    @Override
    public void close() {
        worker.shutdownNow();
        link.disconnect();
        try {
            worker.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

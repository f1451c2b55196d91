package org.fairlead.android.core.agent;

import java.io.File;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.fairlead.android.core.device.DeviceControl;
import org.fairlead.android.core.device.KeyVault;
import org.fairlead.android.core.enrol.Csr;
import org.fairlead.android.core.enrol.EnrolError;
import org.fairlead.android.core.enrol.EnrolLink;
import org.fairlead.android.core.enrol.Enroller;
import org.fairlead.android.core.net.Tls;
import org.fairlead.android.core.policy.Applier;
import org.fairlead.android.core.policy.Plans;
import org.fairlead.android.core.policy.Values;
import org.fairlead.android.core.report.AppReport;
import org.fairlead.android.core.state.Identity;
import org.fairlead.protocol.agent.Action;
import org.fairlead.protocol.agent.AgentSession;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.EventCode;
import org.fairlead.protocol.agent.Up;
import org.jspecify.annotations.Nullable;

/**
 * The agent of one phone: enrols, keeps the connection, obeys settings and commands. Any thread may call; the phone's
 * ports are called on one work thread. One object a process; {@link #close} ends its threads.
 */
public final class Agent implements AutoCloseable {
    /** Told whenever {@link #status} may differ; called on the agent's threads. */
    public interface Listener {
        void changed();
    }

    private final DeviceControl device;
    private final KeyVault keys;
    private final AgentStore store;
    private final Listener listener;
    private final Orders orders;
    private final ExecutorService work = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "fairlead-work");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Line line;
    private @Nullable String pendingKey;
    private volatile boolean connected;
    private volatile long contact;
    private volatile @Nullable String problem;
    private volatile List<Up.BlockResult> blocks = List.of();

    public Agent(DeviceControl device, KeyVault keys, File folder, Listener listener) {
        this.device = device;
        this.keys = keys;
        this.store = new AgentStore(folder);
        this.listener = listener;
        this.orders = new Orders(this, device, store);
    }

    public AgentStore store() {
        return store;
    }

    public Status status() {
        return new Status(store.identity(), connected, contact, problem, blocks);
    }

    /** Asks the server of a link who it is; blocks. */
    public Enroller.Meeting meet(EnrolLink link) throws EnrolError {
        return new Enroller(device, keys).meet(link);
    }

    /** Enrols, in place of an older enrolment, and connects; blocks. */
    public Identity enrol(Enroller.Meeting meeting) throws EnrolError {
        Identity fresh = new Enroller(device, keys).enrol(meeting);
        Identity old = store.identity();
        stopLine();
        if (old != null) {
            keys.delete(old.key());
        }
        store.forget();
        store.identity(fresh);
        event(EventCode.ENROLLED, Map.of("server", fresh.serverHost() + ":" + fresh.serverPort()));
        start();
        return fresh;
    }

    /** Connects if the phone is enrolled and does not yet; safe to call often. */
    public synchronized void start() {
        if (store.identity() == null || line != null) {
            return;
        }
        AgentSession session = new AgentSession(this::hello, store.outbox(), new SecureRandom());
        Line fresh = new Line(this::identity, keys, Tls.version(device.facts().api()), session, this::perform);
        line = fresh;
        work(() -> {
            orders.settleInterrupted();
            device.prepareResetToken();
            reapply();
        });
        fresh.run(s -> s.connectNow(Line.now()));
    }

    /** Connects now if there is no connection, otherwise asks for what waits: for jobs, the network's return, a button. */
    public void poke() {
        start();
        call(s -> s.established() ? s.synchronise() : s.connectNow(Line.now()));
    }

    /** The phone differs: the mode, a permission, the name. Tells the server and obeys the settings anew. */
    public void deviceChanged() {
        call(s -> s.info(info()));
        work(() -> {
            device.prepareResetToken();
            reapply();
        });
    }

    /** The command whose photo is waited for, null for none. */
    public @Nullable String armedPhoto() {
        return orders.armed(System.currentTimeMillis());
    }

    /** The photo of a command has been taken. */
    public void photoTaken(String command, Map<String, @Nullable Object> data) {
        work(() -> orders.end(command, DeviceRecord.Result.State.SUCCEEDED, null, data));
    }

    public void photoFailed(String command, String reason) {
        work(() -> orders.end(command, DeviceRecord.Result.State.FAILED, "refused: " + reason, null));
    }

    /** Sends an event. */
    public void event(String code, Map<String, @Nullable Object> args) {
        add(new DeviceRecord.Event(0, System.currentTimeMillis(), code, args));
    }

    /** Leaves the server: takes the settings back and forgets it. */
    public void leave() {
        work(() -> {
            device.release();
            forget();
        });
    }

    @Override
    public void close() {
        stopLine();
        work.shutdown();
    }

    void add(DeviceRecord record) {
        store.outbox().add(record);
        call(AgentSession::changed);
    }

    void synchronise() {
        call(AgentSession::synchronise);
        call(s -> s.info(info()));
    }

    void forget() {
        Identity old = store.identity();
        stopLine();
        if (old != null) {
            keys.delete(old.key());
        }
        store.forget();
        blocks = List.of();
        problem = null;
        listener.changed();
    }

    void reapply() {
        Map<String, @Nullable Object> document = store.document();
        if (!document.isEmpty()) {
            obey(store.hash(), document);
        }
    }

    private synchronized void stopLine() {
        Line old = line;
        line = null;
        connected = false;
        if (old != null) {
            old.close();
        }
    }

    private Identity identity() {
        Identity identity = store.identity();
        if (identity == null) {
            throw new IllegalStateException("not enrolled");
        }
        return identity;
    }

    private Up.Hello hello() {
        return new Up.Hello(
                AgentSession.PROTOCOL,
                device.boot(),
                store.hash(),
                store.outbox().dropped(),
                info(),
                null,
                identity().pins());
    }

    /** What the phone says of itself, with those of its apps that the company may know. */
    private Up.DeviceInfo info() {
        return AppReport.with(device.info(), device.apps(), device.facts().mode(), Values.of(store.document()));
    }

    private void call(java.util.function.Function<AgentSession, List<Action>> call) {
        Line current;
        synchronized (this) {
            current = line;
        }
        if (current != null) {
            current.run(call);
        }
    }

    private void work(Runnable task) {
        try {
            work.execute(() -> {
                task.run();
                listener.changed();
            });
        } catch (RejectedExecutionException e) {
            // closed meanwhile
        }
    }

    private void perform(Action action) {
        contact = System.currentTimeMillis();
        if (action instanceof Action.Greeted greeted) {
            connected = true;
            problem = null;
            Identity me = identity();
            Identity next = me.greeted(
                    greeted.welcome().name(),
                    greeted.welcome().group(),
                    greeted.welcome().pins());
            if (!next.equals(me)) {
                store.identity(next);
            }
        } else if (action instanceof Action.Apply apply) {
            work(() -> obey(apply.hash(), apply.document()));
        } else if (action instanceof Action.Run run) {
            work(() -> orders.take(run.order()));
        } else if (action instanceof Action.RenewIdentity) {
            work(this::renew);
        } else if (action instanceof Action.Install install) {
            work(() -> install(install.pem()));
        } else if (action instanceof Action.StorePins pins) {
            store.identity(identity().greeted("", identity().group(), pins.pins()));
            call(s -> s.pinsStored(pins.pins()));
        } else if (action instanceof Action.Offline offline) {
            connected = false;
            problem = offline.reason();
        }
        listener.changed();
    }

    private void obey(String hash, Map<String, @Nullable Object> document) {
        boolean others = !Values.of(store.document()).equals(Values.of(document));
        List<Up.BlockResult> results = Applier.apply(Plans.of(Values.of(document), device.facts()), device);
        store.settings(hash, document);
        blocks = results;
        call(s -> s.applied(hash, results));
        if (others && device.apps() != null) {
            call(s -> s.info(info()));
        }
    }

    private void renew() {
        String name = "device-" + Long.toString(System.currentTimeMillis(), 36);
        try {
            String csr = Csr.pem(keys.create(name));
            pendingKey = name;
            call(s -> s.renew(csr));
        } catch (GeneralSecurityException e) {
            event(EventCode.RENEWAL_FAILED, Map.of("reason", String.valueOf(e.getMessage())));
        }
    }

    private void install(String pem) {
        String fresh = pendingKey;
        if (fresh != null) {
            pendingKey = null;
            Identity me = identity();
            store.identity(me.certified(fresh, pem));
            keys.delete(me.key());
        }
    }
}

package org.fairlead.thinclient.remote;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.fairlead.protocol.agent.EventCode;
import org.fairlead.protocol.agent.Up;
import org.fairlead.rdp.CloseReason;
import org.fairlead.rdp.ErrorInfo;
import org.fairlead.rdp.InputEvent;
import org.fairlead.rdp.auth.NtHash;
import org.fairlead.rdp.host.RdpConnection;
import org.fairlead.rdp.host.RdpHandler;
import org.jspecify.annotations.Nullable;

/**
 * Lets administrators in by RDP as far as the settings and the user allow. One thread of its own takes every step; the
 * methods may be called from any thread, listeners hear on that one thread. {@link #close} ends it.
 */
public final class RemoteManagement implements AutoCloseable {
    private static final Logger LOG = System.getLogger(RemoteManagement.class.getName());
    private static final long TICK_MILLIS = 100;
    private static final long BUSY_SECONDS = 5;
    /** So long after its line broke a client may go on without another consent; until then the visit lasts. */
    static final Duration RETURN = Duration.ofSeconds(60);

    private final Listener listener;
    private final Screens screens;
    private final Outside outside;
    private final InstantSource clock;
    private final Credentials credentials;
    private final Pages pages = new Pages();
    private final LoginLimits limits = new LoginLimits();
    private final Map<RdpConnection, Guest> guests = new ConcurrentHashMap<>();
    private final List<Consumer<@Nullable Sharing>> watchers = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService steps = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("remote-management").daemon().unstarted(task));
    private volatile Consent consent = Consent.closed();
    // of the thread of steps only
    private @Nullable ScheduledFuture<?> ticking;
    private long shownSecond = -1;
    private String administrator = "";
    private Instant since = Instant.EPOCH;

    public RemoteManagement(Listener listener, Screens screens, Outside outside, InstantSource clock) {
        this.listener = listener;
        this.screens = screens;
        this.outside = outside;
        this.clock = clock;
        this.credentials = new Credentials(new SecureRandom(), clock);
        long life = Credentials.LIFE.toSeconds();
        steps.scheduleAtFixedRate(this::newPassword, life, life, TimeUnit.SECONDS);
    }

    private record Guest(Visitor visitor, RdpConnection connection, Stage stage, Player player) {}

    /** The clock of the deadlines, milliseconds. */
    public static long now() {
        return System.nanoTime() / 1_000_000;
    }

    /** Hears of every change at the visitor's side, null when nobody is here; begins with the present. */
    public void listen(Consumer<@Nullable Sharing> watcher) {
        steps.execute(() -> {
            watchers.add(watcher);
            watcher.accept(sharing());
        });
    }

    /** Obeys the settings; null, or why nobody can connect. Waits until it is done. */
    public @Nullable String apply(Options options) {
        return here(() -> {
            limits.limits(options.failedLogins(), options.blockMinutes() * 60_000L);
            step(new Input.Changed(options.rules()));
            String problem = null;
            try {
                if (options.rules().access() == Mode.DENY) {
                    listener.close();
                } else {
                    listener.open(options.port(), options.networkLevel(), screens.size(), new Handler());
                }
            } catch (IOException e) {
                problem = e.getMessage();
            }
            publishAccess();
            return problem;
        });
    }

    /** The server has answered after a time without it: it hears everything anew. */
    public void greeted() {
        steps.execute(() -> {
            publishAccess();
            publishState();
        });
    }

    /** An administrator has seen the present password. */
    public void revealed(String name) {
        steps.execute(() -> {
            administrator = name;
            changed();
        });
    }

    /** An administrator ends a connection in the console. */
    public void end(String session) {
        steps.execute(() -> step(new Input.EndedByServer(session)));
    }

    /** The user pressed a button. */
    public void answer(Input.Answer answer) {
        steps.execute(() -> step(answer));
    }

    /** Call before a session of the user can draw: when it returns, its pixels stay here unless the rules allow. */
    public void sessionStarts() {
        here(() -> {
            step(new Input.SessionStarts());
            return "";
        });
    }

    /** Call when nothing of the session is on the screen any more. */
    public void sessionEnds() {
        steps.execute(() -> step(new Input.SessionEnds()));
    }

    @Override
    public void close() {
        here(() -> {
            step(new Input.Stops());
            listener.close();
            return "";
        });
        steps.shutdownNow();
    }

    private <T extends @Nullable Object> T here(Callable<T> work) {
        try {
            return steps.submit(work).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while remote management changed", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("remote management failed", e.getCause());
        }
    }

    private void step(Input input) {
        Consent before = consent;
        Consent.Step step = before.step(input, now());
        consent = step.next();
        boolean arrived = step.next().visitor() != null && before.visitor() == null;
        if (arrived) {
            since = clock.instant();
        }
        for (Effect effect : step.effects()) {
            try {
                apply(effect);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "remote management cannot do " + effect, e);
            }
        }
        keepTicking();
        if (!before.equals(step.next())) {
            changed();
        }
    }

    private void apply(Effect effect) {
        switch (effect) {
            case Effect.Show show -> show(show.id(), show.scene());
            case Effect.LogOn logOn ->
                guest(logOn.id(), guest -> guest.connection().logOn());
            case Effect.Busy busy ->
                guest(busy.visitor().id(), guest -> {
                    guest.stage().show(Scene.BUSY);
                    steps.schedule(
                            () -> guest.connection().close(ErrorInfo.SERVER_DENIED_CONNECTION),
                            BUSY_SECONDS,
                            TimeUnit.SECONDS);
                });
            case Effect.Close close ->
                guest(close.id(), guest -> {
                    guest.player().close();
                    guest.stage().show(Scene.WAITING);
                    guest.connection().close(close.reason());
                });
            case Effect.NewPassword ignored -> newPassword();
            case Effect.Tell tell -> outside.tell(tell.code(), tell.details());
        }
    }

    private void show(String id, Scene scene) {
        guest(id, guest -> {
            if (scene != Scene.SCREEN) {
                guest.player().close();
            }
            guest.stage().show(scene);
            if (scene == Scene.SCREEN) {
                guest.player().open();
            }
        });
    }

    private void guest(String id, Consumer<Guest> action) {
        for (Guest guest : guests.values()) {
            if (guest.visitor().id().equals(id)) {
                action.accept(guest);
            }
        }
    }

    private void newPassword() {
        credentials.renew();
        administrator = "";
        publishAccess();
    }

    private void publishAccess() {
        int port = listener.port();
        outside.access(
                port == 0
                        ? Up.RemoteAccess.CLOSED
                        : new Up.RemoteAccess(
                                listener.addresses(outside.addresses()),
                                port,
                                Credentials.USER,
                                credentials.password(),
                                credentials.since().toEpochMilli(),
                                listener.fingerprint()));
    }

    private void publishState() {
        Visitor visitor = consent.visitor();
        Scene scene = consent.scene();
        outside.state(new Up.RemoteState(
                visitor == null || scene == null
                        ? null
                        : new Up.RemoteSession(
                                visitor.id(),
                                phase(scene),
                                visitor.user(),
                                visitor.address(),
                                visitor.client(),
                                since.toEpochMilli())));
    }

    private static Up.RemoteSession.Phase phase(Scene scene) {
        return switch (scene) {
            case WAITING, BUSY -> Up.RemoteSession.Phase.ASKING;
            case SCREEN -> Up.RemoteSession.Phase.SCREEN;
            case PRIVATE -> Up.RemoteSession.Phase.PRIVATE;
            case PAUSED -> Up.RemoteSession.Phase.PAUSED;
        };
    }

    private @Nullable Sharing sharing() {
        Consent now = consent;
        Visitor visitor = now.visitor();
        Scene scene = now.scene();
        if (visitor == null || scene == null) {
            return null;
        }
        return new Sharing(
                visitor,
                scene,
                since,
                administrator,
                now.deadline(),
                now.phase() instanceof Consent.Phase.Asking asking && asking.automatic(),
                now.asksForSession(),
                scene == Scene.PRIVATE
                        && now.phase() instanceof Consent.Phase.Admitted a
                        && a.sessionMode() == Mode.REQUEST);
    }

    private void changed() {
        publishState();
        Sharing sharing = sharing();
        watchers.forEach(watcher -> watcher.accept(sharing));
    }

    private void keepTicking() {
        boolean asking = consent.phase() instanceof Consent.Phase.Asking;
        ScheduledFuture<?> running = ticking;
        if (asking && running == null) {
            ticking = steps.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        } else if (!asking && running != null) {
            running.cancel(false);
            ticking = null;
        }
    }

    private void tick() {
        step(new Input.Tick());
        long second = Pages.secondsLeft(consent, now());
        Visitor visitor = consent.visitor();
        if (second != shownSecond && visitor != null) {
            shownSecond = second;
            guest(visitor.id(), guest -> guest.stage().refresh());
        }
    }

    private static boolean isAdmitted(Consent consent, Visitor visitor) {
        return consent.phase() instanceof Consent.Phase.Admitted a
                && a.visitor().equals(visitor);
    }

    /** The line of a visitor broke: his visit lasts until he is back or too late. */
    private void away(RdpConnection connection, Guest guest) {
        try {
            steps.schedule(
                    () -> {
                        if (guests.remove(connection, guest)) {
                            step(new Input.Gone(guest.visitor().id()));
                        }
                    },
                    RETURN.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "remote management has ended", e);
        }
    }

    /** A visitor is back on another line; he sees again what he saw, or asks anew when his visit has ended meanwhile. */
    private void returned(Visitor visitor) {
        Scene scene = consent.scene();
        if (scene == null || !isAdmitted(consent, visitor)) {
            step(new Input.Arrived(visitor));
            return;
        }
        guest(visitor.id(), guest -> guest.connection().logOn());
        show(visitor.id(), scene);
        changed();
    }

    private void later(Input input) {
        try {
            steps.execute(() -> step(input));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "remote management has ended", e);
        }
    }

    /** Called by the connections' threads; never waits for the thread of steps. */
    private final class Handler implements RdpHandler {
        @Override
        public List<NtHash> credentials(String user, String domain, InetAddress from) {
            boolean right = credentials.isUser(user) && !limits.blocked(from, now());
            return right ? List.of(credentials.hash()) : List.of();
        }

        @Override
        public void connected(RdpConnection connection) {
            limits.succeeded(connection.address());
            RdpConnection earlier = connection.resumes();
            Guest away = earlier == null ? null : guests.remove(earlier);
            Visitor visitor = away != null
                    ? away.visitor()
                    : new Visitor(
                            UUID.randomUUID().toString(),
                            connection.user(),
                            connection.address().getHostAddress(),
                            connection.clientName());
            Screens.Size size = screens.size();
            Stage stage = new Stage(
                    screens::open,
                    scene -> pages.of(outside.language(), scene, consent, visitor, now()),
                    size.width(),
                    size.height());
            guests.put(connection, new Guest(visitor, connection, stage, new Player(screens::keyboard)));
            connection.show(stage);
            if (away == null) {
                later(new Input.Arrived(visitor));
            } else {
                steps.execute(() -> returned(visitor));
            }
        }

        @Override
        public void input(RdpConnection connection, InputEvent event) {
            Guest guest = guests.get(connection);
            if (guest != null) {
                guest.player().play(event);
            }
        }

        @Override
        public void closed(RdpConnection connection, CloseReason reason) {
            Guest guest = guests.get(connection);
            if (guest == null) {
                return;
            }
            guest.player().close();
            if (reason.kind() == CloseReason.Kind.LOST && isAdmitted(consent, guest.visitor())) {
                away(connection, guest);
            } else {
                later(new Input.Gone(guest.visitor().id()));
                guests.remove(connection);
            }
        }

        @Override
        public void refused(String user, InetAddress from) {
            LoginLimits.Failure failure = limits.failed(from, now());
            String code = switch (failure) {
                case COUNTED -> EventCode.REMOTE_LOGIN_FAILED;
                case BLOCKS -> EventCode.REMOTE_SOURCE_BLOCKED;
                case SILENT -> "";
            };
            if (!code.isEmpty()) {
                steps.execute(() -> outside.tell(code, Map.of("address", from.getHostAddress(), "user", user)));
            }
        }
    }
}

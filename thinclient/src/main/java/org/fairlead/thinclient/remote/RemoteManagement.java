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
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.fairlead.protocol.agent.EventCode;
import org.fairlead.rdp.CloseReason;
import org.fairlead.rdp.ErrorInfo;
import org.fairlead.rdp.InputEvent;
import org.fairlead.rdp.auth.NtHash;
import org.fairlead.rdp.host.RdpConnection;
import org.fairlead.rdp.host.RdpHandler;
import org.fairlead.thinclient.x11.Politeness;
import org.jspecify.annotations.Nullable;

/**
 * Lets administrators in by RDP as far as the settings and the user allow. One thread of its own takes every step; the
 * methods may be called from any thread, listeners hear on that one thread. {@link #close} ends it.
 */
public final class RemoteManagement implements AutoCloseable {
    private static final Logger LOG = System.getLogger(RemoteManagement.class.getName());
    private static final long TICK_MILLIS = 100;
    private static final long LIMIT_TICK_MILLIS = 1000;
    private static final long BUSY_SECONDS = 5;
    /** So long after its line broke a client may go on without another consent; until then the visit lasts. */
    static final Duration RETURN = Duration.ofSeconds(60);

    private final Listener listener;
    private final Screens screens;
    private final Outside outside;
    private final InstantSource clock;
    private final Credentials credentials;
    private final Reports reports;
    private final Pages pages = new Pages();
    private final LoginLimits limits = new LoginLimits();
    private final Guests guests;
    private final List<Consumer<@Nullable Sharing>> watchers = new CopyOnWriteArrayList<>();
    private final List<Consumer<@Nullable Invitation>> invitationWatchers = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService steps = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("remote-management").daemon().unstarted(task));
    private volatile Consent consent = Consent.closed();
    private volatile long lastInput = now();
    // of the thread of steps only
    private @Nullable ScheduledFuture<?> ticking;
    private long tickMillis;
    private long shownSecond = -1;
    private String administrator = "";
    private String visitAdministrator = "";
    private Instant since = Instant.EPOCH;
    private Options settings = Options.CLOSED;
    private @Nullable Invitation invitation;
    private @Nullable ScheduledFuture<?> invitationEnds;

    public RemoteManagement(Listener listener, Screens screens, Outside outside, InstantSource clock) {
        this.listener = listener;
        this.screens = screens;
        this.outside = outside;
        this.clock = clock;
        this.credentials = new Credentials(new SecureRandom(), clock);
        this.reports = new Reports(outside);
        this.guests =
                new Guests(screens, (scene, visitor) -> pages.of(outside.language(), scene, consent, visitor, now()));
        long life = Credentials.LIFE.toSeconds();
        steps.scheduleAtFixedRate(this::newPassword, life, life, TimeUnit.SECONDS);
    }

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

    /** Hears of every invitation that the user makes, null when it is over; begins with the present. */
    public void listenInvitation(Consumer<@Nullable Invitation> watcher) {
        steps.execute(() -> {
            invitationWatchers.add(watcher);
            watcher.accept(invitation);
        });
    }

    /** Obeys the settings; null, or why nobody can connect. Waits until it is done. */
    public @Nullable String apply(Options options) {
        return here(() -> {
            settings = options;
            if (invitation != null && !options.mayInvite()) {
                forgetInvitation();
            }
            return obey();
        });
    }

    private @Nullable String obey() {
        Options options = invitation == null ? settings : settings.invited();
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
    }

    /**
     * The user of a device without a server lets one administrator in, with a password that holds for one visit; null, or why
     * that is not possible. Waits until it is done.
     */
    public @Nullable String invite() {
        return here(() -> {
            if (!settings.mayInvite()) {
                return "the settings do not allow it";
            }
            forgetInvitation();
            credentials.renew();
            administrator = "";
            invitation = new Invitation(List.of(), 0, "", "", now() + Invitation.MILLIS);
            String problem = obey();
            if (problem != null) {
                withdraw();
                return problem;
            }
            invitation = new Invitation(
                    listener.addresses(outside.addresses()),
                    listener.port(),
                    Credentials.USER,
                    credentials.password(),
                    now() + Invitation.MILLIS);
            invitationEnds = steps.schedule(this::invitationExpires, Invitation.MILLIS, TimeUnit.MILLISECONDS);
            invitationChanged();
            return null;
        });
    }

    /** The user takes the invitation back; whoever came by it is sent away. */
    public void withdrawInvitation() {
        steps.execute(this::withdraw);
    }

    private void invitationExpires() {
        if (consent.visitor() == null) {
            withdraw();
        }
    }

    private void withdraw() {
        if (invitation != null) {
            forgetInvitation();
            credentials.renew();
            obey();
        }
    }

    private void forgetInvitation() {
        invitation = null;
        ScheduledFuture<?> end = invitationEnds;
        invitationEnds = null;
        if (end != null) {
            end.cancel(false);
        }
        invitationChanged();
    }

    private void invitationChanged() {
        Invitation now = invitation;
        invitationWatchers.forEach(watcher -> watcher.accept(now));
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
            if (visitAdministrator.isEmpty()) {
                visitAdministrator = name;
            }
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
        if (input instanceof Input.Arrived && before.visitor() == null) {
            since = clock.instant();
            visitAdministrator = administrator;
            listener.rehearse();
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
        if (invitation != null && before.visitor() != null && step.next().visitor() == null) {
            steps.execute(this::withdraw); // it was for one visit
        }
    }

    private void apply(Effect effect) {
        switch (effect) {
            case Effect.Show show -> guests.show(show.id(), show.scene());
            case Effect.LogOn logOn -> guests.logOn(logOn.id());
            case Effect.Busy busy -> {
                String id = busy.visitor().id();
                guests.show(id, Scene.BUSY);
                steps.schedule(
                        () -> guests.dismiss(id, ErrorInfo.SERVER_DENIED_CONNECTION), BUSY_SECONDS, TimeUnit.SECONDS);
            }
            case Effect.Close close -> {
                guests.show(close.id(), Scene.WAITING);
                guests.dismiss(close.id(), close.reason());
            }
            case Effect.NewPassword ignored -> newPassword();
            case Effect.Tell tell -> reports.event(tell.code(), tell.details(), visitAdministrator);
        }
    }

    private void newPassword() {
        credentials.renew();
        administrator = "";
        publishAccess();
    }

    private void publishAccess() {
        reports.access(listener, credentials);
    }

    private void publishState() {
        reports.state(consent, since);
    }

    private @Nullable Sharing sharing() {
        return Sharing.of(consent, since, visitAdministrator);
    }

    private void changed() {
        publishState();
        Sharing sharing = sharing();
        watchers.forEach(watcher -> watcher.accept(sharing));
    }

    private void keepTicking() {
        long wanted = switch (consent.phase()) {
            case Consent.Phase.Idle ignored -> 0;
            case Consent.Phase.Asking ignored -> TICK_MILLIS;
            case Consent.Phase.Admitted ignored -> consent.rules().limitsVisits() ? LIMIT_TICK_MILLIS : 0;
        };
        if (wanted == tickMillis) {
            return;
        }
        tickMillis = wanted;
        if (ticking != null) {
            ticking.cancel(false);
        }
        ticking = wanted == 0 ? null : steps.scheduleAtFixedRate(this::tick, wanted, wanted, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        step(new Input.Tick(lastInput));
        long second = Pages.secondsLeft(consent, now());
        Visitor visitor = consent.visitor();
        if (second != shownSecond && visitor != null) {
            shownSecond = second;
            guests.refresh(visitor.id());
        }
    }

    private static boolean isAdmitted(Consent consent, Visitor visitor) {
        return consent.phase() instanceof Consent.Phase.Admitted a
                && a.visitor().equals(visitor);
    }

    /** The line of a visitor broke: his visit lasts until he is back or too late. */
    private void away(Guests.Guest guest) {
        Runnable tooLate = () -> {
            if (guests.remove(guest)) {
                step(new Input.Gone(guest.visitor().id()));
            }
        };
        later(() -> steps.schedule(tooLate, RETURN.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** A visitor is back on another line; he sees again what he saw, or asks anew when his visit has ended meanwhile. */
    private void returned(Visitor visitor) {
        Scene scene = consent.scene();
        if (scene == null || !isAdmitted(consent, visitor)) {
            step(new Input.Arrived(visitor));
            return;
        }
        guests.logOn(visitor.id());
        guests.show(visitor.id(), scene);
        changed();
    }

    private void later(Runnable task) {
        try {
            steps.execute(task);
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
            Visitor returning = guests.returning(connection);
            Visitor visitor = returning != null ? returning : Visitor.of(connection);
            guests.welcome(connection, visitor);
            later(() -> {
                if (returning == null) {
                    step(new Input.Arrived(visitor));
                } else {
                    returned(visitor);
                }
            });
        }

        @Override
        public void input(RdpConnection connection, InputEvent event) {
            Guests.Guest guest = guests.find(connection);
            if (guest != null) {
                if (guest.visitor().equals(consent.visitor())) {
                    lastInput = now();
                }
                guest.player().play(event);
            }
        }

        @Override
        public void closed(RdpConnection connection, CloseReason reason) {
            Guests.Guest guest = guests.find(connection);
            if (guest == null) {
                return;
            }
            guest.player().close();
            if (reason.kind() == CloseReason.Kind.LOST && isAdmitted(consent, guest.visitor())) {
                away(guest);
            } else {
                boolean lost = reason.detail().equals(ErrorInfo.GRAPHICS_SUBSYSTEM_FAILED.name())
                        && guest.visitor().equals(consent.visitor());
                Input input = lost
                        ? new Input.DisplayLost()
                        : new Input.Gone(guest.visitor().id());
                later(() -> step(input));
                guests.remove(guest);
                Politeness.returnMemory();
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
                Map<String, Object> details = Map.of("address", from.getHostAddress(), "user", user);
                steps.execute(() -> reports.event(code, details, administrator));
            }
        }
    }
}

package org.fairlead.android.core.agent;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.fairlead.android.core.device.KeyVault;
import org.fairlead.android.core.net.ClientIdentity;
import org.fairlead.android.core.net.PinnedTrust;
import org.fairlead.android.core.net.Tls;
import org.fairlead.android.core.net.WebSocket;
import org.fairlead.android.core.state.Identity;
import org.fairlead.protocol.agent.Action;
import org.fairlead.protocol.agent.AgentSession;
import org.jspecify.annotations.Nullable;

/**
 * Runs an {@link AgentSession} over a WebSocket with mutual TLS. The session is called on one thread of this object's
 * own; {@link #close} ends it.
 */
final class Line implements AutoCloseable {
    /** Told what the session wants of the phone, on the line's thread. */
    interface Listener {
        void action(Action action);
    }

    private final java.util.function.Supplier<Identity> identity;
    private final KeyVault keys;
    private final String tls;
    private final AgentSession session;
    private final Listener listener;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread line = new Thread(task, "fairlead-line");
        line.setDaemon(true);
        return line;
    });
    private @Nullable WebSocket socket;
    private @Nullable ScheduledFuture<?> timer;
    private int generation;
    private boolean closed;

    Line(
            java.util.function.Supplier<Identity> identity,
            KeyVault keys,
            String tls,
            AgentSession session,
            Listener listener) {
        this.identity = identity;
        this.keys = keys;
        this.tls = tls;
        this.session = session;
        this.listener = listener;
    }

    /** Calls the session on its thread and does what it answers. */
    void run(Function<AgentSession, List<Action>> call) {
        try {
            thread.execute(() -> {
                if (!closed) {
                    call.apply(session).forEach(this::perform);
                    schedule();
                }
            });
        } catch (RejectedExecutionException e) {
            // closed meanwhile
        }
    }

    static long now() {
        return System.nanoTime() / 1_000_000;
    }

    @Override
    public void close() {
        try {
            thread.execute(() -> {
                closed = true;
                disconnect();
            });
        } catch (RejectedExecutionException e) {
            return;
        }
        thread.shutdown();
    }

    private void schedule() {
        ScheduledFuture<?> previous = timer;
        if (previous != null) {
            previous.cancel(false);
        }
        long delay = Math.min(TimeUnit.DAYS.toMillis(1), Math.max(10, session.nextTick() - now()));
        if (!thread.isShutdown()) {
            timer = thread.schedule(() -> run(s -> s.tick(now())), delay, TimeUnit.MILLISECONDS);
        }
    }

    private void perform(Action action) {
        if (action instanceof Action.Open) {
            open();
        } else if (action instanceof Action.Send send) {
            send(send.text());
        } else if (action instanceof Action.Close close) {
            lost(close.reason());
        } else {
            listener.action(action);
        }
    }

    private void lost(String reason) {
        disconnect();
        session.closed(now(), reason).forEach(this::perform);
    }

    private void open() {
        int mine = ++generation;
        Identity me = identity.get();
        PinnedTrust trust = new PinnedTrust(me.pins());
        try {
            ClientIdentity certificate = new ClientIdentity(keys.key(me.key()), me.chain());
            WebSocket opened = WebSocket.open(
                    Tls.factory(trust, certificate), tls, me.gatewayHost(), me.gatewayPort(), "/agent/v1");
            socket = opened;
            Thread reader = new Thread(() -> read(opened, mine), "fairlead-reader");
            reader.setDaemon(true);
            reader.start();
            session.opened(now()).forEach(this::perform);
        } catch (IOException | GeneralSecurityException e) {
            lost(trust.mismatch() ? "the server shows a key that this phone does not know" : reason(e));
        }
    }

    private void read(WebSocket from, int mine) {
        try {
            while (true) {
                String message = from.read();
                run(s -> mine == generation ? s.received(now(), message) : List.of());
            }
        } catch (IOException e) {
            run(s -> {
                if (mine != generation) {
                    return List.of();
                }
                disconnect();
                return s.closed(now(), reason(e));
            });
        }
    }

    private void send(String text) {
        WebSocket current = socket;
        if (current == null) {
            return;
        }
        try {
            current.send(text);
        } catch (IOException e) {
            lost(reason(e));
        }
    }

    private void disconnect() {
        generation++;
        WebSocket current = socket;
        socket = null;
        if (current != null) {
            current.close();
        }
    }

    private static String reason(Exception e) {
        String message = e.getMessage();
        return message == null || message.trim().isEmpty() ? "connection lost" : message;
    }
}

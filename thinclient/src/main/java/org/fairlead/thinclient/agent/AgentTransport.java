package org.fairlead.thinclient.agent;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import org.fairlead.protocol.agent.Action;
import org.fairlead.protocol.agent.AgentSession;
import org.fairlead.thinclient.state.Identity;
import org.jspecify.annotations.Nullable;

/**
 * Runs an {@link AgentSession} over a WebSocket with mutual TLS. All calls of the session and of the listener happen on
 * one thread of its own; {@link #close} ends it.
 */
public final class AgentTransport implements AutoCloseable {
    private static final int MAX_MESSAGE = 4 << 20;

    /** Told what the session wants of the device, on the agent's thread. */
    public interface Listener {
        void action(Action action);

        /** The server shows a key that is not pinned. */
        void pinMismatch(String seen);
    }

    private final Supplier<Identity> identities;
    private final AgentSession session;
    private final Listener listener;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("agent").daemon(true).unstarted(task));
    private @Nullable HttpClient client;
    private @Nullable WebSocket socket;
    private @Nullable ScheduledFuture<?> timer;
    private int generation;
    private boolean closed;

    /** Asks for the identity at each attempt, so that server keys announced meanwhile are trusted. */
    public AgentTransport(Supplier<Identity> identities, AgentSession session, Listener listener) {
        this.identities = identities;
        this.session = session;
        this.listener = listener;
    }

    public void start() {
        run(agent -> agent.connectNow(now()));
    }

    /** Calls the session on its thread and does what it answers. */
    public void run(Function<AgentSession, List<Action>> call) {
        if (thread.isShutdown()) {
            return;
        }
        thread.execute(() -> {
            if (!closed) {
                call.apply(session).forEach(this::perform);
                schedule();
            }
        });
    }

    @Override
    public void close() {
        thread.execute(() -> {
            closed = true;
            disconnect();
        });
        thread.shutdown();
    }

    static long now() {
        return System.nanoTime() / 1_000_000;
    }

    private void schedule() {
        ScheduledFuture<?> previous = timer;
        if (previous != null) {
            previous.cancel(false);
        }
        long delay = Math.max(10, session.nextTick() - now());
        timer = thread.schedule(
                () -> {
                    if (!closed) {
                        session.tick(now()).forEach(this::perform);
                        schedule();
                    }
                },
                Math.min(delay, TimeUnit.DAYS.toMillis(1)),
                TimeUnit.MILLISECONDS);
    }

    private void perform(Action action) {
        switch (action) {
            case Action.Open ignored -> open();
            case Action.Send send -> send(send.text());
            case Action.Close close -> {
                disconnect();
                feed(session.closed(now(), close.reason()));
            }
            default -> listener.action(action);
        }
    }

    private void feed(List<Action> actions) {
        actions.forEach(this::perform);
    }

    private void open() {
        int mine = ++generation;
        Identity identity = identities.get();
        PinnedTrust trust = new PinnedTrust(Set.copyOf(identity.pins()));
        try {
            KeyManager[] keys = {new ClientIdentity(Pem.key(identity.key()), Pem.certificates(identity.chain()))};
            HttpClient http = EnrolClient.http(trust, keys);
            client = http;
            var uri = EnrolClient.uri(identity.gatewayHost(), identity.gatewayPort(), "/agent/v1");
            socket = http.newWebSocketBuilder()
                    .connectTimeout(java.time.Duration.ofSeconds(15))
                    .buildAsync(java.net.URI.create("wss" + uri.toString().substring(5)), new Receiver(mine))
                    .get(20, TimeUnit.SECONDS);
            feed(session.opened(now()));
        } catch (ExecutionException | TimeoutException | GeneralSecurityException | EnrolError e) {
            String seen = trust.seen();
            if (seen != null && !identity.pins().contains(seen)) {
                listener.pinMismatch(seen);
            }
            disconnect();
            feed(session.closed(now(), reason(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String reason(Throwable problem) {
        Throwable cause = problem;
        while (cause.getCause() != null && cause.getMessage() != null && cause instanceof ExecutionException) {
            cause = cause.getCause();
        }
        if (cause instanceof java.net.ConnectException) {
            return "the server does not answer";
        }
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }

    private void send(String text) {
        WebSocket current = socket;
        if (current == null) {
            return;
        }
        try {
            current.sendText(text, true).get(20, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            disconnect();
            feed(session.closed(now(), "connection lost"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void disconnect() {
        generation++;
        WebSocket current = socket;
        HttpClient http = client;
        socket = null;
        client = null;
        if (current != null) {
            current.abort();
        }
        if (http != null) {
            http.shutdownNow();
        }
    }

    private final class Receiver implements WebSocket.Listener {
        private final int mine;
        private final StringBuilder text = new StringBuilder();

        Receiver(int mine) {
            this.mine = mine;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (text.length() > MAX_MESSAGE) {
                ended("message too long");
                webSocket.abort();
                return null;
            }
            if (last) {
                String message = text.toString();
                text.setLength(0);
                run(agent -> mine == generation ? agent.received(now(), message) : List.of());
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
            ended(reason.isBlank() ? "closed by the server (" + status + ")" : reason);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            String message = error instanceof IOException ? error.getMessage() : error.toString();
            ended(message == null ? "connection lost" : message);
        }

        private void ended(String reason) {
            run(agent -> {
                if (mine != generation) {
                    return List.of();
                }
                disconnect();
                return agent.closed(now(), reason);
            });
        }
    }
}

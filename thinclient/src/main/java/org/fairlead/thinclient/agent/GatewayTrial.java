package org.fairlead.thinclient.agent;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManager;
import org.fairlead.protocol.agent.Codec;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.agent.ProtocolError;
import org.fairlead.protocol.agent.Up;
import org.fairlead.thinclient.state.Identity;
import org.jspecify.annotations.Nullable;

/** Says hello to a gateway and leaves: shows whether a server would take a device, before anything depends on it. */
public final class GatewayTrial {
    private static final int SECONDS = 20;

    private GatewayTrial() {}

    /** The server's greeting; an error's code is {@code refused} when it answered but does not know the device. */
    public static Down.Welcome greet(Identity identity, Up.Hello hello) throws EnrolError {
        PinnedTrust trust = new PinnedTrust(Set.copyOf(identity.pins()));
        Answer answer = new Answer();
        try {
            KeyManager[] keys = {new ClientIdentity(Pem.key(identity.key()), Pem.certificates(identity.chain()))};
            URI uri = EnrolClient.uri(identity.gatewayHost(), identity.gatewayPort(), "/agent/v1");
            HttpClient http = EnrolClient.http(trust, keys);
            try {
                WebSocket socket = http.newWebSocketBuilder()
                        .connectTimeout(Duration.ofSeconds(15))
                        .buildAsync(URI.create("wss" + uri.toString().substring(5)), answer)
                        .get(SECONDS, TimeUnit.SECONDS);
                socket.sendText(Codec.print(hello), true).get(SECONDS, TimeUnit.SECONDS);
                if (Codec.down(answer.text.get(SECONDS, TimeUnit.SECONDS)) instanceof Down.Welcome welcome) {
                    socket.abort();
                    return welcome;
                }
                socket.abort();
                throw new EnrolError("refused", "the server does not take this device");
            } finally {
                http.shutdownNow();
            }
        } catch (ExecutionException | TimeoutException | GeneralSecurityException | ProtocolError e) {
            String seen = trust.seen();
            if (seen != null && !identity.pins().contains(seen)) {
                throw new EnrolError("pin", "the server's gateway shows another key than expected");
            }
            String message = e.getMessage() == null ? e.toString() : e.getMessage();
            throw new EnrolError(seen == null ? "unreachable" : "refused", message);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnrolError("unreachable", "interrupted");
        }
    }

    private static final class Answer implements WebSocket.Listener {
        private final CompletableFuture<String> text = new CompletableFuture<>();
        private final StringBuilder part = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                text.complete(part.toString());
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            text.completeExceptionally(new java.io.IOException("closed by the server: " + reason));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            text.completeExceptionally(error);
        }
    }
}

package org.fairlead.server.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.event.Notifier;
import org.jspecify.annotations.Nullable;

/**
 * Posts events as JSON. With a secret, {@code X-Fairlead-Signature} is {@code sha256=} and the hexadecimal
 * HMAC-SHA256 of the value of {@code X-Fairlead-Timestamp}, a full stop and the body.
 */
public final class WebhookNotifier implements Notifier, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration WHOLE = Duration.ofSeconds(15);

    private final Egress egress;
    private final InstantSource clock;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    public WebhookNotifier(Egress egress, InstantSource clock) {
        this.egress = egress;
        this.clock = clock;
    }

    @Override
    public void send(Message message) {
        URI target = URI.create(message.target());
        egress.check(target.getHost());
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("rule", message.rule());
        document.put("events", message.events());
        String body = Json.print(document);
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .timeout(WHOLE)
                .header("Content-Type", "application/json")
                .header("User-Agent", "Fairlead")
                .header("X-Fairlead-Timestamp", timestamp)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        String secret = message.secret();
        if (secret != null) {
            request.header("X-Fairlead-Signature", "sha256=" + sign(secret, timestamp + "." + body));
        }
        CompletableFuture<HttpResponse<InputStream>> answer =
                client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try {
            HttpResponse<InputStream> response = answer.get(WHOLE.toSeconds(), TimeUnit.SECONDS);
            response.body().close();
            if (response.statusCode() / 100 != 2) {
                throw new NotTold("the target answered with status " + response.statusCode());
            }
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new NotTold("the target did not answer in time");
        } catch (ExecutionException | IOException e) {
            throw new NotTold("the target cannot be reached: " + oneLine(e));
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new NotTold("the server is stopping");
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    static String sign(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String oneLine(Exception error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return text.replaceAll("\\s+", " ").strip();
    }
}

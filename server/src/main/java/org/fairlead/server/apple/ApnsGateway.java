package org.fairlead.server.apple;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.fairlead.protocol.json.Json;
import org.fairlead.protocol.json.JsonError;
import org.fairlead.server.core.apple.AppleSettings;
import org.fairlead.server.core.apple.PushGateway;
import org.jspecify.annotations.Nullable;

/**
 * Apple's push service over HTTP/2 with the push certificate. At most a fixed number of pushes are under way; who sends
 * more waits. Any thread may send.
 */
public final class ApnsGateway implements PushGateway {
    private static final int UNDER_WAY = 100;
    private static final int MAX_ANSWER = 4_096;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient http;
    private final String base;
    private final InstantSource clock;
    private final Semaphore room = new Semaphore(UNDER_WAY);

    private ApnsGateway(AppleSettings settings, SSLContext tls, InstantSource clock) {
        this.base = "https://" + settings.gatewayHost() + ":" + settings.gatewayPort() + "/3/device/";
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .connectTimeout(PATIENCE)
                .sslContext(tls)
                .build();
    }

    /** Opens a gateway; nothing is connected before the first push. */
    public static PushGateway open(AppleSettings settings, String chainPem, byte[] key, InstantSource clock) {
        try {
            KeyStore identity = KeyStore.getInstance("PKCS12");
            identity.load(null, null);
            identity.setKeyEntry(
                    "push",
                    KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key)),
                    new char[0],
                    certificates(chainPem).toArray(new Certificate[0]));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(identity, new char[0]);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(keys.getKeyManagers(), trust(settings).getTrustManagers(), null);
            return new ApnsGateway(settings, tls, clock);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot use the push certificate: " + e.getMessage(), e);
        }
    }

    private static TrustManagerFactory trust(AppleSettings settings) throws GeneralSecurityException, IOException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        if (settings.trustedRoots().isBlank()) {
            trust.init((KeyStore) null);
            return trust;
        }
        KeyStore roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        int number = 0;
        for (Certificate root : certificates(settings.trustedRoots())) {
            roots.setCertificateEntry("root" + number++, root);
        }
        trust.init(roots);
        return trust;
    }

    private static Collection<? extends Certificate> certificates(String pem) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public CompletableFuture<Outcome> send(Push push) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(base + HexFormat.of().formatHex(push.token())))
                .timeout(PATIENCE)
                .header("apns-topic", push.topic())
                .header("apns-push-type", "mdm")
                .header("apns-priority", "10")
                .header("apns-expiration", Long.toString(push.expires().getEpochSecond()))
                .header("apns-id", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofString(Json.print(Map.of("mdm", push.magic()))))
                .build();
        try {
            room.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.completedFuture(new Outcome.Later("interrupted"));
        }
        return http.sendAsync(
                        request,
                        info -> HttpResponse.BodySubscribers.limiting(
                                HttpResponse.BodySubscribers.ofByteArray(), MAX_ANSWER))
                .handle((answer, error) -> {
                    room.release();
                    return error == null ? outcome(answer) : broken(error);
                });
    }

    private static Outcome broken(Throwable error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        // an alert of the other side means that it does not take the certificate
        return cause instanceof SSLException && text.startsWith("Received fatal alert")
                        || cause instanceof SSLException && text.contains("(certificate_")
                ? new Outcome.Refused("TLS: " + text)
                : new Outcome.Later(text);
    }

    private Outcome outcome(HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        if (status == 200) {
            return new Outcome.Accepted();
        }
        String reason = "status " + status;
        Instant since = clock.instant();
        try {
            Map<String, @Nullable Object> body = Json.parseObject(new String(answer.body(), StandardCharsets.UTF_8));
            if (body.get("reason") instanceof String text) {
                reason = text.length() > 100 ? text.substring(0, 100) : text;
            }
            if (body.get("timestamp") instanceof Number millis) {
                since = Instant.ofEpochMilli(millis.longValue());
            }
        } catch (JsonError e) {
            // an answer without a reason: the status has to do
        }
        if (status == 410 || reason.equals("BadDeviceToken") || reason.equals("DeviceTokenNotForTopic")) {
            return new Outcome.Dead(reason, since);
        }
        return status == 429 || status >= 500 ? new Outcome.Later(reason) : new Outcome.Refused(reason);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}

package org.fairlead.thinclient.agent;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.fairlead.protocol.json.Json;
import org.fairlead.protocol.json.JsonError;
import org.fairlead.thinclient.state.Identity;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/** Talks to the public port of a server: who it is, and enrolment. Calls block for up to some seconds. */
public final class EnrolClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** Who answers at an address; the gateway's host is empty when it is the same. */
    public record ServerCard(String name, String workspace, String gatewayHost, int gatewayPort) {}

    /** Public key that a server shows, as a pin; nothing is asked of the server. */
    public String fingerprint(String host, int port) throws EnrolError {
        PinnedTrust trust = new PinnedTrust(Set.of());
        String problem = "no answer";
        try (HttpClient client = client(trust)) {
            client.send(get(host, port), HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            problem = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String seen = trust.seen();
        if (seen == null) {
            throw new EnrolError("unreachable", problem);
        }
        return seen;
    }

    /** What a server says of itself, if it shows one of these keys. */
    public ServerCard card(String host, int port, Set<String> pins) throws EnrolError {
        Map<String, @Nullable Object> map = exchange(get(host, port), pins);
        return new ServerCard(
                Values.text(map, "name"), Values.text(map, "workspaceName"), Values.text(map, "gatewayHost"), (int)
                        Values.number(map, "gatewayPort", 8445));
    }

    /** Enrols with a new key. */
    public Identity enrol(
            String host, int port, String pin, @Nullable String token, Map<String, @Nullable Object> device)
            throws EnrolError {
        KeyRequest request = KeyRequest.make();
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("csr", request.csr());
        if (token != null && !token.isBlank()) {
            body.put("token", token.strip());
        }
        body.put("device", device);
        Map<String, @Nullable Object> answer = exchange(
                HttpRequest.newBuilder(uri(host, port, "/agent/v1/enrol"))
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(Json.print(body)))
                        .build(),
                Set.of(pin));
        Map<String, @Nullable Object> gateway = Values.map(answer.get("gateway"));
        List<String> pins = Values.texts(answer.get("pins"));
        String gatewayHost = Values.text(gateway, "host");
        Object group = answer.get("group");
        return new Identity(
                Values.text(answer, "deviceId"),
                Values.number(answer, "number", 0),
                request.key(),
                Values.text(answer, "certificate"),
                host,
                port,
                gatewayHost.isEmpty() ? host : gatewayHost,
                (int) Values.number(gateway, "port", 8445),
                pins.isEmpty() ? List.of(pin) : pins,
                Values.text(answer, "workspace"),
                "",
                group instanceof String text ? text : null);
    }

    private static Map<String, @Nullable Object> exchange(HttpRequest request, Set<String> pins) throws EnrolError {
        PinnedTrust trust = new PinnedTrust(pins);
        try (HttpClient client = client(trust)) {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            Map<String, @Nullable Object> map = parse(response.body());
            if (response.statusCode() / 100 != 2) {
                String code = Values.text(map, "code");
                String detail = Values.text(map, "detail");
                throw new EnrolError(
                        code.isEmpty() ? "http-" + response.statusCode() : code,
                        detail.isEmpty() ? "the server answered " + response.statusCode() : detail);
            }
            return map;
        } catch (IOException e) {
            String seen = trust.seen();
            if (seen != null && !pins.contains(seen)) {
                throw new EnrolError("pin", "the server shows another key than expected");
            }
            throw new EnrolError("unreachable", String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnrolError("unreachable", "interrupted");
        }
    }

    private static Map<String, @Nullable Object> parse(String body) {
        try {
            return Json.parseObject(body);
        } catch (JsonError e) {
            return new LinkedHashMap<>();
        }
    }

    private static HttpRequest get(String host, int port) throws EnrolError {
        return HttpRequest.newBuilder(uri(host, port, "/agent/v1/server"))
                .timeout(TIMEOUT)
                .GET()
                .build();
    }

    static URI uri(String host, int port, String path) throws EnrolError {
        try {
            return URI.create("https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + path);
        } catch (IllegalArgumentException e) {
            throw new EnrolError("unreachable", "not an address: " + host);
        }
    }

    private static HttpClient client(PinnedTrust trust) {
        return http(trust, new KeyManager[0]);
    }

    /** A client that speaks TLS 1.3 only. */
    static HttpClient http(PinnedTrust trust, KeyManager[] keys) {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(keys, new TrustManager[] {trust}, new SecureRandom());
            SSLParameters parameters = new SSLParameters();
            parameters.setProtocols(new String[] {"TLSv1.3"});
            return HttpClient.newBuilder()
                    .sslContext(context)
                    .sslParameters(parameters)
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS 1.3", e);
        }
    }
}

package org.fairlead.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.fairlead.protocol.json.Json;

/** A browser as far as the API is concerned: one cookie, the headers of the console. */
public final class ApiClient {
    public final Map<String, String> headers = new LinkedHashMap<>(Map.of("X-Fairlead", "1"));
    public String cookie = "";
    private final int port;
    private final HttpClient http =
            HttpClient.newBuilder().sslContext(trusting()).build();

    public ApiClient(int port) {
        this.port = port;
    }

    /** What came back. */
    public record Answer(HttpResponse<String> response) {
        public Answer expect(int status) {
            assertThat(response.statusCode())
                    .as(response.uri() + ": " + response.body())
                    .isEqualTo(status);
            return this;
        }

        public int status() {
            return response.statusCode();
        }

        public String body() {
            return response.body();
        }

        public Map<String, Object> object() {
            return Json.parseObject(response.body());
        }

        public List<?> list(String field) {
            return (List<?>) object().get(field);
        }

        public String code() {
            return String.valueOf(object().get("code"));
        }
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer post(String path, Object body) {
        return send("POST", path, body);
    }

    public Answer put(String path, Object body) {
        return send("PUT", path, body);
    }

    public Answer patch(String path, Object body) {
        return send("PATCH", path, body);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    public Answer send(String method, String path, Object body) {
        return raw(method, "/api/v1" + path, body == null ? null : body instanceof String s ? s : Json.print(body));
    }

    public Answer raw(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (!cookie.isEmpty()) {
            request.header("Cookie", "__Host-fairlead=" + cookie);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            response.headers().allValues("Set-Cookie").stream()
                    .filter(value -> value.startsWith("__Host-fairlead="))
                    .forEach(value -> cookie = value.substring("__Host-fairlead=".length(), value.indexOf(';')));
            return new Answer(response);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends a file as the body; without a length where none is announced. */
    public Answer upload(String path, byte[] file, boolean announced) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/api/v1" + path))
                .header("Content-Type", "application/octet-stream")
                .PUT(
                        announced
                                ? HttpRequest.BodyPublishers.ofByteArray(file)
                                : HttpRequest.BodyPublishers.ofInputStream(
                                        () -> new java.io.ByteArrayInputStream(file)));
        headers.forEach(request::header);
        if (!cookie.isEmpty()) {
            request.header("Cookie", "__Host-fairlead=" + cookie);
        }
        try {
            return new Answer(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static TrustManager trustAll() {
        return new TrustAll();
    }

    static SSLContext trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

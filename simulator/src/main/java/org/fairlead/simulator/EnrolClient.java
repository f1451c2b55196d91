package org.fairlead.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.protocol.agent.Up;
import org.fairlead.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** Enrols devices over the public port. Blocking; any thread may call. */
public final class EnrolClient implements AutoCloseable {
    private final URI server;
    private final HttpClient http;

    public EnrolClient(String host, int publicPort, ServerTrust trust) {
        this.server = URI.create("https://" + host + ":" + publicPort);
        this.http = HttpClient.newBuilder()
                .sslContext(trust.context())
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    /** The server did not enrol the device; the code is the problem's. */
    public static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final String code;

        Refused(int status, String code, String detail) {
            super("not enrolled: " + code + " " + detail);
            this.status = status;
            this.code = code;
        }

        public int status() {
            return status;
        }

        public String code() {
            return code;
        }
    }

    /** Makes a key and enrols a device with it. */
    public Identity enrol(Up.DeviceInfo info, @Nullable String token) throws IOException, InterruptedException {
        KeyPair key = Keys.p256();
        Map<String, @Nullable Object> device = new LinkedHashMap<>();
        device.put("hostname", info.hostname());
        device.put("model", info.model());
        device.put("serial", info.serial());
        device.put("os", info.os());
        device.put("agentVersion", info.agentVersion());
        device.put("platform", "thin-client");
        device.put("macs", List.of());
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("csr", Keys.request(key));
        if (token != null) {
            body.put("token", token);
        }
        body.put("device", device);
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/agent/v1/enrol"))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(Json.print(body)))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 201 && answer.statusCode() != 200) {
            throw refused(answer);
        }
        Map<String, @Nullable Object> enrolled = Json.parseObject(answer.body());
        if (!(enrolled.get("gateway") instanceof Map<?, ?> gateway) || !(gateway.get("port") instanceof Long port)) {
            throw new IOException("the server named no gateway");
        }
        return new Identity(
                String.valueOf(enrolled.get("deviceId")),
                key.getPrivate(),
                Keys.chain(String.valueOf(enrolled.get("certificate"))),
                String.valueOf(gateway.get("host")),
                port.intValue());
    }

    private static Refused refused(HttpResponse<String> answer) {
        try {
            Map<String, @Nullable Object> problem = Json.parseObject(answer.body());
            return new Refused(
                    answer.statusCode(),
                    String.valueOf(problem.get("code")),
                    String.valueOf(problem.getOrDefault("detail", "")));
        } catch (RuntimeException e) {
            return new Refused(answer.statusCode(), "http-" + answer.statusCode(), "");
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}

package org.fairlead.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.SSLSocket;
import org.fairlead.server.ApiClient;
import org.fairlead.server.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HardeningTest {
    private static TestServer server;
    private static TestServer.Signed anna;

    @BeforeAll
    static void start() {
        server = new TestServer();
        anna = server.firstAdministrator();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aChangeWithoutTheHeaderOfTheConsoleIsRefused() {
        ApiClient forged = copy();
        forged.headers.remove("X-Fairlead");
        assertThat(forged.patch("/me", Map.of("name", "Eve")).expect(403).code())
                .isEqualTo("csrf");
    }

    @Test
    void aChangeFromAnotherSiteIsRefused() {
        ApiClient forged = copy();
        forged.headers.put("Origin", "https://evil.example");
        assertThat(forged.patch("/me", Map.of("name", "Eve")).expect(403).code())
                .isEqualTo("csrf");
        ApiClient crossSite = copy();
        crossSite.headers.put("Sec-Fetch-Site", "same-site");
        assertThat(crossSite.patch("/me", Map.of("name", "Eve")).expect(403).code())
                .isEqualTo("csrf");
        ApiClient own = copy();
        own.headers.put("Origin", "https://localhost:" + server.server.consolePort());
        own.headers.put("Sec-Fetch-Site", "same-origin");
        own.patch("/me", Map.of("name", "Anna")).expect(200);
    }

    @Test
    void aBodyOfOneMebibyteIsReadAndOneByteMoreIsNot() {
        String head = "{\"name\":\"";
        String tail = "\"}";
        String full = head + "a".repeat((1 << 20) - head.length() - tail.length()) + tail;
        assertThat(full).hasSize(1 << 20);
        assertThat(anna.client().patch("/me", full).expect(422).body()).contains("100 characters");
        assertThat(anna.client().patch("/me", full + " ").expect(413).code()).isEqualTo("too-large");
    }

    @Test
    void unknownFieldsWrongTypesAndBrokenJsonAreNamed() {
        ApiClient client = anna.client();
        assertThat(client.patch("/me", "{\"colour\":1}").expect(400).body()).contains("unknown field", "colour");
        assertThat(client.patch("/me", "{\"name\":").expect(400).code()).isEqualTo("bad-request");
        assertThat(client.patch("/me", "[]").expect(400).code()).isEqualTo("bad-request");
        assertThat(client.patch("/me", "{\"name\":\"a\",\"name\":\"b\"}")
                        .expect(400)
                        .body())
                .contains("uplicate");
        assertThat(client.post("/roles", Map.of("name", "R", "rights", List.of("fly")))
                        .expect(422)
                        .body())
                .contains("rights.0", "settings.general");
        assertThat(client.post("/roles", Map.of("name", "R")).expect(422).body())
                .contains("\"rights\":\"is missing\"");
        assertThat(client.get("/administrators?limit=501").expect(422).body()).contains("limit");
        client.get("/administrators?limit=500").expect(200);
        client.get("/administrators/not-an-id").expect(404);
    }

    @Test
    void aRepeatedRequestWithTheSameKeyChangesNothing() {
        ApiClient client = copy();
        client.headers.put("Idempotency-Key", UUID.randomUUID().toString());
        Map<String, Object> role = Map.of("name", "Once", "rights", List.of("view"));
        String first = client.post("/roles", role).expect(200).body();
        assertThat(client.post("/roles", role).expect(200).body()).isEqualTo(first);
        client.post("/roles", Map.of("name", "Twice", "rights", List.of("view")))
                .expect(409);
        client.headers.put("Idempotency-Key", "x");
        client.post("/roles", role).expect(400);
    }

    @Test
    void anAnswerThatShowsASecretOnceIsKeptSealed() {
        ApiClient client = copy();
        client.headers.put("Idempotency-Key", UUID.randomUUID().toString());
        Map<String, Object> wish = Map.of(
                "name",
                "Sealed",
                "groupId",
                String.valueOf(((Map<?, ?>)
                                client.get("/groups").expect(200).list("items").getFirst())
                        .get("id")),
                "expiresAt",
                server.clock.instant().plusSeconds(3600).toString());
        String secret = String.valueOf(
                client.post("/enrolment-tokens", wish).expect(200).object().get("secret"));
        assertThat(client.post("/enrolment-tokens", wish).expect(200).body()).contains(secret);
        assertThat(server.sql("select string_agg(encode(body, 'escape'), ' ') from idempotency"))
                .isNotEmpty()
                .doesNotContain(secret);
    }

    @Test
    void aRequestThatACrashCutOffIsNotSaidToRunForEver() {
        ApiClient client = copy();
        UUID key = UUID.randomUUID();
        client.headers.put("Idempotency-Key", key.toString());
        Map<String, Object> role = Map.of("name", "Cut off", "rights", List.of("view"));
        client.post("/roles", role).expect(200);
        server.sql("update idempotency set status = null, body = null where key = '" + key + "'");
        assertThat(client.post("/roles", role).expect(409).body()).contains("still runs");
        server.sql("update idempotency set created_at = created_at - interval '6 minutes' where key = '" + key + "'");
        assertThat(client.post("/roles", role).expect(409).body()).contains("was cut off");
    }

    @Test
    void aFailedRequestMayBeRepeatedWithTheSameKey() {
        ApiClient client = copy();
        client.headers.put("Idempotency-Key", UUID.randomUUID().toString());
        Map<String, Object> bad = Map.of("name", "", "rights", List.of("view"));
        client.post("/roles", bad).expect(422);
        client.post("/roles", bad).expect(422);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//api/v1/me",
                "/api//v1/me",
                "/api/v1/./me",
                "/api/v1/x/../me",
                "/api/v1/%6de",
                "/api/v1/%2e%2e/me",
                "/api/v1/me;x=1",
                "/api/v1/me/",
                "/API/v1/me",
                "/api/v1/Me",
                "/api/v1/me\\",
                "/setup/../api/v1/me",
                "/console/../index.html"
            })
    void anAddressThatLooksLikeAnotherLeadsNowhere(String path) throws Exception {
        assertThat(status(path, "Cookie: __Host-fairlead=" + anna.client().cookie))
                .isBetween(400, 404);
    }

    @Test
    void everyAnswerCarriesTheSecurityHeaders() {
        var headers = server.client()
                .raw("GET", "/api/v1/nothing", null)
                .expect(404)
                .response()
                .headers();
        assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe-eval");
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(headers.firstValue("Strict-Transport-Security")).isPresent();
        assertThat(headers.firstValue("Server")).isEmpty();
        assertThat(headers.firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void theCookieIsForThisHostOnlyAndOutOfReachOfScripts() {
        var answer = server.client()
                .post("/session", Map.of("login", "anna", "password", TestServer.PASSWORD))
                .expect(200);
        assertThat(answer.response().headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith("__Host-fairlead=")
                .contains("; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict")
                .doesNotContain("Domain");
    }

    @Test
    void healthAndMetricsAnswerOnTheHost() {
        assertThat(server.client().raw("GET", "/health/live", null).expect(200).body())
                .isEqualTo("ok\n");
        assertThat(server.client().raw("GET", "/health/ready", null).expect(200).body())
                .isEqualTo("ready\n");
        assertThat(server.client().raw("GET", "/metrics", null).expect(200).body())
                .contains("# TYPE fairlead_uptime_seconds gauge");
        assertThat(new ApiClient(server.server.publicPort())
                        .raw("GET", "/metrics", null)
                        .status())
                .isEqualTo(404);
        assertThat(new ApiClient(server.server.publicPort())
                        .raw("GET", "/health/live", null)
                        .body())
                .isEqualTo("ok\n");
    }

    private static ApiClient copy() {
        ApiClient client = server.client();
        client.cookie = anna.client().cookie;
        return client;
    }

    private static int status(String path, String header) throws Exception {
        var context = javax.net.ssl.SSLContext.getInstance("TLS");
        context.init(null, new javax.net.ssl.TrustManager[] {ApiClient.trustAll()}, null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket("localhost", server.server.consolePort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + header + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return Integer.parseInt(answer.substring(9, 12));
        }
    }
}

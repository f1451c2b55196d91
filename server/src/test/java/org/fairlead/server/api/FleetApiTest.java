package org.fairlead.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.ApiClient;
import org.fairlead.server.TestServer;
import org.fairlead.server.core.fleet.Requests;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FleetApiTest {
    private static TestServer server;
    private static ApiClient ann;
    private static String root;

    @BeforeAll
    static void start() {
        server = new TestServer();
        ann = server.firstAdministrator().client();
        Map<?, ?> group =
                (Map<?, ?>) ann.get("/groups").expect(200).list("items").getFirst();
        root = String.valueOf(group.get("id"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aTokenEnrolsIntoItsGroupAsOftenAsItMayAndThenSaysWhyNot() throws Exception {
        String secret = String.valueOf(ann.post(
                        "/enrolment-tokens",
                        Map.of(
                                "name",
                                "t",
                                "groupId",
                                root,
                                "maxUses",
                                1,
                                "expiresAt",
                                server.clock.instant().plusSeconds(3600).toString()))
                .expect(200)
                .object()
                .get("secret"));
        Map<String, Object> first = enrol("a", secret, 200);
        assertThat(first.get("group")).isEqualTo("Managed devices");
        assertThat(enrol("b", secret, 403).get("code")).isEqualTo("enrolment-token-used-up");
        assertThat(enrol("b", "fle_nonsense", 403).get("code")).isEqualTo("enrolment-token-unknown");
    }

    @Test
    void aTagMovesADeviceByItsRule() throws Exception {
        String kiosks = String.valueOf(ann.post("/groups", Map.of("name", "Kiosks", "parentId", root))
                .expect(200)
                .object()
                .get("id"));
        Map<String, Object> rule = new LinkedHashMap<>();
        rule.put("name", "kiosks");
        rule.put("enabled", true);
        rule.put("mode", "once");
        rule.put("onlyUnassigned", true);
        rule.put("namePattern", "");
        rule.put("addressRange", "");
        rule.put("tag", "kiosk");
        rule.put("platform", "");
        rule.put("groupId", kiosks);
        ann.post("/moving-rules", rule).expect(200);
        String id = String.valueOf(enrol("tagged", null, 200).get("deviceId"));
        assertThat(device(id).get("groupId")).isNull();
        ann.patch("/devices/" + id, Map.of("tags", List.of("kiosk"))).expect(200);
        assertThat(device(id).get("groupId")).isEqualTo(kiosks);
    }

    @Test
    void whatADeviceSaysIsBoundedAndABadRequestIsAProblem() throws Exception {
        assertThat(enrol("x".repeat(257), null, 422).get("code")).isEqualTo("invalid");
        enrol("y".repeat(256), null, 200);
        assertThat(publicPort("{\"csr\":\"no\"", 400).get("status")).isEqualTo(400L);
    }

    @Test
    void theTimelineTellsTheStoryOfADevice() throws Exception {
        String id = String.valueOf(enrol("story", null, 200).get("deviceId"));
        ann.post("/devices/move", Map.of("ids", List.of(id), "groupId", root)).expect(200);
        ann.post("/commands", Map.of("kind", "synchronise", "params", Map.of(), "deviceIds", List.of(id)))
                .expect(200);
        List<String> kinds = ann.get("/devices/" + id + "/timeline").expect(200).list("items").stream()
                .map(i -> String.valueOf(((Map<?, ?>) i).get("kind")))
                .distinct()
                .toList();
        assertThat(kinds).contains("audit", "command", "event");
    }

    private static Map<?, ?> device(String id) {
        return (Map<?, ?>) Objects.requireNonNull(
                ann.get("/devices/" + id).expect(200).object().get("device"));
    }

    private static Map<String, Object> enrol(String hostname, String token, int status) throws Exception {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("csr", Requests.csr());
        body.put("token", token);
        body.put(
                "device",
                Map.of(
                        "hostname", hostname,
                        "model", "m",
                        "serial", "s",
                        "os", "o",
                        "agentVersion", "1",
                        "platform", "thin-client"));
        return publicPort(Json.print(body), status);
    }

    private static Map<String, Object> publicPort(String body, int status) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {ApiClient.trustAll()}, new SecureRandom());
        try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(
                                    URI.create("https://127.0.0.1:" + server.server.publicPort() + "/agent/v1/enrol"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
            return Json.parseObject(answer.body());
        }
    }
}

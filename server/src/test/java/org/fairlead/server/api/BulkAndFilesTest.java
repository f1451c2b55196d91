package org.fairlead.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.ApiClient;
import org.fairlead.server.TestServer;
import org.fairlead.server.core.fleet.DeviceService;
import org.fairlead.server.core.fleet.Requests;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Deleting many devices in one request, and lists and policies as files. */
class BulkAndFilesTest {
    private static TestServer server;
    private static ApiClient ann;
    private static String root;
    private static final String FORMULA = "(^|,|\n)\"[=+@-]";

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
    void manyDevicesGoInOneRequestAndEachIsInTheAuditLog() throws Exception {
        List<String> ids = List.of(enrol("gone-1"), enrol("gone-2"), enrol("gone-3"));
        Map<String, Object> dry = ann.post("/devices/delete", Map.of("ids", ids, "dryRun", true))
                .expect(200)
                .object();
        assertThat(dry).containsEntry("deleted", 3L).containsEntry("dryRun", true);
        ann.get("/devices/" + ids.getFirst()).expect(200);
        assertThat(ann.post("/devices/delete", Map.of("filter", "q=gone-&assigned=unassigned"))
                        .expect(200)
                        .object())
                .containsEntry("deleted", 3L);
        for (String id : ids) {
            ann.get("/devices/" + id).expect(404);
            assertThat(ann.get("/audit?action=device.delete&object=" + id)
                            .expect(200)
                            .list("items"))
                    .hasSize(1);
        }
    }

    @Test
    void aDeletionNamesDevicesOrAFilterAndNotTooMany() {
        ann.post("/devices/delete", Map.of()).expect(422);
        List<String> limit =
                Collections.nCopies(DeviceService.MAX_DELETED, UUID.randomUUID().toString());
        assertThat(ann.post("/devices/delete", Map.of("ids", limit)).expect(200).object())
                .containsEntry("deleted", 0L);
        List<String> above = Collections.nCopies(
                DeviceService.MAX_DELETED + 1, UUID.randomUUID().toString());
        ann.post("/devices/delete", Map.of("ids", above)).expect(422);
    }

    @Test
    void commandsAndAuditComeAsFilesWithoutFormulas() throws Exception {
        String id = enrol("=cmd|' /C calc'!A0");
        ann.post("/devices/move", Map.of("ids", List.of(id), "groupId", root)).expect(200);
        ann.post("/commands", Map.of("kind", "message", "params", Map.of("text", "=1+1"), "deviceIds", List.of(id)))
                .expect(200);
        String commands = ann.get("/commands/export?device=" + id).expect(200).body();
        assertThat(commands).startsWith("\"created\",\"device\"").contains("\"message\"");
        assertThat(commands.split("\r\n")).hasSize(2);
        assertThat(commands).doesNotContainPattern(FORMULA);
        assertThat(Json.parse(ann.get("/commands/export?format=json&device=" + id)
                        .expect(200)
                        .body()))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(1);
        String audit = ann.get("/audit/export?action=device.move&object=" + id)
                .expect(200)
                .body();
        assertThat(audit.split("\r\n")).hasSize(2);
        assertThat(audit).contains("device.move").doesNotContainPattern(FORMULA);
        ann.post("/roles", Map.of("name", "=1+1", "rights", List.of("view"))).expect(200);
        String roles = ann.get("/audit/export?action=role.create").expect(200).body();
        assertThat(roles).contains("\"'=1+1\"").doesNotContainPattern(FORMULA);
    }

    @Test
    void aPolicyGoesIntoAFileAndComesBackInactiveWithoutItsSecret() {
        Map<String, Object> wish = new LinkedHashMap<>();
        wish.put("name", "Desks");
        wish.put("groupId", root);
        wish.put("platform", "thin-client");
        wish.put("status", "active");
        wish.put("inherit", true);
        wish.put("force", false);
        wish.put("values", Map.of("general.appearance.theme", "dark", "access.password.value", "correct horse"));
        wish.put("locks", List.of("general.appearance"));
        String id = String.valueOf(
                policy(ann.post("/policies", wish).expect(200).object()).get("id"));
        String text = ann.get("/policies/" + id + "/export").expect(200).body();
        assertThat(text).doesNotContain("correct horse").doesNotContain("sealed");
        Map<String, Object> file = Json.parseObject(text);
        assertThat(file.get("secretsLeftOut")).isEqualTo(List.of("access.password.value"));
        Map<String, Object> made = ann.post(
                        "/policies/import", Map.of("groupId", root, "name", "Desks again", "file", file))
                .expect(200)
                .object();
        assertThat(made.get("secretsLeftOut")).isEqualTo(List.of("access.password.value"));
        Map<String, Object> back =
                ann.get("/policies/" + made.get("id")).expect(200).object();
        assertThat(policy(back).get("status")).isEqualTo("inactive");
        assertThat(back.get("values")).isEqualTo(Map.of("general.appearance.theme", "dark"));
        assertThat(back.get("locks")).isEqualTo(List.of("general.appearance"));
    }

    @Test
    void aFileThatIsNoPolicyOrHasWrongValuesIsRefused() {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("format", "fairlead-policy");
        file.put("version", 2);
        file.put("name", "x");
        file.put("platform", "thin-client");
        file.put("inherit", true);
        file.put("force", false);
        file.put("values", Map.of());
        file.put("locks", List.of());
        ann.post("/policies/import", Map.of("groupId", root, "file", file)).expect(422);
        file.put("version", 1);
        file.put("values", Map.of("general.appearance.theme", "pink"));
        ann.post("/policies/import", Map.of("groupId", root, "file", file)).expect(422);
        file.put("values", Map.of("no.such.setting", 1));
        ann.post("/policies/import", Map.of("groupId", root, "file", file)).expect(422);
    }

    private static Map<?, ?> policy(Map<String, Object> detail) {
        return (Map<?, ?>) java.util.Objects.requireNonNull(detail.get("policy"));
    }

    private static String enrol(String hostname) throws Exception {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("csr", Requests.csr());
        body.put(
                "device",
                Map.of(
                        "hostname", hostname,
                        "model", "m",
                        "serial", "s",
                        "os", "o",
                        "agentVersion", "1",
                        "platform", "thin-client"));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {ApiClient.trustAll()}, new SecureRandom());
        try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(
                                    URI.create("https://127.0.0.1:" + server.server.publicPort() + "/agent/v1/enrol"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(Json.print(body)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return String.valueOf(Json.parseObject(answer.body()).get("deviceId"));
        }
    }
}

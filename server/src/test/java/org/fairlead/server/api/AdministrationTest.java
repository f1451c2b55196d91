package org.fairlead.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.server.ApiClient;
import org.fairlead.server.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdministrationTest {
    private TestServer server;
    private ApiClient anna;

    @BeforeEach
    void start() {
        server = new TestServer();
        anna = server.firstAdministrator().client();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aNewAdministratorSetsAPasswordByLinkOnceAndHasTheRightsOfTheRole() {
        Map<String, Object> invited = invite("boris", "Auditor");
        TestServer.Signed boris = server.accept((String) invited.get("link"), Map.of());
        boris.client().get("/audit").expect(200);
        boris.client().get("/administrators").expect(403);
        server.client().get("/setup/" + secret(invited)).expect(404);
    }

    @Test
    void disablingSomebodySignsThemOutAtOnceAndTheirTokensStop() {
        Map<String, Object> invited = invite("boris", "Main administrator");
        ApiClient boris = server.accept((String) invited.get("link"), Map.of()).client();
        ApiClient token = token(boris, "Auditor");
        token.get("/audit").expect(200);
        anna.patch("/administrators/" + id(invited), Map.of("disabled", true)).expect(200);
        boris.get("/me").expect(401);
        token.get("/audit").expect(401);
        server.client()
                .post("/session", Map.of("login", "boris", "password", TestServer.PASSWORD))
                .expect(401);
    }

    @Test
    void changingARoleChangesRightsAtOnceForSessionsAndTokens() {
        Map<String, Object> invited = invite("boris", "Main administrator");
        ApiClient boris = server.accept((String) invited.get("link"), Map.of()).client();
        ApiClient token = token(boris, "Main administrator");
        token.get("/administrators").expect(200);
        anna.patch("/administrators/" + id(invited), Map.of("bindings", List.of(binding("Auditor"))))
                .expect(200);
        boris.get("/administrators").expect(403);
        token.get("/administrators").expect(403);
        token.get("/audit").expect(200);
    }

    @Test
    void nobodyGivesAwayOrTouchesMoreThanTheyHave() {
        String roleId = TestServer.role(anna, "Clerk", List.of("view", "administration"));
        Map<String, Object> invited = anna.post(
                        "/administrators",
                        Map.of(
                                "login",
                                "clerk",
                                "name",
                                "Clerk",
                                "locale",
                                "ru",
                                "bindings",
                                List.of(Map.of("roleId", roleId))))
                .expect(200)
                .object();
        ApiClient clerk = server.accept((String) invited.get("link"), Map.of()).client();
        clerk.post("/administrators", administrator("eve", "Main administrator"))
                .expect(403);
        clerk.post("/roles", Map.of("name", "All", "rights", List.of("audit"))).expect(403);
        clerk.post("/api-tokens", tokenInput("Main administrator")).expect(403);
        String me = (String) anna.get("/me").object().get("id");
        clerk.post("/administrators/" + me + "/reset", null).expect(403);
        clerk.delete("/administrators/" + me).expect(403);
        clerk.patch("/administrators/" + me, Map.of("disabled", true)).expect(403);
        clerk.post("/roles", Map.of("name", "Viewers", "rights", List.of("view")))
                .expect(200);
    }

    @Test
    void theLastMainAdministratorStays() {
        String me = (String) anna.get("/me").object().get("id");
        anna.delete("/administrators/" + me).expect(409);
        anna.patch("/administrators/" + me, Map.of("disabled", true)).expect(409);
        anna.patch("/administrators/" + me, Map.of("bindings", List.of(binding("Auditor"))))
                .expect(409);
        anna.get("/me").expect(200);
    }

    @Test
    void aScopedRoleIsNotEnoughForWhatConcernsTheWholeServer() {
        String group = group();
        Map<String, Object> input = new HashMap<>(administrator("local", "Main administrator"));
        input.put("bindings", List.of(Map.of("roleId", roleId("Main administrator"), "groupId", group)));
        Map<String, Object> invited =
                anna.post("/administrators", input).expect(200).object();
        ApiClient local = server.accept((String) invited.get("link"), Map.of()).client();
        for (String path : List.of("/administrators", "/api-tokens", "/audit")) {
            local.get(path).expect(403);
        }
        local.post("/administrators", administrator("eve", "Helpdesk")).expect(403);
        local.post("/roles", Map.of("name", "R", "rights", List.of("view"))).expect(403);
        local.post("/api-tokens", tokenInput("Helpdesk")).expect(403);
        input.put("login", "ghost");
        input.put(
                "bindings",
                List.of(Map.of(
                        "roleId",
                        roleId("Auditor"),
                        "groupId",
                        java.util.UUID.randomUUID().toString())));
        anna.post("/administrators", input).expect(422);
    }

    @Test
    void readyMadeAndUsedRolesStay() {
        anna.delete("/roles/" + roleId("Helpdesk")).expect(409);
        anna.patch("/roles/" + roleId("Helpdesk"), Map.of("rights", List.of())).expect(409);
        String own = TestServer.role(anna, "Own", List.of("view"));
        anna.post(
                        "/administrators",
                        Map.of("login", "x1", "name", "X", "locale", "en", "bindings", List.of(Map.of("roleId", own))))
                .expect(200);
        anna.delete("/roles/" + own).expect(409);
    }

    @Test
    void aTokenEndsOnItsDayAndWhenRevoked() {
        ApiClient token = token(anna, "Auditor");
        String id = (String)
                ((Map<?, ?>) anna.get("/api-tokens").expect(200).list("items").getFirst()).get("id");
        token.get("/audit").expect(200);
        anna.delete("/api-tokens/" + id).expect(204);
        token.get("/audit").expect(401);
        ApiClient expiring = token(anna, "Auditor");
        server.clock.advance(Duration.ofDays(1));
        expiring.get("/audit").expect(401);
    }

    @Test
    void aTokenMayNotLiveLongerThanAYear() {
        Map<String, Object> input = tokenInput("Auditor");
        input.put("expiresAt", server.clock.instant().plus(Duration.ofDays(367)).toString());
        anna.post("/api-tokens", input).expect(422);
    }

    @Test
    void tokensCannotActAsAPerson() {
        ApiClient token = token(anna, "Main administrator");
        assertThat(token.get("/me").expect(403).code()).isEqualTo("session-only");
        token.post("/roles", Map.of("name", "R", "rights", List.of("view"))).expect(403);
    }

    @Test
    void theAuditLogTellsWhatWasDoneAndIsWhole() {
        invite("boris", "Auditor");
        String log = anna.get("/audit?limit=50").expect(200).body();
        assertThat(log).contains("administrator.create", "administrator.set-up", "administrator.add-totp", "boris");
        assertThat(anna.get("/audit?action=administrator.create").expect(200).list("items"))
                .hasSize(1);
        assertThat(anna.get("/audit?object=BOR").expect(200).list("items")).hasSize(1);
        assertThat(anna.get("/audit?actor=ann").expect(200).list("items")).isNotEmpty();
        assertThat(anna.get("/audit?object=%25").expect(200).list("items")).isEmpty();
        assertThat(anna.post("/audit/verify", null).expect(200).object()).containsEntry("ok", true);
    }

    @Test
    void settingsAreSavedByRevisionAndTheMailPasswordIsNeverShown() {
        Map<String, Object> settings =
                new HashMap<>(anna.get("/server/settings").expect(200).object());
        Map<String, Object> mail = new HashMap<>((Map<String, Object>) settings.get("mail"));
        mail.put("host", "mail.example");
        mail.put("from", "fairlead@example.org");
        mail.put("password", "geheim-7");
        settings.put("mail", mail);
        String saved = anna.put("/server/settings", settings).expect(200).body();
        assertThat(saved).contains("\"passwordSet\":true").doesNotContain("geheim-7");
        assertThat(anna.put("/server/settings", settings).expect(409).body()).contains("mail.example");
        assertThat(anna.get("/audit").expect(200).body())
                .contains("server.change-settings")
                .doesNotContain("geheim-7");
        mail.put("from", "a@b\r\nBcc: c@d");
        settings.put("revision", 1);
        anna.put("/server/settings", settings).expect(422);
    }

    private Map<String, Object> invite(String login, String role) {
        return anna.post("/administrators", administrator(login, role))
                .expect(200)
                .object();
    }

    private Map<String, Object> administrator(String login, String role) {
        return Map.of("login", login, "name", login, "locale", "en", "bindings", List.of(binding(role)));
    }

    private Map<String, Object> binding(String role) {
        return Map.of("roleId", roleId(role));
    }

    private Map<String, Object> tokenInput(String role) {
        return new HashMap<>(Map.of(
                "name", "t",
                "roleId", roleId(role),
                "expiresAt", server.clock.instant().plus(Duration.ofDays(1)).toString()));
    }

    private ApiClient token(ApiClient creator, String role) {
        String secret = (String) creator.post("/api-tokens", tokenInput(role))
                .expect(200)
                .object()
                .get("secret");
        assertThat(secret).startsWith("flt_");
        ApiClient client = server.client();
        client.headers.put("Authorization", "Bearer " + secret);
        return client;
    }

    private String roleId(String name) {
        return anna.get("/roles").expect(200).list("items").stream()
                .map(item -> (Map<?, ?>) item)
                .filter(role -> role.get("name").equals(name))
                .map(role -> (String) role.get("id"))
                .findFirst()
                .orElseThrow();
    }

    private String group() {
        return server.sql("""
                insert into device_group (workspace_id, id, parent_id, name, created_at)
                select id, gen_random_uuid(), null, 'Scope', now() from workspace returning id::text""");
    }

    private static String id(Map<String, Object> invited) {
        return (String) ((Map<?, ?>) invited.get("administrator")).get("id");
    }

    private static String secret(Map<String, Object> invited) {
        String link = (String) invited.get("link");
        return link.substring(link.lastIndexOf('/') + 1);
    }
}

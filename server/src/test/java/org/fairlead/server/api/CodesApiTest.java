package org.fairlead.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.protocol.codes.RequestCode;
import org.fairlead.server.ApiClient;
import org.fairlead.server.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Offline codes over HTTPS; what they come to is tested beside the core. */
class CodesApiTest {
    private static TestServer server;
    private static TestServer.Signed ann;
    private static String policy;

    @BeforeAll
    static void start() {
        server = new TestServer();
        ann = server.firstAdministrator();
        Object root = ((Map<?, ?>)
                        ann.client().get("/groups").expect(200).list("items").getFirst())
                .get("id");
        Map<?, ?> made = (Map<?, ?>) ann.client()
                .post(
                        "/policies",
                        Map.of(
                                "name",
                                "P",
                                "groupId",
                                root,
                                "platform",
                                "thin-client",
                                "status",
                                "active",
                                "inherit",
                                true,
                                "force",
                                false,
                                "values",
                                Map.of(),
                                "locks",
                                List.of()))
                .expect(200)
                .object()
                .get("policy");
        policy = String.valueOf(made.get("id"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aRequestCodeIsJudgedGroupByGroup() {
        Map<String, Object> found = ann.client()
                .post("/codes/lookup", Map.of("code", "053300-121564"))
                .expect(200)
                .object();
        assertThat(found).containsEntry("state", "wrong").containsEntry("problem", "misread");
        assertThat(found.get("groups"))
                .isEqualTo(List.of(
                        Map.of("index", 1L, "state", "ok"),
                        Map.of("index", 2L, "state", "wrong"),
                        Map.of("index", 3L, "state", "missing"),
                        Map.of("index", 4L, "state", "missing")));
        assertThat(ann.client()
                        .post("/codes/lookup", Map.of("code", code(1)))
                        .expect(200)
                        .object())
                .containsEntry("problem", "unknown-device");
    }

    @Test
    void codesAreMadeOnlyByWhoHasJustConfirmedWhoTheyAre() {
        TestServer.Signed bob = another("bob");
        server.clock.advance(Duration.ofMinutes(6));
        for (String path : List.of(
                "/devices/" + UUID.randomUUID() + "/confirmations", "/policies/" + policy + "/certificate-codes")) {
            ApiClient.Answer refused = bob.client()
                    .post(path, Map.of("request", code(2), "reason", "r"))
                    .expect(403);
            assertThat(refused.code()).isEqualTo("step-up");
        }
        assertThat(bob.client()
                        .post(
                                "/policies/" + policy + "/group-certificate-codes",
                                Map.of("reason", "r", "key", "next", "days", 3))
                        .expect(403)
                        .code())
                .isEqualTo("step-up");
        assertThat(bob.client()
                        .post("/server/key-rotation", Map.of())
                        .expect(403)
                        .code())
                .isEqualTo("step-up");
    }

    @Test
    void whoIsTooFastHearsHowLongToWait() {
        TestServer.Signed carl = another("carl");
        for (int i = 0; i < 10; i++) {
            carl.client().post("/codes/lookup", Map.of("code", code(900 + i))).expect(200);
        }
        ApiClient.Answer slow =
                carl.client().post("/codes/lookup", Map.of("code", code(950))).expect(429);
        assertThat(slow.code()).isEqualTo("too-fast");
        assertThat(slow.response().headers().firstValue("Retry-After"))
                .hasValueSatisfying(
                        seconds -> assertThat(Integer.parseInt(seconds)).isBetween(1, 61));
        server.clock.advance(Duration.ofSeconds(61));
        carl.client().post("/codes/lookup", Map.of("code", code(951))).expect(200);
    }

    @Test
    void aCodeForAWholeGroupGoesThroughTwoHands() {
        TestServer.Signed dora = another("dora");
        String path = "/policies/" + policy + "/group-certificate-codes";
        TestServer.Signed erik = another("erik");
        for (int days : new int[] {0, 31}) {
            erik.client()
                    .post(path, Map.of("reason", "r", "key", "next", "days", days))
                    .expect(422);
        }
        String id = String.valueOf(erik.client()
                .post(path, Map.of("reason", "key lost", "key", "next", "days", 30))
                .expect(200)
                .object()
                .get("id"));
        assertThat(erik.client()
                        .post(path + "/" + id + "/approve", null)
                        .expect(403)
                        .code())
                .isEqualTo("own-request");
        String code = String.valueOf(dora.client()
                .post(path + "/" + id + "/approve", null)
                .expect(200)
                .object()
                .get("code"));
        assertThat(code).matches("\\d{6}(-\\d{6}){3}");
        Map<?, ?> shown =
                (Map<?, ?>) erik.client().get(path).expect(200).list("items").getFirst();
        assertThat(shown.get("state")).isEqualTo("approved");
        assertThat(shown.get("mine")).isEqualTo(true);
        assertThat(shown.get("approvedBy")).isEqualTo("dora");
        assertThat(shown.toString()).doesNotContain(code);
        assertThat(dora.client().get(path + "/" + id + "/devices").expect(200).list("items"))
                .isEmpty();
        assertThat(ann.client().get("/audit").expect(200).body())
                .contains("group-code.approve")
                .doesNotContain(code);
        erik.client().post(path + "/" + id + "/revoke", null).expect(200);
        assertThat(dora.client()
                        .post(path + "/" + id + "/approve", null)
                        .expect(409)
                        .code())
                .isEqualTo("revoked");
    }

    @Test
    void listsAndKeysAreThereAndEmptyOnesAreEmpty() {
        for (String state : List.of("unused", "used", "never-issued")) {
            assertThat(ann.client()
                            .get("/codes/issued?state=" + state)
                            .expect(200)
                            .list("items"))
                    .isEmpty();
        }
        ann.client().get("/codes/issued?state=other").expect(422);
        Map<String, Object> keys =
                ann.client().get("/server/certificates").expect(200).object();
        assertThat(((Map<?, ?>) keys.get("current")).get("fingerprint").toString())
                .hasSize(64);
        assertThat(keys.get("devicesNotReady")).isEqualTo(0L);
    }

    private static String code(int deviceNumber) {
        return new RequestCode(0, 1, deviceNumber, 2, 9, 1).text();
    }

    private static TestServer.Signed another(String login) {
        Object role = ((List<?>) ann.client().get("/roles").expect(200).list("items"))
                .stream()
                        .map(r -> (Map<?, ?>) r)
                        .filter(r -> "Main administrator".equals(r.get("name")))
                        .findFirst()
                        .orElseThrow()
                        .get("id");
        ann.client()
                .post("/session/step-up", Map.of("totp", server.code(ann.totp())))
                .expect(200);
        Map<String, Object> made = ann.client()
                .post(
                        "/administrators",
                        Map.of(
                                "login",
                                login,
                                "name",
                                login,
                                "locale",
                                "en",
                                "bindings",
                                List.of(Map.of("roleId", role))))
                .expect(200)
                .object();
        return server.accept(String.valueOf(made.get("link")), Map.of());
    }
}

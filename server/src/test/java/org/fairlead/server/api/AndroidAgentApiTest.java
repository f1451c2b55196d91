package org.fairlead.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.fairlead.server.ApiClient;
import org.fairlead.server.TestServer;
import org.fairlead.server.apk.TestApk;
import org.fairlead.server.core.android.AgentBuilds;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators' own builds of the agent, from the upload to the phone that loads it. */
class AndroidAgentApiTest {
    private static TestServer server;
    private static ApiClient anna;
    private static String totp;
    private static TestApk.Key key;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer();
        TestServer.Signed first = server.firstAdministrator();
        anna = first.client();
        totp = first.totp();
        key = TestApk.Key.of("Company");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static byte[] apk(TestApk apk) throws Exception {
        return Files.readAllBytes(apk.sign(folder, key));
    }

    @Test
    void aBuildIsTakenReplacedAndBroughtBackAndEveryStepIsAudited() throws Exception {
        byte[] second = apk(new TestApk().version(2));
        ApiClient.Answer taken = anna.upload("/android/agent?agree=older,other-signer,other-package", second, true)
                .expect(200);
        assertThat(active(taken)).containsEntry("version", "1.2").containsEntry("signerName", "CN=Company");
        assertThat(publicFile()).isEqualTo(second);

        byte[] third = apk(new TestApk().version(3));
        anna.upload("/android/agent", third, false).expect(200);
        assertThat(publicFile()).isEqualTo(third);

        Object id = build(anna.get("/android/agent"), "1.2").get("id");
        ApiClient.Answer older =
                anna.post("/android/agent/activate", Map.of("id", id)).expect(409);
        assertThat(older.code()).isEqualTo("agent-changes");
        assertThat(((Map<?, ?>) older.object().get("current")).get("risks")).isEqualTo(List.of("older"));
        anna.post("/android/agent/activate", Map.of("id", id, "agree", List.of("older")))
                .expect(200);
        assertThat(publicFile()).isEqualTo(second);

        anna.delete("/android/agent/builds/" + id).expect(409);
        Object gone = build(anna.get("/android/agent"), "1.3").get("id");
        anna.delete("/android/agent/builds/" + gone).expect(200);
        assertThat(anna.get("/android/agent").body()).doesNotContain("\"1.3\"");
        String audit = anna.get("/audit?limit=20").body();
        assertThat(audit)
                .contains("android-agent.upload", "android-agent.activate", "android-agent.delete")
                .contains(String.valueOf(active(anna.get("/android/agent")).get("signer")));
    }

    @Test
    void anotherKeyOrAnotherNameIsRefusedUntilTheConsequenceIsAccepted() throws Exception {
        anna.upload("/android/agent?agree=older,other-signer,other-package", apk(new TestApk().version(10)), true)
                .expect(200);
        byte[] before = publicFile();
        byte[] foreign = Files.readAllBytes(new TestApk().version(11).sign(folder, TestApk.Key.of("Somebody else")));
        ApiClient.Answer refused = anna.upload("/android/agent", foreign, true).expect(409);
        assertThat(String.valueOf(refused.object().get("detail"))).contains("signed with another key");
        assertThat(publicFile()).isEqualTo(before);
        byte[] named = apk(new TestApk().packageName("com.example.agent").version(12));
        assertThat(String.valueOf(anna.upload("/android/agent?agree=other-signer,older", named, true)
                        .expect(409)
                        .object()
                        .get("detail")))
                .contains("another app");
        assertThat(publicFile()).isEqualTo(before);
        anna.upload("/android/agent?agree=whatever", named, true).expect(422);
        anna.upload("/android/agent?agree=other-signer", foreign, true).expect(200);
        assertThat(publicFile()).isEqualTo(foreign);
    }

    @Test
    void whatIsNoSignedAgentOrTooLargeIsRefusedAndChangesNothing() throws Exception {
        anna.upload("/android/agent?agree=older,other-signer,other-package", apk(new TestApk().version(20)), true)
                .expect(200);
        byte[] before = publicFile();
        byte[] damaged = apk(new TestApk().version(21));
        damaged[damaged.length / 3] ^= 1;
        anna.upload("/android/agent", damaged, true).expect(422);
        anna.upload("/android/agent", Arrays.copyOf(damaged, 100), true).expect(422);
        anna.upload("/android/agent", new byte[0], true).expect(422);
        byte[] large = new byte[(int) AgentBuilds.MAX_BYTES + 1];
        anna.upload("/android/agent", large, true).expect(413);
        anna.upload("/android/agent", large, false).expect(413);
        anna.upload("/android/agent", Arrays.copyOf(large, large.length - 1), false)
                .expect(422);
        anna.put("/android/agent", Map.of()).expect(400);
        assertThat(publicFile()).isEqualTo(before);
        try (var left = Files.list(server.data.resolve("android"))) {
            assertThat(left.map(f -> f.getFileName().toString()))
                    .noneMatch(name -> name.endsWith(".tmp"))
                    .hasSize(1);
        }
    }

    @Test
    void ofManyBuildsTheNewestTenAreKept() throws Exception {
        for (int version = 100; version < 100 + AgentBuilds.KEPT + 2; version++) {
            anna.upload(
                            "/android/agent?agree=other-signer,other-package,older",
                            apk(new TestApk().version(version)),
                            true)
                    .expect(200);
        }
        List<?> builds = anna.get("/android/agent").list("builds");
        assertThat(builds).hasSize(AgentBuilds.KEPT);
        assertThat(active(anna.get("/android/agent"))).containsEntry("version", "1.111");
    }

    @Test
    void thePlayStoreIsASettingAndPhonesAreSentThereWithTheInvitation() throws Exception {
        anna.upload(
                        "/android/agent?agree=older,other-signer,other-package",
                        apk(new TestApk().packageName("com.example.listed").version(30)),
                        true)
                .expect(200);
        assertThat(anna.put("/android/agent/store", Map.of("inStore", true))
                        .expect(200)
                        .object())
                .containsEntry("inStore", true);
        Map<?, ?> person = anna.post("/people", Map.of("name", "Pia", "mail", "pia@store.test"))
                .expect(200)
                .object();
        Map<?, ?> made =
                (Map<?, ?>) anna.post("/invitations", Map.of("personIds", List.of(person.get("id")), "mail", false))
                        .expect(200)
                        .list("items")
                        .getFirst();
        String path = String.valueOf(made.get("link")).replaceFirst("https://[^/]+", "");
        ApiClient phone = new ApiClient(server.server.publicPort());
        phone.headers.put(
                "User-Agent",
                "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36");
        var sent = phone.raw("GET", path + "/app", null).expect(302).response();
        assertThat(sent.headers().firstValue("Location").orElseThrow())
                .startsWith("https://play.google.com/store/apps/details?id=com.example.listed&referrer=link%3D")
                .contains(path.substring(3));
        anna.put("/android/agent/store", Map.of("inStore", false)).expect(200);
        sent = phone.raw("GET", path + "/app", null).expect(302).response();
        assertThat(sent.headers().firstValue("Location").orElseThrow()).endsWith("/get/android.apk");
    }

    @Test
    void theSetUpCodeIsAPictureOfItsTextAndNamesTheBuildThatIsHandedOut() throws Exception {
        anna.upload("/android/agent?agree=older,other-signer,other-package", apk(new TestApk().version(40)), true)
                .expect(200);
        ApiClient.Answer made = anna.post(
                        "/android/provisioning", Map.of("token", "t".repeat(26), "wifiSsid", "Office"))
                .expect(200);
        Map<?, ?> content = (Map<?, ?>) made.object().get("content");
        String signer = String.valueOf(active(anna.get("/android/agent")).get("signer"));
        assertThat(Base64.getUrlDecoder()
                        .decode(String.valueOf(
                                content.get("android.app.extra.PROVISIONING_DEVICE_ADMIN_SIGNATURE_CHECKSUM"))))
                .isEqualTo(java.util.HexFormat.of().parseHex(signer));
        assertThat(Base64.getDecoder().decode(String.valueOf(made.object().get("qrPng"))))
                .startsWith(0x89, 'P', 'N', 'G');
        assertThat(String.valueOf(made.object().get("text"))).contains("/i/" + "t".repeat(26));
        anna.post("/android/provisioning", Map.of("token", "short")).expect(422);
    }

    @Test
    void lookingNeedsTheRightToViewAndChangingTheRightToAdminister() throws Exception {
        anna.post("/session/step-up", Map.of("totp", server.code(totp))).expect(200);
        String role = TestServer.role(anna, "Help desk", List.of("view", "devices"));
        ApiClient.Answer invited = anna.post(
                        "/administrators",
                        Map.of(
                                "login", "help",
                                "name", "Help",
                                "locale", "en",
                                "bindings", List.of(Map.of("roleId", role))))
                .expect(200);
        ApiClient help = server.accept(String.valueOf(invited.object().get("link")), Map.of())
                .client();
        help.get("/android/agent").expect(200);
        help.upload("/android/agent", apk(new TestApk().version(50)), true).expect(403);
        help.post("/android/agent/activate", Map.of()).expect(403);
        help.put("/android/agent/store", Map.of("inStore", true)).expect(403);
    }

    private static byte[] publicFile() {
        try {
            var client =
                    java.net.http.HttpClient.newBuilder().sslContext(context()).build();
            return client.send(
                            java.net.http.HttpRequest.newBuilder(java.net.URI.create(
                                            "https://localhost:" + server.server.publicPort() + "/get/android.apk"))
                                    .build(),
                            java.net.http.HttpResponse.BodyHandlers.ofByteArray())
                    .body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static javax.net.ssl.SSLContext context() throws Exception {
        var context = javax.net.ssl.SSLContext.getInstance("TLS");
        context.init(null, new javax.net.ssl.TrustManager[] {ApiClient.trustAll()}, null);
        return context;
    }

    private static Map<?, ?> build(ApiClient.Answer answer, String version) {
        return answer.list("builds").stream()
                .map(b -> (Map<?, ?>) b)
                .filter(b -> version.equals(b.get("version")))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Object> active(ApiClient.Answer answer) {
        for (Object item : answer.list("builds")) {
            Map<?, ?> build = (Map<?, ?>) item;
            if (Boolean.TRUE.equals(build.get("active"))) {
                Map<String, Object> found = new java.util.LinkedHashMap<>();
                build.forEach((name, value) -> found.put(String.valueOf(name), value));
                return found;
            }
        }
        throw new AssertionError("no build is active: " + answer.body());
    }
}

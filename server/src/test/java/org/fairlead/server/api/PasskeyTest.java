package org.fairlead.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.fairlead.server.ApiClient;
import org.fairlead.server.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PasskeyTest {
    private TestServer server;
    private ApiClient anna;
    private String origin;
    private SoftPasskey passkey;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer();
        anna = server.firstAdministrator().client();
        origin = "https://localhost:" + server.server.consolePort();
        passkey = new SoftPasskey(origin, "localhost");
        register(passkey).expect(200);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aPasskeySignsInWithoutLoginOrPassword() throws Exception {
        ApiClient browser = server.client();
        Map<String, Object> state = signIn(browser, passkey).expect(200).object();
        assertThat(state).containsEntry("level", "full");
        assertThat(browser.get("/me").expect(200).list("passkeys")).hasSize(1);
    }

    @Test
    void aPasskeyIsTheSecondFactorAfterThePassword() throws Exception {
        ApiClient browser = server.client();
        Map<String, Object> state = browser.post("/session", Map.of("login", "anna", "password", TestServer.PASSWORD))
                .expect(200)
                .object();
        assertThat((List<?>) state.get("methods")).hasToString("[totp, passkey, recovery]");
        signIn(browser, passkey).expect(200);
        browser.get("/me").expect(200);
    }

    @Test
    void anAnswerWorksOnceAndOnlyForAChallengeOfThisServer() throws Exception {
        ApiClient browser = server.client();
        Map<String, Object> answer = passkey.use(challenge(browser));
        browser.post("/session/passkey", Map.of("credential", answer)).expect(200);
        server.client().post("/session/passkey", Map.of("credential", answer)).expect(401);
        server.client()
                .post("/session/passkey", Map.of("credential", passkey.use("AAAAAAAAAAAAAAAAAAAAAA")))
                .expect(401);
    }

    @Test
    void anAnswerForAnotherSiteOrWithoutVerificationOfTheUserIsRefused() throws Exception {
        SoftPasskey phished = new SoftPasskey("https://evil.example", "localhost");
        register(phished).expect(422);
        SoftPasskey elsewhere = new SoftPasskey(origin, "evil.example");
        register(elsewhere).expect(422);
        passkey.userVerified = false;
        signIn(server.client(), passkey).expect(422);
    }

    @Test
    void anUnknownPasskeyIsRefused() throws Exception {
        signIn(server.client(), new SoftPasskey(origin, "localhost")).expect(401);
    }

    @Test
    void aPasskeyConfirmsPresence() throws Exception {
        server.clock.advance(java.time.Duration.ofMinutes(6));
        anna.post("/me/recovery-codes", null).expect(403);
        anna.post("/session/step-up", Map.of("credential", passkey.use(challenge(anna))))
                .expect(200);
        assertThat(anna.post("/me/recovery-codes", null).expect(200).list("recoveryCodes"))
                .hasSize(10);
    }

    @Test
    void aRemovedPasskeyNoLongerSignsIn() throws Exception {
        String id = (String) ((Map<?, ?>) anna.get("/me").list("passkeys").getFirst()).get("id");
        anna.delete("/me/passkeys/" + id).expect(204);
        signIn(server.client(), passkey).expect(401);
    }

    @Test
    void theFirstFactorMayBeAPasskeyAndGivesRecoveryCodes() throws Exception {
        Map<String, Object> invited = anna.post(
                        "/administrators",
                        Map.of("login", "boris", "name", "Boris", "locale", "ru", "bindings", List.of()))
                .expect(200)
                .object();
        String link = (String) invited.get("link");
        ApiClient boris = server.client();
        boris.post(
                        "/setup",
                        Map.of("token", link.substring(link.lastIndexOf('/') + 1), "password", TestServer.PASSWORD))
                .expect(200);
        boris.get("/me").expect(403);
        SoftPasskey own = new SoftPasskey(origin, "localhost");
        String challenge = (String)
                boris.post("/me/passkeys/options", null).expect(200).object().get("challenge");
        assertThat(boris.post("/me/passkeys", Map.of("name", "Key", "credential", own.create(challenge)))
                        .expect(200)
                        .list("recoveryCodes"))
                .hasSize(10);
        boris.get("/me").expect(200);
    }

    private ApiClient.Answer register(SoftPasskey key) throws Exception {
        String challenge = (String)
                anna.post("/me/passkeys/options", null).expect(200).object().get("challenge");
        return anna.post("/me/passkeys", Map.of("name", "Laptop", "credential", key.create(challenge)));
    }

    private static ApiClient.Answer signIn(ApiClient browser, SoftPasskey key) throws Exception {
        return browser.post("/session/passkey", Map.of("credential", key.use(challenge(browser))));
    }

    private static String challenge(ApiClient browser) {
        return (String) browser.post("/session/passkey/options", null)
                .expect(200)
                .object()
                .get("challenge");
    }
}

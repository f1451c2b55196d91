package org.fairlead.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.fairlead.server.ApiClient;
import org.fairlead.server.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignInTest {
    private TestServer server;
    private TestServer.Signed anna;

    @BeforeEach
    void start() {
        server = new TestServer();
        anna = server.firstAdministrator();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theFirstAdministratorHasAllRightsAndTheSetupIsGone() {
        Map<String, Object> me = anna.client().get("/me").expect(200).object();
        assertThat(me).containsEntry("login", "anna").containsEntry("totp", true);
        assertThat((List<?>) me.get("rights")).hasSize(13);
        assertThat(anna.recoveryCodes()).hasSize(10).doesNotHaveDuplicates();
        assertThat(server.server.setupLink()).isEmpty();
        server.client().get("/setup/abc").expect(404);
        server.client()
                .post(
                        "/setup",
                        Map.of("token", "abc", "login", "eve", "name", "Eve", "password", "correct horse battery"))
                .expect(404);
    }

    @Test
    void aSetupLinkEndsAfterThirtyMinutesAndWithTheNextOne() {
        try (TestServer fresh = new TestServer()) {
            String old = secret(fresh.server.setupLink().orElseThrow());
            String current = secret(fresh.server.setupLink().orElseThrow());
            fresh.client().get("/setup/" + old).expect(404);
            fresh.client().get("/setup/" + current).expect(200);
            fresh.clock.advance(Duration.ofMinutes(30));
            fresh.client().get("/setup/" + current).expect(404);
        }
    }

    @Test
    void passwordAndOneTimePasswordSignIn() {
        ApiClient browser = server.client();
        Map<String, Object> state = browser.post("/session", Map.of("login", "ANNA", "password", TestServer.PASSWORD))
                .expect(200)
                .object();
        assertThat(state).containsEntry("level", "second-factor").containsEntry("me", null);
        assertThat((List<?>) state.get("methods")).hasToString("[totp, recovery]");
        assertThat(browser.get("/me").expect(401).code()).isEqualTo("second-factor");
        String code = server.code(anna.totp());
        assertThat(browser.post("/session/totp", Map.of("code", code))
                        .expect(200)
                        .object())
                .containsEntry("level", "full");
        browser.get("/me").expect(200);
    }

    @Test
    void aOneTimePasswordWorksOnce() {
        ApiClient first = password();
        ApiClient second = password();
        String code = server.code(anna.totp());
        first.post("/session/totp", Map.of("code", code)).expect(200);
        second.post("/session/totp", Map.of("code", code)).expect(401);
    }

    @Test
    void aRecoveryCodeWorksOnceHoweverItIsTyped() {
        String code = anna.recoveryCodes().getFirst();
        password()
                .post("/session/recovery", Map.of("code", code.toUpperCase().replace("-", " ")))
                .expect(200);
        password().post("/session/recovery", Map.of("code", code)).expect(401);
    }

    @Test
    void eachStepOfSigningInChangesTheSecretOfTheSession() {
        ApiClient browser = server.client();
        browser.cookie = "planted";
        browser.post("/session", Map.of("login", "anna", "password", TestServer.PASSWORD))
                .expect(200);
        String afterPassword = browser.cookie;
        browser.post("/session/totp", Map.of("code", server.code(anna.totp()))).expect(200);
        assertThat(afterPassword).isNotEqualTo("planted");
        assertThat(browser.cookie).isNotEqualTo(afterPassword);
        ApiClient thief = server.client();
        thief.cookie = afterPassword;
        thief.get("/me").expect(401);
    }

    @Test
    void wrongPasswordsSlowDownMoreAndMoreForTheLoginAndSurviveARightOne() {
        ApiClient browser = server.client();
        for (int i = 0; i < 4; i++) {
            browser.post("/session", Map.of("login", "anna", "password", "wrong wrong wrong"))
                    .expect(401);
        }
        ApiClient.Answer slowed = browser.post("/session", Map.of("login", "anna", "password", TestServer.PASSWORD));
        slowed.expect(429);
        assertThat(slowed.response().headers().firstValue("Retry-After")).contains("2");
        server.clock.advance(Duration.ofSeconds(3));
        browser.post("/session", Map.of("login", "anna", "password", TestServer.PASSWORD))
                .expect(200);
    }

    @Test
    void anUnknownLoginIsSlowedLikeAKnownOne() {
        ApiClient browser = server.client();
        for (int i = 0; i < 4; i++) {
            assertThat(browser.post("/session", Map.of("login", "nobody", "password", "x"))
                            .expect(401)
                            .code())
                    .isEqualTo("wrong-password");
        }
        browser.post("/session", Map.of("login", "nobody", "password", "x")).expect(429);
        assertThat(server.sql("select string_agg(args::text, ' ') from event where code = 'S10.sign-in-failed'"
                        + " and args::text like '%nobody%'"))
                .as("told once, at the first failure that made it wait")
                .contains("nobody")
                .doesNotContain("} {");
    }

    @Test
    void aPageThatNobodyTouchesDoesNotKeepItsSessionAlive() {
        ApiClient client = password();
        client.post("/session/totp", Map.of("code", server.code(anna.totp()))).expect(200);
        client.headers.put("X-Fairlead-Background", "1");
        server.clock.advance(Duration.ofMinutes(29));
        client.get("/me").expect(200);
        server.clock.advance(Duration.ofMinutes(1));
        client.get("/me").expect(401);
    }

    @Test
    void anIdleSessionEndsAfterHalfAnHourAndAnyAfterTwelve() {
        ApiClient browser = anna.client();
        server.clock.advance(Duration.ofMinutes(29));
        browser.get("/me").expect(200);
        server.clock.advance(Duration.ofMinutes(29));
        browser.get("/me").expect(200);
        server.clock.advance(Duration.ofMinutes(31));
        browser.get("/me").expect(401);
        ApiClient busy = password();
        busy.post("/session/totp", Map.of("code", server.code(anna.totp()))).expect(200);
        for (int i = 0; i < 28; i++) {
            busy.get("/me").expect(200);
            server.clock.advance(Duration.ofMinutes(25));
        }
        server.clock.advance(Duration.ofMinutes(20));
        busy.get("/me").expect(401);
    }

    @Test
    void aNewPasswordEndsAllOtherSessions() {
        ApiClient other = password();
        other.post("/session/totp", Map.of("code", server.code(anna.totp()))).expect(200);
        anna.client()
                .post("/me/password", Map.of("current", TestServer.PASSWORD, "next", "another long password"))
                .expect(204);
        other.get("/me").expect(401);
        anna.client().get("/me").expect(200);
        server.client()
                .post("/session", Map.of("login", "anna", "password", TestServer.PASSWORD))
                .expect(401);
    }

    @Test
    void sessionsAreListedAndCanBeEnded() {
        ApiClient other = password();
        other.post("/session/totp", Map.of("code", server.code(anna.totp()))).expect(200);
        List<?> sessions = anna.client().get("/me/sessions").expect(200).list("items");
        assertThat(sessions).hasSize(2);
        Map<?, ?> foreign = (Map<?, ?>) sessions.stream()
                .filter(s -> Boolean.FALSE.equals(((Map<?, ?>) s).get("current")))
                .findFirst()
                .orElseThrow();
        anna.client().delete("/me/sessions/" + foreign.get("id")).expect(204);
        other.get("/me").expect(401);
    }

    @Test
    void signingOutForgetsTheSession() {
        String cookie = anna.client().cookie;
        anna.client().delete("/session").expect(204);
        ApiClient thief = server.client();
        thief.cookie = cookie;
        thief.get("/me").expect(401);
    }

    @Test
    void dangerousChangesNeedAConfirmationOfTheLastFiveMinutes() {
        server.clock.advance(Duration.ofMinutes(6));
        Map<String, Object> role = Map.of("name", "Readers", "rights", List.of("view"));
        assertThat(anna.client().post("/roles", role).expect(403).code()).isEqualTo("step-up");
        anna.client().post("/session/step-up", Map.of("totp", "000000")).expect(401);
        anna.client()
                .post("/session/step-up", Map.of("totp", server.code(anna.totp())))
                .expect(200);
        anna.client().post("/roles", role).expect(200);
    }

    @Test
    void theLastSecondFactorStays() {
        assertThat(anna.client().delete("/me/totp").expect(409).code()).isEqualTo("conflict");
    }

    private ApiClient password() {
        ApiClient browser = server.client();
        browser.post("/session", Map.of("login", "anna", "password", TestServer.PASSWORD))
                .expect(200);
        return browser;
    }

    private static String secret(String link) {
        return link.substring(link.lastIndexOf('/') + 1);
    }
}

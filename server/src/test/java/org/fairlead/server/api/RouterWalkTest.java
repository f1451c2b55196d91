package org.fairlead.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.server.ApiClient;
import org.fairlead.server.TestServer;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.access.SessionLevel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Walks every route that the console port has, with every kind of caller. */
class RouterWalkTest {
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
    void withoutSignInOnlyTheOpenRoutesAnswer() {
        ApiClient nobody = server.client();
        for (Route<?, ?> route : routes()) {
            ApiClient.Answer answer = call(nobody, route);
            if (route.access() instanceof Access.Anyone) {
                assertThat(answer.code()).as(route.toString()).isNotEqualTo("sign-in");
            } else {
                assertThat(answer.status()).as(route.toString()).isEqualTo(401);
            }
        }
    }

    @Test
    void theOpenRoutesAreTheseAndNoOthers() {
        assertThat(routes().stream()
                        .filter(r -> r.access() instanceof Access.Anyone)
                        .map(Route::toString))
                .containsExactlyInAnyOrder(
                        "GET /setup/{token}",
                        "POST /setup",
                        "POST /session",
                        "POST /session/passkey/options",
                        "POST /session/passkey");
    }

    @Test
    void everyRouteHasASummary() {
        assertThat(routes()).allSatisfy(route -> assertThat(route.summary()).isNotBlank());
    }

    @Test
    void aForeignCookieOrTokenIsNobody() {
        ApiClient forged = server.client();
        forged.cookie = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        ApiClient token = server.client();
        token.headers.put("Authorization", "Bearer flt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        for (Route<?, ?> route : routes()) {
            if (!(route.access() instanceof Access.Anyone)) {
                assertThat(call(forged, route).status()).as(route.toString()).isEqualTo(401);
                assertThat(call(token, route).status()).as(route.toString()).isEqualTo(401);
            }
        }
    }

    @Test
    void afterThePasswordAloneNothingButTheSecondFactorIsOpen() {
        ApiClient half = server.client();
        half.post("/session", Map.of("login", "anna", "password", TestServer.PASSWORD))
                .expect(200);
        for (Route<?, ?> route : routes()) {
            boolean allowed = route.access() instanceof Access.Anyone
                    || (route.access() instanceof Access.Session session
                            && session.levels().contains(SessionLevel.SECOND_FACTOR));
            if (!allowed) {
                assertThat(call(half, route).status()).as(route.toString()).isEqualTo(401);
            }
        }
    }

    @Test
    void eachReadyMadeRoleReachesTheRoutesOfItsRightsAndNoOthers() {
        for (Map.Entry<String, List<String>> role : roles().entrySet()) {
            ApiClient token = token(role.getKey());
            for (Route<?, ?> route : routes()) {
                if (route.path().equals("/stream")) {
                    continue;
                }
                ApiClient.Answer answer = call(token, route);
                boolean may = route.access() instanceof Access.Rights rights
                        && rights.anyOf().stream().map(Right::wire).anyMatch(role.getValue()::contains);
                if (route.access() instanceof Access.Anyone) {
                    continue;
                }
                if (may) {
                    assertThat(answer.status())
                            .as(role.getKey() + " " + route)
                            .isNotIn(401, 403)
                            .isLessThan(500);
                } else {
                    assertThat(answer.status()).as(role.getKey() + " " + route).isEqualTo(403);
                }
            }
        }
    }

    @Test
    void aRoleWithoutAnyRightReachesNothing() {
        ApiClient eve = administrator("eve", List.of());
        for (Route<?, ?> route : routes()) {
            if (route.access() instanceof Access.Rights || route.access() instanceof Access.StepUp) {
                assertThat(call(eve, route).status()).as(route.toString()).isEqualTo(403);
            }
        }
    }

    @Test
    void aRoleInAForeignGroupGivesNothingThatConcernsTheWholeServer() {
        String group = server.sql("""
                insert into device_group (workspace_id, id, parent_id, name, created_at)
                select id, gen_random_uuid(), (select id from device_group where parent_id is null limit 1), 'Elsewhere', now()
                from workspace returning id::text""");
        ApiClient local =
                administrator("local", List.of(Map.of("roleId", roleId("Main administrator"), "groupId", group)));
        for (Route<?, ?> route : routes()) {
            boolean whole = route.access() instanceof Access.StepUp
                    || route.path().startsWith("/audit")
                    || route.path().startsWith("/api-tokens")
                    || route.path().startsWith("/administrators");
            if (whole && route.access() instanceof Access.Rights && !route.hasInput()) {
                assertThat(call(local, route).status()).as(route.toString()).isEqualTo(403);
            } else if (!route.path().equals("/stream") && route.access() instanceof Access.Rights) {
                assertThat(call(local, route).status())
                        .as(route.toString())
                        .isNotEqualTo(401)
                        .isLessThan(500);
            }
        }
    }

    private static ApiClient.Answer call(ApiClient client, Route<?, ?> route) {
        String path = route.path()
                .replaceAll("\\{[^}]*[iI]d}", UUID.randomUUID().toString())
                .replaceAll("\\{[^}]*}", "zzz");
        return client.send(route.method().name(), path, route.hasInput() ? "{}" : null);
    }

    /** Routes that end the session or the process of the caller come last. */
    private static List<Route<?, ?>> routes() {
        List<Route<?, ?>> routes = new ArrayList<>(server.server.consoleRoutes());
        routes.removeIf(r -> r.method() == Route.Method.DELETE && r.path().equals("/session"));
        return routes;
    }

    private static Map<String, List<String>> roles() {
        Map<String, List<String>> roles = new LinkedHashMap<>();
        for (Object item : anna.client().get("/roles").expect(200).list("items")) {
            Map<?, ?> role = (Map<?, ?>) item;
            if (Boolean.TRUE.equals(role.get("builtin"))) {
                roles.put(
                        (String) role.get("name"),
                        ((List<?>) role.get("rights"))
                                .stream().map(String::valueOf).toList());
            }
        }
        assertThat(roles).hasSize(5);
        return roles;
    }

    private static ApiClient token(String role) {
        anna.client()
                .post("/session/step-up", Map.of("totp", server.code(anna.totp())))
                .expect(200);
        String secret = (String) anna.client()
                .post(
                        "/api-tokens",
                        Map.of(
                                "name", role,
                                "roleId", roleId(role),
                                "expiresAt",
                                        server.clock
                                                .instant()
                                                .plusSeconds(86_400)
                                                .toString()))
                .expect(200)
                .object()
                .get("secret");
        ApiClient client = server.client();
        client.headers.put("Authorization", "Bearer " + secret);
        return client;
    }

    private static String roleId(String name) {
        return anna.client().get("/roles").expect(200).list("items").stream()
                .map(item -> (Map<?, ?>) item)
                .filter(role -> role.get("name").equals(name))
                .map(role -> (String) role.get("id"))
                .findFirst()
                .orElseThrow();
    }

    private static ApiClient administrator(String login, List<Object> bindings) {
        anna.client()
                .post("/session/step-up", Map.of("totp", server.code(anna.totp())))
                .expect(200);
        String link = (String) anna.client()
                .post("/administrators", Map.of("login", login, "name", login, "locale", "en", "bindings", bindings))
                .expect(200)
                .object()
                .get("link");
        return server.accept(link, Map.of()).client();
    }
}

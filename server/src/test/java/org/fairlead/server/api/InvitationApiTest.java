package org.fairlead.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.BodyPart;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.server.ApiClient;
import org.fairlead.server.SmtpSink;
import org.fairlead.server.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class InvitationApiTest {
    private static TestServer server;
    private static ApiClient anna;
    private static SmtpSink sink;

    @BeforeAll
    static void start() {
        server = new TestServer();
        anna = server.firstAdministrator().client();
        sink = new SmtpSink();
        mailServer("127.0.0.1");
    }

    @AfterAll
    static void stop() {
        server.close();
        sink.close();
    }

    @Test
    void instructionsArriveInThePersonsLanguageWithLinkTextHtmlAndTheCodeTwice() throws Exception {
        Map<?, ?> made = invite(person("Иван <b>Петров</b>", "ivan@mail.test", "ru"), Map.of());
        String link = (String) made.get("link");
        MimeMessage mail = sink.to("ivan@mail.test");
        assertThat(mail.getSubject()).startsWith("Подключите телефон");
        List<BodyPart> parts = new ArrayList<>();
        flatten(mail, parts);
        assertThat(parts)
                .extracting(part -> part.getContentType().replaceAll(";.*", "").toLowerCase(java.util.Locale.ROOT))
                .containsExactly("text/plain", "text/html", "image/png", "image/png");
        assertThat(String.valueOf(parts.get(0).getContent())).contains(link, "Здравствуйте", "одно устройство");
        assertThat(String.valueOf(parts.get(1).getContent()))
                .contains(link, "cid:qr@fairlead", "Иван &lt;b&gt;Петров&lt;/b&gt;")
                .doesNotContain("http://", "<script");
        assertThat(parts.get(2).getHeader("Content-ID")).containsExactly("<qr@fairlead>");
        assertThat(parts.get(3).getDisposition()).isEqualTo(Part.ATTACHMENT);
        assertThat(parts.get(3).getInputStream().readAllBytes())
                .isEqualTo(parts.get(2).getInputStream().readAllBytes());
        waitFor(made, "sent");
    }

    @Test
    void theEnglishMailSaysHowManyPhonesAndHowLong() throws Exception {
        invite(person("Ann", "ann@mail.test", "en"), Map.of("devices", 3, "hours", 1));
        MimeMessage mail = sink.to("ann@mail.test");
        List<BodyPart> parts = new ArrayList<>();
        flatten(mail, parts);
        assertThat(mail.getSubject()).startsWith("Connect your phone");
        assertThat(String.valueOf(parts.getFirst().getContent())).contains("up to 3 phones and tablets", "Hello Ann,");
    }

    @Test
    void whoHasNoAddressIsNamedAndTheOthersGetTheirs() {
        String with = person("With", "with@mail.test", "en");
        String without = person("Without", "", "en");
        String nobody = UUID.randomUUID().toString();
        List<?> items = anna.post("/invitations", Map.of("personIds", List.of(without, with, nobody)))
                .expect(200)
                .list("items");
        assertThat(values(items, "refusal")).containsExactly("no-address", null, "unknown");
        sink.to("with@mail.test");
        Map<?, ?> shown = invite(without, Map.of("mail", false));
        assertThat((String) shown.get("link")).contains("/i/");
        assertThat(((Map<?, ?>) ((Map<?, ?>) shown.get("invitation")).get("mail")).get("state"))
                .isEqualTo("none");
    }

    @Test
    void anAddressThatTheMailServerRefusesIsShownAtOnceAndToldAsAnEvent() {
        sink.answer(to -> to.startsWith("gone") ? "550 5.1.1 no such mailbox" : "250 ok");
        Map<?, ?> made = invite(person("Gone", "gone@mail.test", "en"), Map.of());
        Map<?, ?> mail = waitFor(made, "bounced");
        assertThat((String) mail.get("error")).contains("no such mailbox");
        assertThat(anna.get("/events?limit=50").expect(200).body()).contains("S31.invitation-bounced", "Gone");
        assertThat(sink.tries.stream().filter("gone@mail.test"::equals)).hasSize(1);
    }

    @Test
    void aMailThatIsPutOffIsTriedAgainForADayAndThenGivenUp() {
        sink.answer(to ->
                to.startsWith("slow") || to.startsWith("late") ? "451 4.7.1 greylisted, come back later" : "250 ok");
        Map<?, ?> slow = invite(person("Slow", "slow@mail.test", "en"), Map.of());
        assertThat((String) waitFor(slow, "deferred").get("error")).contains("greylisted");
        sink.answer(to -> to.startsWith("late") ? "451 4.7.1 greylisted" : "250 ok");
        server.clock.advance(Duration.ofMinutes(2));
        waitFor(slow, "sent");
        Map<?, ?> late = invite(person("Late", "late@mail.test", "en"), Map.of());
        waitFor(late, "deferred");
        server.clock.advance(Duration.ofHours(24).minusMinutes(1));
        signInAgain();
        assertThat(waitFor(late, "deferred").get("state")).isEqualTo("deferred");
        server.clock.advance(Duration.ofHours(2));
        signInAgain();
        assertThat((String) waitFor(late, "bounced").get("error")).contains("given up after a day");
    }

    @Test
    void afterTheDaysNumberOfMailsTheOthersGoOutTheNextDay() {
        sink.answer(to -> "250 ok");
        server.clock.advance(Duration.ofHours(24));
        signInAgain();
        phones(Map.of("publicUrl", "", "mailsPerDay", 2, "invitationDays", 365));
        try {
            assertThat(left()).isEqualTo(2L);
            waitFor(invite(person("First", "first@mail.test", "en"), Map.of()), "sent");
            waitFor(invite(person("Second", "second@mail.test", "en"), Map.of()), "sent");
            Map<?, ?> third = invite(person("Third", "third@mail.test", "en"), Map.of());
            Map<?, ?> mail = waitFor(third, "queued");
            for (int i = 0; i < 300 && !"daily-limit".equals(mail.get("error")); i++) {
                mail = waitFor(third, "queued");
                pause();
            }
            assertThat(mail.get("error")).isEqualTo("daily-limit");
            assertThat(mail.get("attempts")).isEqualTo(0L);
            assertThat(left()).isEqualTo(0L);
            assertThat(sink.tries).doesNotContain("third@mail.test");
            server.clock.advance(Duration.ofHours(24));
            signInAgain();
            assertThat(waitFor(third, "sent").get("error")).isEqualTo("");
        } finally {
            phones(Map.of("publicUrl", "", "mailsPerDay", 0, "invitationDays", 365));
        }
        assertThat(anna.get("/invitations/readiness").expect(200).object().get("mailsLeftToday"))
                .isNull();
    }

    @Test
    void linksHoldTheAddressThatWasSetAndWhatIsNoAddressIsRefused() {
        String before = (String)
                invite(person("Usual", "", "en"), Map.of("mail", false)).get("link");
        for (String bad : List.of(
                "http://phones.example.org",
                "https://",
                "phones.example.org",
                "https://phones.example.org/here",
                "https://user@phones.example.org",
                "https://phones.example.org?x=1",
                "https://phones.example.org:0",
                "https://phones.example.org:65536",
                "https://" + "a".repeat(193))) {
            assertThat(anna.put(
                                    "/server/settings",
                                    settings(Map.of("publicUrl", bad, "mailsPerDay", 0, "invitationDays", 365)))
                            .expect(422)
                            .body())
                    .contains("phones.publicUrl");
        }
        phones(Map.of("publicUrl", " https://phones.example.org:65535/ ", "mailsPerDay", 0, "invitationDays", 365));
        try {
            assertThat((String) invite(person("Set", "", "en"), Map.of("mail", false))
                            .get("link"))
                    .startsWith("https://phones.example.org:65535/i/");
        } finally {
            phones(Map.of("publicUrl", "", "mailsPerDay", 0, "invitationDays", 365));
        }
        assertThat((String) invite(person("Usual again", "", "en"), Map.of("mail", false))
                        .get("link"))
                .startsWith(before.substring(0, before.indexOf("/i/") + 3));
    }

    @Test
    void theLimitsOfTheSettingsOfPhonesAreThoseThatAreSaid() {
        for (Map<String, Object> good : List.<Map<String, Object>>of(
                Map.of("publicUrl", "", "mailsPerDay", 1_000_000, "invitationDays", 3650),
                Map.of("publicUrl", "", "mailsPerDay", 0, "invitationDays", 30))) {
            phones(good);
        }
        for (Map<String, Object> bad : List.<Map<String, Object>>of(
                Map.of("publicUrl", "", "mailsPerDay", 1_000_001, "invitationDays", 365),
                Map.of("publicUrl", "", "mailsPerDay", -1, "invitationDays", 365),
                Map.of("publicUrl", "", "mailsPerDay", 0, "invitationDays", 3651),
                Map.of("publicUrl", "", "mailsPerDay", 0, "invitationDays", 29))) {
            anna.put("/server/settings", settings(bad)).expect(422);
        }
        phones(Map.of("publicUrl", "", "mailsPerDay", 0, "invitationDays", 365));
    }

    @Test
    void sendingAgainReplacesTheEarlierLinkUnlessItShallStay() {
        String id = person("Again", "again@mail.test", "en");
        Map<?, ?> first = invite(id, Map.of("devices", 2));
        Map<String, Object> second = anna.post("/invitations/" + invitation(first) + "/again", Map.of())
                .expect(200)
                .object();
        assertThat(state(first)).isEqualTo("replaced");
        assertThat(((Map<?, ?>) second.get("invitation")).get("devices")).isEqualTo(2L);
        anna.post("/invitations/" + invitation(second) + "/again", Map.of("keepEarlier", true))
                .expect(200);
        assertThat(state(second)).isEqualTo("open");
    }

    @Test
    void anAdministratorSeesTheLinkAgainAndThatIsWrittenDown() {
        Map<?, ?> made = invite(person("Look", "look@mail.test", "en"), Map.of());
        Map<String, Object> shown = anna.post("/invitations/" + invitation(made) + "/link", null)
                .expect(200)
                .object();
        assertThat(shown.get("link")).isEqualTo(made.get("link"));
        assertThat(anna.get("/audit?limit=5").expect(200).body()).contains("invitation.show-link", "Look");
        anna.post("/invitations/" + invitation(made) + "/revoke", null).expect(204);
        assertThat(anna.post("/invitations/" + invitation(made) + "/link", null).status())
                .isEqualTo(409);
        assertThat(state(made)).isEqualTo("revoked");
    }

    @Test
    void phonesLivesAndPeopleHaveLimits() {
        String id = person("Limits", "limits@mail.test", "en");
        for (Map<String, Object> bad : List.<Map<String, Object>>of(
                Map.of("devices", 0), Map.of("devices", 101), Map.of("hours", 0), Map.of("hours", 90 * 24 + 1))) {
            assertThat(anna.post("/invitations", body(id, bad)).status())
                    .as(bad.toString())
                    .isEqualTo(422);
        }
        anna.post("/invitations", body(id, Map.of("devices", 100, "hours", 90 * 24, "mail", false)))
                .expect(200);
        anna.post("/invitations", body(id, Map.of("devices", 1, "hours", 1, "mail", false)))
                .expect(200);
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 1001; i++) {
            many.add(UUID.randomUUID().toString());
        }
        assertThat(anna.post("/invitations", Map.of("personIds", many)).status())
                .isEqualTo(422);
        anna.post("/invitations", Map.of("personIds", many.subList(0, 1000))).expect(200);
    }

    @Test
    void theSameRequestSentTwiceInvitesOnce() {
        String id = person("Once", "once@mail.test", "en");
        anna.headers.put("Idempotency-Key", UUID.randomUUID().toString());
        Map<?, ?> first = invite(id, Map.of());
        Map<?, ?> second = invite(id, Map.of());
        anna.headers.remove("Idempotency-Key");
        assertThat(second.get("link")).isEqualTo(first.get("link"));
        assertThat(anna.get("/invitations?person=" + id).expect(200).list("items"))
                .hasSize(1);
    }

    @Test
    void theFunnelCountsHowFarTheyCame() {
        Map<?, ?> made = invite(person("Funnel", "funnel@mail.test", "en"), Map.of());
        waitFor(made, "sent");
        Map<String, Object> funnel =
                anna.get("/invitations/funnel?days=1").expect(200).object();
        List<?> stages = (List<?>) funnel.get("stages");
        assertThat(values(stages, "step"))
                .containsExactly("queued", "sent", "opened", "landed", "fetched", "checked-in", "active");
        List<Long> counts = stages.stream()
                .map(stage -> (Long) ((Map<?, ?>) stage).get("count"))
                .toList();
        assertThat(counts).isSortedAccordingTo(java.util.Comparator.reverseOrder());
        assertThat(counts.get(1)).isPositive();
    }

    private static List<Object> values(List<?> items, String field) {
        List<Object> values = new ArrayList<>();
        items.forEach(item -> values.add(((Map<?, ?>) item).get(field)));
        return values;
    }

    private static void signInAgain() {
        server.sql("update session set last_seen_at = '" + server.clock.instant() + "', created_at = '"
                + server.clock.instant() + "'");
    }

    private static Map<String, Object> body(String person, Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(more);
        body.put("personIds", List.of(person));
        return body;
    }

    private static Map<?, ?> invite(String person, Map<String, Object> more) {
        return (Map<?, ?>) anna.post("/invitations", body(person, more))
                .expect(200)
                .list("items")
                .getFirst();
    }

    private static Object invitation(Map<?, ?> made) {
        return ((Map<?, ?>) made.get("invitation")).get("id");
    }

    private static Object state(Map<?, ?> made) {
        return ((Map<?, ?>) anna.get("/invitations/" + invitation(made))
                        .expect(200)
                        .object()
                        .get("invitation"))
                .get("state");
    }

    /** Waits until the queue has come so far; the bound only ends a test that would hang. */
    private static Map<?, ?> waitFor(Map<?, ?> made, String state) {
        Map<?, ?> mail = Map.of();
        for (int i = 0; i < 300; i++) {
            Map<?, ?> invitation = (Map<?, ?>) anna.get("/invitations/" + invitation(made))
                    .expect(200)
                    .object()
                    .get("invitation");
            mail = (Map<?, ?>) invitation.get("mail");
            if (state.equals(mail.get("state"))) {
                return mail;
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new AssertionError("never " + state + ": " + mail);
    }

    private static String person(String name, String mail, String locale) {
        return (String) anna.post("/people", Map.of("name", name, "mail", mail, "locale", locale))
                .expect(200)
                .object()
                .get("id");
    }

    private static void flatten(Part part, List<BodyPart> into) throws Exception {
        if (part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                flatten(parts.getBodyPart(i), into);
            }
        } else {
            into.add((BodyPart) part);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object left() {
        return anna.get("/invitations/readiness").expect(200).object().get("mailsLeftToday");
    }

    private static Map<String, Object> settings(Map<String, Object> phones) {
        Map<String, Object> settings =
                new HashMap<>(anna.get("/server/settings").expect(200).object());
        settings.put("phones", phones);
        return settings;
    }

    private static void phones(Map<String, Object> phones) {
        anna.put("/server/settings", settings(phones)).expect(200);
    }

    private static void mailServer(String host) {
        Map<String, Object> settings =
                new HashMap<>(anna.get("/server/settings").expect(200).object());
        settings.put(
                "mail",
                Map.of(
                        "host",
                        host,
                        "port",
                        sink.port(),
                        "security",
                        "none",
                        "user",
                        "",
                        "passwordSet",
                        false,
                        "from",
                        "fairlead@example.org"));
        anna.put("/server/settings", settings).expect(200);
    }
}

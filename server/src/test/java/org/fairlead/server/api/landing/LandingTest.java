package org.fairlead.server.api.landing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.fairlead.server.ApiClient;
import org.fairlead.server.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The landing pages as browsers get them from a real server that has neither an Apple certificate nor an Android app. */
class LandingTest {
    static final String IPHONE =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1";
    static final String MAC =
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15";
    static final String PIXEL =
            "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
    static final String WINDOWS =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

    private static TestServer server;
    private static ApiClient anna;

    @BeforeAll
    static void start() {
        server = new TestServer();
        anna = server.firstAdministrator().client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void pagesAreSmallWithoutCookiesThirdPartiesOrReferrer() {
        Invited invited = invite();
        for (String agent : List.of(IPHONE, MAC, PIXEL, WINDOWS)) {
            ApiClient.Answer page = get(invited.path, agent, "en");
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.response().headers().firstValue("Set-Cookie")).isEmpty();
            assertThat(page.response().headers().firstValue("Referrer-Policy")).contains("no-referrer");
            assertThat(page.response().headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(page.response()
                            .headers()
                            .firstValue("Content-Security-Policy")
                            .orElse(""))
                    .contains("default-src 'none'");
            assertThat(page.body().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(50_000);
            assertThat(page.body().replace(invited.link, "").replace("http://www.w3.org/2000/svg", ""))
                    .doesNotContain("http://", "https://", "src=");
        }
    }

    @Test
    void thePageSpeaksTheLanguageOfThePhone() {
        Invited invited = invite();
        assertThat(get(invited.path, WINDOWS, "ru-RU,ru;q=0.9,en;q=0.8").body())
                .contains("lang=\"ru\"", "Откройте эту страницу на телефоне");
        assertThat(get(invited.path, WINDOWS, "de, en;q=0.5, ru;q=0.3").body())
                .contains("lang=\"en\"", "Open this page on the phone");
        assertThat(get(invited.path, WINDOWS, "de").body()).contains("lang=\"en\"");
        assertThat(get(invited.path + "?lang=ru", WINDOWS, "en").body()).contains("lang=\"ru\"");
    }

    @Test
    void neitherLooksNorScannersNorPreviewersUseAnythingUpOrCountAsOpened() {
        Invited invited = invite();
        for (int i = 0; i < 5; i++) {
            ApiClient.Answer head = send("HEAD", invited.path, IPHONE, "en");
            assertThat(head.status()).isEqualTo(200);
            get(invited.path, "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "en");
            get(invited.path, "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", "en");
            get(invited.path, "", "en");
        }
        assertThat(steps(invited)).doesNotContain("opened").doesNotContain("landed");
        get(invited.path, WINDOWS, "en");
        assertThat(steps(invited)).contains("opened");
        assertThat(server.sql("select used::text from invitation where id = '" + invited.id + "'"))
                .isEqualTo("0");
    }

    @Test
    void anIphoneWithoutAppleCertificateReadsWhyTheAdministratorIsToldAndTheLinkStaysGood() {
        Invited invited = invite();
        ApiClient.Answer page = get(invited.path, IPHONE, "en");
        assertThat(page.body()).contains("cannot manage iPhones and iPads yet", "Your link stays good");
        get(invited.path, IPHONE, "en");
        assertThat(steps(invited)).contains("landed", "ios", "blocked", "no-apple-push");
        assertThat(server.sql(
                        "select count(*)::text from event where code = 'S33.no-apple-push' and args->>'invitation' = '"
                                + invited.id + "'"))
                .as("told once, however often it is opened")
                .isEqualTo("1");
        assertThat(state(invited)).isEqualTo("open");
    }

    @Test
    void aMacIsAskedWhetherItIsAnIpadAndTheAnswerCounts() {
        Invited invited = invite();
        ApiClient.Answer asked = get(invited.path, MAC, "en");
        assertThat(asked.body())
                .contains("Is this an iPad or a Mac?", "maxTouchPoints", "?device=ipad", "?device=desktop");
        assertThat(get(invited.path + "?device=ipad", MAC, "en").body())
                .contains("cannot manage iPhones and iPads yet");
        assertThat(get(invited.path + "?device=desktop", MAC, "en").body()).contains("<svg", "Point the camera");
        assertThat(steps(invited)).contains("ipados");
    }

    @Test
    void aComputerShowsTheCodeAndThePictureIsThere() {
        Invited invited = invite();
        assertThat(get(invited.path, WINDOWS, "en").body()).contains("<svg", invited.link);
        ApiClient.Answer picture = get(invited.path + "/qr.png", WINDOWS, "en");
        assertThat(picture.response().headers().firstValue("Content-Type")).contains("image/png");
        assertThat(get("/i/" + "A".repeat(32) + "/qr.png", WINDOWS, "en").status())
                .isEqualTo(404);
    }

    @Test
    void unknownExpiredAndWithdrawnLookTheSameAndUsedDoesNot() {
        String unknown = get("/i/" + "A".repeat(32), IPHONE, "en").body();
        Invited withdrawn = invite();
        anna.post("/invitations/" + withdrawn.id + "/revoke", null).expect(204);
        Invited expired = invite();
        server.sql("update invitation set expires_at = created_at where id = '" + expired.id + "'");
        Invited used = invite();
        server.sql("update invitation set used = max_devices where id = '" + used.id + "'");
        for (Invited invited : List.of(withdrawn, expired)) {
            ApiClient.Answer page = get(invited.path, IPHONE, "en");
            assertThat(page.status()).isEqualTo(410);
            assertThat(page.body().replace(invited.path, "PATH"))
                    .isEqualTo(unknown.replace("/i/" + "A".repeat(32), "PATH"));
        }
        assertThat(unknown).contains("This link does not work").doesNotContain("Ann");
        ApiClient.Answer page = get(used.path, IPHONE, "en");
        assertThat(page.status()).isEqualTo(410);
        assertThat(page.body()).contains("used already", "Ask for a new link");
    }

    @Test
    void whoAsksForANewLinkIsHeardOnceADayAndStrangersLearnNothing() {
        Invited invited = invite();
        anna.post("/invitations/" + invited.id + "/revoke", null).expect(204);
        String thanks =
                send("POST", invited.path + "/ask", IPHONE, "en").expect(200).body();
        send("POST", invited.path + "/ask", IPHONE, "en").expect(200);
        String stranger = send("POST", "/i/" + "B".repeat(32) + "/ask", IPHONE, "en")
                .expect(200)
                .body();
        assertThat(stranger.replace("/i/" + "B".repeat(32), "PATH")).isEqualTo(thanks.replace(invited.path, "PATH"));
        assertThat(server.sql(
                        "select count(*)::text from event where code = 'S32.invitation-asked' and args->>'invitation' = '"
                                + invited.id + "'"))
                .isEqualTo("1");
        assertThat(anna.get("/invitations/" + invited.id).expect(200).body()).contains("\"askedAt\":\"");
    }

    private record Invited(String id, String link, String path) {}

    private static Invited invite() {
        String person = (String)
                anna.post("/people", Map.of("name", "Ann")).expect(200).object().get("id");
        Map<?, ?> made = (Map<?, ?>) anna.post("/invitations", Map.of("personIds", List.of(person), "mail", false))
                .expect(200)
                .list("items")
                .getFirst();
        String link = (String) made.get("link");
        return new Invited(
                (String) ((Map<?, ?>) made.get("invitation")).get("id"),
                link,
                URI.create(link).getPath());
    }

    private static String steps(Invited invited) {
        return String.valueOf(
                anna.get("/invitations/" + invited.id).expect(200).object().get("steps"));
    }

    private static Object state(Invited invited) {
        return ((Map<?, ?>) anna.get("/invitations/" + invited.id)
                        .expect(200)
                        .object()
                        .get("invitation"))
                .get("state");
    }

    private static ApiClient.Answer get(String path, String agent, String language) {
        return send("GET", path, agent, language);
    }

    private static ApiClient.Answer send(String method, String path, String agent, String language) {
        ApiClient phone = new ApiClient(server.server.publicPort());
        phone.headers.clear();
        phone.headers.put("User-Agent", agent);
        phone.headers.put("Accept-Language", language);
        return phone.raw(method, path, null);
    }
}

package org.fairlead.server.api.landing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.invite.Invitation;
import org.fairlead.server.core.invite.Landing;
import org.fairlead.server.core.invite.MobileReadiness;
import org.fairlead.server.qr.NayukiQr;
import org.junit.jupiter.api.Test;

/** Every screen in both languages; the pages are left in target/landing to be looked at. */
class LandingHtmlTest {
    private static final String LINK = "https://phones.example.org:8444/i/AbCdEfGhIjKlMnOpQrStUvWxYz012345";
    private static final Invitation INVITATION = new Invitation(
            Ids.next(),
            Ids.next(),
            "Ann <script>alert(1)</script>",
            "en",
            null,
            1,
            0,
            Instant.parse("2026-11-28T08:30:00Z"),
            null,
            false,
            Instant.EPOCH,
            "anna",
            0,
            "",
            "",
            null,
            new Invitation.Mailing(Invitation.MailState.NONE, "", "", 0, null));

    private final LandingHtml html = new LandingHtml(new NayukiQr(), ZoneOffset.UTC);

    @Test
    void everyScreenInBothLanguagesIsSmallWholeAndFreeOfForeignMarkup() throws IOException {
        Path folder = Files.createDirectories(Path.of("target/landing"));
        for (Map.Entry<String, Landing> screen : screens().entrySet()) {
            for (String language : new String[] {"en", "ru"}) {
                String page = html.page(screen.getValue(), frame(language));
                Files.writeString(folder.resolve(screen.getKey() + "-" + language + ".html"), page);
                assertThat(page.getBytes(StandardCharsets.UTF_8))
                        .as(screen.getKey())
                        .hasSizeLessThan(50_000);
                assertThat(page)
                        .startsWith("<!doctype html><html lang=\"" + language + "\">")
                        .endsWith("</main></body></html>")
                        .contains("Smith &amp; &quot;Sons&quot;")
                        .doesNotContain("<script>alert", "{org}", "{person}", "{until}");
            }
        }
    }

    @Test
    void androidOffersTheFileWithItsChecksumTheWayBackAndTheLinkToPaste() {
        String page = html.page(new Landing.Android(INVITATION, app(), false), frame("en"));
        assertThat(page)
                .contains(
                        "/i/AbCdEfGhIjKlMnOpQrStUvWxYz012345/app",
                        "5f".repeat(32),
                        "intent://enrol?link=https%3A%2F%2Fphones.example.org%3A8444%2Fi%2FAbCdEfGhIjKlMnOpQrStUvWxYz012345"
                                + "#Intent;scheme=fairlead;package=org.fairlead.agent;S.browser_fallback_url="
                                + "https%3A%2F%2Fphones.example.org%3A8444%2Fi%2FAbCdEfGhIjKlMnOpQrStUvWxYz012345%2Fapp;end",
                        "paste this link",
                        "2.3 MB");
        assertThat(html.page(new Landing.Android(INVITATION, app(), true), frame("en")))
                .contains("Get it from Google Play")
                .doesNotContain("5f".repeat(32));
    }

    @Test
    void anIphoneIsLedToTheSettingsAndAnotherBrowserToSafari() {
        assertThat(html.page(new Landing.Apple(INVITATION, false, false), frame("en")))
                .contains("/apple.mobileconfig", "on your iPhone")
                .doesNotContain("in Safari:");
        assertThat(html.page(new Landing.Apple(INVITATION, true, true), frame("en")))
                .contains("on your iPad", "Open this link in Safari:");
    }

    private static Map<String, Landing> screens() {
        Map<String, Landing> screens = new LinkedHashMap<>();
        screens.put("android", new Landing.Android(INVITATION, app(), false));
        screens.put("android-store", new Landing.Android(INVITATION, app(), true));
        screens.put("iphone", new Landing.Apple(INVITATION, false, false));
        screens.put("ipad-chrome", new Landing.Apple(INVITATION, true, true));
        screens.put("which", new Landing.AskWhichDevice(INVITATION));
        screens.put("computer", new Landing.ShowCode(INVITATION));
        screens.put("in-app-apple", new Landing.OpenElsewhere(INVITATION, true));
        screens.put("in-app-android", new Landing.OpenElsewhere(INVITATION, false));
        for (Landing.Reason reason : Landing.Reason.values()) {
            screens.put("blocked-" + reason.wire(), new Landing.Blocked(INVITATION, reason));
        }
        screens.put("used", new Landing.UsedUp(INVITATION));
        screens.put("not-valid", new Landing.NotValid());
        return screens;
    }

    private static MobileReadiness.AndroidApp app() {
        return new MobileReadiness.AndroidApp("org.fairlead.agent", "1.0", "5f".repeat(32), "cd", 2_345_678, false);
    }

    private static LandingHtml.Frame frame(String language) {
        return new LandingHtml.Frame(
                "Smith & \"Sons\"", LINK, LINK.replace("https://phones.example.org:8444", ""), Words.of(language));
    }
}

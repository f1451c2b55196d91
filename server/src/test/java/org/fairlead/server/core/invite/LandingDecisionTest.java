package org.fairlead.server.core.invite;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.fairlead.server.core.Ids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LandingDecisionTest {
    private static final Invitation INVITATION = new Invitation(
            Ids.next(),
            Ids.next(),
            "Ann",
            "en",
            null,
            1,
            0,
            Instant.EPOCH,
            null,
            false,
            Instant.EPOCH,
            "anna",
            0,
            "",
            "",
            null,
            new Invitation.Mailing(Invitation.MailState.NONE, "", "", 0, null));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36 | ANDROID | USUAL
            Mozilla/5.0 (Android 14; Mobile; rv:142.0) Gecko/142.0 Firefox/142.0 | ANDROID | USUAL
            Mozilla/5.0 (Linux; Android 13; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36 | ANDROID | USUAL
            Mozilla/5.0 (Linux; Android 15; Pixel 8; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36 | ANDROID | IN_APP
            Mozilla/5.0 (Linux; Android 12; HUAWEI NOH-NX9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 HuaweiBrowser/15.0 Mobile Safari/537.36 | ANDROID_WITHOUT_STORE | USUAL
            Mozilla/5.0 (Linux; Android 11; KFTRWI) AppleWebKit/537.36 (KHTML, like Gecko) Silk/120 like Chrome/120 Safari/537.36 | ANDROID_WITHOUT_STORE | USUAL
            Mozilla/5.0 (Linux; Android 7.1.2; Redmi 4X) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Mobile Safari/537.36 | ANDROID_TOO_OLD | USUAL
            Mozilla/5.0 (Linux; Android 8.0.0; SM-G930F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36 | ANDROID | USUAL
            Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1 | IPHONE | USUAL
            Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0.7339.95 Mobile/15E148 Safari/604.1 | IPHONE | NOT_SAFARI
            Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 | IPHONE | IN_APP
            Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/520.0] | IPHONE | IN_APP
            Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.7 Mobile/15E148 Safari/604.1 | IPAD | USUAL
            Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15 | MAC_OR_IPAD | USUAL
            Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0 | DESKTOP | USUAL
            Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0 | DESKTOP | USUAL
            Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile | OTHER_PHONE | USUAL
            Mozilla/5.0 (Mobile; LYF/F300B; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5 | OTHER_PHONE | USUAL
            Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36 | ANDROID | USUAL
            Mozilla/5.0 (Linux; Android 13; Nokia C12 Build/TP1A.220624.014) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36 | ANDROID | USUAL
            Mozilla/5.0 (Linux; Android 8.1.0; Alcatel 1 Go edition) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/113.0.0.0 Mobile Safari/537.36 | ANDROID | USUAL
            Opera/9.80 (Android; Opera Mini/75.0.2254/191.312; U; en) Presto/2.12.423 Version/12.16 | ANDROID | IN_APP
            Opera/9.80 (J2ME/MIDP; Opera Mini/8.0.35626/37.8918; U; en) Presto/2.12.423 Version/12.16 | OTHER_PHONE | IN_APP
            Mozilla/5.0 (Linux; Android 12; JNY-LX1; HMSCore 6.13.0.302) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.5735.196 HuaweiBrowser/15.0.4.312 Mobile Safari/537.36 | ANDROID_WITHOUT_STORE | USUAL
            Mozilla/5.0 (Linux; Android 10; HarmonyOS; NOH-AN00; HMSCore 6.9.0.302) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0.4844.88 Mobile Safari/537.36 | ANDROID_WITHOUT_STORE | USUAL
            Mozilla/5.0 (Linux; Android 14; SM-A155F Build/UP1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/139.0.0.0 Mobile Safari/537.36 Instagram 390.0.0.43.81 Android | ANDROID | IN_APP
            Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36 Telegram-Android/11.14.1 | ANDROID | IN_APP
            Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Outlook-iOS/2.0 | IPHONE | IN_APP
            Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/141.0 Mobile/15E148 Safari/604.1 | IPHONE | NOT_SAFARI
            Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0.7339.39 Mobile/15E148 Safari/604.1 | IPAD | NOT_SAFARI
            Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140 Version/11.1.1 Safari/605.1.15 | MAC_OR_IPAD | USUAL
            Mozilla/5.0 (X11; CrOS x86_64 16093.68.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 | DESKTOP | USUAL
            Mozilla/5.0 something nobody knows | DESKTOP | USUAL
            nonsense | ROBOT | USUAL
            '' | ROBOT | USUAL
            Microsoft Office Outlook 16.0 | ROBOT | USUAL
            Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) SkypeUriPreview Preview/0.5 | ROBOT | USUAL
            WhatsApp/2.24.6 A | ROBOT | USUAL
            TelegramBot (like TwitterBot) | ROBOT | USUAL
            facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php) | ROBOT | USUAL
            Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html) | ROBOT | USUAL
            Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0 | ROBOT | USUAL
            curl/8.9.1 | ROBOT | USUAL
            """)
    void theNameThatABrowserGivesItselfTellsWhatItRunsOn(String agent, Visitor.Kind kind, Visitor.Browser browser) {
        assertThat(Visitor.of(agent)).isEqualTo(new Visitor(kind, browser));
    }

    @Test
    void androidGoesToTheStoreWhereBothHaveOneAndToTheFileOtherwise() {
        Visitor pixel = new Visitor(Visitor.Kind.ANDROID, Visitor.Browser.USUAL);
        Visitor huawei = new Visitor(Visitor.Kind.ANDROID_WITHOUT_STORE, Visitor.Browser.USUAL);
        assertThat(((Landing.Android) open(pixel, ready(true))).store()).isTrue();
        assertThat(((Landing.Android) open(huawei, ready(true))).store()).isFalse();
        assertThat(((Landing.Android) open(pixel, ready(false))).store()).isFalse();
        assertThat(open(pixel, MobileReadiness.none()))
                .isEqualTo(new Landing.Blocked(INVITATION, Landing.Reason.NO_ANDROID_APP));
        assertThat(open(new Visitor(Visitor.Kind.ANDROID, Visitor.Browser.IN_APP), ready(false)))
                .isEqualTo(new Landing.OpenElsewhere(INVITATION, false));
        assertThat(open(new Visitor(Visitor.Kind.ANDROID_TOO_OLD, Visitor.Browser.USUAL), ready(false)))
                .isEqualTo(new Landing.Blocked(INVITATION, Landing.Reason.ANDROID_TOO_OLD));
    }

    @Test
    void appleNeedsAPushCertificateThatIsThereAndHasNotExpired() {
        Visitor phone = new Visitor(Visitor.Kind.IPHONE, Visitor.Browser.USUAL);
        Visitor pad = new Visitor(Visitor.Kind.IPAD, Visitor.Browser.NOT_SAFARI);
        assertThat(open(phone, apple(MobileReadiness.ApplePush.NONE)))
                .isEqualTo(new Landing.Blocked(INVITATION, Landing.Reason.NO_APPLE_PUSH));
        assertThat(open(phone, apple(MobileReadiness.ApplePush.EXPIRED)))
                .isEqualTo(new Landing.Blocked(INVITATION, Landing.Reason.APPLE_PUSH_EXPIRED));
        assertThat(open(phone, apple(MobileReadiness.ApplePush.READY)))
                .isEqualTo(new Landing.Apple(INVITATION, false, false));
        assertThat(open(pad, apple(MobileReadiness.ApplePush.READY)))
                .isEqualTo(new Landing.Apple(INVITATION, true, true));
        assertThat(open(
                        new Visitor(Visitor.Kind.IPHONE, Visitor.Browser.IN_APP),
                        apple(MobileReadiness.ApplePush.READY)))
                .isEqualTo(new Landing.OpenElsewhere(INVITATION, true));
    }

    @Test
    void aRefusedTokenLeadsToTheNeutralPageUnlessItWasUsed() {
        Visitor phone = new Visitor(Visitor.Kind.IPHONE, Visitor.Browser.USUAL);
        for (Opening.Reason reason : Opening.Reason.values()) {
            Landing landing =
                    Landing.decide(new Opening.Refused(reason, Optional.of(INVITATION)), phone, MobileReadiness.none());
            assertThat(landing)
                    .isEqualTo(reason == Opening.Reason.USED ? new Landing.UsedUp(INVITATION) : new Landing.NotValid());
        }
    }

    private static Landing open(Visitor visitor, MobileReadiness readiness) {
        return Landing.decide(new Opening.Open(INVITATION), visitor, readiness);
    }

    private static MobileReadiness ready(boolean store) {
        return readiness(
                MobileReadiness.ApplePush.READY,
                Optional.of(new MobileReadiness.AndroidApp(
                        "org.example.agent", "1.0", "ab".repeat(32), "cd", 1_000_000, store)));
    }

    private static MobileReadiness apple(MobileReadiness.ApplePush push) {
        return readiness(push, Optional.empty());
    }

    private static MobileReadiness readiness(MobileReadiness.ApplePush push, Optional<MobileReadiness.AndroidApp> app) {
        return new MobileReadiness() {
            @Override
            public ApplePush apple() {
                return push;
            }

            @Override
            public Optional<AndroidApp> android() {
                return app;
            }
        };
    }
}

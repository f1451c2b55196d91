package org.fairlead.android.core.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnrolLinkTest {
    private static final String TOKEN = "abcdefghijklmnopqrstuvwxyz";
    private static final String PIN = Base64.getEncoder().encodeToString(new byte[32]);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://mdm.example.org:8444/i/" + TOKEN,
                "  https://MDM.example.org:8444/i/" + TOKEN + "\n",
                "Dear Ivan, open https://mdm.example.org:8444/i/" + TOKEN + ". Thank you",
                "HTTPS://mdm.example.org/i/" + TOKEN,
                "https://mdm.example.org:8444/i/" + TOKEN + "/app",
                "see https://example.org/help or https://mdm.example.org:8444/i/" + TOKEN,
                "fairlead://enrol?link=https%3A%2F%2Fmdm.example.org%3A8444%2Fi%2F" + TOKEN
            })
    void readsTheLinkHoweverItIsPasted(String text) throws EnrolError {
        EnrolLink link = EnrolLink.read(text);
        assertThat(link.host()).isEqualTo("mdm.example.org");
        assertThat(link.port()).isEqualTo(8444);
        assertThat(link.token()).isEqualTo(TOKEN);
        assertThat(link.pin()).isNull();
        assertThat(link.toString()).doesNotContain(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "http://mdm.example.org:8444/i/" + TOKEN,
                "https://mdm.example.org:8444/",
                "https://mdm.example.org:8444/i/short",
                "https:///i/" + TOKEN,
                "fairlead://enrol?token=" + TOKEN,
                "fairlead://enrol?link=%zz",
                "https://mdm.example.org/i/" + TOKEN + "#pin=garbage"
            })
    void whatIsNoInvitationIsRefusedWithAReason(String text) {
        assertThatThrownBy(() -> EnrolLink.read(text))
                .isInstanceOfSatisfying(
                        EnrolError.class, e -> assertThat(e.code()).isEqualTo("link"));
    }

    @Test
    void readsTheServersKeyInBothForms() throws EnrolError {
        String link = "https://mdm.example.org:8444/i/" + TOKEN;
        assertThat(EnrolLink.read(link + "#pin=" + "00".repeat(32)).pin()).isEqualTo(PIN);
        assertThat(EnrolLink.read("fairlead://enrol?link="
                                + link.replace("/", "%2F").replace(":", "%3A") + "&pin="
                                + "0000 ".repeat(16).trim().replace(" ", "%20"))
                        .pin())
                .isEqualTo(PIN);
    }

    @Test
    void readsAnAddressOfTheNewProtocol() throws EnrolError {
        assertThat(EnrolLink.read("https://[2001:db8::1]:8444/i/" + TOKEN).host())
                .isEqualTo("2001:db8::1");
    }

    @Test
    void aTextOf4096CharactersIsReadAndOneMoreIsNot() throws EnrolError {
        String link = " https://mdm.example.org:8444/i/" + TOKEN;
        assertThat(EnrolLink.read("x".repeat(4096 - link.length()) + link).token())
                .isEqualTo(TOKEN);
        assertThatThrownBy(() -> EnrolLink.read("x".repeat(4097 - link.length()) + link))
                .isInstanceOf(EnrolError.class);
    }

    @Test
    void theStoresReferrerCountsOnlyWithAnInvitation() {
        assertThat(EnrolLink.ofReferrer("utm_source=google-play&utm_medium=organic"))
                .isNull();
        EnrolLink link = EnrolLink.ofReferrer("link=https%3A%2F%2Fmdm.example.org%3A8444%2Fi%2F" + TOKEN);
        assertThat(link).isNotNull();
    }
}

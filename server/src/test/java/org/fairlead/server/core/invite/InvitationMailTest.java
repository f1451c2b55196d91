package org.fairlead.server.core.invite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Base64;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.server.Mailer;
import org.fairlead.server.qr.NayukiQr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The mails as they are sent; they are left in target/mail to be looked at. */
class InvitationMailTest {
    private static final String LINK = "https://phones.example.org:8444/i/AbCdEfGhIjKlMnOpQrStUvWxYz012345";
    private final InvitationMail mail = new InvitationMail(new NayukiQr(), ZoneId.of("UTC"));

    @Test
    void bothLanguagesSayWhoAsksWhatToDoAndUntilWhenInTextAndHtml() throws IOException {
        Path folder = Files.createDirectories(Path.of("target/mail"));
        for (String locale : new String[] {"en", "ru"}) {
            Mailer.Message message = write(locale, 1);
            String html = String.valueOf(message.html());
            for (String text : new String[] {message.body(), html}) {
                assertThat(text).contains("Northwind Traders", LINK, "28", "2026", "08:30 UTC");
            }
            assertThat(html).doesNotContain("%s", "<script", "http://");
            assertThat(message.id()).endsWith("@example.org");
            String seen = html.replace(
                    "cid:qr@fairlead",
                    "data:image/png;base64,"
                            + Base64.getEncoder()
                                    .encodeToString(message.parts().getFirst().data()));
            Files.writeString(folder.resolve(locale + ".html"), seen, StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, подключить одно устройство",
        "2, до 2 устройств",
        "5, до 5 устройств",
        "11, до 11 устройств",
        "21, до 21 устройства",
        "100, до 100 устройств"
    })
    void theRussianMailCountsDevicesInTheRightForm(int devices, String words) {
        assertThat(write("ru", devices).body()).contains(words);
    }

    private Mailer.Message write(String locale, int devices) {
        Invitation invitation = new Invitation(
                Ids.next(),
                Ids.next(),
                locale.equals("ru") ? "Ольга Кузьмина" : "Ann Archer",
                locale,
                null,
                devices,
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
                new Invitation.Mailing(Invitation.MailState.QUEUED, "ann@example.org", "", 0, Instant.EPOCH));
        return mail.write(invitation, "Northwind Traders", LINK, "example.org");
    }
}

package org.fairlead.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import org.fairlead.server.core.server.Mailer;
import org.fairlead.server.core.server.ServerSettings;
import org.fairlead.server.mail.SmtpMailer;
import org.junit.jupiter.api.Test;

class SmtpMailerTest {
    @Test
    void aMailArrivesWithItsTextAndOneSubjectLine() throws Exception {
        GreenMail sink = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        sink.start();
        try {
            new SmtpMailer()
                    .send(
                            account(sink.getSmtp().getPort(), ServerSettings.Security.NONE),
                            new Mailer.Message("admin@example.org", "Событие\r\nBcc: eve@example.org", "Проверка"));
            var mail = sink.getReceivedMessages()[0];
            assertThat(mail.getSubject()).isEqualTo("Событие Bcc: eve@example.org");
            assertThat(String.valueOf(mail.getContent())).contains("Проверка");
            assertThat(mail.getAllRecipients()).hasSize(1);
        } finally {
            sink.stop();
        }
    }

    @Test
    void aServerThatCannotEncryptIsRefusedWhenEncryptionIsWanted() {
        GreenMail sink = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        sink.start();
        try {
            assertThatThrownBy(() -> new SmtpMailer()
                            .send(
                                    account(sink.getSmtp().getPort(), ServerSettings.Security.STARTTLS),
                                    new Mailer.Message("admin@example.org", "s", "b")))
                    .isInstanceOf(Mailer.MailFailed.class)
                    .hasMessageNotContaining("\n");
            assertThat(sink.getReceivedMessages()).isEmpty();
        } finally {
            sink.stop();
        }
    }

    private static ServerSettings.Mail account(int port, ServerSettings.Security security) {
        return new ServerSettings.Mail("127.0.0.1", port, security, "", false, null, "fairlead@example.org", null);
    }
}

package org.fairlead.server.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.ServerSocket;
import org.fairlead.server.core.server.Mailer;
import org.fairlead.server.core.server.ServerSettings;
import org.fairlead.server.core.server.ServerSettings.Security;
import org.junit.jupiter.api.Test;

/** A mail server that cannot be reached. */
class SmtpMailerTest {
    @Test
    void aNameThatNobodyKnowsIsNamedAsSuch() {
        assertThat(failure("no..where", 25)).hasMessage("no address is known for no..where");
    }

    @Test
    void aServerThatDoesNotListenIsTriedAgain() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Mailer.MailFailed failed = failure("127.0.0.1", port);
        assertThat(failed).hasMessage("Connection refused");
        assertThat(failed.permanent()).isFalse();
    }

    private static Mailer.MailFailed failure(String host, int port) {
        return catchThrowableOfType(
                Mailer.MailFailed.class,
                () -> new SmtpMailer()
                        .send(
                                new ServerSettings.Mail(
                                        host, port, Security.NONE, "", false, null, "fairlead@mail.test", null),
                                new Mailer.Message("ann@mail.test", "Hello", "Text")));
    }
}

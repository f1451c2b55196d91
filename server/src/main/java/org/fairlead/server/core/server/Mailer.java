package org.fairlead.server.core.server;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands one mail to the mail server. */
public interface Mailer {
    /** A mail: plain text always, and where given HTML with pictures, and attachments. The id becomes the Message-ID. */
    record Message(
            String to,
            String subject,
            String body,
            @Nullable String html,
            List<Part> parts,
            @Nullable String id) {
        /** A mail in plain text. */
        public Message(String to, String subject, String body) {
            this(to, subject, body, null, List.of(), null);
        }
    }

    /** A file in a mail; one with a content id is shown inside the HTML, the others are attached. */
    record Part(
            String filename,
            String contentType,
            byte[] data,
            @Nullable String contentId) {}

    /** Blocks until the mail server has taken the mail; throws {@link MailFailed}. */
    void send(ServerSettings.Mail account, Message message);

    /** The mail server did not take the mail; the message says why, in one line. */
    final class MailFailed extends RuntimeException {
        private final boolean permanent;

        public MailFailed(String message, boolean permanent) {
            super(message);
            this.permanent = permanent;
        }

        /** The server refuses this mail or its recipient for good (SMTP 5xx), so that another try is of no use. */
        public boolean permanent() {
            return permanent;
        }
    }
}

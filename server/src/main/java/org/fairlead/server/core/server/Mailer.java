package org.fairlead.server.core.server;

/** Hands one mail to the mail server. */
public interface Mailer {
    /** A mail in plain text. */
    record Message(String to, String subject, String body) {}

    /** Blocks until the mail server has taken the mail; throws {@link MailFailed}. */
    void send(ServerSettings.Mail account, Message message);

    /** The mail server did not take the mail; the message says why, in one line. */
    final class MailFailed extends RuntimeException {
        public MailFailed(String message) {
            super(message);
        }
    }
}

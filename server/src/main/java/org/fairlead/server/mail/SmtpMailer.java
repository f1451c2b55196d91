package org.fairlead.server.mail;

import jakarta.activation.DataHandler;
import jakarta.mail.Authenticator;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.fairlead.server.core.server.Mailer;
import org.fairlead.server.core.server.ServerSettings;
import org.jspecify.annotations.Nullable;

/** Sends mail by SMTP with Angus Mail; the server's certificate is checked. Any thread may call. */
public final class SmtpMailer implements Mailer {
    private static final String TIMEOUT = "15000";
    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    @Override
    public void send(ServerSettings.Mail account, Mailer.Message message) {
        Properties properties = new Properties();
        String prefix = "mail.smtp.";
        properties.put(prefix + "host", account.host());
        properties.put(prefix + "port", Integer.toString(account.port()));
        properties.put(prefix + "auth", Boolean.toString(!account.user().isEmpty()));
        properties.put(prefix + "connectiontimeout", TIMEOUT);
        properties.put(prefix + "timeout", TIMEOUT);
        properties.put(prefix + "writetimeout", TIMEOUT);
        properties.put(prefix + "ssl.checkserveridentity", "true");
        properties.put(prefix + "ssl.protocols", "TLSv1.2 TLSv1.3");
        if (account.security() == ServerSettings.Security.TLS) {
            properties.put(prefix + "ssl.enable", "true");
        }
        if (account.security() == ServerSettings.Security.STARTTLS) {
            properties.put(prefix + "starttls.enable", "true");
            properties.put(prefix + "starttls.required", "true");
        }
        String roots = account.trustedRoots();
        if (roots != null && !roots.isBlank()) {
            properties.put(prefix + "ssl.socketFactory", TrustedRoots.sockets(roots));
            properties.put(prefix + "socketFactory.fallback", "false");
        }
        Session session = Session.getInstance(properties, new Authenticator() {
            @Override
            protected @Nullable PasswordAuthentication getPasswordAuthentication() {
                String password = account.password();
                return account.user().isEmpty()
                        ? null
                        : new PasswordAuthentication(account.user(), password == null ? "" : password);
            }
        });
        try {
            Transport.send(mail(session, account, message));
        } catch (MessagingException e) {
            throw new MailFailed(oneLine(e), permanent(e));
        }
    }

    private static MimeMessage mail(Session session, ServerSettings.Mail account, Mailer.Message message)
            throws MessagingException {
        String id = message.id();
        MimeMessage mail = id == null ? new MimeMessage(session) : new Numbered(session, id);
        mail.setFrom(new InternetAddress(account.from(), true));
        mail.setRecipient(MimeMessage.RecipientType.TO, new InternetAddress(message.to(), true));
        mail.setSubject(message.subject().replaceAll("[\\r\\n]+", " "), UTF_8);
        mail.setSentDate(new Date());
        mail.setHeader("Auto-Submitted", "auto-generated");
        String html = message.html();
        if (html == null && message.parts().isEmpty()) {
            mail.setText(message.body(), UTF_8);
        } else {
            mail.setContent(content(message, html));
        }
        return mail;
    }

    /** mixed( related( alternative( text, html ), pictures ), attachments ), as mail programs expect it (RFC 2046, RFC 2387). */
    private static MimeMultipart content(Mailer.Message message, @Nullable String html) throws MessagingException {
        MimeMultipart alternative = new MimeMultipart("alternative");
        alternative.addBodyPart(text(message.body(), "plain"));
        if (html != null) {
            alternative.addBodyPart(text(html, "html"));
        }
        MimeMultipart related = new MimeMultipart("related");
        related.addBodyPart(holding(alternative));
        MimeMultipart mixed = new MimeMultipart("mixed");
        mixed.addBodyPart(holding(related));
        for (Mailer.Part part : message.parts()) {
            MimeBodyPart body = new MimeBodyPart();
            body.setDataHandler(new DataHandler(new ByteArrayDataSource(part.data(), part.contentType())));
            body.setFileName(part.filename());
            String contentId = part.contentId();
            if (contentId != null) {
                body.setContentID("<" + contentId + ">");
                body.setDisposition(MimeBodyPart.INLINE);
                related.addBodyPart(body);
            } else {
                body.setDisposition(MimeBodyPart.ATTACHMENT);
                mixed.addBodyPart(body);
            }
        }
        return mixed;
    }

    private static MimeBodyPart text(String text, String kind) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text, UTF_8, kind);
        return part;
    }

    private static MimeBodyPart holding(MimeMultipart content) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setContent(content);
        return part;
    }

    /** A refused recipient or mail; a refused sign-in may be put right, so it is tried again. */
    private static boolean permanent(MessagingException error) {
        for (Exception at = error; at != null; at = at instanceof MessagingException m ? m.getNextException() : null) {
            int code = switch (at) {
                case SMTPAddressFailedException address -> address.getReturnCode();
                case SMTPSendFailedException send when !"AUTH".equals(send.getCommand()) -> send.getReturnCode();
                default -> 0;
            };
            if (code >= 500 && code != 530 && code != 535 && code != 552) {
                return true;
            }
        }
        return false;
    }

    /** A mail that keeps the Message-ID it was given, so that a second delivery can be told from a second mail. */
    private static final class Numbered extends MimeMessage {
        private final String id;

        Numbered(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + id + ">");
        }
    }

    private static String oneLine(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String said = cause.getMessage() == null ? error.toString() : cause.getMessage();
        String text = cause instanceof UnknownHostException ? "no address is known for " + said.split(":")[0] : said;
        return text.replaceAll("\\s+", " ").strip();
    }
}

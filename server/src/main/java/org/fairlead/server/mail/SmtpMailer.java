package org.fairlead.server.mail;

import jakarta.mail.Authenticator;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Properties;
import org.fairlead.server.core.server.Mailer;
import org.fairlead.server.core.server.ServerSettings;
import org.jspecify.annotations.Nullable;

/** Sends mail by SMTP with Angus Mail; the server's certificate is checked. Any thread may call. */
public final class SmtpMailer implements Mailer {
    private static final String TIMEOUT = "15000";

    @Override
    public void send(ServerSettings.Mail account, Mailer.Message message) {
        boolean tls = account.security() == ServerSettings.Security.TLS;
        String protocol = tls ? "smtps" : "smtp";
        Properties properties = new Properties();
        String prefix = "mail." + protocol + ".";
        properties.put("mail.transport.protocol", protocol);
        properties.put(prefix + "host", account.host());
        properties.put(prefix + "port", Integer.toString(account.port()));
        properties.put(prefix + "auth", Boolean.toString(!account.user().isEmpty()));
        properties.put(prefix + "connectiontimeout", TIMEOUT);
        properties.put(prefix + "timeout", TIMEOUT);
        properties.put(prefix + "writetimeout", TIMEOUT);
        properties.put(prefix + "ssl.checkserveridentity", "true");
        properties.put(prefix + "ssl.protocols", "TLSv1.2 TLSv1.3");
        if (account.security() == ServerSettings.Security.STARTTLS) {
            properties.put(prefix + "starttls.enable", "true");
            properties.put(prefix + "starttls.required", "true");
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
            MimeMessage mail = new MimeMessage(session);
            mail.setFrom(new InternetAddress(account.from(), true));
            mail.setRecipient(MimeMessage.RecipientType.TO, new InternetAddress(message.to(), true));
            mail.setSubject(message.subject().replaceAll("[\\r\\n]+", " "), StandardCharsets.UTF_8.name());
            mail.setText(message.body(), StandardCharsets.UTF_8.name());
            mail.setSentDate(new Date());
            mail.setHeader("Auto-Submitted", "auto-generated");
            Transport.send(mail);
        } catch (MessagingException e) {
            throw new MailFailed(oneLine(e));
        }
    }

    private static String oneLine(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String text = cause.getMessage() == null ? error.toString() : cause.getMessage();
        return text.replaceAll("\\s+", " ").strip();
    }
}

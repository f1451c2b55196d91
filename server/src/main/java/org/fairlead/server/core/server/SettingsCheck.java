package org.fairlead.server.core.server;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.fairlead.server.core.Problem;

/** What the server's settings may be. */
final class SettingsCheck {
    private static final int LONGEST_RETENTION = 3650;
    private static final int SHORTEST_INVITATIONS = 30;
    private static final int MOST_MAILS = 1_000_000;
    private static final int MAX_ROOTS = 50_000;
    private static final int MAX_URL = 200;

    private SettingsCheck() {}

    static void check(ServerSettings s) {
        Map<String, String> bad = new LinkedHashMap<>();
        if (s.organisation().isBlank() || s.organisation().length() > 100) {
            bad.put("organisation", "must have from 1 to 100 characters");
        }
        ServerSettings.Mail mail = s.mail();
        if (!mail.host().matches("[A-Za-z0-9.:-]{0,253}")) {
            bad.put("mail.host", "must be a host name or an address");
        }
        if (mail.port() < 1 || mail.port() > 65535) {
            bad.put("mail.port", "must be from 1 to 65535");
        }
        if (mail.user().length() > 200) {
            bad.put("mail.user", "at most 200 characters");
        }
        if (mail.password() != null && mail.password().length() > 500) {
            bad.put("mail.password", "at most 500 characters");
        }
        if (!mail.host().isEmpty() && !ServerSettingsService.isMailAddress(mail.from())) {
            bad.put("mail.from", "must be a mail address");
        }
        String roots = mail.trustedRoots();
        if (roots != null && (roots.length() > MAX_ROOTS || !roots.isBlank() && !certificates(roots))) {
            bad.put("mail.trustedRoots", "must be certificates in PEM, at most " + MAX_ROOTS + " characters");
        }
        phones(s.forPhones(), bad);
        int[] days = {
            s.retentionDays().info(),
            s.retentionDays().warning(),
            s.retentionDays().failure(),
            s.retentionDays().critical()
        };
        String[] names = {"info", "warning", "failure", "critical"};
        for (int i = 0; i < days.length; i++) {
            if (days[i] < 1 || days[i] > LONGEST_RETENTION) {
                bad.put("retentionDays." + names[i], "must be from 1 to " + LONGEST_RETENTION);
            }
        }
        if (!bad.isEmpty()) {
            throw new Problem.Invalid(bad);
        }
    }

    private static void phones(ServerSettings.Phones phones, Map<String, String> bad) {
        if (!phones.publicUrl().isBlank() && !address(plain(phones.publicUrl()))) {
            bad.put(
                    "phones.publicUrl",
                    "must be https:// with a host name and, where it is not 443, a port, such as https://phones.example.org:8444");
        }
        if (phones.mailsPerDay() < 0 || phones.mailsPerDay() > MOST_MAILS) {
            bad.put("phones.mailsPerDay", "must be from 0 to " + MOST_MAILS);
        }
        if (phones.invitationDays() < SHORTEST_INVITATIONS || phones.invitationDays() > LONGEST_RETENTION) {
            bad.put("phones.invitationDays", "must be from " + SHORTEST_INVITATIONS + " to " + LONGEST_RETENTION);
        }
    }

    /** An address as it is kept: without blanks around and a slash behind. */
    static String plain(String url) {
        String bare = url.strip();
        return bare.endsWith("/") ? bare.substring(0, bare.length() - 1) : bare;
    }

    private static boolean address(String url) {
        if (url.length() > MAX_URL || !url.equals(url.toLowerCase(Locale.ROOT))) {
            return false;
        }
        try {
            URI uri = new URI(url);
            return "https".equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getPort() != 0
                    && uri.getPort() <= 65_535;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean certificates(String pem) {
        try {
            return !CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
                    .isEmpty();
        } catch (CertificateException e) {
            return false;
        }
    }
}

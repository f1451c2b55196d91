package org.fairlead.android.core.enrol;

import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fairlead.android.core.net.Pins;
import org.jspecify.annotations.Nullable;

/**
 * Where to enrol and with which invitation.
 *
 * @param pin the server's key as the link names it, null when it does not
 */
public record EnrolLink(
        String host, int port, String token, @Nullable String pin) {
    private static final int PORT = 8444;
    private static final int MAX = 4096;
    private static final Pattern WEB = Pattern.compile("https://[^\\s\"'<>]+", Pattern.CASE_INSENSITIVE);
    private static final Pattern OWN = Pattern.compile("fairlead://enrol\\?[^\\s\"'<>]+", Pattern.CASE_INSENSITIVE);
    private static final Pattern PATH = Pattern.compile("/i/([A-Za-z0-9_-]{16,128})(/.*)?");

    /**
     * Reads what a user pastes, scans or shares: the invitation's link, alone or inside a text, or the agent's own link
     * {@code fairlead://enrol?link=...&pin=...}.
     */
    public static EnrolLink read(String text) throws EnrolError {
        if (text.length() > MAX) {
            throw new EnrolError("link", "the text is too long to be a link");
        }
        Matcher own = OWN.matcher(text);
        if (own.find()) {
            return ofParameters(parameters(own.group().substring(own.group().indexOf('?') + 1)));
        }
        Matcher web = WEB.matcher(text);
        EnrolError problem = null;
        while (web.find()) {
            try {
                return ofWeb(web.group(), null);
            } catch (EnrolError e) {
                problem = e;
            }
        }
        throw problem != null
                ? problem
                : new EnrolError(
                        "link", "this is not an invitation: paste the link from the mail, it begins with https://");
    }

    /** Reads the text that the store hands to an app installed from a link; null when it carries no invitation. */
    public static @Nullable EnrolLink ofReferrer(String referrer) {
        try {
            Map<String, String> parameters = parameters(referrer);
            return parameters.containsKey("link") ? ofParameters(parameters) : null;
        } catch (EnrolError e) {
            return null;
        }
    }

    /** Reads what set-up by QR code hands over: {@code link} and, where given, {@code pin}. */
    public static EnrolLink ofParameters(Map<String, String> parameters) throws EnrolError {
        String link = parameters.get("link");
        if (link == null) {
            throw new EnrolError("link", "the link names no invitation");
        }
        return ofWeb(link, parameters.get("pin"));
    }

    private static EnrolLink ofWeb(String text, @Nullable String pinText) throws EnrolError {
        try {
            String trimmed = text.trim().replaceAll("[.,;:!?)\\]]+$", "");
            URI uri = new URI(trimmed);
            String host = uri.getHost();
            Matcher path = PATH.matcher(uri.getPath() == null ? "" : uri.getPath());
            if (!"https".equalsIgnoreCase(uri.getScheme()) || host == null || !path.matches()) {
                throw new EnrolError(
                        "link", "this link is no invitation: it should look like https://server:8444/i/...");
            }
            String pin = null;
            String given =
                    pinText != null ? pinText : parameters(uri.getRawFragment()).get("pin");
            if (given != null) {
                pin = Pins.read(given);
                if (pin == null) {
                    throw new EnrolError("link", "the link names a server key that cannot be read, copy the link anew");
                }
            }
            String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
            return new EnrolLink(
                    plain.toLowerCase(Locale.ROOT), uri.getPort() < 0 ? PORT : uri.getPort(), path.group(1), pin);
        } catch (URISyntaxException e) {
            throw new EnrolError("link", "the link is damaged, copy it anew");
        }
    }

    private static Map<String, String> parameters(@Nullable String query) throws EnrolError {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String part : (query == null ? "" : query).split("&")) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                try {
                    parameters.put(part.substring(0, equals), URLDecoder.decode(part.substring(equals + 1), "UTF-8"));
                } catch (UnsupportedEncodingException | IllegalArgumentException e) {
                    throw new EnrolError("link", "the link is damaged, copy it anew");
                }
            }
        }
        return parameters;
    }

    /** Says nothing of the token. */
    @Override
    public String toString() {
        return "EnrolLink[" + host + ":" + port + "]";
    }
}

package org.fairlead.server.core.apple;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.fairlead.server.core.Problem;
import org.jspecify.annotations.Nullable;

/** The dictionary of a property list that a phone sent: text, Long, Double, Boolean, Instant, byte[], List, Map. */
public record Message(Map<String, Object> entries) {
    private static final Pattern UDID = Pattern.compile("[0-9A-Za-z-]{8,64}");
    private static final int MAX_TEXT = 256;

    /** A text of at most 256 characters without control characters; empty when it is missing or something else. */
    public String text(String key) {
        Object value = entries.get(key);
        if (!(value instanceof String text)) {
            return "";
        }
        String plain = text.replaceAll("\\p{Cntrl}", " ").strip();
        return plain.length() > MAX_TEXT ? plain.substring(0, MAX_TEXT) : plain;
    }

    public @Nullable String textOrNull(String key) {
        String text = text(key);
        return text.isEmpty() ? null : text;
    }

    public byte @Nullable [] data(String key) {
        return entries.get(key) instanceof byte[] data ? data : null;
    }

    public boolean flag(String key) {
        return Boolean.TRUE.equals(entries.get(key));
    }

    /** A dictionary inside, empty when it is missing. */
    public Message inside(String key) {
        return entries.get(key) instanceof Map<?, ?> map ? new Message(Values.texts(map)) : new Message(Map.of());
    }

    public List<?> list(String key) {
        return entries.get(key) instanceof List<?> list ? list : List.of();
    }

    /** Who the phone says it is: UDID, or EnrollmentID in user enrolment. */
    public String udid() {
        String udid = text("UDID").isEmpty() ? text("EnrollmentID") : text("UDID");
        if (!UDID.matcher(udid).matches()) {
            throw new Problem.BadRequest("bad-message", "the message names no device");
        }
        return udid;
    }
}

package org.fairlead.thinclient.remote;

import java.util.Map;

/** What the settings say about remote management. */
public record Options(Rules rules, int port, boolean networkLevel, int failedLogins, int blockMinutes) {
    /** Reads effective values; a device without a server lets nobody in. */
    public static Options of(Map<String, Object> values, boolean enrolled) {
        Mode access = enrolled ? Mode.ofWire(values.getOrDefault("remote.access.mode", "")) : Mode.DENY;
        return new Options(
                new Rules(
                        access,
                        Mode.ofWire(values.getOrDefault("remote.session.mode", "")),
                        number(values, "remote.access.requestTimeout", 120) * 1000L),
                number(values, "remote.access.port", 3389),
                !Boolean.FALSE.equals(values.get("remote.access.nla")),
                number(values, "remote.limits.failedLogins", 5),
                number(values, "remote.limits.blockMinutes", 15));
    }

    private static int number(Map<String, Object> values, String key, int otherwise) {
        return values.get(key) instanceof Long number ? number.intValue() : otherwise;
    }
}

package org.fairlead.thinclient.remote;

import java.util.Map;

/**
 * What the settings say about remote management.
 *
 * @param mayInvite whether the user may let somebody in once although the device lets nobody in by itself
 */
public record Options(
        Rules rules, int port, boolean networkLevel, int failedLogins, int blockMinutes, boolean mayInvite) {
    /** Before the settings are known. */
    static final Options CLOSED = new Options(Rules.CLOSED, 3389, true, 5, 15, false);

    /** Reads effective values; a device without a server lets in only whom its user invites, unless its settings deny that. */
    public static Options of(Map<String, Object> values, boolean enrolled) {
        Mode wanted = Mode.ofWire(values.getOrDefault("remote.access.mode", ""));
        return new Options(
                new Rules(
                        enrolled ? wanted : Mode.DENY,
                        Mode.ofWire(values.getOrDefault("remote.session.mode", "")),
                        number(values, "remote.access.requestTimeout", 120) * 1000L,
                        number(values, "remote.limits.idleMinutes", 0) * 60_000L,
                        number(values, "remote.limits.visitMinutes", 0) * 60_000L),
                number(values, "remote.access.port", 3389),
                !Boolean.FALSE.equals(values.get("remote.access.nla")),
                number(values, "remote.limits.failedLogins", 5),
                number(values, "remote.limits.blockMinutes", 15),
                !enrolled && wanted != Mode.DENY);
    }

    /** The same for as long as an invitation holds: whoever comes must be allowed by the user. */
    Options invited() {
        return new Options(
                new Rules(
                        Mode.REQUEST, rules.session(), rules.requestMillis(), rules.idleMillis(), rules.visitMillis()),
                port,
                networkLevel,
                failedLogins,
                blockMinutes,
                mayInvite);
    }

    private static int number(Map<String, Object> values, String key, int otherwise) {
        return values.get(key) instanceof Long number ? number.intValue() : otherwise;
    }
}

package org.fairlead.thinclient.ui;

import org.jspecify.annotations.Nullable;

/** Host and enrolment port as people type them: {@code host}, {@code host:port} or {@code [v6]:port}. */
public record ServerAddress(String host, int port) {
    public static final int PORT = 8444;

    /** The address, or null if it is none. */
    public static @Nullable ServerAddress parse(String typed) {
        String text = typed.strip().replaceFirst("^https?://", "").replaceFirst("/.*$", "");
        int colon = text.lastIndexOf(':');
        boolean bracket = text.startsWith("[") && text.contains("]");
        boolean hasPort = bracket ? colon > text.indexOf(']') : colon >= 0 && text.indexOf(':') == colon;
        String host = hasPort ? text.substring(0, colon) : text;
        if (bracket) {
            host = host.replace("[", "").replace("]", "");
        }
        String port = hasPort ? text.substring(colon + 1) : "";
        if (host.isEmpty() || (hasPort && !port.matches("\\d{1,5}"))) {
            return null;
        }
        int number = hasPort ? Integer.parseInt(port) : PORT;
        return number < 1 || number > 65535 ? null : new ServerAddress(host, number);
    }
}

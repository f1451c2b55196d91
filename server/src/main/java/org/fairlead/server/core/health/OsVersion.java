package org.fairlead.server.core.health;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions of operating systems as numbers that can be compared: major, minor and patch in groups of three digits. */
public final class OsVersion {
    private static final String VERSION = "(\\d{1,3})(?:\\.(\\d{1,3}))?(?:\\.(\\d{1,3}))?";
    private static final Pattern PLAIN = Pattern.compile(VERSION);
    private static final Pattern FIRST = Pattern.compile("(?<![\\d.])" + VERSION + "(?!\\d)");
    private static final int LONGEST = 200;

    private OsVersion() {}

    /** A version as people write it, alone. */
    public static Optional<Long> parse(String text) {
        Matcher m = PLAIN.matcher(text.strip());
        return m.matches() ? Optional.of(number(m)) : Optional.empty();
    }

    /** The first version in a text such as "iOS 17.5.1". */
    public static Optional<Long> find(String text) {
        Matcher m = FIRST.matcher(text.length() > LONGEST ? text.substring(0, LONGEST) : text);
        return m.find() ? Optional.of(number(m)) : Optional.empty();
    }

    private static long number(Matcher m) {
        return (part(m, 1) * 1_000 + part(m, 2)) * 1_000 + part(m, 3);
    }

    private static long part(Matcher m, int group) {
        String digits = m.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }
}

package org.fairlead.server.core.access;

import java.util.Locale;
import java.util.Set;
import org.fairlead.server.core.Problem;

/** Which passwords and logins are allowed. */
public final class Passwords {
    public static final int SHORTEST = 12;
    public static final int LONGEST = 200;
    private static final Set<String> COMMON = Set.of(
            "password1234",
            "passwordpassword",
            "123456789012",
            "qwertyuiop12",
            "administrator",
            "letmeinletmein",
            "fairleadfairlead",
            "changemechangeme",
            "adminadminadmin",
            "qwertyqwerty",
            "111111111111",
            "000000000000");

    private Passwords() {}

    public static void check(String field, String password, String login) {
        int length = password.codePointCount(0, password.length());
        if (length < SHORTEST || length > LONGEST) {
            throw new Problem.Invalid(field, "must have from " + SHORTEST + " to " + LONGEST + " characters");
        }
        String lower = password.toLowerCase(Locale.ROOT);
        if (COMMON.contains(lower)
                || lower.chars().distinct().count() < 4
                || (login.length() >= 4 && lower.equals((login + login).toLowerCase(Locale.ROOT)))) {
            throw new Problem.Invalid(field, "is too easy to guess");
        }
    }

    /** The login as kept: lower case. */
    public static String login(String login) {
        String plain = login.trim().toLowerCase(Locale.ROOT);
        if (!plain.matches("[a-z0-9][a-z0-9._@+-]{1,99}")) {
            throw new Problem.Invalid(
                    "login", "must have from 2 to 100 letters, digits or . _ @ + - and begin with a letter or digit");
        }
        return plain;
    }

    public static String name(String field, String name) {
        String plain = name.strip();
        if (plain.isEmpty() || plain.length() > 100 || plain.chars().anyMatch(Character::isISOControl)) {
            throw new Problem.Invalid(field, "must have from 1 to 100 characters");
        }
        return plain;
    }

    public static String locale(String locale) {
        if (!locale.equals("en") && !locale.equals("ru")) {
            throw new Problem.Invalid("locale", "must be en or ru");
        }
        return locale;
    }
}

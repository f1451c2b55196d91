package org.fairlead.server.core.health;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a phone's own reports say of its safety. An Android agent reports {@code mode}, {@code screenLock},
 * {@code encrypted}, {@code rooted}, {@code securityPatch} and {@code apps} with {@code appsScope}; Apple's phones answer SecurityInfo and
 * InstalledApplicationList. All of it is untrusted: other types and long texts are left out.
 */
public final class HealthFacts {
    static final int MAX_APPS = 3_000;
    static final int MAX_APP = 255;
    private static final long BOTH_ENCRYPTED = 3;
    private static final Pattern DAY = Pattern.compile("20\\d\\d-[01]\\d-[0-3]\\d");

    private HealthFacts() {}

    public static Health.Facts of(
            String platform,
            String os,
            Map<String, @Nullable Object> reported,
            @Nullable Map<String, @Nullable Object> security,
            @Nullable Map<String, @Nullable Object> apps) {
        Long version = OsVersion.find(os).orElse(null);
        return platform.equals("android")
                ? new Health.Facts(
                        androidManagement(reported.get("mode")),
                        flag(reported.get("screenLock")),
                        flag(reported.get("encrypted")),
                        flag(reported.get("rooted")),
                        version,
                        day(reported.get("securityPatch")),
                        apps(reported.get("apps")),
                        partial(reported.get("appsScope")))
                : apple(reported, version, security, apps);
    }

    private static Health.Facts apple(
            Map<String, @Nullable Object> reported,
            @Nullable Long version,
            @Nullable Map<String, @Nullable Object> security,
            @Nullable Map<String, @Nullable Object> apps) {
        Boolean managed = flag(reported.get("managed"));
        Map<?, ?> info = security != null && security.get("SecurityInfo") instanceof Map<?, ?> map ? map : Map.of();
        Boolean passcode = flag(info.get("PasscodePresent"));
        Boolean encrypted = info.get("HardwareEncryptionCaps") instanceof Number caps
                ? Boolean.valueOf(caps.longValue() == BOTH_ENCRYPTED)
                : null;
        return new Health.Facts(
                managed == null
                        ? Health.Management.UNKNOWN
                        : managed ? Health.Management.FULL : Health.Management.REMOVED,
                passcode,
                encrypted,
                null,
                version,
                null,
                apps == null ? null : apps(apps.get("InstalledApplicationList")),
                false);
    }

    private static Health.Management androidManagement(@Nullable Object mode) {
        if (!(mode instanceof String text)) {
            return Health.Management.UNKNOWN;
        }
        return text.equals("none") ? Health.Management.UNPRIVILEGED : Health.Management.FULL;
    }

    private static @Nullable Boolean flag(@Nullable Object value) {
        return value instanceof Boolean flag ? flag : null;
    }

    private static boolean partial(@Nullable Object scope) {
        return scope != null && !scope.equals("all");
    }

    private static @Nullable LocalDate day(@Nullable Object value) {
        if (!(value instanceof String text) || !DAY.matcher(text).matches()) {
            return null;
        }
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** Identifiers of apps, sorted, from texts or from entries with an Identifier or id. */
    private static @Nullable List<String> apps(@Nullable Object value) {
        if (!(value instanceof List<?> list)) {
            return null;
        }
        TreeSet<String> apps = new TreeSet<>();
        for (Object item : list) {
            Object id = item instanceof Map<?, ?> map
                    ? map.get("Identifier") != null ? map.get("Identifier") : map.get("id")
                    : item;
            if (apps.size() < MAX_APPS
                    && id instanceof String text
                    && !text.isBlank()
                    && text.length() <= MAX_APP
                    && text.indexOf('\0') < 0) {
                apps.add(text);
            }
        }
        return new ArrayList<>(apps);
    }
}

package org.fairlead.server.core.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.jspecify.annotations.Nullable;

/** Which devices are meant: the parameters of the device list, all of which must hold. */
public record DeviceFilter(
        Assigned assigned,
        @Nullable UUID group,
        boolean subtree,
        @Nullable UUID person,
        String text,
        Set<String> statuses,
        @Nullable Boolean online,
        Set<String> settings,
        String tag,
        String model,
        Sort sort,
        boolean descending) {
    /** Whether managed, unassigned or all devices are meant. */
    public enum Assigned {
        MANAGED,
        UNASSIGNED,
        ALL
    }

    /** Columns by which the list can be sorted. */
    public enum Sort {
        NAME,
        LASTSEEN,
        STATUS,
        GROUP,
        ADDRESS,
        MODEL
    }

    private static final Set<String> STATUSES = Set.of("ok", "warning", "critical", "unknown");
    private static final Set<String> SETTINGS = Set.of("applied", "pending", "failed", "none");

    /** Every device. */
    public static DeviceFilter all() {
        return of(Map.of());
    }

    /** Reads the parameters of the device list; anything that is not allowed is {@link Problem.Invalid}. */
    public static DeviceFilter of(Map<String, String> query) {
        String sort = query.getOrDefault("sort", "name");
        boolean descending = sort.startsWith("-");
        String group = query.getOrDefault("group", "");
        String person = query.getOrDefault("person", "");
        String online = query.getOrDefault("online", "");
        return new DeviceFilter(
                constant("assigned", query.getOrDefault("assigned", "all"), Assigned.class),
                group.isEmpty()
                        ? null
                        : Ids.parse(group).orElseThrow(() -> new Problem.Invalid("group", "must be an identifier")),
                !"false".equals(query.getOrDefault("subtree", "true")),
                person.isEmpty()
                        ? null
                        : Ids.parse(person).orElseThrow(() -> new Problem.Invalid("person", "must be an identifier")),
                bounded("q", query, 200).strip(),
                words("status", query, STATUSES),
                online.isEmpty() ? null : Boolean.valueOf("true".equals(online)),
                words("settings", query, SETTINGS),
                bounded("tag", query, 100),
                bounded("model", query, 256),
                constant("sort", descending ? sort.substring(1) : sort, Sort.class),
                descending);
    }

    /** Reads the same parameters from one query string, as bulk operations carry it. */
    public static DeviceFilter ofQueryString(String text) {
        if (text.length() > 4000) {
            throw new Problem.Invalid("filter", "at most 4000 characters");
        }
        Map<String, String> map = new java.util.HashMap<>();
        for (String pair : text.replaceFirst("^\\?", "").split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                map.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return of(map);
    }

    private static String decode(String text) {
        try {
            return java.net.URLDecoder.decode(text, java.nio.charset.StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Problem.Invalid("filter", "is not a query string");
        }
    }

    private static String bounded(String name, Map<String, String> query, int max) {
        String value = query.getOrDefault(name, "");
        if (value.length() > max) {
            throw new Problem.Invalid(name, "at most " + max + " characters");
        }
        return value;
    }

    private static Set<String> words(String name, Map<String, String> query, Set<String> allowed) {
        List<String> result = new ArrayList<>();
        for (String word : query.getOrDefault(name, "").split(",")) {
            if (!word.isEmpty() && !allowed.contains(word)) {
                throw new Problem.Invalid(name, "must be among " + allowed);
            }
            if (!word.isEmpty()) {
                result.add(word);
            }
        }
        return Set.copyOf(result);
    }

    private static <E extends Enum<E>> E constant(String name, String value, Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(value.toLowerCase(Locale.ROOT))) {
                return constant;
            }
        }
        throw new Problem.Invalid(name, "is not one of the allowed values");
    }
}

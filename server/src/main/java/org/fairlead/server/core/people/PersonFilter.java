package org.fairlead.server.core.people;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.jspecify.annotations.Nullable;

/** Which people are meant: the parameters of the list of people, all of which must hold; null and empty mean any. */
public record PersonFilter(
        String text,
        @Nullable UUID group,
        Set<PersonStatus> statuses,
        @Nullable Boolean address,
        @Nullable Boolean devices,
        Sort sort,
        boolean descending) {
    private static final int MAX_TEXT = 200;

    /** Columns by which the list can be sorted. */
    public enum Sort {
        NAME,
        MAIL,
        DEVICES,
        STATUS,
        ADDED
    }

    /** Reads the parameters of the list; anything that is not allowed is {@link Problem.Invalid}. */
    public static PersonFilter of(Map<String, String> query) {
        String sort = query.getOrDefault("sort", "name");
        boolean descending = sort.startsWith("-");
        String text = query.getOrDefault("q", "").strip();
        if (text.length() > MAX_TEXT) {
            throw new Problem.Invalid("q", "at most " + MAX_TEXT + " characters");
        }
        String group = query.getOrDefault("group", "");
        return new PersonFilter(
                text,
                group.isEmpty()
                        ? null
                        : Ids.parse(group).orElseThrow(() -> new Problem.Invalid("group", "must be an identifier")),
                statuses(query.getOrDefault("status", "")),
                flag("address", query),
                flag("devices", query),
                sort(descending ? sort.substring(1) : sort),
                descending);
    }

    private static Set<PersonStatus> statuses(String text) {
        Set<PersonStatus> all = new LinkedHashSet<>();
        for (String word : text.split(",")) {
            if (!word.isEmpty()) {
                all.add(PersonStatus.find(word)
                        .orElseThrow(
                                () -> new Problem.Invalid("status", "must be among critical, warning, ok, no-data")));
            }
        }
        return Set.copyOf(all);
    }

    private static @Nullable Boolean flag(String name, Map<String, String> query) {
        String value = query.getOrDefault(name, "");
        if (!value.isEmpty() && !value.equals("true") && !value.equals("false")) {
            throw new Problem.Invalid(name, "must be true or false");
        }
        return value.isEmpty() ? null : Boolean.valueOf(value);
    }

    private static Sort sort(String text) {
        for (Sort sort : Sort.values()) {
            if (sort.name().toLowerCase(Locale.ROOT).equals(text)) {
                return sort;
            }
        }
        throw new Problem.Invalid("sort", "is not one of the allowed values");
    }
}

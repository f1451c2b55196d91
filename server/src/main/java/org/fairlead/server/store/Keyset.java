package org.fairlead.server.store;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.jdbi.v3.core.statement.Query;

/** One order of a list, walked by (sort key, identifier). */
record Keyset(String expression, String type, String id, boolean descending) {
    String after(Optional<String> cursor) {
        return cursor.isEmpty()
                ? ""
                : " and (" + expression + ", " + id + ") " + (descending ? "<" : ">") + " (cast(:afterKey as " + type
                        + "), cast(:afterId as uuid))";
    }

    String by() {
        String direction = descending ? " desc" : "";
        return " order by " + expression + direction + ", " + id + direction;
    }

    void bind(Query query, Optional<String> cursor) {
        cursor.ifPresent(text -> {
            String decoded = decode(text);
            int bar = decoded.indexOf('|');
            UUID id = bar < 0 ? null : Ids.parse(decoded.substring(0, bar)).orElse(null);
            if (id == null) {
                throw new Problem.Invalid("cursor", "is not a cursor of this list");
            }
            String key = decoded.substring(bar + 1);
            boolean fits = switch (type) {
                case "integer" -> key.matches("-?[0-9]{1,6}");
                case "timestamptz" -> key.matches("[0-9:. +TZ-]{10,40}");
                default -> key.length() <= 512;
            };
            if (!fits) {
                throw new Problem.Invalid("cursor", "is not a cursor of this list");
            }
            query.bind("afterKey", key).bind("afterId", id.toString());
        });
    }

    static String cursor(String key, UUID id) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((id + "|" + key).getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Problem.Invalid("cursor", "is not a cursor of this list");
        }
    }
}

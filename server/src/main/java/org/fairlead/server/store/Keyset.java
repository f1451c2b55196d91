package org.fairlead.server.store;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** One order of a list, walked by (sort key, identifier). */
record Keyset(String expression, String type, String id, boolean descending) {
    private String after(Optional<String> cursor) {
        return cursor.isEmpty()
                ? ""
                : " and (" + expression + ", " + id + ") " + (descending ? "<" : ">") + " (cast(:afterKey as " + type
                        + "), cast(:afterId as uuid))";
    }

    private String by() {
        return by(expression, id);
    }

    /** The order of what is joined to the page {@code k}. */
    String byKey() {
        return by("k.sort_key", "k.id");
    }

    private String by(String key, String name) {
        String direction = descending ? " desc" : "";
        return " order by " + key + direction + ", " + name + direction;
    }

    /**
     * The page after the cursor as {@code with k}: id, sort_key and total. Matching says where rows come from and which. The
     * total is null unless it is counted in the same pass, which looks at all that match instead of the page alone.
     */
    String page(String matching, Optional<String> cursor, boolean counted) {
        String keys = "select " + id + ", " + expression + " as sort_key" + matching + after(cursor);
        return counted
                ? "with m as materialized (" + keys + "), k as (select k.*, (select count(*) from m) as total from m k"
                        + byKey() + " limit :limit) "
                : "with k as (select x.*, null::bigint as total from (" + keys + by() + " limit :limit) x) ";
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

    /** A row of a page with its sort key, and the total where it was counted in the same pass. */
    record Keyed<T>(T row, String key, long total) {
        static <T> Keyed<T> of(T row, ResultSet columns) throws SQLException {
            return new Keyed<>(row, columns.getString("sort_key"), columns.getLong("total"));
        }
    }

    /** What of a page is shown, the cursor of the next, and of the first page how many match in all. */
    record Part<T>(
            List<T> rows, @Nullable String next, @Nullable Long total) {}

    /** The part of at most limit rows out of a page that was asked for one row more. */
    static <T> Part<T> part(
            List<Keyed<T>> page,
            int limit,
            Function<T, UUID> id,
            Optional<String> cursor,
            boolean counted,
            LongSupplier count) {
        List<Keyed<T>> shown = page.subList(0, Math.min(limit, page.size()));
        Keyed<T> last = shown.size() < page.size() ? shown.getLast() : null;
        Long total = null;
        if (counted) total = page.isEmpty() ? 0 : page.getFirst().total();
        else if (cursor.isEmpty()) total = count.getAsLong();
        return new Part<>(
                shown.stream().map(Keyed::row).toList(),
                last == null ? null : cursor(last.key(), id.apply(last.row())),
                total);
    }

    private static String cursor(String key, UUID id) {
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

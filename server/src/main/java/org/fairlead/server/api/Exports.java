package org.fairlead.server.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.fairlead.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** Lists as files: CSV or JSON by {@code format}, read and written chunk by chunk. */
final class Exports {
    static final int CHUNK = 500;
    static final int MAX_ROWS = 1_000_000;

    private Exports() {}

    /** The file of a list; {@code chunk} gives up to {@link #CHUNK} entries after the one given, newest first. */
    static <T> Download of(
            Call<?> call,
            String name,
            List<String> columns,
            Function<Optional<T>, List<T>> chunk,
            Function<T, Map<String, @Nullable Object>> row) {
        boolean json = "json".equals(call.query("format").orElse("csv"));
        return call.stream(
                json ? "application/json" : "text/csv; charset=utf-8",
                name + (json ? ".json" : ".csv"),
                out -> write(out, json, columns, chunk, row));
    }

    private static <T> void write(
            OutputStream out,
            boolean json,
            List<String> columns,
            Function<Optional<T>, List<T>> chunk,
            Function<T, Map<String, @Nullable Object>> row)
            throws IOException {
        if (!json) {
            put(out, Csv.line(columns.toArray(String[]::new)));
        }
        Optional<T> last = Optional.empty();
        int written = 0;
        while (written < MAX_ROWS) {
            List<T> entries = chunk.apply(last);
            for (T entry : entries) {
                Map<String, @Nullable Object> values = row.apply(entry);
                put(out, json ? (written == 0 ? "[\n" : ",\n") + Json.print(values) : line(columns, values));
                written++;
            }
            if (entries.size() < CHUNK) {
                break;
            }
            last = Optional.of(entries.getLast());
        }
        if (json) {
            put(out, written == 0 ? "[]\n" : "\n]\n");
        }
    }

    private static String line(List<String> columns, Map<String, @Nullable Object> values) {
        return Csv.line(columns.stream().map(c -> text(values.get(c))).toArray(String[]::new));
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case String text -> text;
            default -> Json.print(value);
        };
    }

    private static void put(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}

package org.fairlead.server.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.protocol.catalogue.Text;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.event.EventCodes;
import org.fairlead.server.core.event.EventFilter;
import org.fairlead.server.core.event.EventLevel;
import org.fairlead.server.core.event.Events;
import org.fairlead.server.core.event.StoredEvent;
import org.jspecify.annotations.Nullable;

/** Events: list, search, export. */
public final class EventRoutes implements Routes {
    static final int MAX_EXPORT = 1_000_000;
    private static final int CHUNK = 1_000;

    private final Events events;

    public EventRoutes(Events events) {
        this.events = events;
    }

    /** An event. */
    public record EventView(
            UUID id,
            Instant at,
            Instant receivedAt,
            EventLevel level,
            String code,
            Text title,
            @Nullable UUID deviceId,
            @Nullable String deviceName,
            Map<String, @Nullable Object> args) {}

    /** What an event code means. */
    public record CodeView(String code, EventLevel level, Text title) {}

    @Override
    public List<Route<?, ?>> routes() {
        Access view = Access.right(Right.VIEW);
        return List.of(
                Route.page("/events", EventView.class)
                        .rule(view)
                        .summary("Events by filter, newest first")
                        .handle(this::list),
                Route.download("/events/export")
                        .rule(view)
                        .summary("The filtered events as CSV or JSON")
                        .handle(this::export),
                Route.items("/events/codes", CodeView.class)
                        .rule(view)
                        .summary("All event codes")
                        .handle(call -> new Items<>(EventCodes.all().stream()
                                .map(type -> new CodeView(type.code(), type.level(), type.title()))
                                .toList())));
    }

    private Page<EventView> list(Call<Void> call) {
        PageRequest page = call.page();
        Optional<UUID> before = page.cursor()
                .map(text -> Ids.parse(text)
                        .orElseThrow(() -> new Problem.Invalid("cursor", "is not a cursor of this list")));
        List<StoredEvent> found = events.list(call.caller(), filter(call), page.limit() + 1, before);
        boolean more = found.size() > page.limit();
        List<StoredEvent> shown = more ? found.subList(0, page.limit()) : found;
        return Page.of(
                shown.stream().map(EventRoutes::view).toList(),
                more ? shown.getLast().id().toString() : null);
    }

    private static EventFilter filter(Call<?> call) {
        String text = call.query("q").orElse("").strip();
        if (text.length() > 200) {
            throw new Problem.Invalid("q", "at most 200 characters");
        }
        return new EventFilter(
                CommandRoutes.words(call, "level", EventRoutes::level),
                CommandRoutes.words(call, "code", word -> EventCodes.find(word).map(EventCodes.EventType::code)),
                call.queryId("device").orElse(null),
                call.queryId("group").orElse(null),
                time(call, "from"),
                time(call, "to"),
                text.replace("\0", ""));
    }

    private static Optional<EventLevel> level(String word) {
        for (EventLevel level : EventLevel.values()) {
            if (level.wire().equals(word)) {
                return Optional.of(level);
            }
        }
        return Optional.empty();
    }

    private static @Nullable Instant time(Call<?> call, String name) {
        String text = call.query(name).orElse(null);
        try {
            Instant time = text == null ? null : Instant.parse(text);
            if (time != null && (time.isBefore(Instant.EPOCH) || time.getEpochSecond() > 4_102_444_800L)) {
                throw new Problem.Invalid(name, "must be between the years 1970 and 2100");
            }
            return time;
        } catch (DateTimeParseException e) {
            throw new Problem.Invalid(name, "must be a time such as 2026-01-31T12:00:00Z");
        }
    }

    private Download export(Call<Void> call) {
        EventFilter filter = filter(call);
        Caller caller = call.caller();
        boolean json = "json".equals(call.query("format").orElse("csv"));
        boolean russian = "ru".equals(call.query("lang").orElse("en").toLowerCase(Locale.ROOT));
        return call.stream(
                json ? "application/json" : "text/csv; charset=utf-8",
                "events." + (json ? "json" : "csv"),
                out -> write(out, caller, filter, json, russian));
    }

    void write(OutputStream out, Caller caller, EventFilter filter, boolean json, boolean russian) throws IOException {
        if (!json) {
            put(out, Csv.line("time", "received", "level", "code", "title", "device", "details"));
        }
        Optional<UUID> before = Optional.empty();
        int written = 0;
        while (written < MAX_EXPORT) {
            List<StoredEvent> chunk = events.list(caller, filter, CHUNK, before);
            for (StoredEvent event : chunk) {
                String line = json
                        ? (written == 0 ? "[\n" : ",\n") + Json.print(document(event))
                        : Csv.line(
                                event.at().toString(),
                                event.receivedAt().toString(),
                                event.level().wire(),
                                event.code(),
                                russian ? event.title().ru() : event.title().en(),
                                event.deviceName() == null ? "" : event.deviceName(),
                                Json.print(event.args()));
                put(out, line);
                written++;
            }
            if (chunk.size() < CHUNK) {
                break;
            }
            before = Optional.of(chunk.getLast().id());
        }
        if (json) {
            put(out, written == 0 ? "[]\n" : "\n]\n");
        }
    }

    private static void put(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, @Nullable Object> document(StoredEvent event) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("id", event.id().toString());
        map.put("at", event.at().toString());
        map.put("receivedAt", event.receivedAt().toString());
        map.put("level", event.level().wire());
        map.put("code", event.code());
        map.put("title", Map.of("en", event.title().en(), "ru", event.title().ru()));
        map.put("deviceId", event.device() == null ? null : event.device().toString());
        map.put("deviceName", event.deviceName());
        map.put("args", event.args());
        return map;
    }

    static EventView view(StoredEvent event) {
        return new EventView(
                event.id(),
                event.at(),
                event.receivedAt(),
                event.level(),
                event.code(),
                event.title(),
                event.device(),
                event.deviceName(),
                event.args());
    }
}

package org.fairlead.thinclient.log;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fairlead.protocol.json.Json;
import org.fairlead.protocol.json.JsonError;
import org.jspecify.annotations.Nullable;

/** What the components of the device did: rotated JSON lines. Safe for several threads. */
public final class EventLog {
    public static final long TOTAL_BYTES = 150L << 20;
    private static final System.Logger LOGGER = System.getLogger(EventLog.class.getName());

    /** Severity, least first. */
    public enum Severity {
        DEBUG,
        INFO,
        WARNING,
        ERROR
    }

    /** One line of the log. */
    public record Entry(Instant at, Severity severity, String component, String text) {}

    private final RotatingFile file;
    private final InstantSource clock;

    public EventLog(Path folder, InstantSource clock, long totalBytes) {
        this.file = new RotatingFile(folder.resolve("events.log"), totalBytes / RotatingFile.FILES);
        this.clock = clock;
    }

    public void add(Severity severity, String component, String text) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("at", clock.instant().toString());
        map.put("severity", severity.name().toLowerCase(Locale.ROOT));
        map.put("component", component);
        map.put("text", text);
        synchronized (this) {
            try {
                file.append(Json.print(map));
            } catch (IOException e) {
                LOGGER.log(System.Logger.Level.WARNING, "cannot write the event log: " + e.getMessage());
            }
        }
    }

    /** The entries, oldest first; damaged lines are left out. */
    public synchronized List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        try {
            for (String line : file.lines()) {
                try {
                    Map<String, @Nullable Object> map = Json.parseObject(line);
                    entries.add(new Entry(
                            Instant.parse(String.valueOf(map.get("at"))),
                            Severity.valueOf(String.valueOf(map.get("severity")).toUpperCase(Locale.ROOT)),
                            String.valueOf(map.get("component")),
                            String.valueOf(map.get("text"))));
                } catch (JsonError | IllegalArgumentException | java.time.DateTimeException e) {
                    continue;
                }
            }
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.WARNING, "cannot read the event log: " + e.getMessage());
        }
        return entries;
    }
}

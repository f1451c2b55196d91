package org.fairlead.thinclient.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fairlead.protocol.agent.Codec;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.Outbox;
import org.fairlead.protocol.json.Json;
import org.fairlead.protocol.json.JsonError;
import org.jspecify.annotations.Nullable;

/**
 * Records on their way to the server, on disk: a journal of lines that is written anew when it has grown. Above
 * {@link #CAPACITY} the oldest are dropped and counted. Safe for several threads.
 */
public final class DiskOutbox implements Outbox {
    public static final int CAPACITY = 10_000;
    private static final String FILE = "outbox.jsonl";
    private static final int SLACK = 2_000;

    private final SafeFiles files;
    private final Deque<DeviceRecord> records = new ArrayDeque<>();
    private long last;
    private long dropped;
    private int lines;

    public DiskOutbox(SafeFiles files) {
        this.files = files;
        byte[] content = files.load(FILE);
        if (content != null) {
            new String(content, StandardCharsets.UTF_8).lines().forEach(this::replay);
        }
        compact();
    }

    /** Stores a record under the next number. */
    public synchronized void add(DeviceRecord record) {
        DeviceRecord numbered = record.numbered(++last);
        records.add(numbered);
        if (records.size() > CAPACITY) {
            records.removeFirst();
            dropped++;
            line(Map.of("dropped", dropped));
        }
        line(print(numbered));
    }

    public synchronized boolean waitsForLocalChange() {
        return records.stream().anyMatch(DeviceRecord.LocalChange.class::isInstance);
    }

    public synchronized int size() {
        return records.size();
    }

    @Override
    public synchronized List<DeviceRecord> first(int max) {
        return records.stream().limit(max).toList();
    }

    @Override
    public synchronized void acknowledged(long seq) {
        boolean changed = false;
        while (!records.isEmpty() && records.getFirst().seq() <= seq) {
            records.removeFirst();
            changed = true;
        }
        if (seq > last) {
            last = seq; // the server remembers more than this disk: never use a number twice
            changed = true;
        }
        if (changed) {
            line(Map.of("acked", seq));
        }
    }

    @Override
    public synchronized long dropped() {
        return dropped;
    }

    @Override
    public synchronized void dropReported(long count) {
        dropped = Math.max(0, dropped - count);
        line(Map.of("dropped", dropped));
    }

    /** Another server counts anew. */
    public synchronized void clear() {
        records.clear();
        last = 0;
        dropped = 0;
        compact();
    }

    private void line(Map<String, ?> line) {
        try {
            files.append(FILE, (Json.print(line) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new StateError("cannot write " + FILE + ": " + e.getMessage() + "; free some space", e);
        }
        if (++lines > records.size() + SLACK) {
            compact();
        }
    }

    private void compact() {
        StringBuilder text = new StringBuilder();
        text.append(Json.print(Map.of("last", last, "dropped", dropped))).append('\n');
        records.forEach(record -> text.append(Json.print(print(record))).append('\n'));
        files.save(FILE, text.toString().getBytes(StandardCharsets.UTF_8));
        lines = records.size() + 1;
    }

    private void replay(String text) {
        Map<String, @Nullable Object> map;
        try {
            map = Json.parseObject(text);
        } catch (JsonError e) {
            return; // the last line of a write that a power cut ended
        }
        last = Math.max(last, Math.max(Values.number(map, "last", 0), Values.number(map, "acked", 0)));
        dropped = Values.number(map, "dropped", dropped);
        long acked = Values.number(map, "acked", 0);
        records.removeIf(record -> record.seq() <= acked);
        DeviceRecord record = read(map);
        if (record != null) {
            last = Math.max(last, record.seq());
            records.add(record);
            if (records.size() > CAPACITY) {
                records.removeFirst();
            }
        }
    }

    private static Map<String, @Nullable Object> print(DeviceRecord record) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("seq", record.seq());
        map.put("at", record.at());
        switch (record) {
            case DeviceRecord.Event event -> {
                map.put("event", event.code());
                map.put("args", event.args());
            }
            case DeviceRecord.Result result -> {
                map.put("command", result.command());
                map.put("state", result.state().name().toLowerCase(Locale.ROOT));
                map.put("reason", result.reason());
            }
            case DeviceRecord.LocalChange change -> map.put("values", change.values());
            default -> map.put("record", Codec.print(record));
        }
        return map;
    }

    private static @Nullable DeviceRecord read(Map<String, @Nullable Object> map) {
        long seq = Values.number(map, "seq", 0);
        long at = Values.number(map, "at", 0);
        if (map.containsKey("event")) {
            return new DeviceRecord.Event(seq, at, Values.text(map, "event"), Values.map(map.get("args")));
        } else if (map.containsKey("command")) {
            return new DeviceRecord.Result(
                    seq,
                    at,
                    Values.text(map, "command"),
                    DeviceRecord.Result.State.valueOf(Values.text(map, "state").toUpperCase(Locale.ROOT)),
                    map.get("reason") instanceof String text ? text : null);
        } else if (map.containsKey("values")) {
            return new DeviceRecord.LocalChange(seq, at, Values.map(map.get("values")));
        } else if (map.containsKey("record")) {
            return Codec.record(Values.text(map, "record"));
        }
        return null;
    }

    /** All records, oldest first. */
    public synchronized List<DeviceRecord> all() {
        return new ArrayList<>(records);
    }
}

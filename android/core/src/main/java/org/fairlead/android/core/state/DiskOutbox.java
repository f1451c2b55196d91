package org.fairlead.android.core.state;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.protocol.agent.Codec;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.Outbox;
import org.fairlead.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Records on their way to the server, on disk before {@link #add} returns. A phone has few: above {@link #CAPACITY}, or
 * {@link #MAX_CHARACTERS} for pictures, the oldest are dropped and counted. Safe for several threads.
 */
public final class DiskOutbox implements Outbox {
    public static final int CAPACITY = 1_000;
    static final int MAX_CHARACTERS = 4_000_000;
    /** A message to the server holds at most this much, unless one record alone is more. */
    static final int BATCH_CHARACTERS = 700_000;

    private static final String FILE = "outbox";

    private final SafeFiles files;
    private final Deque<DeviceRecord> records = new ArrayDeque<>();
    private long last;
    private long dropped;

    public DiskOutbox(SafeFiles files) {
        this.files = files;
        byte[] content = files.load(FILE);
        if (content != null) {
            String[] lines = new String(content, StandardCharsets.UTF_8).split("\n");
            Map<String, @Nullable Object> head = Json.parseObject(lines[0]);
            last = head.get("last") instanceof Long number ? number : 0;
            dropped = head.get("dropped") instanceof Long number ? number : 0;
            for (int i = 1; i < lines.length; i++) {
                DeviceRecord record = Codec.record(lines[i]);
                if (record != null) {
                    records.add(record);
                }
            }
        }
    }

    /** Stores a record under the next number. */
    public synchronized void add(DeviceRecord record) {
        records.add(record.numbered(++last));
        while (records.size() > CAPACITY || (records.size() > 1 && characters() > MAX_CHARACTERS)) {
            records.removeFirst();
            dropped++;
        }
        save();
    }

    @Override
    public synchronized List<DeviceRecord> first(int max) {
        List<DeviceRecord> batch = new ArrayList<>();
        int characters = 0;
        for (DeviceRecord record : records) {
            characters += Codec.print(record).length();
            if (batch.size() == max || (!batch.isEmpty() && characters > BATCH_CHARACTERS)) {
                break;
            }
            batch.add(record);
        }
        return batch;
    }

    @Override
    public synchronized void acknowledged(long seq) {
        boolean changed = seq > last;
        while (!records.isEmpty() && records.getFirst().seq() <= seq) {
            records.removeFirst();
            changed = true;
        }
        last = Math.max(last, seq); // the server remembers more than this disk: never use a number twice
        if (changed) {
            save();
        }
        notifyAll();
    }

    /** Waits until the server holds every record; false when that took too long. */
    public synchronized boolean awaitEmpty(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (!records.isEmpty()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    @Override
    public synchronized long dropped() {
        return dropped;
    }

    @Override
    public synchronized void dropReported(long count) {
        dropped = Math.max(0, dropped - count);
        save();
    }

    public synchronized int size() {
        return records.size();
    }

    /** Another server counts anew. */
    public synchronized void clear() {
        records.clear();
        last = 0;
        dropped = 0;
        files.delete(FILE);
    }

    private long characters() {
        long sum = 0;
        for (DeviceRecord record : records) {
            sum += Codec.print(record).length();
        }
        return sum;
    }

    private void save() {
        Map<String, @Nullable Object> head = new LinkedHashMap<>();
        head.put("last", last);
        head.put("dropped", dropped);
        StringBuilder text = new StringBuilder(Json.print(head));
        for (DeviceRecord record : records) {
            text.append('\n').append(Codec.print(record));
        }
        files.save(FILE, text.toString().getBytes(StandardCharsets.UTF_8));
    }
}

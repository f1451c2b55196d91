package org.fairlead.thinclient.state;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Commands that this device has begun or done, so that none is done twice; keeps the last 500. */
public final class CommandJournal {
    private static final String FILE = "commands.json";
    private static final int CAPACITY = 500;

    private final SafeFiles files;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** How far a command came: running, succeeded, failed or unsupported. */
    public record Entry(String kind, String state, @Nullable String reason) {}

    public CommandJournal(SafeFiles files) {
        this.files = files;
        Map<String, @Nullable Object> stored = files.loadObject(FILE);
        if (stored != null) {
            stored.forEach((id, value) -> {
                Map<String, @Nullable Object> map = Values.map(value);
                entries.put(
                        id,
                        new Entry(
                                Values.text(map, "kind"),
                                Values.text(map, "state"),
                                map.get("reason") instanceof String text ? text : null));
            });
        }
    }

    public synchronized @Nullable Entry get(String id) {
        return entries.get(id);
    }

    public synchronized void put(String id, Entry entry) {
        entries.put(id, entry);
        if (entries.size() > CAPACITY) {
            entries.remove(entries.keySet().iterator().next());
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        entries.forEach((key, value) -> {
            Map<String, @Nullable Object> item = new LinkedHashMap<>();
            item.put("kind", value.kind());
            item.put("state", value.state());
            item.put("reason", value.reason());
            map.put(key, item);
        });
        files.saveObject(FILE, map);
    }

    /** Commands that were running when the program ended. */
    public synchronized Map<String, Entry> unfinished() {
        Map<String, Entry> unfinished = new LinkedHashMap<>();
        entries.forEach((id, entry) -> {
            if (entry.state().equals("running")) {
                unfinished.put(id, entry);
            }
        });
        return unfinished;
    }
}

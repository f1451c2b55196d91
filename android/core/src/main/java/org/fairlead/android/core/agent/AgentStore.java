package org.fairlead.android.core.agent;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.android.core.state.DiskOutbox;
import org.fairlead.android.core.state.Identity;
import org.fairlead.android.core.state.SafeFiles;
import org.fairlead.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** What the agent remembers over restarts: who it is, which settings it obeys, which commands it has had. */
public final class AgentStore {
    static final int JOURNAL = 200;
    private static final String IDENTITY = "identity";
    private static final String SETTINGS = "settings";
    private static final String COMMANDS = "commands";

    private final SafeFiles files;
    private final DiskOutbox outbox;
    private final Map<String, Entry> journal = new LinkedHashMap<>();
    private @Nullable Identity identity;
    private String hash = "";
    private Map<String, @Nullable Object> document = Map.of();

    /** How far a command came; {@code at} is when it arrived, milliseconds since 1970. */
    public record Entry(String kind, String state, @Nullable String reason, long at, long expires) {
        /** A photo is waited for. */
        public static final String ARMED = "armed";

        public static final String RUNNING = "running";

        public boolean ended() {
            return !state.equals(ARMED) && !state.equals(RUNNING);
        }
    }

    public AgentStore(File folder) {
        this.files = new SafeFiles(folder);
        this.outbox = new DiskOutbox(files);
        this.identity = Identity.of(load(IDENTITY));
        Map<String, @Nullable Object> settings = load(SETTINGS);
        if (settings != null && settings.get("document") instanceof Map<?, ?> map) {
            hash = String.valueOf(settings.get("hash"));
            document = object(map);
        }
        Map<String, @Nullable Object> commands = load(COMMANDS);
        if (commands != null) {
            commands.forEach((id, value) -> {
                if (value instanceof Map<?, ?> map) {
                    journal.put(
                            id,
                            new Entry(
                                    String.valueOf(map.get("kind")),
                                    String.valueOf(map.get("state")),
                                    map.get("reason") instanceof String text ? text : null,
                                    map.get("at") instanceof Long at ? at : 0,
                                    map.get("expires") instanceof Long expires ? expires : 0));
                }
            });
        }
    }

    public DiskOutbox outbox() {
        return outbox;
    }

    public synchronized @Nullable Identity identity() {
        return identity;
    }

    synchronized void identity(Identity next) {
        save(IDENTITY, next.toMap());
        identity = next;
    }

    public synchronized String hash() {
        return hash;
    }

    public synchronized Map<String, @Nullable Object> document() {
        return document;
    }

    synchronized void settings(String newHash, Map<String, @Nullable Object> newDocument) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("hash", newHash);
        map.put("document", newDocument);
        save(SETTINGS, map);
        hash = newHash;
        document = newDocument;
    }

    public synchronized @Nullable Entry command(String id) {
        return journal.get(id);
    }

    synchronized void command(String id, Entry entry) {
        journal.put(id, entry);
        if (journal.size() > JOURNAL) {
            journal.remove(journal.keySet().iterator().next());
        }
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        journal.forEach((key, value) -> {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            map.put("kind", value.kind());
            map.put("state", value.state());
            map.put("reason", value.reason());
            map.put("at", value.at());
            map.put("expires", value.expires());
            all.put(key, map);
        });
        save(COMMANDS, all);
    }

    /** Commands that this phone has had, oldest first. */
    public synchronized Map<String, Entry> commands() {
        return new LinkedHashMap<>(journal);
    }

    /** Commands in this state. */
    synchronized List<String> commandsIn(String state) {
        List<String> ids = new ArrayList<>();
        journal.forEach((id, entry) -> {
            if (entry.state().equals(state)) {
                ids.add(id);
            }
        });
        return ids;
    }

    /** Forgets the server and everything that came from it. */
    synchronized void forget() {
        files.delete(IDENTITY);
        files.delete(SETTINGS);
        files.delete(COMMANDS);
        outbox.clear();
        identity = null;
        hash = "";
        document = Map.of();
        journal.clear();
    }

    private @Nullable Map<String, @Nullable Object> load(String name) {
        byte[] content = files.load(name);
        return content == null ? null : Json.parseObject(new String(content, StandardCharsets.UTF_8));
    }

    private void save(String name, Map<String, @Nullable Object> value) {
        files.save(name, Json.print(value).getBytes(StandardCharsets.UTF_8));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> object(Map<?, ?> map) {
        return (Map<String, @Nullable Object>) map;
    }
}

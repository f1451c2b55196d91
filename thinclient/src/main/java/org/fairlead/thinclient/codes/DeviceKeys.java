package org.fairlead.thinclient.codes;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.fairlead.thinclient.state.SafeFiles;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of the offline codes that the server gave this device; of each the newest and two older epochs. Immutable.
 *
 * @param version names this set of keys, empty before the first
 * @param workspace name that the keys are bound to
 * @param number of the device in its workspace
 */
public record DeviceKeys(String version, String workspace, int number, List<Key> keys) {
    public static final DeviceKeys NONE = new DeviceKeys("", "", 0, List.of());
    public static final String FILE = "codekeys.json";
    private static final int EPOCHS = 3;

    /** What a key is for: this device's requests, its certificate replacement, codes for a whole group. */
    public enum Kind {
        DEVICE,
        CERTIFICATE,
        GROUP
    }

    /**
     * One secret.
     *
     * @param group whose key it is; null for the device's own
     * @param secret base64 of 32 bytes
     */
    public record Key(Kind kind, @Nullable UUID group, String groupName, int epoch, String secret) {
        public byte[] bytes() {
            return Base64.getDecoder().decode(secret);
        }

        @Override
        public String toString() {
            return kind + " of epoch " + epoch;
        }
    }

    public DeviceKeys {
        keys = keys.stream()
                .sorted(Comparator.comparingInt(Key::epoch).reversed())
                .toList();
        List<Key> kept = new ArrayList<>();
        for (Key key : keys) {
            long newer = kept.stream()
                    .filter(other -> other.kind() == key.kind() && Objects.equals(other.group(), key.group()))
                    .count();
            if (newer < EPOCHS) {
                kept.add(key);
            }
        }
        keys = List.copyOf(kept);
    }

    /** The key of the highest epoch. */
    public Optional<Key> newest(Kind kind) {
        return of(kind).findFirst();
    }

    /** All keys of a kind, newest first. */
    public Stream<Key> of(Kind kind) {
        return keys.stream().filter(key -> key.kind() == kind);
    }

    public static DeviceKeys load(SafeFiles files) {
        Map<String, @Nullable Object> map = files.loadObject(FILE);
        if (map == null) {
            return NONE;
        }
        List<Key> keys = new ArrayList<>();
        for (Map<String, @Nullable Object> item : Values.maps(map.get("keys"))) {
            String group = Values.text(item, "group");
            keys.add(new Key(
                    Kind.valueOf(Values.text(item, "kind")),
                    group.isEmpty() ? null : UUID.fromString(group),
                    Values.text(item, "groupName"),
                    (int) Values.number(item, "epoch", 0),
                    Values.text(item, "secret")));
        }
        return new DeviceKeys(
                Values.text(map, "version"),
                Values.text(map, "workspace"),
                (int) Values.number(map, "number", 0),
                keys);
    }

    /** Stores the keys, readable by the owner only; without any key the file goes. */
    public void save(SafeFiles files) {
        if (keys.isEmpty() && version.isEmpty()) {
            files.delete(FILE);
            return;
        }
        List<Map<String, @Nullable Object>> items = new ArrayList<>();
        for (Key key : keys) {
            UUID group = key.group();
            Map<String, @Nullable Object> item = new LinkedHashMap<>();
            item.put("kind", key.kind().name());
            item.put("group", group == null ? null : group.toString());
            item.put("groupName", key.groupName());
            item.put("epoch", (long) key.epoch());
            item.put("secret", key.secret());
            items.add(item);
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("version", version);
        map.put("workspace", workspace);
        map.put("number", (long) number);
        map.put("keys", items);
        files.saveObject(FILE, map);
    }
}

package org.fairlead.thinclient.state;

import java.util.LinkedHashMap;
import java.util.Map;
import org.fairlead.protocol.catalogue.Block;
import org.fairlead.protocol.catalogue.Catalogue;
import org.fairlead.protocol.catalogue.Setting;
import org.jspecify.annotations.Nullable;

/**
 * The settings that the device knows: the server's document and the user's own values, which wait for the server or,
 * without a server, hold by themselves. Immutable.
 *
 * @param hash hash of the server's document, empty before the first
 * @param values values of the document
 * @param locked locked block to the policy and group that lock it
 * @param own the user's values
 * @param outOfOffice what holds instead of values and locks after long without the server, if there is such a policy
 * @param isAway whether it holds now
 */
public record SettingsState(
        String hash,
        Map<String, @Nullable Object> values,
        Map<String, Lock> locked,
        Map<String, @Nullable Object> own,
        @Nullable Document outOfOffice,
        boolean isAway) {
    private static final String FILE = "settings.json";

    /** Who locks a block. */
    public record Lock(String policy, String group) {}

    /** Values and locked blocks of one policy state. */
    public record Document(Map<String, @Nullable Object> values, Map<String, Lock> locked) {}

    public static final SettingsState EMPTY = new SettingsState("", Map.of(), Map.of(), Map.of(), null, false);

    private Document inForce() {
        Document away = outOfOffice;
        return isAway && away != null ? away : new Document(values, locked);
    }

    /** The locks in force. */
    public Map<String, Lock> locks() {
        return inForce().locked();
    }

    /** The values in force: own over document over defaults; own ones do not count in locked blocks. */
    public Map<String, Object> effective(Catalogue catalogue) {
        Map<String, Object> effective = new LinkedHashMap<>(catalogue.defaults());
        Document document = inForce();
        for (Block block : catalogue.blocks()) {
            for (Setting setting : block.settings()) {
                String key = setting.key();
                Object value = document.locked().containsKey(block.id()) ? null : own.get(key);
                if (value == null) {
                    value = document.values().get(key);
                }
                if (value != null && catalogue.validate(Map.of(key, value)).isEmpty()) {
                    effective.put(key, value);
                }
            }
        }
        return effective;
    }

    /**
     * With the server's document {@code {values, locked: {block: {policyName, groupName}}, outOfOffice?: {values,
     * locked}}}.
     */
    public SettingsState document(String newHash, Map<String, @Nullable Object> document) {
        Document office = part(document);
        Document other = document.get("outOfOffice") == null ? null : part(Values.map(document.get("outOfOffice")));
        return new SettingsState(newHash, office.values(), office.locked(), own, other, isAway && other != null);
    }

    private static Document part(Map<String, @Nullable Object> document) {
        Map<String, Lock> locks = new LinkedHashMap<>();
        Values.map(document.get("locked")).forEach((block, lock) -> {
            Map<String, @Nullable Object> map = Values.map(lock);
            locks.put(block, new Lock(first(map, "policyName", "policy"), first(map, "groupName", "group")));
        });
        return new Document(Values.map(document.get("values")), locks);
    }

    public SettingsState own(Map<String, @Nullable Object> newOwn) {
        return new SettingsState(hash, values, locked, newOwn, outOfOffice, isAway);
    }

    /** With or without the out-of-office policy in force. */
    public SettingsState away(boolean nowAway) {
        return new SettingsState(hash, values, locked, own, outOfOffice, nowAway);
    }

    private static String first(Map<String, @Nullable Object> map, String name, String otherName) {
        String text = Values.text(map, name);
        return text.isEmpty() ? Values.text(map, otherName) : text;
    }

    public static SettingsState load(SafeFiles files) {
        Map<String, @Nullable Object> map = files.loadObject(FILE);
        if (map == null) {
            return EMPTY;
        }
        SettingsState state = EMPTY.document(Values.text(map, "hash"), map);
        return state.own(Values.map(map.get("own"))).away(state.outOfOffice() != null && Values.flag(map, "away"));
    }

    public void save(SafeFiles files) {
        Map<String, @Nullable Object> map = print(new Document(values, locked));
        map.put("hash", hash);
        map.put("own", own);
        Document other = outOfOffice;
        if (other != null) {
            map.put("outOfOffice", print(other));
            map.put("away", isAway);
        }
        files.saveObject(FILE, map);
    }

    private static Map<String, @Nullable Object> print(Document document) {
        Map<String, @Nullable Object> locks = new LinkedHashMap<>();
        document.locked()
                .forEach((block, lock) ->
                        locks.put(block, Map.of("policyName", lock.policy(), "groupName", lock.group())));
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("values", document.values());
        map.put("locked", locks);
        return map;
    }
}

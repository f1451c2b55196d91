package org.fairlead.thinclient.state;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The user name last entered for each remote desktop; never a password. Safe for several threads. */
public final class UserNames {
    private static final String FILE = "users.json";
    private static final int MAX = 100;

    private final SafeFiles files;

    public UserNames(SafeFiles files) {
        this.files = files;
    }

    /** The name, or an empty text. */
    public synchronized String get(String connection) {
        Map<String, @Nullable Object> stored = files.loadObject(FILE);
        return stored == null ? "" : Values.text(stored, connection);
    }

    /** Remembers a name, forgets an empty one. */
    public synchronized void put(String connection, String user) {
        Map<String, @Nullable Object> stored = files.loadObject(FILE);
        Map<String, @Nullable Object> next = stored == null ? new LinkedHashMap<>() : new LinkedHashMap<>(stored);
        next.remove(connection);
        if (!user.isEmpty()) {
            next.put(connection, user);
        }
        while (next.size() > MAX) {
            next.remove(next.keySet().iterator().next());
        }
        if (!next.equals(stored)) {
            files.saveObject(FILE, next);
        }
    }
}

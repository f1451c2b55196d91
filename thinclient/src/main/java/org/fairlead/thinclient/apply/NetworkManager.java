package org.fairlead.thinclient.apply;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** NetworkManager as far as the thin client needs it. */
public interface NetworkManager {
    /** An adapter and its path on the bus. */
    record Adapter(String path, Kind kind) {}

    /** What an adapter is. */
    enum Kind {
        WIRED,
        WIFI,
        OTHER
    }

    /** There is no NetworkManager on this system. */
    final class Absent extends IOException {
        private static final long serialVersionUID = 1;

        public Absent(Throwable cause) {
            super(cause);
        }
    }

    /** The adapters, those that NetworkManager manages first. */
    List<Adapter> adapters() throws IOException;

    /** Whether a connection with this id is kept. */
    boolean has(String id) throws IOException;

    /** Keeps no connection with this id any more, nor its password. */
    void forget(String id) throws IOException;

    /**
     * Keeps a connection under the id, in the place of an older one, and activates it. Values by section and name: text,
     * Boolean, Integer (unsigned), byte[], int[] (unsigned), {@code List<String>} or a list of maps.
     */
    void activate(String id, Map<String, Map<String, Object>> settings, Adapter adapter) throws IOException;
}

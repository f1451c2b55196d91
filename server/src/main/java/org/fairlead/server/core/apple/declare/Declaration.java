package org.fairlead.server.core.apple.declare;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.apple.Digests;
import org.jspecify.annotations.Nullable;

/** One declaration; the identifier has at most 64 bytes, the payload holds JSON values. */
public record Declaration(Kind kind, String type, String identifier, Map<String, @Nullable Object> payload) {
    /** The longest identifier and server token in bytes. */
    public static final int MAX_IDENTIFIER = 64;

    /** The kinds in the order of the items that a phone reads. */
    public enum Kind {
        ACTIVATION("activation", "Activations"),
        CONFIGURATION("configuration", "Configurations"),
        ASSET("asset", "Assets"),
        MANAGEMENT("management", "Management");

        private final String path;
        private final String items;

        Kind(String path, String items) {
            this.path = path;
            this.items = items;
        }

        /** How the address of a declaration names it. */
        public String path() {
            return path;
        }

        /** How the list of items names it. */
        public String items() {
            return items;
        }
    }

    public Declaration {
        if (identifier.isEmpty() || identifier.getBytes(StandardCharsets.UTF_8).length > MAX_IDENTIFIER) {
            throw new IllegalArgumentException("an identifier has 1 to " + MAX_IDENTIFIER + " bytes: " + identifier);
        }
        payload = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(payload));
    }

    /** Changes whenever anything of the declaration changes: 64 hex digits. */
    public String serverToken() {
        return Digests.sha256(type + "\n" + identifier + "\n" + Json.canonical(payload));
    }

    /** As the phone reads it. */
    public Map<String, @Nullable Object> document() {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("Type", type);
        document.put("Identifier", identifier);
        document.put("ServerToken", serverToken());
        document.put("Payload", payload);
        return document;
    }
}

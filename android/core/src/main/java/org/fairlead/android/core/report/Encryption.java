package org.fairlead.android.core.report;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the phone's storage is encrypted, by the numbers of Android's device policy manager. */
public enum Encryption {
    UNSUPPORTED("unsupported", false),
    INACTIVE("inactive", false),
    ACTIVATING("activating", false),
    ACTIVE("active", true),
    /** Encrypted, but the key does not depend on the user's screen lock. */
    DEFAULT_KEY("default-key", true),
    PER_USER("per-user", true);

    private final String wire;
    private final boolean encrypted;

    Encryption(String wire, boolean encrypted) {
        this.wire = wire;
        this.encrypted = encrypted;
    }

    /** The entries {@code encrypted} and {@code encryption} of a report; none for a number that is not known. */
    public static Map<String, @Nullable Object> of(int status) {
        Map<String, @Nullable Object> report = new LinkedHashMap<>();
        if (status >= 0 && status < values().length) {
            Encryption state = values()[status];
            report.put("encrypted", state.encrypted);
            report.put("encryption", state.wire);
        }
        return report;
    }
}

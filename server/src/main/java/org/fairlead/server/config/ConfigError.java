package org.fairlead.server.config;

/** A setting of the operator that cannot be used; the message is one line that says which and why. */
public final class ConfigError extends RuntimeException {
    public ConfigError(String message) {
        super(message, null, false, false);
    }
}

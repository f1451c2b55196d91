package org.fairlead.server.store;

import org.jspecify.annotations.Nullable;

/** Where a PostgreSQL database is and as whom to sign in. */
public record JdbcAddress(
        String url, @Nullable String user, @Nullable String password) {
    @Override
    public String toString() {
        return "JdbcAddress[" + url.replaceAll("password=[^&]*", "password=***") + "]";
    }
}

package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.fairlead.server.core.health.Health;
import org.fairlead.server.core.health.Health.Since;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What phones say of their safety, beside their devices. */
final class HealthRows {
    static final String COLUMNS =
            "h.management, h.management_since, h.passcode, h.passcode_since, h.encrypted, h.encrypted_since,"
                    + " h.rooted, h.rooted_since, h.os_version, h.os_since, h.identity_until, h.violation";

    private HealthRows() {}

    /** Has a phone's row read anew at the next sweep; costs nothing when that is due already. */
    static void due(Handle handle, UUID workspace, UUID device) {
        handle.execute(
                "insert into device_health (workspace_id, device_id) select workspace_id, id from device"
                        + " where workspace_id = ? and id = ? and platform <> 'thin-client'"
                        + " on conflict (workspace_id, device_id) do update set due = true where not device_health.due",
                workspace,
                device);
    }

    static @Nullable Health read(ResultSet row) throws SQLException {
        String management = row.getString("management");
        Instant since = Columns.maybeInstant(row, "management_since");
        if (management == null || since == null) {
            return null;
        }
        long version = row.getLong("os_version");
        boolean noVersion = row.wasNull();
        Instant versionSince = Columns.maybeInstant(row, "os_since");
        return new Health(
                new Since<>(Health.Management.valueOf(management.toUpperCase(Locale.ROOT)), since),
                flag(row, "passcode"),
                flag(row, "encrypted"),
                flag(row, "rooted"),
                noVersion || versionSince == null ? null : new Since<>(version, versionSince),
                Columns.maybeInstant(row, "identity_until"),
                row.getInt("violation"));
    }

    private static @Nullable Since<Boolean> flag(ResultSet row, String column) throws SQLException {
        boolean value = row.getBoolean(column);
        boolean unsaid = row.wasNull();
        Instant since = Columns.maybeInstant(row, column + "_since");
        return unsaid || since == null ? null : new Since<>(value, since);
    }
}

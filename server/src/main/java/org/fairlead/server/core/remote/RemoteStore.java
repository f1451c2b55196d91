package org.fairlead.server.core.remote;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.jspecify.annotations.Nullable;

/** Keeps how devices are reached by RDP. */
public interface RemoteStore {
    /**
     * How a device is reached.
     *
     * @param port 0 when the device lets nobody in
     * @param sealed the password; null when the device lets nobody in
     * @param passwordAt by the device's clock
     * @param changedAt null while the device has said nothing
     */
    record Reach(
            List<String> addresses,
            int port,
            String user,
            byte @Nullable [] sealed,
            @Nullable Instant passwordAt,
            String certificate,
            @Nullable Instant changedAt) {}

    /**
     * Who has seen passwords.
     *
     * @param to who saw the present password last, empty for nobody
     * @param before who saw the one before last
     */
    record Shown(String to, @Nullable Instant at, String before) {}

    /**
     * What is known of a device.
     *
     * @param visit what the device tells of an administrator's connection, empty for none
     * @param visitId the latest connection that was put down to an administrator
     */
    record Row(
            UUID device,
            Reach reach,
            Shown shown,
            Map<String, @Nullable Object> visit,
            String visitId,
            String visitAdministrator) {
        /** A device that has said nothing yet. */
        public static Row empty(UUID device) {
            return new Row(
                    device,
                    new Reach(List.of(), 0, "", null, null, "", null),
                    new Shown("", null, ""),
                    Map.of(),
                    "",
                    "");
        }

        Row reached(Reach next, Shown by) {
            return new Row(device, next, by, visit, visitId, visitAdministrator);
        }

        Row visited(Map<String, @Nullable Object> next) {
            return new Row(device, reach, shown, next, visitId, visitAdministrator);
        }

        Row putDown(String id, String administrator) {
            return new Row(device, reach, shown, visit, id, administrator);
        }
    }

    /** A device that somebody manages, as it says. */
    record Visited(Row row, String name, @Nullable UUID group) {}

    Optional<Row> find(Tx tx, UUID device);

    /** The devices that say that somebody manages them, at most so many. */
    List<Visited> visited(Tx tx, int limit);

    /** Like {@link #find}, and nobody else changes it meanwhile; an empty one is made where there was none. */
    Row lock(Tx tx, UUID device);

    void save(Tx tx, Row row);
}

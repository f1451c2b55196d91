package org.fairlead.server.core.apple;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.jspecify.annotations.Nullable;

/** Keeps what phones answer about themselves. */
final class Inventory {
    private static final Set<String> ENVELOPE =
            Set.of("CommandUUID", "Status", "UDID", "EnrollmentID", "RequestType", "ErrorChain");

    private static final Map<String, String> POSITION = Map.of(
            "Latitude", "latitude",
            "Longitude", "longitude",
            "HorizontalAccuracy", "accuracy",
            "Timestamp", "at");

    private final AppleStore store;
    private final InstantSource clock;

    Inventory(AppleStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    void take(Tx tx, Enrolment enrolment, UUID device, String type, Message message) {
        Map<String, @Nullable Object> reported = new LinkedHashMap<>();
        switch (type) {
            case "DeviceInformation" -> information(tx, enrolment, device, message.inside("QueryResponses"));
            case "SecurityInfo", "ProfileList", "InstalledApplicationList", "CertificateList" ->
                store.inventory(tx, device, type, content(message), clock.instant());
            case "EnableLostMode" -> reported.put("lostMode", true);
            case "DisableLostMode" -> reported.put("lostMode", false);
            default -> {}
        }
        if (!reported.isEmpty()) {
            store.describe(tx, device, new AppleStore.Facts(null, null, null, null, reported));
        }
    }

    /** What a command brings besides its end: a position. */
    @Nullable
    Map<String, @Nullable Object> result(String type, Message message) {
        return type.equals("DeviceLocation") ? position(content(message)) : null;
    }

    /** A position in the words that the console has for those of all phones; the rest stays as it came. */
    private static Map<String, @Nullable Object> position(Map<String, @Nullable Object> content) {
        Map<String, @Nullable Object> position = new LinkedHashMap<>();
        content.forEach((key, value) -> position.put(POSITION.getOrDefault(key, key), value));
        return position;
    }

    private void information(Tx tx, Enrolment enrolment, UUID device, Message answers) {
        store.inventory(tx, device, "DeviceInformation", Values.plain(answers.entries()), clock.instant());
        Map<String, @Nullable Object> reported = new LinkedHashMap<>();
        reported.put("product", answers.text("ProductName"));
        reported.put("build", answers.text("BuildVersion"));
        if (answers.entries().get("IsSupervised") instanceof Boolean supervised) {
            reported.put("supervised", supervised);
            store.supervised(tx, enrolment.id(), supervised);
        }
        if (answers.entries().get("CellularTechnology") instanceof Number technology) {
            reported.put("cellular", technology.intValue() != 0);
        }
        if (answers.entries().get("IsMDMLostModeEnabled") instanceof Boolean lost) {
            reported.put("lostMode", lost);
        }
        String version = answers.textOrNull("OSVersion");
        store.describe(
                tx,
                device,
                new AppleStore.Facts(
                        answers.textOrNull("DeviceName"),
                        answers.textOrNull("ModelName") == null
                                ? answers.textOrNull("ProductName")
                                : answers.textOrNull("ModelName"),
                        answers.textOrNull("SerialNumber"),
                        version == null ? null : Arrivals.os(enrolment.platform(), version),
                        reported));
    }

    private static Map<String, @Nullable Object> content(Message message) {
        Map<String, Object> rest = new LinkedHashMap<>(message.entries());
        rest.keySet().removeAll(ENVELOPE);
        return Values.plain(rest);
    }
}

package org.fairlead.server.core.apple;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlead.server.core.command.CommandKind;
import org.jspecify.annotations.Nullable;

/** What the product's commands are in Apple's words. */
final class PhoneCommands {
    /** What a phone is asked about itself at enrolment and at each synchronisation. */
    static final List<String> INVENTORY =
            List.of("DeviceInformation", "SecurityInfo", "ProfileList", "CertificateList", "InstalledApplicationList");

    static final List<String> QUERIES = List.of(
            "UDID",
            "DeviceName",
            "OSVersion",
            "SupplementalOSVersionExtra",
            "BuildVersion",
            "ModelName",
            "Model",
            "ProductName",
            "SerialNumber",
            "DeviceCapacity",
            "AvailableDeviceCapacity",
            "BatteryLevel",
            "CellularTechnology",
            "IsSupervised",
            "IsDeviceLocatorServiceEnabled",
            "IsActivationLockEnabled",
            "IsMDMLostModeEnabled",
            "IsCloudBackupEnabled",
            "LastCloudBackupDate",
            "TimeZone",
            "WiFiMAC",
            "BluetoothMAC",
            "IsRoaming",
            "ServiceSubscriptions",
            "AwaitingConfiguration");

    private PhoneCommands() {}

    /** The types of requests that a command needs; empty when phones do not know it. */
    static List<String> types(String kind) {
        return CommandKind.ofWire(kind)
                .map(known -> switch (known) {
                    case SYNCHRONISE -> INVENTORY;
                    case RESTART -> List.of("RestartDevice");
                    case SHUT_DOWN -> List.of("ShutDownDevice");
                    case LOCK -> List.of("DeviceLock");
                    case LOCATE -> List.of("DeviceLocation");
                    case WIPE -> List.of("EraseDevice");
                    case WIPE_CORPORATE -> List.of("RemoveProfile");
                    case CLEAR_PASSCODE -> List.of("ClearPasscode");
                    case LOST_MODE -> List.of("EnableLostMode");
                    case LOST_MODE_SOUND -> List.of("PlayLostModeSound");
                    case END_LOST_MODE -> List.of("DisableLostMode");
                    default -> List.<String>of();
                })
                .orElse(List.of());
    }

    /** Whether a request that was carried out ends the management. */
    static boolean ends(PhoneRequest request) {
        return request.type().equals("EraseDevice")
                || request.type().equals("RemoveProfile") && !request.params().containsKey("block");
    }

    /** The keys beside RequestType, without those that hold secrets. */
    static Map<String, Object> keys(String type, Map<String, @Nullable Object> params, String profile) {
        Map<String, Object> keys = new LinkedHashMap<>();
        switch (type) {
            case "DeviceInformation" -> keys.put("Queries", QUERIES);
            case "ProfileList" -> keys.put("ManagedOnly", false);
            case "InstalledApplicationList" -> keys.put("ManagedAppsOnly", false);
            case "RemoveProfile" -> keys.put("Identifier", profile);
            case "DeviceLock", "EnableLostMode" -> {
                put(keys, "Message", params.get("message"));
                put(keys, "PhoneNumber", params.get("phone"));
            }
            default -> {}
        }
        return keys;
    }

    private static void put(Map<String, Object> keys, String name, @Nullable Object value) {
        if (value != null) {
            keys.put(name, value);
        }
    }

    /** The words of an error: the outermost of the chain. */
    static Optional<String> error(Message message) {
        if (message.list("ErrorChain").isEmpty()) {
            return Optional.empty();
        }
        if (!(message.list("ErrorChain").getFirst() instanceof Map<?, ?> first)) {
            return Optional.of("the phone gave no reason");
        }
        Message error = new Message(Values.texts(first));
        String words = error.text("USEnglishDescription").isEmpty()
                ? error.text("LocalizedDescription")
                : error.text("USEnglishDescription");
        Object code = error.entries().get("ErrorCode");
        return Optional.of((words.isEmpty() ? "the phone gave no reason" : words) + " (" + error.text("ErrorDomain")
                + " " + code + ")");
    }
}

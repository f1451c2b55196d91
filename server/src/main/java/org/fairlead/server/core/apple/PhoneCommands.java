package org.fairlead.server.core.apple;

import java.util.ArrayList;
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
            "DataRoamingEnabled",
            "VoiceRoamingEnabled",
            "PersonalHotspotEnabled",
            "ServiceSubscriptions",
            "AwaitingConfiguration");

    /** Parameters of the command and the items of Apple's Settings command. */
    private static final Map<String, String> SETTINGS = settingItems();

    private PhoneCommands() {}

    private static Map<String, String> settingItems() {
        Map<String, String> items = new LinkedHashMap<>();
        items.put("name", "DeviceName");
        items.put("dataRoaming", "DataRoaming");
        items.put("voiceRoaming", "VoiceRoaming");
        items.put("personalHotspot", "PersonalHotspot");
        items.put("bluetooth", "Bluetooth");
        return items;
    }

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
                    case PHONE_SETTINGS -> List.of("Settings");
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
            case "Settings" -> keys.put("Settings", settings(params));
            default -> {}
        }
        return keys;
    }

    private static List<Map<String, Object>> settings(Map<String, @Nullable Object> params) {
        List<Map<String, Object>> items = new ArrayList<>();
        SETTINGS.forEach((param, item) -> {
            Object value = params.get(param);
            if (value != null) {
                items.add(Map.of("Item", item, item.equals("DeviceName") ? "DeviceName" : "Enabled", value));
            }
        });
        return items;
    }

    /** What of the Settings command was refused, item by item; empty when all was taken. */
    private static Optional<String> refused(Message message) {
        List<String> refused = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        for (Object entry : message.list("Settings")) {
            if (entry instanceof Map<?, ?> map) {
                Message item = new Message(Values.texts(map));
                if (item.text("Status").equals("Acknowledged")) {
                    taken.add(item.text("Item"));
                } else {
                    refused.add(item.text("Item") + ": " + error(item).orElse("the phone gave no reason"));
                }
            }
        }
        if (refused.isEmpty()) {
            return Optional.empty();
        }
        String set = taken.isEmpty() ? "" : "; set: " + String.join(", ", taken);
        return Optional.of("not set: " + String.join("; ", refused) + set);
    }

    /** Why a request was not carried out; null when it was. A refused part is a failure. */
    static @Nullable String failure(Message message) {
        if (!message.text("Status").equals("Acknowledged")) {
            return error(message).orElse("the phone answered " + message.text("Status"));
        }
        return refused(message).orElse(null);
    }

    /** What has to be known about a request that was carried out. */
    static @Nullable String note(PhoneRequest request, Message message) {
        if (!request.type().equals("DeviceLock") || request.params().isEmpty()) {
            return null;
        }
        return switch (message.text("MessageResult")) {
            case "", "Success" -> null;
            case "NoPasscodeSet" -> "the message was not shown, the phone has no passcode";
            case "DeviceInLostMode" -> "the message was not shown, the phone is in lost mode";
            default -> "the message was not shown";
        };
    }

    /** What the phone is asked once it has done this, so that the console shows how it is now. */
    static Optional<String> afterwards(String type) {
        return switch (type) {
            case "Settings" -> Optional.of("DeviceInformation");
            case "ClearPasscode" -> Optional.of("SecurityInfo");
            default -> Optional.empty();
        };
    }

    /** Whether a phone that has done this is away for a while and reads no further request. */
    static boolean leaves(String type) {
        return type.equals("RestartDevice") || type.equals("ShutDownDevice");
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

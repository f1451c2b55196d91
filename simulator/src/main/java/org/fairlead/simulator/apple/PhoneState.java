package org.fairlead.simulator.apple;

import static org.fairlead.simulator.apple.ProfileCheck.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What one phone is and how it answers requests that need nothing but itself. Called by the phone that owns it. */
final class PhoneState {
    /** Texts that break what is careless: markup, other directions, length. */
    static final String HOSTILE =
            "<script>alert(1)</script>' or 1=1 --\u202E${jndi:x} \uD83D\uDE00".concat("A".repeat(5_000));

    final String udid = "00008030-" + hex(8);
    final String serial = "F" + hex(5);
    final byte[] unlockToken = SimulatedIPhone.random(1300);
    final String product;
    String version = "18.1";
    private final boolean supervised;
    private final boolean hostile;
    private final InstalledProfiles profiles;
    private String name;
    private boolean lost;

    PhoneState(List<String> traits) {
        this.supervised = traits.contains("supervised");
        this.profiles = new InstalledProfiles(supervised, Set.of("com.example.mail"));
        this.hostile = traits.contains("hostile");
        this.product = traits.contains("ipad") ? "iPad13,18" : "iPhone14,5";
        this.name = hostile ? HOSTILE : traits.contains("ipad") ? "Anna’s iPad" : "Anna’s iPhone";
    }

    void authenticate(Map<String, Object> message) {
        message.put("OSVersion", hostile ? HOSTILE : version);
        message.put("BuildVersion", hostile ? HOSTILE : "22B83");
        message.put("ProductName", hostile ? "iPhone" + HOSTILE : product);
        message.put("SerialNumber", hostile ? HOSTILE : serial);
        if (hostile) {
            message.put("IMEI", HOSTILE);
            message.put("Surprise", Map.of("deep", List.of(HOSTILE, 1L, true)));
        }
    }

    /** Installs a profile that brings settings; gives its identifier. */
    String install(Map<String, Object> profile) {
        return profiles.install(profile);
    }

    /** The settings that hold. */
    String inForce() {
        return profiles.inForce();
    }

    /** What it can report by declarative management. */
    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("device.operating-system.version", hostile ? HOSTILE : version);
        facts.put("device.operating-system.family", "iOS");
        facts.put("device.identifier.serial-number", serial);
        facts.put("passcode.is-present", true);
        facts.put("passcode.is-compliant", true);
        facts.put("softwareupdate.install-state", "none");
        facts.put("screen.never-subscribed", "nobody asks");
        return facts;
    }

    void answer(String type, Map<String, Object> command, Map<String, Object> status, String management) {
        switch (type) {
            case "DeviceInformation" -> status.put("QueryResponses", information(command));
            case "SecurityInfo" ->
                status.put(
                        "SecurityInfo",
                        Map.of("HardwareEncryptionCaps", 3L, "PasscodePresent", true, "PasscodeCompliant", true));
            case "ProfileList" -> status.put("ProfileList", profileList(management));
            case "CertificateList" ->
                status.put(
                        "CertificateList",
                        List.of(Map.of(
                                "CommonName",
                                hostile ? HOSTILE : "Identity of this device",
                                "IsIdentity",
                                true,
                                "Data",
                                SimulatedIPhone.random(700))));
            case "InstalledApplicationList" -> status.put("InstalledApplicationList", applications());
            case "DeviceLock" -> status.put("MessageResult", "Success");
            case "ClearPasscode" -> {
                if (!(command.get("UnlockToken") instanceof byte[] token) || !Arrays.equals(token, unlockToken)) {
                    fail(status, 5013, "MCPasscodeErrorDomain", "cannot clear the passcode");
                }
            }
            case "RemoveProfile" -> {
                String identifier = ProfileCheck.text(command, "Identifier");
                if (!management.equals(identifier) && !profiles.remove(identifier)) {
                    fail(status, 12075, "MCMDMErrorDomain", "the profile is not installed");
                }
            }
            case "RestartDevice", "ShutDownDevice" -> onlySupervised(status);
            case "EnableLostMode" -> {
                onlySupervised(status);
                if (command.get("Message") == null && command.get("PhoneNumber") == null) {
                    fail(status, 12066, "MCMDMErrorDomain", "a message or phone number is needed");
                }
                lost = "Acknowledged".equals(status.get("Status"));
            }
            case "DisableLostMode", "PlayLostModeSound", "DeviceLocation" -> lostMode(type, status);
            case "Settings" -> settings(command, status);
            case "EraseDevice" -> {}
            default -> fail(status, 12021, "MCMDMErrorDomain", hostile ? HOSTILE : "invalid request type");
        }
    }

    private Map<String, Object> information(Map<String, Object> command) {
        Map<String, Object> answers = new LinkedHashMap<>();
        answers.put("UDID", udid);
        answers.put("DeviceName", name);
        answers.put("OSVersion", hostile ? HOSTILE : version);
        answers.put("BuildVersion", hostile ? HOSTILE : "22B83");
        answers.put("ModelName", hostile ? HOSTILE : product.startsWith("iPad") ? "iPad" : "iPhone");
        answers.put("ProductName", product);
        answers.put("SerialNumber", hostile ? HOSTILE : serial);
        answers.put("DeviceCapacity", hostile ? -1e300 : 128.0);
        answers.put("AvailableDeviceCapacity", 64.5);
        answers.put("BatteryLevel", hostile ? 1e300 : 0.82);
        answers.put("WiFiMAC", hostile ? HOSTILE : "02:00:00:12:34:56");
        answers.put("TimeZone", hostile ? HOSTILE : "Europe/Berlin");
        answers.put("IsActivationLockEnabled", false);
        answers.put("IsSupervised", supervised);
        answers.put("IsMDMLostModeEnabled", lost);
        answers.put(
                "ServiceSubscriptions",
                List.of(Map.of("Slot", "CTSubscriptionSlotOne", "IMEI", hostile ? HOSTILE : "35 209900 176148 1")));
        answers.keySet().retainAll(ProfileCheck.list(command.get("Queries")));
        return answers;
    }

    private List<Map<String, Object>> profileList(String management) {
        List<Map<String, Object>> all = new ArrayList<>();
        all.add(Map.of("PayloadIdentifier", management, "PayloadDisplayName", "Management", "IsManaged", true));
        all.addAll(profiles.listing());
        return all;
    }

    private List<Map<String, Object>> applications() {
        Map<String, Object> one = Map.of(
                "Identifier", hostile ? HOSTILE : "com.example.mail",
                "Name", hostile ? HOSTILE : "Mail & more",
                "Version", hostile ? HOSTILE : "7",
                "ShortVersion", "7.2",
                "BundleSize", 52_428_800L);
        return hostile ? Collections.nCopies(100, one) : List.of(one);
    }

    private void lostMode(String type, Map<String, Object> status) {
        onlySupervised(status);
        if (!lost) {
            fail(status, 12067, "MCMDMErrorDomain", "the device is not in lost mode");
        } else if (type.equals("DeviceLocation")) {
            status.put("Latitude", 59.9386);
            status.put("Longitude", 30.3141);
            status.put("HorizontalAccuracy", 12.0);
        }
        lost = lost && !type.equals("DisableLostMode");
    }

    /** Each item is answered by itself; the whole is acknowledged. */
    private void settings(Map<String, Object> command, Map<String, Object> status) {
        List<Map<String, Object>> answers = new ArrayList<>();
        for (Object entry : ProfileCheck.list(command.get("Settings"))) {
            Map<String, Object> setting = ProfileCheck.map(entry);
            String item = ProfileCheck.text(setting, "Item");
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("Item", item);
            answer.put("Status", "Acknowledged");
            if (!supervised) {
                fail(answer, 12021, "MCMDMErrorDomain", "only supervised devices take this setting");
            } else if (item.equals("DeviceName")) {
                name = ProfileCheck.text(setting, "DeviceName");
                require(!name.isEmpty(), "a name is needed");
            } else {
                fail(answer, 12008, "MCMDMErrorDomain", "an unknown setting");
            }
            answers.add(answer);
        }
        status.put("Settings", answers);
    }

    private void onlySupervised(Map<String, Object> status) {
        if (!supervised) {
            fail(status, 12021, "MCMDMErrorDomain", "invalid request type");
        }
    }

    static void fail(Map<String, Object> status, long code, String domain, String words) {
        status.put("Status", "Error");
        status.put(
                "ErrorChain",
                List.of(Map.of(
                        "ErrorCode", code,
                        "ErrorDomain", domain,
                        "LocalizedDescription", words,
                        "USEnglishDescription", words)));
    }

    private static String hex(int bytes) {
        return HexFormat.of().formatHex(SimulatedIPhone.random(bytes)).toUpperCase(Locale.ROOT);
    }
}

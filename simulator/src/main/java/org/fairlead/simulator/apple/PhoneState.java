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
    private boolean passcode = true;
    private Guard guard = Guard.OPEN;
    private final Map<String, Boolean> switches = new LinkedHashMap<>(
            Map.of("DataRoaming", false, "VoiceRoaming", false, "PersonalHotspot", false, "Bluetooth", true));

    /** How far the phone is open: after a start its files are closed until the passcode was entered once. */
    enum Guard {
        OPEN,
        LOCKED,
        STARTED
    }

    /** The right of the management profile that a request needs. */
    private static final Map<String, Integer> RIGHTS = Map.ofEntries(
            Map.entry("ProfileList", 1),
            Map.entry("CertificateList", 1),
            Map.entry("InstallProfile", 2),
            Map.entry("DeviceLock", 4),
            Map.entry("ClearPasscode", 4),
            Map.entry("RestartDevice", 4),
            Map.entry("ShutDownDevice", 4),
            Map.entry("EraseDevice", 8),
            Map.entry("DeviceInformation", 16),
            Map.entry("InstalledApplicationList", 256),
            Map.entry("SecurityInfo", 1024),
            Map.entry("Settings", 2048));

    /** What a phone answers in any state. */
    private static final Set<String> ALWAYS = Set.of(
            "DeviceInformation",
            "ProfileList",
            "DeviceLock",
            "EraseDevice",
            "ClearPasscode",
            "InstalledApplicationList",
            "RestartDevice",
            "ShutDownDevice",
            "EnableLostMode",
            "DisableLostMode",
            "PlayLostModeSound",
            "DeviceLocation");

    /** What waits until the user has unlocked. */
    private static final Set<String> OPEN_ONLY =
            Set.of("InstallProfile", "InstallApplication", "SecurityInfo", "CertificateList");

    PhoneState(List<String> traits) {
        this.supervised = traits.contains("supervised");
        this.profiles = new InstalledProfiles(supervised, Set.of("com.example.mail"));
        this.hostile = traits.contains("hostile");
        this.product = traits.contains("ipad") ? "iPad13,18" : "iPhone14,5";
        this.name = hostile ? HOSTILE : traits.contains("ipad") ? "Anna’s iPad" : "Anna’s iPhone";
    }

    /** Whether the phone puts a request off in its present state. */
    boolean putsOff(String type) {
        return switch (guard) {
            case OPEN -> false;
            case LOCKED -> OPEN_ONLY.contains(type);
            case STARTED -> !ALWAYS.contains(type);
        };
    }

    /** The screen is locked; without a passcode that closes nothing. */
    void lock() {
        guard = passcode && guard == Guard.OPEN ? Guard.LOCKED : guard;
    }

    /** The phone has started. */
    void start() {
        guard = passcode ? Guard.STARTED : Guard.OPEN;
    }

    /** The user enters the passcode. */
    void unlock() {
        require(!lost, "nobody unlocks a phone in lost mode");
        guard = Guard.OPEN;
    }

    /** The user sets a passcode. */
    void setPasscode() {
        passcode = true;
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
        facts.put("passcode.is-present", passcode);
        facts.put("passcode.is-compliant", true);
        facts.put("softwareupdate.install-state", "none");
        facts.put("screen.never-subscribed", "nobody asks");
        return facts;
    }

    void answer(String type, Map<String, Object> command, Map<String, Object> status, String management, long rights) {
        int right = RIGHTS.getOrDefault(type, 0);
        if ((rights & right) != right) {
            fail(status, 12007, "MCMDMErrorDomain", "the management has no right to this");
            return;
        }
        switch (type) {
            case "DeviceInformation" -> status.put("QueryResponses", information(command));
            case "SecurityInfo" ->
                status.put(
                        "SecurityInfo",
                        Map.of(
                                "HardwareEncryptionCaps",
                                3L,
                                "PasscodePresent",
                                passcode,
                                "PasscodeCompliant",
                                passcode,
                                "PasscodeCompliantWithProfiles",
                                passcode,
                                "PasscodeLockGracePeriod",
                                0L,
                                "PasscodeLockGracePeriodEnforced",
                                0L,
                                "ManagementStatus",
                                Map.of("IsUserEnrollment", false)));
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
            case "DeviceLock" -> {
                boolean words = command.get("Message") != null || command.get("PhoneNumber") != null;
                String result = lost ? "DeviceInLostMode" : passcode || !words ? "Success" : "NoPasscodeSet";
                status.put("MessageResult", result);
                lock();
            }
            case "ClearPasscode" -> {
                if (!(command.get("UnlockToken") instanceof byte[] token) || !Arrays.equals(token, unlockToken)) {
                    fail(status, 5013, "MCPasscodeErrorDomain", "cannot clear the passcode");
                    return;
                }
                passcode = false;
                guard = Guard.OPEN;
            }
            case "RemoveProfile" -> {
                String identifier = ProfileCheck.text(command, "Identifier");
                if (!management.equals(identifier) && !profiles.remove(identifier)) {
                    fail(status, 12075, "MCMDMErrorDomain", "the profile is not installed");
                }
            }
            case "RestartDevice", "ShutDownDevice" -> onlySupervised(status);
            case "EnableLostMode" -> {
                if (!supervised) {
                    onlySupervised(status);
                } else if (command.get("Message") == null && command.get("PhoneNumber") == null) {
                    fail(status, 12066, "MCMDMErrorDomain", "a message or phone number is needed");
                } else {
                    lost = true;
                    lock();
                }
            }
            case "DisableLostMode", "PlayLostModeSound", "DeviceLocation" -> lostMode(type, status);
            case "Settings" -> settings(command, status);
            case "EraseDevice" -> {
                lost = false;
                passcode = false;
                guard = Guard.OPEN;
            }
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
        answers.put("IsDeviceLocatorServiceEnabled", true);
        answers.put("CellularTechnology", cellular() ? 1L : 0L);
        answers.put("DataRoamingEnabled", switches.get("DataRoaming"));
        answers.put("VoiceRoamingEnabled", switches.get("VoiceRoaming"));
        answers.put("PersonalHotspotEnabled", switches.get("PersonalHotspot"));
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
        if (!supervised) {
            onlySupervised(status);
        } else if (!lost) {
            fail(status, 12067, "MCMDMErrorDomain", "the device is not in lost mode");
        } else if (type.equals("DeviceLocation")) {
            status.put("Latitude", 59.9386);
            status.put("Longitude", 30.3141);
            status.put("HorizontalAccuracy", 12.0);
            status.put("Timestamp", java.time.Instant.now().toString());
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
            boolean cellular = item.endsWith("Roaming") || item.equals("PersonalHotspot");
            if (item.equals("DeviceName") && setting.get("DeviceName") instanceof String wanted && !wanted.isEmpty()) {
                if (supervised) {
                    name = wanted;
                } else {
                    fail(answer, 12021, "MCMDMErrorDomain", "only supervised devices take this setting");
                }
            } else if (!switches.containsKey(item)) {
                fail(answer, 28000, "MCSettingsErrorDomain", "an unknown setting");
            } else if (!(setting.get("Enabled") instanceof Boolean enabled)) {
                fail(answer, 12008, "MCMDMErrorDomain", "malformed request");
            } else if (item.equals("Bluetooth") && !supervised || cellular && !cellular()) {
                fail(answer, 12021, "MCMDMErrorDomain", "this device does not take this setting");
            } else {
                switches.put(item, enabled);
            }
            answers.add(answer);
        }
        status.put("Settings", answers);
    }

    private boolean cellular() {
        return !product.startsWith("iPad");
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

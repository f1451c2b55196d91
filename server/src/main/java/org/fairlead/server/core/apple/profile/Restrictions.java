package org.fairlead.server.core.apple.profile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the switches of the catalogue are among Apple's restrictions; only those are named that differ from Apple's default. */
final class Restrictions {
    /** Switches that are on unless forbidden: the key is sent, false, when they are off. */
    private static final Map<String, String> ALLOWED = Map.ofEntries(
            Map.entry("ios.device.camera", "allowCamera"),
            Map.entry("ios.device.screenCapture", "allowScreenShot"),
            Map.entry("ios.device.assistant", "allowAssistant"),
            Map.entry("ios.device.assistantLocked", "allowAssistantWhileLocked"),
            Map.entry("ios.device.biometricUnlock", "allowFingerprintForUnlock"),
            Map.entry("ios.device.lockScreenNotifications", "allowLockScreenNotificationsView"),
            Map.entry("ios.device.lockScreenControls", "allowLockScreenControlCenter"),
            Map.entry("ios.device.diagnostics", "allowDiagnosticSubmission"),
            Map.entry("ios.device.eraseContent", "allowEraseContentAndSettings"),
            Map.entry("ios.device.accounts", "allowAccountModification"),
            Map.entry("ios.device.passcodeChange", "allowPasscodeModification"),
            Map.entry("ios.device.profiles", "allowUIConfigurationProfileInstallation"),
            Map.entry("ios.device.hostPairing", "allowHostPairing"),
            Map.entry("ios.device.vpn", "allowVPNCreation"),
            Map.entry("ios.device.bluetoothSettings", "allowBluetoothModification"),
            Map.entry("ios.device.hotspotSettings", "allowPersonalHotspotModification"),
            Map.entry("ios.device.deviceName", "allowDeviceNameModification"),
            Map.entry("ios.device.airDrop", "allowAirDrop"),
            Map.entry("ios.apps.enterpriseTrust", "allowEnterpriseAppTrust"),
            Map.entry("ios.apps.inAppPurchases", "allowInAppPurchases"),
            Map.entry("ios.apps.install", "allowAppInstallation"),
            Map.entry("ios.apps.remove", "allowAppRemoval"),
            Map.entry("ios.apps.safari", "allowSafari"),
            Map.entry("ios.apps.faceTime", "allowVideoConferencing"),
            Map.entry("ios.apps.messages", "allowChat"),
            Map.entry("ios.apps.gameCenter", "allowGameCenter"),
            Map.entry("ios.data.managedToUnmanaged", "allowOpenFromManagedToUnmanaged"),
            Map.entry("ios.data.unmanagedToManaged", "allowOpenFromUnmanagedToManaged"),
            Map.entry("ios.data.cloudBackup", "allowCloudBackup"),
            Map.entry("ios.data.cloudKeychain", "allowCloudKeychainSync"),
            Map.entry("ios.data.cloudPhotos", "allowCloudPhotoLibrary"),
            Map.entry("ios.data.managedAppsCloud", "allowManagedAppsCloudSync"),
            Map.entry("ios.data.cloudDocuments", "allowCloudDocumentSync"),
            Map.entry("ios.data.passwordAutoFill", "allowPasswordAutoFill"),
            Map.entry("ios.safari.javaScript", "safariAllowJavaScript"),
            Map.entry("ios.safari.popups", "safariAllowPopups"),
            Map.entry("ios.safari.autoFill", "safariAllowAutoFill"));

    /** Switches that are off unless wanted: the key is sent, true, when they are on. */
    private static final Map<String, String> FORCED = Map.of(
            "ios.device.automaticTime", "forceAutomaticDateAndTime",
            "ios.data.managedPasteboard", "requireManagedPasteboard",
            "ios.data.airDropUnmanaged", "forceAirDropUnmanaged",
            "ios.data.encryptedBackup", "forceEncryptedBackup",
            "ios.safari.fraudWarning", "safariForceFraudWarning");

    /** The keys that Apple obeys on supervised phones only. */
    static final Set<String> SUPERVISED = Set.of(
            "allowEraseContentAndSettings",
            "allowAccountModification",
            "allowPasscodeModification",
            "allowUIConfigurationProfileInstallation",
            "allowHostPairing",
            "allowVPNCreation",
            "allowBluetoothModification",
            "allowPersonalHotspotModification",
            "allowDeviceNameModification",
            "allowAirDrop",
            "forceAutomaticDateAndTime",
            "allowAppInstallation",
            "allowAppRemoval",
            "allowSafari",
            "allowVideoConferencing",
            "allowChat",
            "allowGameCenter",
            "allowCloudDocumentSync",
            "allowPasswordAutoFill",
            "safariAllowAutoFill",
            "blockedAppBundleIDs",
            "allowListedAppBundleIDs");

    private Restrictions() {}

    static Map<String, Object> of(String block, Effective of, boolean supervised) {
        Map<String, Object> keys = new LinkedHashMap<>();
        sorted(ALLOWED, block).forEach(e -> put(keys, e.getValue(), of.on(e.getKey()) ? null : false, supervised));
        sorted(FORCED, block).forEach(e -> put(keys, e.getValue(), of.on(e.getKey()) ? true : null, supervised));
        if (block.equals("ios.apps")) {
            boolean only = of.text("ios.apps.mode").equals("only-listed");
            List<String> apps = of.texts(only ? "ios.apps.allowed" : "ios.apps.forbidden");
            if (only || !apps.isEmpty()) {
                put(keys, only ? "allowListedAppBundleIDs" : "blockedAppBundleIDs", apps, supervised);
            }
        }
        return keys;
    }

    /** Every setting that a key stands for, with the key. */
    static Map<String, String> names() {
        Map<String, String> all = new LinkedHashMap<>(ALLOWED);
        all.putAll(FORCED);
        return all;
    }

    private static List<Entry<String, String>> sorted(Map<String, String> switches, String block) {
        return switches.entrySet().stream()
                .filter(e -> e.getKey().startsWith(block + "."))
                .sorted(Entry.comparingByKey())
                .toList();
    }

    private static void put(Map<String, Object> keys, String name, @Nullable Object value, boolean supervised) {
        if (value != null && (supervised || !SUPERVISED.contains(name))) {
            keys.put(name, value);
        }
    }
}

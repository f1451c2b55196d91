package org.fairlead.simulator.apple;

import static org.fairlead.simulator.apple.ProfileCheck.list;
import static org.fairlead.simulator.apple.ProfileCheck.map;
import static org.fairlead.simulator.apple.ProfileCheck.require;
import static org.fairlead.simulator.apple.ProfileCheck.text;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.fairlead.simulator.apple.ProfileCheck.Refused;

/**
 * The configuration profiles of one phone: checks each as strictly as Apple's description of the payloads, and keeps what
 * is in force. Not thread-safe.
 */
final class InstalledProfiles {
    /** What a payload must and may have; a type stands for the class of a value. */
    private record Rule(boolean supervised, Map<String, Class<?>> required, Map<String, Class<?>> optional) {}

    private static final Set<String> ENVELOPE = Set.of(
            "PayloadType",
            "PayloadVersion",
            "PayloadIdentifier",
            "PayloadUUID",
            "PayloadDisplayName",
            "PayloadDescription",
            "PayloadOrganization");

    private static final Map<String, Rule> RULES = Map.of(
            "com.apple.mobiledevice.passwordpolicy",
            new Rule(
                    false,
                    Map.of(),
                    types(
                            "forcePIN allowSimple requireAlphanumeric",
                            "minLength minComplexChars maxPINAgeInDays pinHistory maxInactivity maxGracePeriod maxFailedAttempts",
                            "")),
            "com.apple.security.root",
            new Rule(false, Map.of("PayloadContent", byte[].class), Map.of("PayloadCertificateFileName", String.class)),
            "com.apple.wifi.managed",
            new Rule(
                    false,
                    Map.of("SSID_STR", String.class, "EncryptionType", String.class),
                    with(
                            types(
                                    "HIDDEN_NETWORK AutoJoin DisableAssociationMACRandomization",
                                    "",
                                    "Password ProxyType"),
                            "EAPClientConfiguration",
                            Map.class)),
            "com.apple.vpn.managed",
            new Rule(
                    false,
                    Map.of("UserDefinedName", String.class, "VPNType", String.class, "IKEv2", Map.class),
                    Map.of()),
            "com.apple.mail.managed",
            new Rule(
                    false,
                    types(
                            "",
                            "",
                            "EmailAccountType IncomingMailServerAuthentication IncomingMailServerHostName OutgoingMailServerAuthentication OutgoingMailServerHostName"),
                    types(
                            "IncomingMailServerUseSSL OutgoingMailServerUseSSL OutgoingPasswordSameAsIncomingPassword PreventMove",
                            "IncomingMailServerPortNumber OutgoingMailServerPortNumber",
                            "EmailAccountDescription EmailAccountName EmailAddress IncomingMailServerUsername IncomingPassword OutgoingMailServerUsername OutgoingPassword")),
            "com.apple.webClip.managed",
            new Rule(false, types("", "", "Label URL"), types("IsRemovable FullScreen", "", "")),
            "com.apple.app.lock",
            new Rule(true, Map.of("App", Map.class), Map.of()),
            "com.apple.shareddeviceconfiguration",
            new Rule(true, Map.of(), types("", "", "IfLostReturnToMessage AssetTagInformation LockScreenFootnote")));

    /** Restrictions, true for those that only a supervised phone obeys. */
    private static final Map<String, Boolean> RESTRICTIONS = restrictions();

    private final boolean supervised;
    private final Set<String> apps;
    private final Map<String, Map<String, Object>> installed = new TreeMap<>();

    InstalledProfiles(boolean supervised, Set<String> apps) {
        this.supervised = supervised;
        this.apps = apps;
    }

    /** Installs or replaces a profile; refused when iOS would refuse it. Gives its identifier. */
    String install(Map<String, Object> profile) {
        String identifier = text(profile, "PayloadIdentifier");
        require("Configuration".equals(profile.get("PayloadType")), "1000 not a configuration profile");
        Set<String> uuids = new HashSet<>();
        Set<String> identifiers = new HashSet<>();
        envelope(profile, uuids, identifiers);
        List<?> payloads = list(profile.get("PayloadContent"));
        require(!payloads.isEmpty(), "1000 the profile is empty");
        for (Object item : payloads) {
            Map<String, Object> payload = map(item);
            envelope(payload, uuids, identifiers);
            payload(payload);
        }
        installed.put(identifier, profile);
        return identifier;
    }

    /** False if there is none of this name. */
    boolean remove(String identifier) {
        return installed.remove(identifier) != null;
    }

    void clear() {
        installed.clear();
    }

    /** As in the answer to ProfileList. */
    List<Map<String, Object>> listing() {
        List<Map<String, Object>> all = new ArrayList<>();
        installed.forEach((identifier, profile) -> all.add(Map.of(
                "PayloadIdentifier",
                identifier,
                "PayloadUUID",
                text(profile, "PayloadUUID"),
                "PayloadVersion",
                1L,
                "PayloadDisplayName",
                String.valueOf(profile.get("PayloadDisplayName")),
                "IsManaged",
                true)));
        return all;
    }

    /** What is in force: the keys of all payloads of a type, without the envelope; passwords are told by their length. */
    String inForce() {
        return installed.values().stream()
                .flatMap(profile -> list(profile.get("PayloadContent")).stream())
                .map(item -> {
                    Map<String, Object> payload = new TreeMap<>(map(item));
                    String type = text(payload, "PayloadType");
                    payload.keySet().removeAll(ENVELOPE);
                    return type + shown(payload);
                })
                .collect(Collectors.joining(" | "));
    }

    private static String shown(Map<String, Object> payload) {
        Map<String, String> words = new TreeMap<>();
        payload.forEach((key, value) -> words.put(
                key,
                switch (value) {
                    case byte[] data -> data.length + " bytes";
                    case Map<?, ?> inside -> shown(map(inside));
                    case String text
                    when key.contains("Password") || key.contains("Secret") -> "*".repeat(text.length());
                    default -> String.valueOf(value);
                }));
        return words.toString();
    }

    private static void envelope(Map<String, Object> payload, Set<String> uuids, Set<String> identifiers) {
        for (String key : List.of("PayloadType", "PayloadIdentifier", "PayloadUUID")) {
            require(payload.get(key) instanceof String text && !text.isEmpty(), "1002 " + key + " is missing");
        }
        require(Long.valueOf(1).equals(payload.get("PayloadVersion")), "1002 PayloadVersion must be the integer 1");
        require(uuids.add(text(payload, "PayloadUUID")), "1007 PayloadUUID twice");
        require(identifiers.add(text(payload, "PayloadIdentifier")), "1008 PayloadIdentifier twice");
    }

    private void payload(Map<String, Object> payload) {
        String type = text(payload, "PayloadType");
        Map<String, Object> keys = new LinkedHashMap<>(payload);
        if (!type.equals("com.apple.security.root")) {
            require(!keys.containsKey("PayloadContent"), "1003 PayloadContent does not belong there");
        }
        keys.keySet().removeAll(ENVELOPE);
        if (type.equals("com.apple.applicationaccess")) {
            keys.forEach(this::restriction);
            return;
        }
        Rule rule = RULES.get(type);
        require(rule != null, "1006 the payload " + type + " is unknown");
        Rule known = java.util.Objects.requireNonNull(rule);
        require(supervised || !known.supervised(), "1009 the payload " + type + " needs a supervised device");
        known.required()
                .forEach((key, kind) -> require(kind.isInstance(keys.get(key)), "1002 " + type + " needs " + key));
        keys.forEach((key, value) -> {
            Class<?> kind = known.required().getOrDefault(key, known.optional().get(key));
            require(kind != null, "1003 " + type + " has no key " + key);
            require(kind == null || kind.isInstance(value), "1003 " + key + " has another type");
        });
        switch (type) {
            case "com.apple.mobiledevice.passwordpolicy" -> {
                range(keys, "maxFailedAttempts", 2, 11);
                range(keys, "maxInactivity", 0, 15);
                range(keys, "minLength", 0, 16);
                range(keys, "minComplexChars", 0, 4);
                range(keys, "pinHistory", 1, 50);
                range(keys, "maxPINAgeInDays", 0, 730);
            }
            case "com.apple.security.root" -> certificate(ProfileCheck.data(payload, "PayloadContent"));
            case "com.apple.wifi.managed" -> wifi(keys);
            case "com.apple.vpn.managed" -> vpn(keys);
            case "com.apple.mail.managed" ->
                require(
                        Set.of("EmailTypeIMAP", "EmailTypePOP").contains(text(keys, "EmailAccountType")),
                        "1003 EmailAccountType");
            case "com.apple.app.lock" -> {
                String app = text(map(keys.get("App")), "Identifier");
                require(apps.contains(app), "the app " + app + " is not installed");
            }
            default -> {}
        }
    }

    private void restriction(String key, Object value) {
        require(RESTRICTIONS.containsKey(key), "1003 there is no restriction " + key);
        boolean list = key.endsWith("BundleIDs");
        require(list ? value instanceof List<?> : value instanceof Boolean, "1003 " + key + " has another type");
        require(
                supervised || !Boolean.TRUE.equals(RESTRICTIONS.get(key)),
                "1009 the restriction " + key + " needs a supervised device");
    }

    private static void wifi(Map<String, Object> keys) {
        String encryption = text(keys, "EncryptionType");
        require(Set.of("None", "WPA", "WPA2", "WPA3", "Any").contains(encryption), "1003 EncryptionType");
        require(!encryption.equals("None") || !keys.containsKey("Password"), "1003 an open network with a password");
        if (keys.get("EAPClientConfiguration") instanceof Map<?, ?> eap) {
            require(
                    eap.get("AcceptEAPTypes") instanceof List<?> types && types.contains(25L),
                    "1002 AcceptEAPTypes is missing");
        }
    }

    private static void vpn(Map<String, Object> keys) {
        require("IKEv2".equals(keys.get("VPNType")), "1003 VPNType");
        Map<String, Object> ike = map(keys.get("IKEv2"));
        for (String key : List.of("RemoteAddress", "RemoteIdentifier", "LocalIdentifier", "AuthenticationMethod")) {
            text(ike, key);
        }
        String method = text(ike, "AuthenticationMethod");
        require(Set.of("None", "SharedSecret", "Certificate").contains(method), "1003 AuthenticationMethod");
        require(!method.equals("SharedSecret") || ike.get("SharedSecret") instanceof String, "1002 SharedSecret");
        require(
                !method.equals("None") || Long.valueOf(1).equals(ike.get("ExtendedAuthEnabled")),
                "1002 None needs ExtendedAuthEnabled");
    }

    private static void certificate(byte[] der) {
        try {
            CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new Refused("1003 the certificate cannot be read");
        }
    }

    private static void range(Map<String, Object> keys, String key, long min, long max) {
        require(
                !(keys.get(key) instanceof Long number) || number >= min && number <= max,
                "1003 " + key + " is out of range");
    }

    private static Map<String, Class<?>> types(String booleans, String integers, String texts) {
        Map<String, Class<?>> all = new HashMap<>();
        put(all, booleans, Boolean.class);
        put(all, integers, Long.class);
        put(all, texts, String.class);
        return all;
    }

    private static Map<String, Class<?>> with(Map<String, Class<?>> types, String key, Class<?> kind) {
        Map<String, Class<?>> all = new HashMap<>(types);
        all.put(key, kind);
        return all;
    }

    private static void put(Map<String, Class<?>> all, String names, Class<?> kind) {
        for (String name : names.split(" ")) {
            if (!name.isEmpty()) {
                all.put(name, kind);
            }
        }
    }

    private static Map<String, Boolean> restrictions() {
        Map<String, Boolean> all = new HashMap<>();
        for (String name :
                ("allowCamera allowScreenShot allowAssistant allowAssistantWhileLocked allowFingerprintForUnlock"
                                + " allowLockScreenNotificationsView allowLockScreenControlCenter allowDiagnosticSubmission"
                                + " allowEnterpriseAppTrust allowInAppPurchases allowOpenFromManagedToUnmanaged"
                                + " allowOpenFromUnmanagedToManaged allowCloudBackup allowCloudKeychainSync allowCloudPhotoLibrary"
                                + " allowManagedAppsCloudSync safariAllowJavaScript safariAllowPopups requireManagedPasteboard"
                                + " forceAirDropUnmanaged forceEncryptedBackup safariForceFraudWarning")
                        .split(" ")) {
            all.put(name, false);
        }
        for (String name : ("allowEraseContentAndSettings allowAccountModification allowPasscodeModification"
                        + " allowUIConfigurationProfileInstallation allowHostPairing allowVPNCreation"
                        + " allowBluetoothModification allowPersonalHotspotModification allowDeviceNameModification"
                        + " allowAirDrop forceAutomaticDateAndTime allowAppInstallation allowAppRemoval allowSafari"
                        + " allowVideoConferencing allowChat allowGameCenter allowCloudDocumentSync allowPasswordAutoFill"
                        + " safariAllowAutoFill blockedAppBundleIDs allowListedAppBundleIDs")
                .split(" ")) {
            all.put(name, true);
        }
        return all;
    }
}

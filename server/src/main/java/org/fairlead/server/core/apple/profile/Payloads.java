package org.fairlead.server.core.apple.profile;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The payloads that a block of settings comes to, in Apple's words, without their envelopes; none when the block asks for
 * nothing. What needs a supervised phone is left out on others.
 */
public final class Payloads {
    /** The blocks in the order in which they are installed: certificates before what may need them. */
    public static final List<String> BLOCKS = List.of(
            "ios.certificates",
            "ios.passcode",
            "ios.device",
            "ios.apps",
            "ios.data",
            "ios.safari",
            "ios.wifi",
            "ios.vpn",
            "ios.mail",
            "ios.webclips",
            "ios.message",
            "ios.singleApp",
            "ios.update");

    private static final Set<String> RESTRICTIONS = Set.of("ios.device", "ios.apps", "ios.data", "ios.safari");

    private Payloads() {}

    /** A payload: its type and its own keys. */
    public record Payload(String type, String title, Map<String, Object> keys) {}

    static List<Payload> of(String block, Effective of, boolean supervised) {
        if (RESTRICTIONS.contains(block)) {
            Map<String, Object> keys = Restrictions.of(block, of, supervised);
            return keys.isEmpty() ? List.of() : List.of(new Payload("com.apple.applicationaccess", "", keys));
        }
        return switch (block) {
            case "ios.passcode" -> passcode(of);
            case "ios.certificates" -> certificates(of);
            case "ios.wifi" -> wifi(of);
            case "ios.vpn" -> vpn(of);
            case "ios.mail" -> mail(of);
            case "ios.webclips" -> webClips(of);
            case "ios.singleApp" -> supervised ? singleApp(of) : List.of();
            case "ios.message" -> supervised ? message(of) : List.of();
            default -> List.of();
        };
    }

    private static List<Payload> passcode(Effective of) {
        if (!of.on("ios.passcode.required")) {
            return List.of();
        }
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("forcePIN", true);
        keys.put("allowSimple", of.on("ios.passcode.simple"));
        keys.put("requireAlphanumeric", of.on("ios.passcode.alphanumeric"));
        positive(keys, "minLength", of.number("ios.passcode.minLength"));
        positive(keys, "minComplexChars", of.number("ios.passcode.complexCharacters"));
        positive(keys, "maxPINAgeInDays", of.number("ios.passcode.maxAgeDays"));
        positive(keys, "pinHistory", of.number("ios.passcode.history"));
        positive(keys, "maxInactivity", of.number("ios.passcode.lockAfterMinutes"));
        if (!of.text("ios.passcode.grace").equals("user")) {
            keys.put("maxGracePeriod", Integer.parseInt(of.text("ios.passcode.grace")));
        }
        if (of.number("ios.passcode.wipeAfterFailures") >= 2) {
            keys.put("maxFailedAttempts", of.number("ios.passcode.wipeAfterFailures"));
        }
        return List.of(new Payload("com.apple.mobiledevice.passwordpolicy", "", keys));
    }

    private static List<Payload> certificates(Effective of) {
        List<Payload> payloads = new ArrayList<>();
        for (String pem : of.texts("ios.certificates.authorities")) {
            String body = pem.replaceAll("-----[A-Z ]+-----", "");
            payloads.add(new Payload(
                    "com.apple.security.root",
                    "Certificate " + (payloads.size() + 1),
                    Map.of("PayloadContent", Base64.getMimeDecoder().decode(body))));
        }
        return payloads;
    }

    private static List<Payload> wifi(Effective of) {
        String ssid = of.text("ios.wifi.ssid");
        if (ssid.isEmpty()) {
            return List.of();
        }
        String security = of.text("ios.wifi.security");
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("SSID_STR", ssid);
        keys.put("HIDDEN_NETWORK", of.on("ios.wifi.hidden"));
        keys.put("AutoJoin", of.on("ios.wifi.autoJoin"));
        keys.put("ProxyType", "None");
        keys.put(
                "EncryptionType",
                switch (security) {
                    case "open" -> "None";
                    case "wpa3" -> "WPA3";
                    default -> "WPA2";
                });
        if (!of.on("ios.wifi.privateAddress")) {
            keys.put("DisableAssociationMACRandomization", true);
        }
        String password = of.secret("ios.wifi.password");
        if (security.equals("802.1x")) {
            Map<String, Object> eap = new LinkedHashMap<>();
            eap.put("AcceptEAPTypes", List.of(25));
            filled(eap, "UserName", of.filled("ios.wifi.user"));
            filled(eap, "UserPassword", password);
            if (!of.texts("ios.wifi.serverNames").isEmpty()) {
                eap.put("TLSTrustedServerNames", of.texts("ios.wifi.serverNames"));
            }
            keys.put("EAPClientConfiguration", eap);
        } else if (!security.equals("open")) {
            filled(keys, "Password", password);
        }
        return List.of(new Payload("com.apple.wifi.managed", ssid, keys));
    }

    private static List<Payload> vpn(Effective of) {
        String server = of.text("ios.vpn.server");
        if (!of.on("ios.vpn.enabled") || server.isEmpty()) {
            return List.of();
        }
        Map<String, Object> ike = new LinkedHashMap<>();
        ike.put("RemoteAddress", server);
        ike.put("RemoteIdentifier", of.text("ios.vpn.remoteId").isEmpty() ? server : of.text("ios.vpn.remoteId"));
        ike.put("LocalIdentifier", of.filled("ios.vpn.localId"));
        if (of.text("ios.vpn.method").equals("shared-secret")) {
            ike.put("AuthenticationMethod", "SharedSecret");
            ike.put("SharedSecret", of.secret("ios.vpn.sharedSecret"));
        } else {
            ike.put("AuthenticationMethod", "None");
            ike.put("ExtendedAuthEnabled", 1);
            filled(ike, "AuthName", of.filled("ios.vpn.user"));
            filled(ike, "AuthPassword", of.secret("ios.vpn.password"));
        }
        Map<String, Object> association =
                Map.of("EncryptionAlgorithm", "AES-256", "IntegrityAlgorithm", "SHA2-256", "DiffieHellmanGroup", 14);
        ike.put("IKESecurityAssociationParameters", association);
        ike.put("ChildSecurityAssociationParameters", association);
        ike.put("EnablePFS", 1);
        if (of.on("ios.vpn.onDemand")) {
            ike.put("OnDemandEnabled", 1);
            ike.put("OnDemandRules", List.of(Map.of("Action", "Connect")));
        }
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("UserDefinedName", of.text("ios.vpn.name").isEmpty() ? "VPN" : of.text("ios.vpn.name"));
        keys.put("VPNType", "IKEv2");
        keys.put("IKEv2", ike);
        return List.of(new Payload("com.apple.vpn.managed", String.valueOf(keys.get("UserDefinedName")), keys));
    }

    private static List<Payload> mail(Effective of) {
        String incoming = of.text("ios.mail.incomingServer");
        String outgoing = of.text("ios.mail.outgoingServer");
        if (!of.on("ios.mail.enabled") || incoming.isEmpty() || outgoing.isEmpty()) {
            return List.of();
        }
        boolean encrypted = of.on("ios.mail.encryption");
        String user = of.filled("ios.mail.user");
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("EmailAccountType", of.text("ios.mail.type").equals("pop") ? "EmailTypePOP" : "EmailTypeIMAP");
        filled(keys, "EmailAccountDescription", of.text("ios.mail.description"));
        filled(keys, "EmailAccountName", of.filled("ios.mail.sender"));
        filled(keys, "EmailAddress", of.filled("ios.mail.address"));
        keys.put("IncomingMailServerAuthentication", "EmailAuthPassword");
        keys.put("IncomingMailServerHostName", incoming);
        keys.put("IncomingMailServerPortNumber", of.number("ios.mail.incomingPort"));
        keys.put("IncomingMailServerUseSSL", encrypted);
        filled(keys, "IncomingMailServerUsername", user);
        filled(keys, "IncomingPassword", of.secret("ios.mail.password"));
        keys.put("OutgoingMailServerAuthentication", "EmailAuthPassword");
        keys.put("OutgoingMailServerHostName", outgoing);
        keys.put("OutgoingMailServerPortNumber", of.number("ios.mail.outgoingPort"));
        keys.put("OutgoingMailServerUseSSL", encrypted);
        filled(keys, "OutgoingMailServerUsername", user);
        keys.put("OutgoingPasswordSameAsIncomingPassword", true);
        keys.put("PreventMove", of.on("ios.mail.preventMove"));
        return List.of(new Payload("com.apple.mail.managed", of.text("ios.mail.description"), keys));
    }

    private static List<Payload> webClips(Effective of) {
        List<Payload> payloads = new ArrayList<>();
        for (Map<?, ?> clip : of.items("ios.webclips.list")) {
            Map<String, Object> keys = new LinkedHashMap<>();
            keys.put("Label", String.valueOf(clip.get("label")));
            keys.put("URL", String.valueOf(clip.get("url")));
            keys.put("IsRemovable", Boolean.TRUE.equals(clip.get("removable")));
            keys.put("FullScreen", Boolean.TRUE.equals(clip.get("fullScreen")));
            payloads.add(new Payload("com.apple.webClip.managed", String.valueOf(clip.get("label")), keys));
        }
        return payloads;
    }

    private static List<Payload> singleApp(Effective of) {
        String app = of.text("ios.singleApp.app");
        if (!of.on("ios.singleApp.enabled") || app.isEmpty()) {
            return List.of();
        }
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("DisableAutoLock", !of.on("ios.singleApp.autoLock"));
        options.put("DisableSleepWakeButton", !of.on("ios.singleApp.sleepButton"));
        options.put("DisableVolumeButtons", !of.on("ios.singleApp.volumeButtons"));
        options.put("DisableTouch", !of.on("ios.singleApp.touch"));
        options.put("DisableDeviceRotation", !of.on("ios.singleApp.rotation"));
        options.put("EnableVoiceOver", of.on("ios.singleApp.voiceOver"));
        return List.of(
                new Payload("com.apple.app.lock", app, Map.of("App", Map.of("Identifier", app, "Options", options))));
    }

    private static List<Payload> message(Effective of) {
        Map<String, Object> keys = new LinkedHashMap<>();
        filled(keys, "IfLostReturnToMessage", of.text("ios.message.ifLost"));
        filled(keys, "AssetTagInformation", of.text("ios.message.assetTag"));
        filled(keys, "LockScreenFootnote", of.text("ios.message.footnote"));
        return keys.isEmpty() ? List.of() : List.of(new Payload("com.apple.shareddeviceconfiguration", "", keys));
    }

    private static void positive(Map<String, Object> keys, String name, int value) {
        if (value > 0) {
            keys.put(name, value);
        }
    }

    private static void filled(Map<String, Object> keys, String name, String value) {
        if (!value.isEmpty()) {
            keys.put(name, value);
        }
    }
}

package org.fairlead.simulator.apple;

import static org.fairlead.simulator.apple.ProfileCheck.require;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.jspecify.annotations.Nullable;

/**
 * An iPhone for load: says what {@link SimulatedIPhone} says, but its key was made before and its Idle is signed once, so that
 * thousands cost little. One thread at a time.
 */
public final class LoadPhone {
    private static final String COMMAND = "application/x-apple-aspen-mdm";
    private static final int APPLICATIONS = 60;

    private final ApnsService apns;
    private final PhoneWire wire;
    private final KeyPair key;
    private final String udid;
    private final Runnable woken;
    private @Nullable Managed managed;

    /** What the profile left behind. */
    private record Managed(ScepClient.Identity identity, String serverUrl, byte[] idle, String idleSignature) {}

    LoadPhone(ApnsService apns, PhoneWire wire, KeyPair key, int number, Runnable woken) {
        this.apns = apns;
        this.wire = wire;
        this.key = key;
        this.udid = "00008030-%016X".formatted(number);
        this.woken = woken;
    }

    /** Fetches the profile, gets an identity, checks in: the phone is enrolled then and waits for its first push. */
    public void enrol(String link) throws IOException, GeneralSecurityException {
        Map<String, Object> profile = XmlPlist.read(content(wire.get(link + "/apple.mobileconfig")));
        Map<String, Map<String, Object>> payloads = ProfileCheck.payloads(profile);
        ScepClient.Identity identity = new ScepClient(wire)
                .enrol(
                        ProfileCheck.map(ProfileCheck.map(payloads.get("com.apple.security.scep"))
                                .get("PayloadContent")),
                        key);
        Map<String, Object> mdm = ProfileCheck.map(payloads.get("com.apple.mdm"));
        String topic = ProfileCheck.text(mdm, "Topic");
        String checkIn = ProfileCheck.text(mdm, "CheckInURL");
        Map<String, Object> authenticate = message("Authenticate", topic);
        authenticate.put("OSVersion", "18.1");
        authenticate.put("BuildVersion", "22B83");
        authenticate.put("ProductName", "iPhone14,5");
        authenticate.put("SerialNumber", "F" + udid.substring(15));
        put(identity, checkIn, COMMAND + "-checkin", XmlPlist.write(authenticate));
        byte[] token = SimulatedIPhone.random(32);
        String magic = UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
        apns.register(token, topic, pushed -> {
            if (pushed.equals(magic)) {
                woken.run();
            }
        });
        Map<String, Object> update = message("TokenUpdate", topic);
        update.put("Token", token);
        update.put("PushMagic", magic);
        update.put("UnlockToken", SimulatedIPhone.random(1300));
        update.put("AwaitingConfiguration", false);
        put(identity, checkIn, COMMAND + "-checkin", XmlPlist.write(update));
        byte[] idle = XmlPlist.write(status("Idle"));
        managed = new Managed(
                identity, ProfileCheck.text(mdm, "ServerURL"), idle, SimulatedIPhone.signature(identity, idle));
    }

    /** Comes for its requests and acknowledges each until there are none; answers with their number. */
    public int converse() throws IOException, GeneralSecurityException {
        Managed now = managed;
        require(now != null, "the phone is not managed");
        Managed known = java.util.Objects.requireNonNull(now);
        byte[] next = put(known.serverUrl(), COMMAND, known.idle(), known.idleSignature());
        int done = 0;
        for (; next.length > 0; done++) {
            Map<String, Object> request = XmlPlist.read(next);
            Map<String, Object> answer = status("Acknowledged");
            answer.put("CommandUUID", ProfileCheck.text(request, "CommandUUID"));
            fill(answer, ProfileCheck.text(ProfileCheck.map(request.get("Command")), "RequestType"));
            next = put(known.identity(), known.serverUrl(), COMMAND, XmlPlist.write(answer));
        }
        return done;
    }

    /** Ends the connection; the next one resumes its TLS session, unless that is forgotten too. */
    public void hangUp(boolean forget) {
        wire.close();
        if (forget) {
            wire.forgetSession();
        }
    }

    private void fill(Map<String, Object> answer, String type) {
        switch (type) {
            case "DeviceInformation" -> answer.put("QueryResponses", information());
            case "SecurityInfo" ->
                answer.put(
                        "SecurityInfo",
                        Map.of("HardwareEncryptionCaps", 3L, "PasscodePresent", true, "PasscodeCompliant", true));
            case "ProfileList" ->
                answer.put(
                        "ProfileList",
                        List.of(Map.of("PayloadIdentifier", "org.fairlead.management", "IsManaged", true)));
            case "InstalledApplicationList" -> answer.put("InstalledApplicationList", applications());
            default -> {}
        }
    }

    private Map<String, Object> information() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("UDID", udid);
        all.put("DeviceName", "iPhone " + udid.substring(20));
        all.put("OSVersion", "18.1");
        all.put("BuildVersion", "22B83");
        all.put("ModelName", "iPhone");
        all.put("Model", "MLPF3ZD/A");
        all.put("ProductName", "iPhone14,5");
        all.put("SerialNumber", "F" + udid.substring(15));
        all.put("DeviceCapacity", 128.0);
        all.put("AvailableDeviceCapacity", 71.5);
        all.put("BatteryLevel", 0.82);
        all.put("CellularTechnology", 1L);
        all.put("IsSupervised", false);
        all.put("IsDeviceLocatorServiceEnabled", true);
        all.put("IsActivationLockEnabled", true);
        all.put("IsMDMLostModeEnabled", false);
        all.put("TimeZone", "Europe/Berlin");
        all.put("WiFiMAC", "f0:18:98:00:00:00");
        all.put("BluetoothMAC", "f0:18:98:00:00:01");
        all.put("IsRoaming", false);
        return all;
    }

    private static List<Map<String, Object>> applications() {
        List<Map<String, Object>> list = new ArrayList<>();
        for (int i = 0; i < APPLICATIONS; i++) {
            list.add(Map.of(
                    "Identifier", "com.example.application" + i, "Name", "Application " + i, "Version", "7." + i));
        }
        return list;
    }

    private Map<String, Object> status(String status) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("UDID", udid);
        message.put("Status", status);
        return message;
    }

    private Map<String, Object> message(String type, String topic) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("MessageType", type);
        message.put("Topic", topic);
        message.put("UDID", udid);
        return message;
    }

    private byte[] put(ScepClient.Identity identity, String url, String type, byte[] body)
            throws IOException, GeneralSecurityException {
        return put(url, type, body, SimulatedIPhone.signature(identity, body));
    }

    private byte[] put(String url, String type, byte[] body, String signature) throws IOException {
        PhoneWire.Answer answer = wire.send("PUT", url, Map.of("Content-Type", type, "Mdm-Signature", signature), body);
        require(
                answer.status() == 200,
                "the server answered " + answer.status() + " "
                        + new String(answer.body(), StandardCharsets.UTF_8).strip());
        return answer.body();
    }

    private static byte[] content(byte[] cms) throws IOException {
        try {
            return (byte[]) new CMSSignedData(cms).getSignedContent().getContent();
        } catch (CMSException e) {
            throw new IOException("the profile is not signed", e);
        }
    }
}

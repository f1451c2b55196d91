package org.fairlead.server.core.android;

import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Problem;
import org.jspecify.annotations.Nullable;

/** What the QR code holds that makes a factory-new phone the company's own. */
public record Provisioning(Map<String, @Nullable Object> content) {
    private static final String EXTRA = "android.app.extra.PROVISIONING_";
    private static final int MAX_NETWORK = 32;
    private static final int MAX_PASSWORD = 63;
    private static final int MIN_PASSWORD = 8;

    /** A network to join first; an empty name for none. */
    public record Network(String ssid, String password, boolean hidden) {
        public static final Network NONE = new Network("", "", false);

        public Network {
            if (ssid.length() > MAX_NETWORK) {
                throw new Problem.Invalid("wifiSsid", "a network's name has at most " + MAX_NETWORK + " characters");
            }
            if (!password.isEmpty() && (password.length() < MIN_PASSWORD || password.length() > MAX_PASSWORD)) {
                throw new Problem.Invalid(
                        "wifiPassword",
                        "a network's password has " + MIN_PASSWORD + " to " + MAX_PASSWORD + " characters");
            }
        }

        /** Says nothing of the password. */
        @Override
        public String toString() {
            return "Network[" + ssid + "]";
        }
    }

    /**
     * The phone loads the APK from the address and checks it before it installs it: against the signing certificate, so
     * that a printed code outlives updates; against the file itself where the key has been rotated, because Android
     * compares with the oldest certificate then.
     */
    public static Provisioning of(AgentApk apk, String apkUrl, String link, String pin, Network network) {
        Map<String, @Nullable Object> content = new LinkedHashMap<>();
        content.put(EXTRA + "DEVICE_ADMIN_COMPONENT_NAME", apk.adminComponent());
        content.put(EXTRA + "DEVICE_ADMIN_PACKAGE_DOWNLOAD_LOCATION", apkUrl);
        if (apk.earlierSigners().isEmpty()) {
            content.put(EXTRA + "DEVICE_ADMIN_SIGNATURE_CHECKSUM", checksum(apk.signer()));
        } else {
            content.put(EXTRA + "DEVICE_ADMIN_PACKAGE_CHECKSUM", checksum(apk.sha256()));
        }
        content.put(EXTRA + "LEAVE_ALL_SYSTEM_APPS_ENABLED", true);
        if (!network.ssid().isEmpty()) {
            content.put(EXTRA + "WIFI_SSID", network.ssid());
            content.put(EXTRA + "WIFI_SECURITY_TYPE", network.password().isEmpty() ? "NONE" : "WPA");
            if (!network.password().isEmpty()) {
                content.put(EXTRA + "WIFI_PASSWORD", network.password());
            }
            if (network.hidden()) {
                content.put(EXTRA + "WIFI_HIDDEN", true);
            }
        }
        Map<String, @Nullable Object> bundle = new LinkedHashMap<>();
        bundle.put("link", link);
        bundle.put("pin", pin);
        content.put(EXTRA + "ADMIN_EXTRAS_BUNDLE", bundle);
        return new Provisioning(content);
    }

    /** Base 64 for addresses, without padding, as Android reads it. */
    static String checksum(String hex) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(HexFormat.of().parseHex(hex));
    }

    /** The text of the QR code. */
    public String text() {
        return Json.print(content);
    }
}

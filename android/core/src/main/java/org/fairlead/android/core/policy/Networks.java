package org.fairlead.android.core.policy;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Wireless networks as the settings describe them. */
final class Networks {
    private static final int WPA3_SINCE = 29;

    private Networks() {}

    static Step.Network of(Map<?, ?> item) {
        Step.Security security = switch (text(item, "security")) {
            case "open" -> Step.Security.OPEN;
            case "wpa3" -> Step.Security.WPA3;
            case "eap" -> Step.Security.EAP;
            default -> Step.Security.WPA2;
        };
        boolean personal = security == Step.Security.WPA2 || security == Step.Security.WPA3;
        return new Step.Network(
                text(item, "ssid"),
                security,
                personal ? secret(item, "password") : "",
                Boolean.TRUE.equals(item.get("hidden")),
                security == Step.Security.EAP ? eap(item) : null);
    }

    private static Step.Eap eap(Map<?, ?> item) {
        Step.Method method = switch (text(item, "method")) {
            case "ttls" -> Step.Method.TTLS;
            case "tls" -> Step.Method.TLS;
            default -> Step.Method.PEAP;
        };
        Step.Inner inner = switch (text(item, "inner")) {
            case "gtc" -> Step.Inner.GTC;
            case "pap" -> Step.Inner.PAP;
            default -> Step.Inner.MSCHAPV2;
        };
        boolean tls = method == Step.Method.TLS;
        return new Step.Eap(
                method,
                inner,
                text(item, "identity"),
                tls ? "" : text(item, "anonymous"),
                tls ? "" : secret(item, "password"),
                text(item, "domain"),
                text(item, "authority"),
                tls ? secret(item, "client") : "");
    }

    /** Why a phone of this API level cannot have the network, or must not; null when it can. */
    static @Nullable String objection(Step.Network network, int api) {
        if (network.security() == Step.Security.WPA3 && api < WPA3_SINCE) {
            return "WPA3 needs Android 10";
        }
        boolean personal = network.security() == Step.Security.WPA2 || network.security() == Step.Security.WPA3;
        if (personal && network.password().length() < 8) {
            return "the password is missing or shorter than 8 characters";
        }
        Step.Eap eap = network.eap();
        if (eap == null) {
            return null;
        }
        if (eap.authority().isEmpty() || eap.domain().isEmpty()) {
            return "without an authority and the server's name anybody could play this network";
        }
        if (eap.identity().isEmpty()) {
            return "the user name is missing";
        }
        if (eap.method() == Step.Method.TLS && eap.client().isEmpty()) {
            return "the phone's certificate is missing";
        }
        return eap.method() != Step.Method.TLS && eap.password().isEmpty() ? "the password is missing" : null;
    }

    private static String text(Map<?, ?> item, String key) {
        return item.get(key) instanceof String text ? text.trim() : "";
    }

    private static String secret(Map<?, ?> item, String key) {
        return item.get(key) instanceof String text ? text : "";
    }
}

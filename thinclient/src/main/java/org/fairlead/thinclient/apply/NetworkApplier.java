package org.fairlead.thinclient.apply;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.fairlead.protocol.catalogue.Addresses;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/** Wired network and Wi-Fi as connections of NetworkManager named {@code fairlead-...}. */
public final class NetworkApplier implements Applier {
    private static final String WIRED = "fairlead-ethernet";
    private static final String WIFI = "fairlead-wifi";

    private final NetworkManager manager;
    private boolean wifiGone;
    private final Map<String, Map<String, Map<String, Object>>> active = new HashMap<>();

    public NetworkApplier(NetworkManager manager) {
        this.manager = manager;
    }

    @Override
    public Set<String> blocks() {
        return Set.of("network.ethernet", "network.wifi", "network.proxy");
    }

    @Override
    public Outcome apply(String block, Map<String, Object> effective) {
        return switch (block) {
            case "network.ethernet" -> ethernet(effective);
            case "network.wifi" -> wifi(effective);
            default ->
                "none".equals(effective.get("network.proxy.mode"))
                        ? Outcome.APPLIED
                        : new Outcome.Unsupported("no web access in this version that would use a proxy");
        };
    }

    private Outcome ethernet(Map<String, Object> effective) {
        boolean dhcp = "dhcp".equals(effective.get("network.ethernet.mode"));
        Map<String, Object> ipv4 = new LinkedHashMap<>();
        if (dhcp) {
            ipv4.put("method", "auto");
        } else {
            String address = Values.text(effective, "network.ethernet.address");
            if (address.isEmpty()) {
                return new Outcome.Failed("no address is set for this device");
            }
            manual(ipv4, address, effective);
        }
        return activate(
                WIRED,
                NetworkManager.Kind.WIRED,
                sections("connection", Map.of("type", "802-3-ethernet"), "ipv4", ipv4),
                !dhcp,
                "no wired network adapter");
    }

    private static void manual(Map<String, Object> ipv4, String address, Map<String, Object> effective) {
        ipv4.put("method", "manual");
        int prefix = Addresses.prefixLength(Values.text(effective, "network.ethernet.mask"));
        ipv4.put("address-data", List.of(Map.of("address", address, "prefix", prefix)));
        ipv4.put(
                "dns",
                List.of("network.ethernet.dns1", "network.ethernet.dns2").stream()
                        .map(key -> Addresses.ipv4(Values.text(effective, key)))
                        .filter(Objects::nonNull)
                        .mapToInt(bits -> Integer.reverseBytes(bits.intValue()))
                        .toArray());
        String gateway = Values.text(effective, "network.ethernet.gateway");
        if (!gateway.isEmpty()) {
            ipv4.put("gateway", gateway);
        }
        String domain = Values.text(effective, "network.ethernet.searchDomain");
        if (!domain.isEmpty()) {
            ipv4.put("dns-search", List.of(domain));
        }
    }

    private Outcome wifi(Map<String, Object> effective) {
        if (!Values.flag(effective, "network.wifi.enabled")) {
            return forgetWifi();
        }
        wifiGone = false;
        String password = Values.text(effective, "network.wifi.password");
        String security = Values.text(effective, "network.wifi.security");
        Map<String, Object> radio = new LinkedHashMap<>();
        radio.put("ssid", Values.text(effective, "network.wifi.name").getBytes(StandardCharsets.UTF_8));
        radio.put("hidden", Values.flag(effective, "network.wifi.hidden"));
        Map<String, Map<String, Object>> settings =
                sections("connection", Map.of("type", "802-11-wireless"), "802-11-wireless", radio);
        if (security.equals("802.1x")) {
            settings.put("802-11-wireless-security", Map.of("key-mgmt", "wpa-eap"));
            settings.put(
                    "802-1x",
                    Map.of(
                            "eap",
                            List.of("peap"),
                            "phase2-auth",
                            "mschapv2",
                            "identity",
                            Values.text(effective, "network.wifi.user"),
                            "password",
                            password));
        } else {
            settings.put(
                    "802-11-wireless-security",
                    Map.of("key-mgmt", security.equals("wpa3") ? "sae" : "wpa-psk", "psk", password));
        }
        return activate(WIFI, NetworkManager.Kind.WIFI, settings, true, "no Wi-Fi adapter");
    }

    /** Without Wi-Fi no password of it stays on the machine, also after a reset. */
    private Outcome forgetWifi() {
        if (wifiGone) {
            return Outcome.APPLIED;
        }
        try {
            manager.forget(WIFI);
            active.remove(WIFI);
            wifiGone = true;
            return Outcome.APPLIED;
        } catch (NetworkManager.Absent e) {
            return Outcome.APPLIED;
        } catch (IOException e) {
            return new Outcome.Failed(String.valueOf(e.getMessage()));
        }
    }

    /** Connects unless it is so already; a wired network by DHCP is what there is without a connection of ours. */
    private Outcome activate(
            String id,
            NetworkManager.Kind kind,
            Map<String, Map<String, Object>> settings,
            boolean needed,
            String none) {
        if (same(settings, active.get(id))) {
            return Outcome.APPLIED;
        }
        try {
            if (!needed && !manager.has(id)) {
                return Outcome.APPLIED;
            }
            Optional<NetworkManager.Adapter> adapter =
                    manager.adapters().stream().filter(a -> a.kind() == kind).findFirst();
            if (adapter.isEmpty()) {
                return new Outcome.Unsupported(none);
            }
            manager.activate(id, settings, adapter.get());
            active.put(id, settings);
            return Outcome.APPLIED;
        } catch (NetworkManager.Absent e) {
            return needed ? new Outcome.Unsupported("no NetworkManager on this system") : Outcome.APPLIED;
        } catch (IOException e) {
            return new Outcome.Failed(String.valueOf(e.getMessage()));
        }
    }

    private static boolean same(
            Map<String, Map<String, Object>> one, @Nullable Map<String, Map<String, Object>> other) {
        return other != null && text(one).equals(text(other));
    }

    private static String text(Map<String, Map<String, Object>> settings) {
        StringBuilder text = new StringBuilder();
        settings.forEach((section, values) -> values.forEach((name, value) -> text.append(section)
                .append('.')
                .append(name)
                .append('=')
                .append(Arrays.deepToString(new Object[] {value}))
                .append(';')));
        return text.toString();
    }

    private static Map<String, Map<String, Object>> sections(
            String name, Map<String, Object> values, String other, Map<String, Object> others) {
        Map<String, Map<String, Object>> sections = new LinkedHashMap<>();
        sections.put(name, values);
        sections.put(other, others);
        return sections;
    }

    /** Whether a call failed because nobody on the bus offers the service. */
    static boolean absent(Programs.Result result) {
        String text = result.output().toLowerCase(Locale.ROOT);
        return !result.found()
                || text.contains("no such file")
                || text.contains("not provided by any")
                || text.contains("failed to connect to bus")
                || text.contains("was not found")
                || text.contains("not been booted")
                || text.contains("could not activate")
                || text.contains("failed to set bus address")
                || text.contains("connection refused")
                || text.contains("host is down");
    }
}

package org.fairlead.protocol.catalogue;

import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one setting demands of another. */
final class Rules {
    private final Map<String, ? extends @Nullable Object> values;
    private final boolean complete;
    private final Map<String, SettingProblem> problems;

    private Rules(
            Map<String, ? extends @Nullable Object> values, boolean complete, Map<String, SettingProblem> problems) {
        this.values = values;
        this.complete = complete;
        this.problems = problems;
    }

    /** Adds problems; with {@code complete} an absent or empty value that another one needs is a problem too. */
    static void check(
            Map<String, ? extends @Nullable Object> values, boolean complete, Map<String, SettingProblem> problems) {
        Rules rules = new Rules(values, complete, problems);
        rules.keyboard();
        rules.ethernet();
        rules.wifi();
        rules.proxy();
        rules.web();
        rules.clock();
        rules.connections();
        rules.phoneNetworks();
        AppleRules.check(values, complete, problems);
    }

    private void keyboard() {
        if (values.get("language.keyboard.layouts") instanceof List<?> layouts && layouts.isEmpty()) {
            put("language.keyboard.layouts", SettingProblem.of("too-few"));
        }
    }

    private void ethernet() {
        String mask = text("network.ethernet.mask");
        if (!mask.isEmpty() && Addresses.prefixLength(mask) < 0) {
            put("network.ethernet.mask", SettingProblem.of("bad-mask"));
        }
        if (!"static".equals(values.get("network.ethernet.mode"))) {
            return;
        }
        need("network.ethernet.address");
        need("network.ethernet.mask");
        String address = text("network.ethernet.address");
        String gateway = text("network.ethernet.gateway");
        Long addressBits = Addresses.ipv4(address);
        Long gatewayBits = Addresses.ipv4(gateway);
        int prefix = Addresses.prefixLength(mask);
        if (!address.isEmpty() && addressBits == null) {
            put("network.ethernet.address", SettingProblem.of("ipv4-needed"));
        }
        if (!gateway.isEmpty() && gatewayBits == null) {
            put("network.ethernet.gateway", SettingProblem.of("ipv4-needed"));
        }
        if (addressBits == null || prefix < 0) {
            return;
        }
        long maskBits = 0xFFFF_FFFFL << (32 - prefix) & 0xFFFF_FFFFL;
        if (!usable(addressBits, maskBits, prefix)) {
            put("network.ethernet.address", SettingProblem.of("address-not-usable"));
        }
        if (gatewayBits == null) {
            return;
        }
        if ((gatewayBits & maskBits) != (addressBits & maskBits) || !usable(gatewayBits, maskBits, prefix)) {
            put("network.ethernet.gateway", SettingProblem.of("gateway-outside-subnet"));
        } else if (gatewayBits.equals(addressBits)) {
            put("network.ethernet.gateway", SettingProblem.of("gateway-is-address"));
        }
    }

    private static boolean usable(long address, long mask, int prefix) {
        long first = address >> 24;
        if (first == 0 || first == 127 || first >= 224) {
            return false;
        }
        long host = address & ~mask & 0xFFFF_FFFFL;
        return prefix >= 31 || (host != 0 && host != (~mask & 0xFFFF_FFFFL));
    }

    private void wifi() {
        if (Boolean.TRUE.equals(values.get("network.wifi.enabled"))) {
            need("network.wifi.name");
            if ("802.1x".equals(values.get("network.wifi.security"))) {
                need("network.wifi.user");
            }
        }
        String security = text("network.wifi.security");
        String password = text("network.wifi.password");
        if ((security.equals("wpa2") || security.equals("wpa3")) && !password.isEmpty()) {
            int length = password.codePointCount(0, password.length());
            if (length < 8) {
                put("network.wifi.password", SettingProblem.of("too-short", "length", length, "min", 8));
            } else if (length > 63) {
                put("network.wifi.password", SettingProblem.of("too-long", "length", length, "max", 63));
            }
        }
    }

    private void proxy() {
        if ("manual".equals(values.get("network.proxy.mode"))) {
            need("network.proxy.host");
        }
    }

    private void web() {
        String page = text("connections.web.startPage");
        if (page.toLowerCase(Locale.ROOT).startsWith("http:")
                && Boolean.TRUE.equals(values.get("connections.web.httpsOnly"))) {
            put("connections.web.startPage", SettingProblem.of("https-needed"));
        }
    }

    private void clock() {
        String zone = text("datetime.clock.zone");
        if (!zone.isEmpty() && !ZoneId.getAvailableZoneIds().contains(zone)) {
            put("datetime.clock.zone", SettingProblem.of("bad-zone"));
        }
        if (complete
                && "ntp".equals(values.get("datetime.clock.source"))
                && values.get("datetime.clock.ntpServers") instanceof List<?> servers
                && servers.isEmpty()) {
            put("datetime.clock.ntpServers", SettingProblem.of("too-few"));
        }
    }

    private void connections() {
        if (!(values.get("connections.rdp.list") instanceof List<?> list)) {
            return;
        }
        Set<Object> names = new HashSet<>();
        boolean started = false;
        for (int i = 0; i < list.size(); i++) {
            if (!(list.get(i) instanceof Map<?, ?> item)) {
                continue;
            }
            String key = "connections.rdp.list[" + i + "]";
            if (item.get("name") instanceof String name && !name.isBlank() && !names.add(name.strip())) {
                put(key + ".name", SettingProblem.of("duplicate"));
            }
            if (Boolean.TRUE.equals(item.get("autoStart"))) {
                if (started) {
                    put(key + ".autoStart", SettingProblem.of("one-auto-start"));
                }
                started = true;
            }
        }
    }

    private void phoneNetworks() {
        if (!(values.get("android.wifi.networks") instanceof List<?> list)) {
            return;
        }
        Set<Object> names = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) instanceof Map<?, ?> network) {
                phoneNetwork("android.wifi.networks[" + i + "]", network, names);
            }
        }
    }

    private void phoneNetwork(String key, Map<?, ?> network, Set<Object> names) {
        if (network.get("ssid") instanceof String name && !name.isBlank() && !names.add(name.strip())) {
            put(key + ".ssid", SettingProblem.of("duplicate"));
        }
        Object security = network.get("security");
        boolean tls = "tls".equals(network.get("method"));
        if ("eap".equals(security)) {
            filled(key, network, "identity");
            filled(key, network, "domain");
            filled(key, network, "authority");
            filled(key, network, tls ? "client" : "password");
        } else if (!"open".equals(security)) {
            filled(key, network, "password");
            if (network.get("password") instanceof String password && !password.isEmpty()) {
                int length = password.codePointCount(0, password.length());
                if (length < 8) {
                    put(key + ".password", SettingProblem.of("too-short", "length", length, "min", 8));
                } else if (length > 63) {
                    put(key + ".password", SettingProblem.of("too-long", "length", length, "max", 63));
                }
            }
        }
        if ("peap".equals(network.get("method")) && "pap".equals(network.get("inner")) && "eap".equals(security)) {
            put(key + ".inner", SettingProblem.of("not-an-option"));
        }
    }

    private void filled(String key, Map<?, ?> item, String field) {
        Object value = item.get(field);
        if (value == null || (value instanceof String text && text.isBlank())) {
            put(key + "." + field, SettingProblem.of("required"));
        }
    }

    private void need(String key) {
        if (values.get(key) instanceof Map) {
            return;
        }
        if (text(key).isEmpty() && complete) {
            put(key, SettingProblem.of("required"));
        }
    }

    private String text(String key) {
        return values.get(key) instanceof String text ? text.strip() : "";
    }

    private void put(String key, SettingProblem problem) {
        problems.putIfAbsent(key, problem);
    }
}

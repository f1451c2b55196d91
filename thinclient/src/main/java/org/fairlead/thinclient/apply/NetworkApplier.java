package org.fairlead.thinclient.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fairlead.protocol.catalogue.Addresses;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/** Wired network and Wi-Fi as connections of NetworkManager named {@code fairlead-...}. */
public final class NetworkApplier implements Applier {
    private static final String SERVICE = "org.freedesktop.NetworkManager";
    private static final String ROOT = "/org/freedesktop/NetworkManager";
    private static final Pattern PATH = Pattern.compile("\"(/org/freedesktop/NetworkManager/[A-Za-z]+/\\d+)\"");
    private static final int ETHERNET = 1;
    private static final int WIFI = 2;

    private final Programs programs;
    private boolean changed;

    public NetworkApplier(Programs programs) {
        this.programs = programs;
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
        if (dhcp && !changed) {
            return Outcome.APPLIED;
        }
        List<String> ipv4 = new ArrayList<>();
        if (dhcp) {
            ipv4.addAll(List.of("ipv4", "1", "method", "s", "auto"));
        } else {
            String address = Values.text(effective, "network.ethernet.address");
            if (address.isEmpty()) {
                return new Outcome.Failed("no address is set for this device");
            }
            manual(ipv4, address, effective);
        }
        List<String> connection = new ArrayList<>(
                List.of("2", "connection", "2", "id", "s", "fairlead-ethernet", "type", "s", "802-3-ethernet"));
        connection.addAll(ipv4);
        Outcome outcome = activate(ETHERNET, connection, "no wired network adapter");
        changed |= outcome instanceof Outcome.Applied;
        return outcome;
    }

    private static void manual(List<String> ipv4, String address, Map<String, Object> effective) {
        String gateway = Values.text(effective, "network.ethernet.gateway");
        String domain = Values.text(effective, "network.ethernet.searchDomain");
        int prefix = Addresses.prefixLength(Values.text(effective, "network.ethernet.mask"));
        List<String> dns = new ArrayList<>();
        for (String key : List.of("network.ethernet.dns1", "network.ethernet.dns2")) {
            Long bits = Addresses.ipv4(Values.text(effective, key));
            if (bits != null) {
                dns.add(Long.toString(Integer.toUnsignedLong(Integer.reverseBytes(bits.intValue()))));
            }
        }
        int entries = 3 + (gateway.isEmpty() ? 0 : 1) + (domain.isEmpty() ? 0 : 1);
        ipv4.addAll(List.of("ipv4", Integer.toString(entries), "method", "s", "manual"));
        ipv4.addAll(List.of("address-data", "aa{sv}", "1", "2", "address", "s", address));
        ipv4.addAll(List.of("prefix", "u", Integer.toString(prefix), "dns", "au", Integer.toString(dns.size())));
        ipv4.addAll(dns);
        if (!gateway.isEmpty()) {
            ipv4.addAll(List.of("gateway", "s", gateway));
        }
        if (!domain.isEmpty()) {
            ipv4.addAll(List.of("dns-search", "as", "1", domain));
        }
    }

    private Outcome wifi(Map<String, Object> effective) {
        if (!Values.flag(effective, "network.wifi.enabled")) {
            return Outcome.APPLIED;
        }
        byte[] name = Values.text(effective, "network.wifi.name").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        String password = Values.text(effective, "network.wifi.password");
        String security = Values.text(effective, "network.wifi.security");
        List<String> ssid = new ArrayList<>();
        for (byte b : name) {
            ssid.add(Integer.toString(b & 0xFF));
        }
        boolean enterprise = security.equals("802.1x");
        List<String> connection = new ArrayList<>(List.of(
                enterprise ? "4" : "3", "connection", "2", "id", "s", "fairlead-wifi", "type", "s", "802-11-wireless"));
        connection.addAll(List.of("802-11-wireless", "2", "ssid", "ay", Integer.toString(name.length)));
        connection.addAll(ssid);
        connection.addAll(List.of("hidden", "b", Boolean.toString(Values.flag(effective, "network.wifi.hidden"))));
        if (enterprise) {
            connection.addAll(List.of("802-11-wireless-security", "1", "key-mgmt", "s", "wpa-eap"));
            connection.addAll(List.of("802-1x", "4", "eap", "as", "1", "peap", "phase2-auth", "s", "mschapv2"));
            connection.addAll(List.of("identity", "s", Values.text(effective, "network.wifi.user")));
            connection.addAll(List.of("password", "s", password));
        } else {
            connection.addAll(List.of("802-11-wireless-security", "2", "key-mgmt", "s"));
            connection.addAll(List.of(security.equals("wpa3") ? "sae" : "wpa-psk", "psk", "s", password));
        }
        return activate(WIFI, connection, "no Wi-Fi adapter");
    }

    private Outcome activate(int type, List<String> connection, String none) {
        Programs.Result devices = call(ROOT, SERVICE, "GetDevices");
        if (!devices.ok()) {
            return absent(devices)
                    ? new Outcome.Unsupported("no NetworkManager on this system")
                    : new Outcome.Failed(devices.reason());
        }
        String device = device(devices.output(), type);
        if (device == null) {
            return new Outcome.Unsupported(none);
        }
        List<String> arguments = new ArrayList<>(List.of("a{sa{sv}}oo"));
        arguments.addAll(connection);
        arguments.addAll(List.of(device, "/"));
        Programs.Result result = call(ROOT, SERVICE, "AddAndActivateConnection", arguments.toArray(new String[0]));
        return result.ok() ? Outcome.APPLIED : new Outcome.Failed(result.reason());
    }

    private @Nullable String device(String paths, int type) {
        Matcher matcher = PATH.matcher(paths);
        while (matcher.find()) {
            Programs.Result kind = programs.run(
                    Program.BUSCTL,
                    List.of(
                            "--system",
                            "get-property",
                            SERVICE,
                            matcher.group(1),
                            "org.freedesktop.NetworkManager.Device",
                            "DeviceType"));
            if (kind.ok() && kind.output().strip().equals("u " + type)) {
                return matcher.group(1);
            }
        }
        return null;
    }

    private Programs.Result call(String path, String type, String method, String... rest) {
        List<String> arguments = new ArrayList<>(List.of("--system", "call", SERVICE, path, type, method));
        arguments.addAll(List.of(rest));
        return programs.run(Program.BUSCTL, arguments);
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

package org.fairlead.thinclient.model;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.protocol.agent.Up;
import org.jspecify.annotations.Nullable;

/** What the machine says of itself. */
public final class Machine {
    public static final String VERSION = "0.1.0";

    /** One network adapter. */
    public record Adapter(String name, boolean up, String mac, List<String> addresses) {}

    private Machine() {}

    public static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "thin-client";
        }
    }

    /** Changes at each start of the system; empty where the system has no such number. */
    public static String boot() {
        return line("/proc/sys/kernel/random/boot_id");
    }

    public static String model() {
        String model = line("/sys/class/dmi/id/product_name");
        return model.isEmpty() ? "PC" : model;
    }

    public static String serial() {
        return line("/sys/class/dmi/id/product_serial");
    }

    public static String system() {
        try {
            for (String line : Files.readAllLines(Path.of("/etc/os-release"))) {
                if (line.startsWith("PRETTY_NAME=")) {
                    return line.substring(12).replace("\"", "");
                }
            }
        } catch (IOException e) {
            return System.getProperty("os.name", "Linux");
        }
        return System.getProperty("os.name", "Linux");
    }

    /** Adapters but for the loopback. */
    public static List<Adapter> adapters() {
        List<Adapter> adapters = new ArrayList<>();
        try {
            for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (network.isLoopback()) {
                    continue;
                }
                byte[] mac = network.getHardwareAddress();
                adapters.add(new Adapter(
                        network.getName(),
                        network.isUp(),
                        mac == null ? "" : HexFormat.ofDelimiter(":").formatHex(mac),
                        network.inetAddresses()
                                .filter(address -> !address.isLinkLocalAddress())
                                .map(InetAddress::getHostAddress)
                                .map(text -> text.replaceAll("%.*", ""))
                                .toList()));
            }
        } catch (SocketException e) {
            return adapters;
        }
        return adapters;
    }

    public static Up.DeviceInfo info(String connectionLanguage) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>();
        more.put("macs", macs());
        more.put("language", connectionLanguage);
        more.put("java", System.getProperty("java.version"));
        return new Up.DeviceInfo(hostname(), model(), serial(), system(), VERSION, addresses(), more);
    }

    /** The body's {@code device} of an enrolment request. */
    public static Map<String, @Nullable Object> enrolment() {
        Map<String, @Nullable Object> device = new LinkedHashMap<>();
        device.put("hostname", hostname());
        device.put("model", model());
        device.put("serial", serial());
        device.put("os", system());
        device.put("agentVersion", VERSION);
        device.put("platform", "thin-client");
        device.put("macs", macs());
        return device;
    }

    private static List<String> addresses() {
        return adapters().stream()
                .flatMap(a -> a.addresses().stream())
                .limit(16)
                .toList();
    }

    private static List<String> macs() {
        return adapters().stream()
                .map(Adapter::mac)
                .filter(mac -> !mac.isEmpty())
                .limit(16)
                .toList();
    }

    private static String line(String file) {
        try {
            return new String(Files.readAllBytes(Path.of(file)), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }
}

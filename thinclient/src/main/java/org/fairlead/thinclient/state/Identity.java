package org.fairlead.thinclient.state;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What enrolment gave the device.
 *
 * @param key private key, PKCS#8 PEM; made on the device and never sent
 * @param chain identity certificate with its chain, PEM
 * @param pins base64 SHA-256 of the server public keys (SPKI) to trust
 */
public record Identity(
        String deviceId,
        long number,
        String key,
        String chain,
        String serverHost,
        int serverPort,
        String gatewayHost,
        int gatewayPort,
        List<String> pins,
        String workspace,
        String name,
        @Nullable String group) {
    private static final String FILE = "identity.json";

    public Identity greeted(String newName, @Nullable String newGroup, List<String> newPins) {
        return new Identity(
                deviceId,
                number,
                key,
                chain,
                serverHost,
                serverPort,
                gatewayHost,
                gatewayPort,
                newPins.isEmpty() ? pins : List.copyOf(newPins),
                workspace,
                newName.isEmpty() ? name : newName,
                newGroup);
    }

    /** With the name and group that a settings document tells; what it does not tell stays. */
    public Identity named(Map<String, @Nullable Object> device) {
        String newName = Values.text(device, "name");
        Object newGroup = device.containsKey("group") ? device.get("group") : group;
        return greeted(newName, newGroup instanceof String text ? text : null, pins);
    }

    public Identity certified(String newKey, String newChain) {
        return new Identity(
                deviceId,
                number,
                newKey,
                newChain,
                serverHost,
                serverPort,
                gatewayHost,
                gatewayPort,
                pins,
                workspace,
                name,
                group);
    }

    /** Trusts these server keys from now on. */
    public Identity pinned(List<String> newPins) {
        return greeted(name, group, newPins);
    }

    public Identity at(String host, int port, String newGatewayHost, int newGatewayPort) {
        return new Identity(
                deviceId, number, key, chain, host, port, newGatewayHost, newGatewayPort, pins, workspace, name, group);
    }

    public static @Nullable Identity load(SafeFiles files) {
        Map<String, @Nullable Object> map = files.loadObject(FILE);
        if (map == null) {
            return null;
        }
        return new Identity(
                Values.text(map, "deviceId"),
                Values.number(map, "number", 0),
                Values.text(map, "key"),
                Values.text(map, "chain"),
                Values.text(map, "serverHost"),
                (int) Values.number(map, "serverPort", 8444),
                Values.text(map, "gatewayHost"),
                (int) Values.number(map, "gatewayPort", 8445),
                Values.texts(map.get("pins")),
                Values.text(map, "workspace"),
                Values.text(map, "name"),
                map.get("group") instanceof String text ? text : null);
    }

    public void save(SafeFiles files) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("deviceId", deviceId);
        map.put("number", number);
        map.put("key", key);
        map.put("chain", chain);
        map.put("serverHost", serverHost);
        map.put("serverPort", (long) serverPort);
        map.put("gatewayHost", gatewayHost);
        map.put("gatewayPort", (long) gatewayPort);
        map.put("pins", pins);
        map.put("workspace", workspace);
        map.put("name", name);
        map.put("group", group);
        files.saveObject(FILE, map);
    }

    public static void forget(SafeFiles files) {
        files.delete(FILE);
    }
}

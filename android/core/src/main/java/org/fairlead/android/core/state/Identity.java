package org.fairlead.android.core.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What enrolment gave the phone.
 *
 * @param key name of the private key in the key vault
 * @param chain identity certificate with its chain, PEM
 * @param pins base64 SHA-256 of the server public keys (SPKI) to trust
 */
public record Identity(
        String deviceId,
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

    public Identity greeted(String newName, @Nullable String newGroup, List<String> newPins) {
        return new Identity(
                deviceId,
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

    public Identity certified(String newKey, String newChain) {
        return new Identity(
                deviceId,
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

    /** For its file. */
    public Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("deviceId", deviceId);
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
        return map;
    }

    /** From its file; null when there is none. */
    public static @Nullable Identity of(@Nullable Map<String, @Nullable Object> map) {
        if (map == null) {
            return null;
        }
        List<String> pins = new ArrayList<>();
        if (map.get("pins") instanceof List<?> list) {
            list.forEach(pin -> pins.add(String.valueOf(pin)));
        }
        return new Identity(
                text(map, "deviceId"),
                text(map, "key"),
                text(map, "chain"),
                text(map, "serverHost"),
                number(map, "serverPort"),
                text(map, "gatewayHost"),
                number(map, "gatewayPort"),
                List.copyOf(pins),
                text(map, "workspace"),
                text(map, "name"),
                map.get("group") instanceof String group ? group : null);
    }

    private static String text(Map<?, ?> map, String name) {
        return map.get(name) instanceof String text ? text : "";
    }

    private static int number(Map<?, ?> map, String name) {
        return map.get(name) instanceof Number number ? number.intValue() : 0;
    }
}

package org.fairlead.server.core.apple.profile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.fairlead.protocol.catalogue.Block;
import org.fairlead.protocol.catalogue.Setting;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.apple.Digests;
import org.fairlead.server.core.apple.profile.Payloads.Payload;
import org.jspecify.annotations.Nullable;

/** One block of settings as a configuration profile. */
final class BlockContent {
    private static final String IDENTIFIERS = "org.fairlead.settings.";
    private static final String NEEDS_SUPERVISION = "needs a supervised device";

    private BlockContent() {}

    /** The same for a block at all times: a profile with the same identifier replaces the one before. */
    static String identifier(String block) {
        return IDENTIFIERS + block.substring(block.indexOf('.') + 1);
    }

    /** Changes when the content does; empty when nothing is asked for. Made of sealed values. */
    static String hash(List<Payload> payloads) {
        if (payloads.isEmpty()) {
            return "";
        }
        List<Object> all = new ArrayList<>();
        payloads.forEach(p -> all.add(List.of(p.type(), p.title(), Objects.requireNonNull(plain(p.keys())))));
        return Digests.sha256(Json.canonical(all));
    }

    static Map<String, Object> profile(Block block, List<Payload> payloads, String hash, String organisation) {
        String identifier = identifier(block.id());
        Map<String, Object> profile = new LinkedHashMap<>();
        envelope(profile, "Configuration", identifier, uuid(hash, 0));
        profile.put("PayloadDisplayName", organisation + ": " + block.title().en());
        profile.put("PayloadOrganization", organisation);
        List<Object> content = new ArrayList<>();
        for (Payload payload : payloads) {
            Map<String, Object> item = new LinkedHashMap<>();
            int number = content.size() + 1;
            envelope(item, payload.type(), identifier + "." + number, uuid(hash, number));
            item.put(
                    "PayloadDisplayName",
                    payload.title().isEmpty() ? block.title().en() : payload.title());
            item.putAll(payload.keys());
            content.add(item);
        }
        profile.put("PayloadContent", content);
        return profile;
    }

    /** The settings of a block that ask for something, with why this phone does not support them, or null. */
    static Map<String, @Nullable Object> asked(
            Block block, Map<String, ? extends @Nullable Object> values, boolean supervised) {
        Map<String, @Nullable Object> asked = new LinkedHashMap<>();
        for (Setting setting : block.settings()) {
            boolean shown = setting.shownWhen() == null || setting.shownWhen().holds(values);
            if (shown && !Objects.equals(values.get(setting.key()), setting.defaultValue())) {
                asked.put(setting.key(), setting.supervised() && !supervised ? NEEDS_SUPERVISION : null);
            }
        }
        return asked;
    }

    private static void envelope(Map<String, Object> payload, String type, String identifier, String uuid) {
        payload.put("PayloadType", type);
        payload.put("PayloadVersion", 1);
        payload.put("PayloadIdentifier", identifier);
        payload.put("PayloadUUID", uuid);
    }

    private static String uuid(String hash, int number) {
        return UUID.nameUUIDFromBytes((hash + "|" + number).getBytes(StandardCharsets.US_ASCII))
                .toString()
                .toUpperCase(Locale.ROOT);
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case byte[] data -> Base64.getEncoder().encodeToString(data);
            case Integer number -> (long) number;
            case List<?> list -> list.stream().map(BlockContent::plain).toList();
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> all = new LinkedHashMap<>();
                map.forEach((key, inside) -> all.put(String.valueOf(key), plain(inside)));
                yield all;
            }
            case null, default -> value;
        };
    }
}

package org.fairlead.server.api;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.fairlead.protocol.catalogue.Block;
import org.fairlead.protocol.catalogue.Catalogue;
import org.fairlead.protocol.catalogue.Setting;
import org.fairlead.server.core.device.Device;
import org.fairlead.server.core.settings.EffectiveSettings;
import org.fairlead.server.core.settings.EffectiveSettings.EffectiveValue;
import org.jspecify.annotations.Nullable;

/**
 * How each setting of a phone stands that asks for something of it. iPhones say it setting by setting; of Androids, which
 * say it block by block, a setting stands as its block. Until a phone has spoken of the newest settings, they wait.
 */
final class SettingStates {
    private SettingStates() {}

    /** Applied, pending, failed or unsupported; since when, and why. */
    record SettingState(
            String state, @Nullable String since, @Nullable String reason) {}

    static Map<String, SettingState> of(Catalogue catalogue, Device device, EffectiveSettings effective, String hash) {
        Map<String, Map<String, @Nullable Object>> reported = new HashMap<>();
        device.state().blocks().forEach(block -> reported.put(String.valueOf(block.get("block")), block));
        Map<String, @Nullable Object> values = new HashMap<>();
        effective.values().forEach((key, value) -> values.put(key, value.value()));
        boolean waits = device.state().settings().equals("pending");
        Map<String, SettingState> states = new LinkedHashMap<>();
        for (Block block : catalogue.blocks()) {
            Map<String, @Nullable Object> known = reported.getOrDefault(block.id(), Map.of());
            boolean old = waits && !hash.equals(known.get("hash"));
            for (Setting setting : block.settings()) {
                EffectiveValue value = effective.values().get(setting.key());
                boolean shown =
                        setting.shownWhen() == null || setting.shownWhen().holds(values);
                if (value != null && shown && !Objects.equals(value.value(), setting.defaultValue())) {
                    states.put(setting.key(), state(device, setting, known, old));
                }
            }
        }
        return states;
    }

    private static SettingState state(
            Device device, Setting setting, Map<String, @Nullable Object> block, boolean old) {
        Instant since = device.state().desiredSince();
        if (old || block.get("state") == null) {
            return new SettingState("pending", since == null ? null : since.toString(), null);
        }
        Map<?, ?> own = Optional.ofNullable(block.get("settings"))
                .filter(Map.class::isInstance)
                .map(Map.class::cast)
                .map(all -> all.get(setting.key()))
                .filter(Map.class::isInstance)
                .map(Map.class::cast)
                .orElse(block);
        return new SettingState(
                String.valueOf(own.get("state")),
                block.get("at") instanceof String at ? at : null,
                own.get("reason") instanceof String reason ? reason : null);
    }
}

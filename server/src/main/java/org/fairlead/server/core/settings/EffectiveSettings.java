package org.fairlead.server.core.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a device must obey: every setting's value with its origin, and the locked blocks with the policy that locks. */
public record EffectiveSettings(Map<String, EffectiveValue> values, Map<String, Origin> locked) {
    /** One value and the place that it came from. */
    public record EffectiveValue(@Nullable Object value, Origin origin) {}

    /**
     * Folds the active policies along a path (root first) and the device's own values.
     *
     * <p>A policy that does not inherit cuts off those above it, unless one of them forces inheritance. A block belongs
     * to the topmost policy that locks it: its values hold there and below, the device's own do not count. In an unlocked
     * block the device's own value comes first, then the nearest policy that sets the key, then the default.
     */
    public static EffectiveSettings of(
            SettingsSchema schema, List<PolicyLayer> path, Map<String, @Nullable Object> own) {
        List<PolicyLayer> layers = inherited(path);
        Map<String, EffectiveValue> values = new LinkedHashMap<>();
        Map<String, Origin> locked = new LinkedHashMap<>();
        for (SettingsSchema.Block block : schema.blocks()) {
            int lock = topmostLock(layers, block.id());
            int from = lock >= 0 ? lock : layers.size() - 1;
            if (lock >= 0) {
                locked.put(block.id(), Origin.policy(layers.get(lock)));
            }
            block.defaults().forEach((key, byDefault) -> {
                boolean ownCounts =
                        lock < 0 && own.containsKey(key) && !block.policyOnly().contains(key);
                values.put(
                        key,
                        ownCounts
                                ? new EffectiveValue(own.get(key), Origin.DEVICE)
                                : nearest(layers, from, key, byDefault));
            });
        }
        return new EffectiveSettings(values, locked);
    }

    /** The policies of a path that count, root first. */
    public static List<PolicyLayer> inherited(List<PolicyLayer> path) {
        int start = 0;
        boolean forced = false;
        for (int i = 0; i < path.size(); i++) {
            if (!path.get(i).inherit() && !forced) {
                start = i;
            }
            forced |= path.get(i).force();
        }
        return path.subList(start, path.size());
    }

    private static int topmostLock(List<PolicyLayer> layers, String block) {
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i).locks().contains(block)) {
                return i;
            }
        }
        return -1;
    }

    private static EffectiveValue nearest(List<PolicyLayer> layers, int from, String key, @Nullable Object byDefault) {
        for (int i = from; i >= 0; i--) {
            PolicyLayer layer = layers.get(i);
            if (layer.values().containsKey(key)) {
                return new EffectiveValue(layer.values().get(key), Origin.policy(layer));
            }
        }
        return new EffectiveValue(byDefault, Origin.DEFAULT);
    }
}

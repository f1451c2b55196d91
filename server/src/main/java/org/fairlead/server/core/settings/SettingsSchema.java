package org.fairlead.server.core.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the policy engine must know of the settings catalogue of one platform: blocks, keys, defaults. */
public final class SettingsSchema {
    /** A block: what a policy can lock as one. */
    public record Block(String id, Map<String, @Nullable Object> defaults, Set<String> policyOnly) {}

    private final Map<String, Block> blocks;
    private final Map<String, Block> byKey = new LinkedHashMap<>();

    public SettingsSchema(Iterable<Block> blocks) {
        this.blocks = new LinkedHashMap<>();
        for (Block block : blocks) {
            this.blocks.put(block.id(), block);
            block.defaults().keySet().forEach(key -> byKey.put(key, block));
        }
    }

    public Iterable<Block> blocks() {
        return blocks.values();
    }

    public boolean hasBlock(String id) {
        return blocks.containsKey(id);
    }

    public @Nullable Block blockOf(String key) {
        return byKey.get(key);
    }
}

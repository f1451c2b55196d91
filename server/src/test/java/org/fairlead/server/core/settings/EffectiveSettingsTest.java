package org.fairlead.server.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EffectiveSettingsTest {
    private static final SettingsSchema SCHEMA = schema(4, 3);

    @Test
    void withoutPoliciesTheDeviceDecidesOverTheDefaults() {
        EffectiveSettings settings = EffectiveSettings.of(SCHEMA, List.of(), Map.of("b0.k0", 5L));
        assertThat(settings.values().get("b0.k0").value()).isEqualTo(5L);
        assertThat(settings.values().get("b0.k0").origin()).isEqualTo(Origin.DEVICE);
        assertThat(settings.values().get("b0.k1").origin()).isEqualTo(Origin.DEFAULT);
        assertThat(settings.locked()).isEmpty();
    }

    @Test
    void aLockAboveBeatsALockBelowAndTheDevice() {
        PolicyLayer root = layer("root", true, false, Map.of("b0.k0", 1L), Set.of("b0"));
        PolicyLayer leaf = layer("leaf", true, false, Map.of("b0.k0", 2L, "b1.k0", 3L), Set.of("b0", "b1"));
        EffectiveSettings settings =
                EffectiveSettings.of(SCHEMA, List.of(root, leaf), Map.of("b0.k0", 9L, "b1.k0", 9L, "b2.k0", 9L));
        assertThat(settings.values().get("b0.k0")).isEqualTo(value(1L, root));
        assertThat(settings.values().get("b1.k0")).isEqualTo(value(3L, leaf));
        assertThat(settings.values().get("b2.k0").value()).isEqualTo(9L);
        assertThat(settings.locked()).containsOnlyKeys("b0", "b1");
    }

    @Test
    void aPolicyThatDoesNotInheritStandsAloneUnlessItIsForced() {
        PolicyLayer open = layer("root", true, false, Map.of("b0.k0", 1L), Set.of("b0"));
        PolicyLayer forcing = layer("root", true, true, Map.of("b0.k0", 1L), Set.of("b0"));
        PolicyLayer alone = layer("leaf", false, false, Map.of("b0.k0", 2L), Set.of());
        assertThat(EffectiveSettings.of(SCHEMA, List.of(open, alone), Map.of())
                        .values()
                        .get("b0.k0")
                        .value())
                .isEqualTo(2L);
        assertThat(EffectiveSettings.of(SCHEMA, List.of(forcing, alone), Map.of())
                        .values()
                        .get("b0.k0")
                        .value())
                .isEqualTo(1L);
    }

    @Test
    void whatOnlyAPolicyMayDecideIsNotTakenFromTheDevice() {
        EffectiveSettings settings = EffectiveSettings.of(SCHEMA, List.of(), Map.of("b0.k2", 5L));
        assertThat(settings.values().get("b0.k2").origin()).isEqualTo(Origin.DEFAULT);
    }

    @Test
    void agreesWithANaiveModelOverRandomPaths() {
        for (int seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            List<PolicyLayer> path = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                path.add(layer("p" + i, random.nextInt(4) > 0, random.nextInt(5) == 0, values(random), locks(random)));
            }
            Map<String, Object> own = values(random);
            EffectiveSettings settings = EffectiveSettings.of(SCHEMA, path, own);
            for (SettingsSchema.Block block : SCHEMA.blocks()) {
                for (String key : block.defaults().keySet()) {
                    assertThat(settings.values().get(key).value())
                            .as("seed %s key %s", seed, key)
                            .isEqualTo(naive(path, own, block, key));
                }
            }
        }
    }

    /** The three steps of the rule, written for one key by recursion from the root. */
    private static Object naive(
            List<PolicyLayer> path, Map<String, Object> own, SettingsSchema.Block block, String key) {
        Object value = block.defaults().get(key);
        boolean locked = false;
        for (int i = 0; i < path.size(); i++) {
            PolicyLayer layer = path.get(i);
            boolean forced = false;
            for (int above = 0; above < i; above++) {
                forced |= path.get(above).force();
            }
            if (!layer.inherit() && !forced) {
                value = block.defaults().get(key);
                locked = false;
            }
            if (!locked && layer.values().containsKey(key)) {
                value = layer.values().get(key);
            }
            locked |= layer.locks().contains(block.id());
        }
        boolean policyOnly = block.policyOnly().contains(key);
        return !locked && !policyOnly && own.containsKey(key) ? own.get(key) : value;
    }

    private static SettingsSchema schema(int blocks, int keys) {
        List<SettingsSchema.Block> list = new ArrayList<>();
        for (int b = 0; b < blocks; b++) {
            Map<String, Object> defaults = new LinkedHashMap<>();
            for (int k = 0; k < keys; k++) {
                defaults.put("b" + b + ".k" + k, 0L);
            }
            list.add(new SettingsSchema.Block("b" + b, defaults, Set.of("b" + b + ".k" + (keys - 1))));
        }
        return new SettingsSchema(list);
    }

    private static Map<String, Object> values(Random random) {
        Map<String, Object> values = new HashMap<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            values.put("b" + random.nextInt(4) + ".k" + random.nextInt(3), (long) random.nextInt(100));
        }
        return values;
    }

    private static Set<String> locks(Random random) {
        Set<String> locks = new HashSet<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            locks.add("b" + random.nextInt(4));
        }
        return locks;
    }

    private static PolicyLayer layer(
            String name, boolean inherit, boolean force, Map<String, Object> values, Set<String> locks) {
        return new PolicyLayer(new UUID(1, name.hashCode()), name, new UUID(2, 2), "g", inherit, force, values, locks);
    }

    private static EffectiveSettings.EffectiveValue value(Object value, PolicyLayer layer) {
        return new EffectiveSettings.EffectiveValue(value, Origin.policy(layer));
    }
}

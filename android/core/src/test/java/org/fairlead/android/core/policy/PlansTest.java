package org.fairlead.android.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.fairlead.android.core.command.Commands;
import org.fairlead.android.core.device.Facts;
import org.fairlead.android.core.device.Mode;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.agent.Up;
import org.fairlead.protocol.catalogue.Catalogue;
import org.fairlead.protocol.catalogue.Setting;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlansTest {
    private final Catalogue catalogue = Catalogue.load().forPlatform("android");

    private static Facts facts(Mode mode, int api) {
        return new Facts(mode, api, true, true, true, true, true, null);
    }

    private static BlockPlan block(List<BlockPlan> plans, String id) {
        return plans.stream().filter(p -> p.block().equals(id)).findFirst().orElseThrow();
    }

    @Test
    void theCatalogueAndTheAgentKnowTheSameSettings() {
        Set<String> asked = new TreeSet<>();
        Map<String, @Nullable Object> values = new Recorder(asked, Map.of("android.kiosk.enabled", true));
        for (int api : new int[] {28, 34}) {
            Plans.of(values, facts(Mode.DEVICE_OWNER, api));
        }
        Plans.of(new Recorder(asked, Map.of("android.apps.mode", "only-listed")), facts(Mode.DEVICE_OWNER, 34));
        for (String kind : List.of("locate", "photo")) {
            Commands.decide(new Down.Order("c", kind, Map.of(), 0), facts(Mode.ADMIN, 28), values);
        }
        Set<String> offered = catalogue.settings().stream()
                .map(Setting::key)
                .filter(key -> key.startsWith("android."))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(asked).isEqualTo(offered);
    }

    @Test
    void everyBlockOfTheCatalogueIsReported() {
        Set<String> blocks = catalogue.blocks().stream()
                .map(b -> b.id())
                .filter(id -> id.startsWith("android."))
                .collect(Collectors.toSet());
        assertThat(Plans.of(Map.of(), facts(Mode.NONE, 26)))
                .extracting(BlockPlan::block)
                .hasSameElementsAs(blocks);
    }

    @Test
    void theDefaultsAskForNothingThatAnyPhoneLacks() {
        for (Mode mode : Mode.values()) {
            for (int api = 26; api <= 37; api++) {
                assertThat(Plans.of(new LinkedHashMap<>(catalogue.defaults()), facts(mode, api)))
                        .as("%s on %s", mode, api)
                        .allSatisfy(plan -> assertThat(plan.unsupported()).isEmpty());
            }
        }
    }

    @Test
    void whatAPhoneWithoutRightsCannotDoIsSaid() {
        Map<String, @Nullable Object> wish = new LinkedHashMap<>();
        wish.put("android.password.strength", "high");
        wish.put("android.camera.camera", false);
        wish.put("android.restrictions.usb", false);
        wish.put("android.kiosk.enabled", true);
        wish.put("android.kiosk.apps", List.of("com.example.till"));
        wish.put("android.certificates.authorities", List.of("PEM"));
        wish.put("android.apps.forbidden", List.of("com.example.game"));
        List<BlockPlan> plans = Plans.of(wish, facts(Mode.ADMIN, 34));
        for (String id : List.of("password", "camera", "restrictions", "kiosk", "certificates", "apps")) {
            assertThat(block(plans, "android." + id).unsupported()).as(id).isNotEmpty();
        }
        assertThat(Plans.of(wish, facts(Mode.DEVICE_OWNER, 34)))
                .allSatisfy(plan -> assertThat(plan.unsupported()).isEmpty());
    }

    @Test
    void qualityUpToAndroid11ComplexityFromAndroid12() {
        Map<String, @Nullable Object> wish =
                Map.of("android.password.strength", "medium", "android.password.minLength", 8L);
        assertThat(block(Plans.of(wish, facts(Mode.DEVICE_OWNER, 30)), "android.password")
                        .steps())
                .contains(new Step.PasswordQuality(Step.Strength.MEDIUM, 8));
        BlockPlan newer = block(Plans.of(wish, facts(Mode.DEVICE_OWNER, 31)), "android.password");
        assertThat(newer.steps()).contains(new Step.PasswordComplexity(Step.Strength.MEDIUM));
        assertThat(newer.unsupported()).hasSize(1);
    }

    @Test
    void aWorkProfileHoldsWhatBelongsToProfiles() {
        Map<String, @Nullable Object> wish =
                Map.of("android.restrictions.installApps", false, "android.restrictions.bluetooth", false);
        BlockPlan plan = block(Plans.of(wish, facts(Mode.PROFILE_OWNER, 34)), "android.restrictions");
        assertThat(plan.steps()).contains(new Step.UserRestriction("no_install_apps", true));
        assertThat(plan.unsupported()).singleElement().asString().startsWith("bluetooth");
    }

    @Test
    void aRestrictionIsUnsupportedBelowItsVersion() {
        Map<String, @Nullable Object> wish = Map.of("android.restrictions.airplaneMode", false);
        assertThat(block(Plans.of(wish, facts(Mode.DEVICE_OWNER, 27)), "android.restrictions")
                        .unsupported())
                .hasSize(1);
        assertThat(block(Plans.of(wish, facts(Mode.DEVICE_OWNER, 28)), "android.restrictions")
                        .unsupported())
                .isEmpty();
    }

    @Test
    void whatThePhoneRefusesFailsItsBlockAndNoOther() {
        List<String> done = new ArrayList<>();
        List<Up.BlockResult> results = Applier.apply(
                List.of(
                        new BlockPlan("a", List.of(new Step.Camera(true), new Step.LockAfter(1)), List.of()),
                        new BlockPlan("b", List.of(new Step.LockAfter(2)), List.of()),
                        new BlockPlan("c", List.of(), List.of("too old"))),
                new FakeDevice(step -> {
                    if (step instanceof Step.Camera) {
                        return "no";
                    }
                    done.add(String.valueOf(step));
                    return null;
                }));
        assertThat(done).hasSize(2);
        assertThat(results)
                .extracting(Up.BlockResult::state)
                .containsExactly(
                        Up.BlockResult.State.FAILED, Up.BlockResult.State.APPLIED, Up.BlockResult.State.UNSUPPORTED);
        assertThat(results)
                .extracting(Up.BlockResult::reason)
                .containsExactly("refused: no", null, "unsupported: too old");
    }

    @Test
    void passwordsOfNetworksAreNotPrinted() {
        assertThat(new Step.Wifi("Office", Step.Security.WPA2, "correct horse", false).toString())
                .doesNotContain("correct horse");
    }

    /** Remembers which keys were asked for. */
    private static final class Recorder extends AbstractMap<String, @Nullable Object> {
        private final Set<String> asked;
        private final Map<String, Object> values;

        Recorder(Set<String> asked, Map<String, Object> values) {
            this.asked = asked;
            this.values = values;
        }

        @Override
        public @Nullable Object get(Object key) {
            asked.add(String.valueOf(key));
            return values.get(key);
        }

        @Override
        public Set<Entry<String, @Nullable Object>> entrySet() {
            return Set.of();
        }
    }
}

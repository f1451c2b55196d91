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
    void eachNetworkIsTakenOrRefusedByItself() {
        Map<String, Object> eap = Map.of(
                "ssid", "Staff",
                "security", "eap",
                "method", "ttls",
                "inner", "pap",
                "identity", "phone",
                "anonymous", "nobody",
                "password", "secret of staff",
                "domain", "radius.example.org",
                "authority", "PEM");
        Map<String, Object> careless = new LinkedHashMap<>(eap);
        careless.put("ssid", "Careless");
        careless.remove("domain");
        Map<String, @Nullable Object> wish = Map.of(
                "android.wifi.networks",
                List.of(
                        Map.of("ssid", "Guests", "security", "open", "hidden", true),
                        Map.of("ssid", "Office", "security", "wpa2", "password", "correct horse"),
                        Map.of("ssid", "Modern", "security", "wpa3", "password", "correct horse"),
                        Map.of("ssid", "Short", "security", "wpa2", "password", "1234567"),
                        eap,
                        careless,
                        Map.of("ssid", "", "security", "open")));
        BlockPlan plan = block(Plans.of(wish, facts(Mode.DEVICE_OWNER, 28)), "android.wifi");
        assertThat(plan.unsupported())
                .containsExactly(
                        "Modern: WPA3 needs Android 10",
                        "Short: the password is missing or shorter than 8 characters",
                        "Careless: without an authority and the server's name anybody could play this network");
        assertThat(plan.steps())
                .containsExactly(new Step.Wifi(List.of(
                        new Step.Network("Guests", Step.Security.OPEN, "", true, null),
                        new Step.Network("Office", Step.Security.WPA2, "correct horse", false, null),
                        new Step.Network(
                                "Staff",
                                Step.Security.EAP,
                                "",
                                false,
                                new Step.Eap(
                                        Step.Method.TTLS,
                                        Step.Inner.PAP,
                                        "phone",
                                        "nobody",
                                        "secret of staff",
                                        "radius.example.org",
                                        "PEM",
                                        "")))));
        assertThat(block(Plans.of(wish, facts(Mode.DEVICE_OWNER, 29)), "android.wifi")
                        .unsupported())
                .noneMatch(reason -> reason.startsWith("Modern"));
        assertThat(plan.toString()).doesNotContain("correct horse", "secret of staff");
    }

    @Test
    void aNetworkByCertificateNeedsTheCertificateAndNoPassword() {
        Map<String, Object> network = new LinkedHashMap<>(Map.of(
                "ssid", "Staff",
                "security", "eap",
                "method", "tls",
                "identity", "phone",
                "password", "left over",
                "domain", "example.org",
                "authority", "PEM"));
        Map<String, @Nullable Object> wish = Map.of("android.wifi.networks", List.of(network));
        assertThat(block(Plans.of(wish, facts(Mode.ADMIN, 34)), "android.wifi").unsupported())
                .containsExactly("Staff: the phone's certificate is missing");
        network.put("client", "KEY");
        Step.Wifi step = (Step.Wifi) block(Plans.of(wish, facts(Mode.ADMIN, 34)), "android.wifi")
                .steps()
                .get(0);
        Step.Eap eap = step.networks().get(0).eap();
        assertThat(eap.client()).isEqualTo("KEY");
        assertThat(eap.password()).isEmpty();
        assertThat(step.toString() + eap).doesNotContain("KEY");
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

package org.fairlead.server.core.apple.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.fairlead.protocol.catalogue.Block;
import org.fairlead.protocol.catalogue.Catalogue;
import org.fairlead.protocol.catalogue.Setting;
import org.fairlead.server.core.apple.profile.Payloads.Payload;
import org.junit.jupiter.api.Test;

class PayloadsTest {
    private static final Catalogue CATALOGUE = Catalogue.load();

    @Test
    void theDefaultsOfTheCatalogueAskForNothing() {
        for (String block : Payloads.BLOCKS) {
            assertThat(Payloads.of(block, effective(Map.of()), true)).as(block).isEmpty();
            assertThat(BlockContent.asked(block(block), CATALOGUE.defaults(), true))
                    .isEmpty();
        }
    }

    @Test
    void everyBlockForIphonesHasItsPlaceInTheOrder() {
        assertThat(Payloads.BLOCKS)
                .containsExactlyInAnyOrderElementsOf(CATALOGUE.forPlatform("ios").blocks().stream()
                        .map(Block::id)
                        .toList());
    }

    @Test
    void everySwitchOfTheRestrictionsReachesApple() {
        Set<String> switches = CATALOGUE.forPlatform("ios").settings().stream()
                .filter(s -> List.of("ios.device", "ios.apps", "ios.data", "ios.safari")
                        .contains(s.block()))
                .filter(s -> s.defaultValue() instanceof Boolean)
                .map(Setting::key)
                .collect(Collectors.toSet());
        assertThat(Restrictions.names().keySet()).isEqualTo(switches);
        for (String key : switches) {
            Setting setting = CATALOGUE.setting(key).orElseThrow();
            boolean byDefault = Boolean.TRUE.equals(setting.defaultValue());
            Effective of = effective(Map.of(key, !byDefault));
            String apple = Restrictions.names().get(key);
            assertThat(Payloads.of(setting.block(), of, true))
                    .as(key)
                    .containsExactly(new Payload("com.apple.applicationaccess", "", Map.of(apple, !byDefault)));
            assertThat(Payloads.of(setting.block(), of, false).isEmpty())
                    .as("%s on a phone that is not supervised", key)
                    .isEqualTo(setting.supervised());
            assertThat(Restrictions.SUPERVISED.contains(apple)).as(key).isEqualTo(setting.supervised());
        }
    }

    @Test
    void appsAreForbiddenOrListed() {
        Effective forbidden = effective(Map.of("ios.apps.forbidden", List.of("com.example.game")));
        assertThat(keys("ios.apps", forbidden, true))
                .containsExactly(Map.entry("blockedAppBundleIDs", List.of("com.example.game")));
        assertThat(Payloads.of("ios.apps", forbidden, false)).isEmpty();
        Effective only =
                effective(Map.of("ios.apps.mode", "only-listed", "ios.apps.allowed", List.of("com.example.till")));
        assertThat(keys("ios.apps", only, true))
                .containsExactly(Map.entry("allowListedAppBundleIDs", List.of("com.example.till")));
    }

    @Test
    void aPasscodeNamesOnlyWhatIsDemanded() {
        assertThat(keys("ios.passcode", effective(Map.of("ios.passcode.required", true)), false))
                .isEqualTo(Map.of("forcePIN", true, "allowSimple", true, "requireAlphanumeric", false));
        assertThat(keys(
                        "ios.passcode",
                        effective(Map.of(
                                "ios.passcode.required",
                                true,
                                "ios.passcode.minLength",
                                6L,
                                "ios.passcode.grace",
                                "5",
                                "ios.passcode.wipeAfterFailures",
                                10L)),
                        false))
                .containsEntry("minLength", 6)
                .containsEntry("maxGracePeriod", 5)
                .containsEntry("maxFailedAttempts", 10);
    }

    @Test
    void aNetworkCarriesItsPasswordOnlyWhereItNeedsOne() {
        Map<String, Object> values = Map.of("ios.wifi.ssid", "Büro <&>", "ios.wifi.password", sealed("geheim12"));
        assertThat(keys("ios.wifi", effective(values), false))
                .containsEntry("SSID_STR", "Büro <&>")
                .containsEntry("EncryptionType", "WPA2")
                .containsEntry("Password", "open geheim12")
                .doesNotContainKey("DisableAssociationMACRandomization");
        assertThat(keys("ios.wifi", effective(with(values, "ios.wifi.security", "open")), false))
                .containsEntry("EncryptionType", "None")
                .doesNotContainKey("Password");
        Map<String, Object> enterprise = with(values, "ios.wifi.security", "802.1x");
        assertThat(keys("ios.wifi", effective(with(enterprise, "ios.wifi.user", "{login}")), false))
                .doesNotContainKey("Password")
                .containsEntry(
                        "EAPClientConfiguration",
                        Map.of("AcceptEAPTypes", List.of(25), "UserName", "anna", "UserPassword", "open geheim12"));
    }

    @Test
    void aVpnHasWhatIkeNeeds() {
        Map<String, Object> values =
                Map.of("ios.vpn.enabled", true, "ios.vpn.server", "vpn.example.org", "ios.vpn.password", sealed("p"));
        Map<?, ?> ike = (Map<?, ?>) keys("ios.vpn", effective(values), false).get("IKEv2");
        assertThat(ike.get("RemoteIdentifier")).isEqualTo("vpn.example.org");
        assertThat(ike.get("LocalIdentifier")).isEqualTo("");
        assertThat(ike.get("AuthName")).isEqualTo("anna");
        assertThat(ike.get("AuthPassword")).isEqualTo("open p");
        Map<?, ?> shared =
                (Map<?, ?>) keys("ios.vpn", effective(with(values, "ios.vpn.method", "shared-secret")), false)
                        .get("IKEv2");
        assertThat(shared.get("AuthenticationMethod")).isEqualTo("SharedSecret");
        assertThat(shared.containsKey("AuthPassword")).isFalse();
    }

    @Test
    void aMailAccountIsThatOfTheOwner() {
        Map<String, Object> keys = keys(
                "ios.mail",
                effective(Map.of(
                        "ios.mail.enabled",
                        true,
                        "ios.mail.incomingServer",
                        "imap.example.org",
                        "ios.mail.outgoingServer",
                        "smtp.example.org")),
                false);
        assertThat(keys)
                .containsEntry("EmailAddress", "anna@example.org")
                .containsEntry("EmailAccountName", "Anna & Co")
                .containsEntry("IncomingMailServerPortNumber", 993)
                .doesNotContainKey("IncomingPassword");
    }

    @Test
    void whatNeedsASupervisedPhoneIsNotMadeForOthersAndSaid() {
        Map<String, Object> values =
                all(Map.of("ios.singleApp.enabled", true, "ios.singleApp.app", "com.example.till"));
        Effective of = new Effective(values, Owner.NOBODY, Effective.SEALED);
        assertThat(Payloads.of("ios.singleApp", of, false)).isEmpty();
        assertThat(Payloads.of("ios.singleApp", of, true))
                .extracting(Payload::type)
                .containsExactly("com.apple.app.lock");
        assertThat(BlockContent.asked(block("ios.singleApp"), values, false))
                .containsExactly(
                        Map.entry("ios.singleApp.enabled", "needs a supervised device"),
                        Map.entry("ios.singleApp.app", "needs a supervised device"));
        assertThat(BlockContent.asked(block("ios.singleApp"), values, true)).containsValue(null);
    }

    @Test
    void theHashSaysNothingOfASecretAndChangesWithIt() {
        Map<String, Object> one = Map.of("ios.wifi.ssid", "Office", "ios.wifi.password", sealed("one"));
        Map<String, Object> two = Map.of("ios.wifi.ssid", "Office", "ios.wifi.password", sealed("two"));
        List<Payload> first = Payloads.of("ios.wifi", new Effective(all(one), Owner.NOBODY, Effective.SEALED), false);
        List<Payload> second = Payloads.of("ios.wifi", new Effective(all(two), Owner.NOBODY, Effective.SEALED), false);
        assertThat(BlockContent.hash(first))
                .isNotEqualTo(BlockContent.hash(second))
                .hasSize(64);
        assertThat(first.toString()).contains("sealed");
    }

    @Test
    void aProfileKeepsItsIdentifierAndGetsAnotherUuidWhenItsContentChanges() {
        List<Payload> payloads = Payloads.of("ios.wifi", effective(Map.of("ios.wifi.ssid", "Office")), false);
        Map<String, Object> one = BlockContent.profile(block("ios.wifi"), payloads, "a", "Acme");
        Map<String, Object> two = BlockContent.profile(block("ios.wifi"), payloads, "b", "Acme");
        assertThat(one.get("PayloadIdentifier"))
                .isEqualTo(two.get("PayloadIdentifier"))
                .isEqualTo("org.fairlead.settings.wifi");
        assertThat(one.get("PayloadUUID")).isNotEqualTo(two.get("PayloadUUID"));
        assertThat(BlockContent.profile(block("ios.wifi"), payloads, "a", "Acme"))
                .isEqualTo(one);
    }

    private static Map<String, Object> sealed(String secret) {
        return Map.of("sealed", secret);
    }

    private static Block block(String id) {
        return CATALOGUE.block(id).orElseThrow();
    }

    private static Effective effective(Map<String, Object> values) {
        return new Effective(
                all(values),
                new Owner("Anna & Co", "anna@example.org"),
                (key, stored) -> "open " + ((Map<?, ?>) stored).get("sealed"));
    }

    private static Map<String, Object> all(Map<String, Object> values) {
        Map<String, Object> all = new LinkedHashMap<>(CATALOGUE.defaults());
        all.putAll(values);
        return all;
    }

    private static Map<String, Object> with(Map<String, Object> values, String key, Object value) {
        Map<String, Object> all = new LinkedHashMap<>(values);
        all.put(key, value);
        return all;
    }

    private static Map<String, Object> keys(String block, Effective of, boolean supervised) {
        List<Payload> payloads = Payloads.of(block, of, supervised);
        assertThat(payloads).hasSize(1);
        return payloads.getFirst().keys();
    }
}

package org.fairlead.protocol.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private final Catalogue catalogue = Catalogue.load();

    @Test
    void everySettingHasItsWordsInBothLanguages() {
        for (Section section : catalogue.sections()) {
            complete(section.id(), section.title(), section.help());
            for (Block block : section.blocks()) {
                complete(block.id(), block.title(), block.help());
                for (Setting setting : block.settings()) {
                    complete(setting.key(), setting.title(), setting.help());
                    setting.value().options().forEach(option -> complete(setting.key(), option.title()));
                    if (!setting.plainList()) {
                        setting.itemFields().forEach(field -> complete(setting.key(), field.title()));
                    }
                }
            }
        }
    }

    @Test
    void keysNameTheirSectionAndBlock() {
        for (Section section : catalogue.sections()) {
            for (Block block : section.blocks()) {
                assertThat(block.section()).isEqualTo(section.id());
                assertThat(block.settings()).allSatisfy(setting -> {
                    assertThat(setting.block()).isEqualTo(block.id());
                    assertThat(setting.platforms()).isNotEmpty();
                    assertThat(setting.levels()).isNotEmpty();
                });
            }
        }
    }

    @Test
    void everyBlockNeedsAKnownRight() {
        assertThat(catalogue.blocks())
                .extracting(Block::right)
                .isSubsetOf(
                        "settings.general",
                        "settings.connection",
                        "settings.system",
                        "settings.certificates",
                        "settings.data");
    }

    @Test
    void thereIsAnAccessSettingForEverySectionOfThinClients() {
        assertThat(catalogue.forPlatform("thin-client").sections())
                .allSatisfy(section -> assertThat(catalogue.setting("access.sections." + section.id()))
                        .isPresent());
    }

    @Test
    void aPlatformKnowsItsOwnSettingsOnly() {
        Catalogue android = catalogue.forPlatform("android");
        assertThat(android.settings())
                .isNotEmpty()
                .allSatisfy(setting -> assertThat(setting.platforms()).contains("android"));
        assertThat(android.setting("remote.access.mode")).isEmpty();
        assertThat(catalogue.forPlatform("thin-client").setting("android.wifi.networks"))
                .isEmpty();
        assertThat(catalogue.forPlatform("abacus").sections()).isEmpty();
    }

    @Test
    void everyConditionNamesAnExistingSettingAndPossibleValues() {
        for (Setting setting : catalogue.settings()) {
            ShownWhen condition = setting.shownWhen();
            if (condition != null) {
                assertThat(condition.values())
                        .allSatisfy(value -> assertThat(catalogue.validate(Map.of(condition.key(), value)))
                                .isEmpty());
            }
        }
    }

    @Test
    void theDefaultsAreValidAndAlreadyInTheOneForm() {
        assertThat(catalogue.validateComplete(catalogue.defaults())).isEmpty();
        assertThat(catalogue.normalise(catalogue.defaults())).isEqualTo(catalogue.defaults());
    }

    @Test
    void everyIntegerIsAcceptedAtItsLimitsAndRefusedBeyond() {
        for (Setting setting : catalogue.settings()) {
            Long min = setting.value().min();
            Long max = setting.value().max();
            if (min != null && max != null) {
                assertThat(problem(setting.key(), min)).isNull();
                assertThat(problem(setting.key(), max)).isNull();
                assertThat(problem(setting.key(), min - 1)).isEqualTo("too-small");
                assertThat(problem(setting.key(), max + 1)).isEqualTo("too-large");
            }
        }
    }

    @Test
    void everyTextIsAcceptedAtItsLengthAndRefusedOneAbove() {
        Set<ValueType> free = Set.of(ValueType.TEXT, ValueType.SECRET);
        Set<String> formed = Set.of("datetime.clock.zone", "ios.update.version", "ios.update.date", "ios.update.time");
        for (Setting setting : catalogue.settings()) {
            Integer max = setting.value().maxLength();
            if (max != null && free.contains(setting.type()) && !formed.contains(setting.key())) {
                assertThat(problem(setting.key(), "я".repeat(max))).isNull();
                assertThat(problem(setting.key(), "я".repeat(max + 1))).isEqualTo("too-long");
            }
        }
    }

    @Test
    void everyListIsAcceptedAtItsLengthAndRefusedOneAbove() {
        assertThat(problem("datetime.clock.ntpServers", hosts(3))).isNull();
        assertThat(problem("datetime.clock.ntpServers", hosts(4))).isEqualTo("too-many");
        assertThat(problem("network.proxy.exceptions", hosts(50))).isNull();
        assertThat(problem("network.proxy.exceptions", hosts(51))).isEqualTo("too-many");
        assertThat(problem("language.keyboard.layouts", List.of("us", "ru", "de", "fr")))
                .isNull();
        assertThat(problem("language.keyboard.layouts", List.of("us", "ru", "de", "fr", "es")))
                .isEqualTo("too-many");
        assertThat(problem("connections.rdp.list", connections(20))).isNull();
        assertThat(problem("connections.rdp.list", connections(21))).isEqualTo("too-many");
    }

    @Test
    void lengthIsCountedInCodePoints() {
        assertThat(problem("general.name.name", "🖥".repeat(10))).isNull();
        assertThat(problem("general.name.name", "🖥".repeat(11))).isEqualTo("too-long");
    }

    @Test
    void theNamingRuleRefusesCharactersThatFileSystemsForbid() {
        for (String forbidden : "\\ / : * ? \" < > |".split(" ")) {
            assertThat(problem("general.name.name", "a" + forbidden)).isEqualTo("forbidden-character");
        }
        assertThat(problem("general.name.name", "a\tb")).isEqualTo("control-character");
        assertThat(problem("general.name.name", "a\u202Eb")).isEqualTo("control-character");
        assertThat(problem("general.name.name", "a\uD800")).isEqualTo("control-character");
    }

    @Test
    void contactsMayHaveFiveLinesAndNotSix() {
        assertThat(problem("general.contacts.text", "1\n2\n3\n4\r\n5")).isNull();
        assertThat(problem("general.contacts.text", "1\n2\n3\n4\n5\n6")).isEqualTo("too-many-lines");
    }

    @Test
    void theNamingRuleBelongsToPoliciesOnly() {
        Map<String, Object> values = Map.of("general.name.name", "Msk");
        assertThat(catalogue.validate(values, Level.POLICY)).isEmpty();
        assertThat(catalogue.validate(values, Level.DEVICE).get("general.name.name"))
                .isEqualTo(SettingProblem.of("not-here"));
    }

    @Test
    void unknownKeysAndWrongTypesAreNamed() {
        assertThat(problem("no.such.key", 1L)).isEqualTo("unknown-setting");
        assertThat(problem("server.sync.period", "15")).isEqualTo("wrong-type");
        assertThat(problem("server.sync.period", 1.5)).isEqualTo("wrong-type");
        assertThat(problem("network.wifi.enabled", "true")).isEqualTo("wrong-type");
        assertThat(problem("datetime.clock.ntpServers", "host")).isEqualTo("wrong-type");
        assertThat(problem("general.appearance.theme", "pink")).isEqualTo("not-an-option");
    }

    @Test
    void aSecretMayBeKeptWithoutKnowingIt() {
        assertThat(problem("access.password.value", Map.of("set", true))).isNull();
        assertThat(problem("access.password.value", Map.of("set", false))).isEqualTo("wrong-type");
    }

    @Test
    void hostsAreNamesOrAddresses() {
        for (String good : List.of("srv", "a.example", "сервер.рф", "192.168.0.1", "::1", "fe80::1:2", "win_host")) {
            assertThat(problem("connections.basis.address", good)).as(good).isNull();
        }
        for (String bad :
                List.of("a b", "-a", "a..b", "1.2.3", "1.2.3.4.5", "256.1.1.1", "x".repeat(64), "a:1", ":::")) {
            assertThat(problem("connections.basis.address", bad)).as(bad).isEqualTo("bad-host");
        }
    }

    @Test
    void theGatewayLiesInTheSubnet() {
        Map<String, Object> values = network("192.168.1.20", "255.255.255.0", "192.168.1.1");
        assertThat(catalogue.validate(values)).isEmpty();
        assertThat(problems(network("192.168.1.20", "255.255.255.0", "192.168.2.1")))
                .containsExactly(Map.entry("network.ethernet.gateway", "gateway-outside-subnet"));
        assertThat(problems(network("192.168.1.20", "255.255.255.0", "192.168.1.255")))
                .containsExactly(Map.entry("network.ethernet.gateway", "gateway-outside-subnet"));
        assertThat(problems(network("192.168.1.20", "255.255.255.0", "192.168.1.20")))
                .containsExactly(Map.entry("network.ethernet.gateway", "gateway-is-address"));
        assertThat(problems(network("192.168.1.0", "255.255.255.0", "")))
                .containsExactly(Map.entry("network.ethernet.address", "address-not-usable"));
        assertThat(problems(network("192.168.1.20", "255.0.255.0", "192.168.1.1")))
                .containsExactly(Map.entry("network.ethernet.mask", "bad-mask"));
        assertThat(problems(network("fe80::1", "255.255.255.0", "")))
                .containsExactly(Map.entry("network.ethernet.address", "ipv4-needed"));
        assertThat(catalogue.validate(network("10.0.0.0", "255.255.255.254", "10.0.0.1")))
                .isEmpty();
    }

    @Test
    void aPolicyMayLeaveTheAddressOpenButAStaticDeviceNeedsOne() {
        Map<String, Object> values = Map.of("network.ethernet.mode", "static");
        assertThat(catalogue.validate(values)).isEmpty();
        Map<String, Object> effective = new HashMap<>(catalogue.defaults());
        effective.putAll(values);
        assertThat(catalogue.validateComplete(effective)).containsOnlyKeys("network.ethernet.address");
    }

    @Test
    void aPersonalWifiPasswordHasEightToSixtyThreeCharacters() {
        assertThat(catalogue.validate(wifi(8))).isEmpty();
        assertThat(catalogue.validate(wifi(63))).isEmpty();
        assertThat(problems(wifi(7))).containsEntry("network.wifi.password", "too-short");
        assertThat(problems(wifi(64))).containsEntry("network.wifi.password", "too-long");
    }

    @Test
    void aConnectionNeedsNameAndServerAndNoUnknownFields() {
        assertThat(problems(Map.of("connections.rdp.list", List.of(Map.of("name", "Desk")))))
                .containsEntry("connections.rdp.list[0].server", "required");
        assertThat(problems(Map.of("connections.rdp.list", List.of(Map.of("name", "A", "server", "b", "x", 1L)))))
                .containsEntry("connections.rdp.list[0]", "unknown-field");
        assertThat(problems(Map.of("connections.rdp.list", List.of("x"))))
                .containsEntry("connections.rdp.list[0]", "wrong-type");
    }

    @Test
    void connectionsHaveDifferentNamesAndOneStartsByItself() {
        Map<String, Object> first = Map.of("name", "A", "server", "a", "autoStart", true);
        assertThat(problems(Map.of("connections.rdp.list", List.of(first, first))))
                .containsEntry("connections.rdp.list[1].name", "duplicate")
                .containsEntry("connections.rdp.list[1].autoStart", "one-auto-start");
    }

    @Test
    void normalisingFillsTheFieldsOfAConnectionAndTrimsTexts() {
        Map<String, Object> values = new HashMap<>();
        values.put("connections.rdp.list", List.of(Map.of("name", " Desk ", "server", "d", "port", 3390)));
        values.put("general.contacts.text", " a\r\nb ");
        values.put("server.sync.period", 5);
        values.put("general.name.name", null);
        values.put("unknown", 1);
        Map<String, Object> normal = catalogue.normalise(values);
        assertThat(normal.keySet())
                .containsExactly("general.contacts.text", "server.sync.period", "connections.rdp.list");
        assertThat(normal).containsEntry("general.contacts.text", "a\nb").containsEntry("server.sync.period", 5L);
        Map<?, ?> connection = (Map<?, ?>) ((List<?>) normal.get("connections.rdp.list")).get(0);
        assertThat(connection.get("name")).isEqualTo("Desk");
        assertThat(connection.get("port")).isEqualTo(3390L);
        assertThat(connection.get("audio")).isEqualTo("device");
        assertThat(catalogue.normalise(normal)).isEqualTo(normal);
    }

    @Test
    void webAddressesAreHttpsUnlessAllowedOtherwise() {
        assertThat(problem("connections.web.startPage", "https://desk.example/x"))
                .isNull();
        assertThat(problem("connections.web.startPage", "ftp://desk.example")).isEqualTo("bad-url");
        assertThat(problem("connections.web.startPage", "https://u:p@desk.example"))
                .isEqualTo("bad-url");
        assertThat(problems(
                        Map.of("connections.web.startPage", "http://desk.example", "connections.web.httpsOnly", true)))
                .containsEntry("connections.web.startPage", "https-needed");
    }

    @Test
    void timeZonesAreThoseOfTheIanaList() {
        assertThat(problem("datetime.clock.zone", "Europe/Moscow")).isNull();
        assertThat(problem("datetime.clock.zone", "Moon/Sea")).isEqualTo("bad-zone");
    }

    @Test
    void onlyStrongSingleCertificatesAreTrusted() throws IOException {
        String good = pem("p256.pem");
        assertThat(problems(certificates(good))).isEmpty();
        assertThat(problems(certificates(good + good))).containsValue("bad-certificate");
        assertThat(problems(certificates("hello"))).containsValue("bad-certificate");
        assertThat(problems(certificates(pem("rsa1024.pem")))).containsValue("weak-certificate");
        assertThat(problems(certificates(pem("sha1.pem")))).containsValue("weak-certificate");
    }

    @Test
    void settingsForSupervisedDevicesAreThoseOfIphonesAndIpads() {
        assertThat(catalogue.settings().stream().filter(Setting::supervised))
                .isNotEmpty()
                .allSatisfy(setting -> assertThat(setting.platforms()).containsExactly("ios", "ipados"));
        assertThat(catalogue.setting("ios.device.camera").orElseThrow().supervised())
                .isFalse();
        assertThat(catalogue.forPlatform("ios").blocks())
                .extracting(Block::id)
                .containsExactlyElementsOf(catalogue.forPlatform("ipados").blocks().stream()
                        .map(Block::id)
                        .toList());
    }

    @Test
    void anIphoneErasesItselfAfterTwoWrongPasscodesAtTheEarliest() {
        assertThat(problem("ios.passcode.wipeAfterFailures", 0L)).isNull();
        assertThat(problem("ios.passcode.wipeAfterFailures", 1L)).isEqualTo("too-small");
        assertThat(problem("ios.passcode.wipeAfterFailures", 2L)).isNull();
    }

    @Test
    void anUpdateOfAnIphoneNamesVersionDayAndTime() {
        for (String good : List.of("18", "18.1", "17.6.1")) {
            assertThat(problem("ios.update.version", good)).as(good).isNull();
        }
        for (String bad : List.of("0", "18.", "v18", "1.2.3.4", "18.1b")) {
            assertThat(problem("ios.update.version", bad)).as(bad).isEqualTo("bad-version");
        }
        assertThat(problem("ios.update.date", "2026-02-28")).isNull();
        assertThat(problem("ios.update.date", "2026-02-29")).isEqualTo("bad-date");
        assertThat(problem("ios.update.time", "23:59")).isNull();
        assertThat(problem("ios.update.time", "24:00")).isEqualTo("bad-time");
        assertThat(problem("ios.update.details", "http://example.com")).isEqualTo("https-needed");
        Map<String, Object> effective = new HashMap<>(catalogue.defaults());
        effective.put("ios.update.version", "18.1");
        assertThat(catalogue.validateComplete(effective)).containsOnlyKeys("ios.update.date");
    }

    @Test
    void whatIsSwitchedOnForIphonesNeedsItsServer() {
        Map<String, Object> effective = new HashMap<>(catalogue.defaults());
        effective.putAll(Map.of(
                "ios.vpn.enabled", true,
                "ios.vpn.method", "shared-secret",
                "ios.mail.enabled", true,
                "ios.singleApp.enabled", true));
        assertThat(catalogue.validateComplete(effective))
                .containsOnlyKeys(
                        "ios.vpn.server",
                        "ios.vpn.sharedSecret",
                        "ios.mail.incomingServer",
                        "ios.mail.outgoingServer",
                        "ios.singleApp.app");
        assertThat(catalogue.validate(Map.of("ios.wifi.security", "wpa2", "ios.wifi.password", "1234567")))
                .containsOnlyKeys("ios.wifi.password");
    }

    @Test
    void problemsSpeakBothLanguages() {
        SettingProblem problem = SettingProblem.of("too-long", "length", 11, "max", 10);
        assertThat(problem.text("en")).isEqualTo("Too long: 11 characters, the limit is 10");
        assertThat(problem.text("ru-RU")).isEqualTo("Слишком длинно: символов 11, предел — 10");
    }

    private static void complete(String where, Text... texts) {
        Stream.of(texts).forEach(text -> {
            assertThat(text).as(where).isNotNull();
            assertThat(text.en()).as(where).isNotBlank();
            assertThat(text.ru()).as(where).isNotBlank();
        });
    }

    private String problem(String key, Object value) {
        Map<String, SettingProblem> problems = catalogue.validate(Map.of(key, value));
        return problems.isEmpty() ? null : problems.values().iterator().next().id();
    }

    private Map<String, String> problems(Map<String, Object> values) {
        Map<String, String> ids = new HashMap<>();
        catalogue.validate(values).forEach((key, problem) -> ids.put(key, problem.id()));
        return ids;
    }

    private static Map<String, Object> network(String address, String mask, String gateway) {
        return Map.of(
                "network.ethernet.mode",
                "static",
                "network.ethernet.address",
                address,
                "network.ethernet.mask",
                mask,
                "network.ethernet.gateway",
                gateway);
    }

    private static Map<String, Object> wifi(int length) {
        return Map.of("network.wifi.security", "wpa2", "network.wifi.password", "p".repeat(length));
    }

    private static Map<String, Object> certificates(String pem) {
        return Map.of("certificates.trusted.list", List.of(pem));
    }

    private static List<Object> hosts(int count) {
        List<Object> hosts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            hosts.add("host" + i);
        }
        return hosts;
    }

    private static List<Object> connections(int count) {
        List<Object> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            connections.add(Map.of("name", "Desk " + i, "server", "desk" + i));
        }
        return connections;
    }

    private static String pem(String name) throws IOException {
        try (var in = CatalogueTest.class.getResourceAsStream("/catalogue/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}

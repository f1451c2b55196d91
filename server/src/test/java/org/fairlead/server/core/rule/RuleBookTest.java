package org.fairlead.server.core.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleBookTest {
    private static final UUID KAZAN = new UUID(0, 1);
    private static final UUID PERM = new UUID(0, 2);

    @ParameterizedTest
    @CsvSource({
        "LAB-*, lab-17, true",
        "LAB-*, LAB-, true",
        "LAB-*, XLAB-1, false",
        "*-1?, pc-17, true",
        "*-1?, pc-1, false",
        "*, '', true",
        "?, '', false",
        "a*b*c, aXbYbZc, true",
        "a*b*c, aXbYbZ, false",
        "каб-??, КАБ-12, true",
        "?, \uD83D\uDE00, true",
        "a.c, abc, false",
        "[a-z]*, abc, false",
    })
    void namePatternsMatchWholeNamesInAnyCase(String pattern, String name, boolean expected) {
        assertThat(NamePattern.of(pattern).matches(name)).isEqualTo(expected);
    }

    @Test
    void namePatternsAgreeWithTheSameRegularExpressionOverRandomTexts() {
        Random random = new Random(20260301);
        for (int i = 0; i < 20_000; i++) {
            String pattern = text(random, "ab*?", 8);
            String name = text(random, "abc", 8);
            String regex = pattern.replace("*", ".*").replace('?', '.');
            assertThat(NamePattern.of(pattern).matches(name))
                    .as("%s on %s", pattern, name)
                    .isEqualTo(Pattern.matches(regex, name));
        }
    }

    @Test
    void aPatternFullOfStarsIsDecidedWithoutExplosion() {
        String pattern = "a*".repeat(50) + "b";
        assertThat(NamePattern.of(pattern).matches("a".repeat(100_000))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "10.3.0.0/16, 10.3.255.255, true",
        "10.3.0.0/16, 10.4.0.0, false",
        "10.3.7.9/16, 10.3.0.0, true",
        "0.0.0.0/0, 255.255.255.255, true",
        "0.0.0.0/0, ::1, false",
        "10.3.0.10-10.3.0.99, 10.3.0.10, true",
        "10.3.0.10-10.3.0.99, 10.3.0.99, true",
        "10.3.0.10-10.3.0.99, 10.3.0.100, false",
        "10.3.0.10 - 10.3.0.99, 10.3.0.50, true",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::, false",
        "fe80::/10, fe80::1%eth0, true",
        "::/0, 10.0.0.1, false",
        "fd00::1-fd00::ff, fd00::80, true",
        "10.3.0.0/16, not an address, false",
        "10.3.0.0/16, 10.3.1, false",
        "10.3.0.0/16, localhost, false",
    })
    void addressRangesContainWhatTheySay(String range, String address, boolean expected) {
        assertThat(AddressRange.parse(range).orElseThrow().contains(address)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/33",
        "::/129",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "10.0.0.9-10.0.0.1",
        "10.0.0.1-::2",
        "10.0.0.256",
        "host",
        "10.0.0.1-",
        "-10.0.0.1",
        "010.0.0.1",
        "1/8",
        "''",
        "10.0.0.0/8/8",
        "a-b-c"
    })
    void whatIsNoAddressRangeIsRefused(String text) {
        assertThat(AddressRange.parse(text)).isEmpty();
    }

    @Test
    void allConditionsMustHoldAndEmptyOnesDoNotCount() {
        MovingRule rule = rule(0, KAZAN, "LAB-*", "10.3.0.0/16", "pilot", "thin-client", false);
        DeviceFacts all = facts("LAB-1", null, List.of("192.0.2.1", "10.3.0.1"), List.of("PILOT"), "thin-client");
        assertThat(decide(all, rule)).contains(rule);
        assertThat(decide(facts("X", null, all.addresses(), all.tags(), "thin-client"), rule))
                .isEmpty();
        assertThat(decide(facts("LAB-1", null, List.of("192.0.2.1"), all.tags(), "thin-client"), rule))
                .isEmpty();
        assertThat(decide(facts("LAB-1", null, List.of(), all.tags(), "thin-client"), rule))
                .isEmpty();
        assertThat(decide(facts("LAB-1", null, all.addresses(), List.of(), "thin-client"), rule))
                .isEmpty();
        assertThat(decide(facts("LAB-1", null, all.addresses(), all.tags(), "linux"), rule))
                .isEmpty();
        assertThat(decide(facts("X", PERM, List.of(), List.of(), "linux"), rule(0, KAZAN, "", "", "", "", false)))
                .isPresent();
    }

    @Test
    void theHostNameCountsAsAName() {
        DeviceFacts facts = new DeviceFacts(
                new UUID(9, 9), "FL00017", "lab-3", "thin-client", List.of(), List.of(), null, Set.of());
        assertThat(decide(facts, rule(0, KAZAN, "LAB-*", "", "", "", false))).isPresent();
    }

    @Test
    void theFirstRuleThatHoldsDecidesWhateverTheOrderOfTheList() {
        MovingRule first = rule(1, KAZAN, "LAB-*", "", "", "", false);
        MovingRule second = rule(2, PERM, "*", "", "", "", false);
        DeviceFacts lab = facts("LAB-1", null, List.of(), List.of(), "thin-client");
        assertThat(decide(lab, second, first)).contains(first);
        assertThat(decide(facts("PC", null, List.of(), List.of(), "thin-client"), second, first))
                .contains(second);
    }

    @Test
    void aDeviceInTheGroupOfTheRuleThatDecidesStaysThereEvenIfALaterRuleHolds() {
        MovingRule first = rule(1, KAZAN, "LAB-*", "", "", "", false);
        MovingRule second = rule(2, PERM, "*", "", "", "", false);
        assertThat(decide(facts("LAB-1", KAZAN, List.of(), List.of(), "thin-client"), first, second))
                .isEmpty();
    }

    @Test
    void aRuleOfTheModeOnceActsOnceAndStillHoldsOffLaterRules() {
        MovingRule once = new MovingRule(
                new UUID(5, 5), 1, "once", true, MovingRule.Mode.ONCE, false, "LAB-*", "", "", "", KAZAN);
        MovingRule later = rule(2, PERM, "*", "", "", "", false);
        DeviceFacts fresh = facts("LAB-1", null, List.of(), List.of(), "thin-client");
        assertThat(decide(fresh, once, later)).contains(once);
        DeviceFacts done = new DeviceFacts(
                fresh.id(), "LAB-1", "LAB-1", "thin-client", List.of(), List.of(), null, Set.of(once.id()));
        assertThat(decide(done, once, later)).isEmpty();
    }

    @Test
    void rulesForUnassignedDevicesLeaveOthersAndRulesThatAreOffDoNotCount() {
        DeviceFacts placed = facts("PC", PERM, List.of(), List.of(), "thin-client");
        assertThat(decide(placed, rule(0, KAZAN, "", "", "", "", true))).isEmpty();
        MovingRule off = new MovingRule(
                new UUID(5, 6), 0, "off", false, MovingRule.Mode.CONTINUOUS, false, "", "", "", "", KAZAN);
        assertThat(decide(placed, off)).isEmpty();
        assertThat(new RuleBook(List.of(off)).isEmpty()).isTrue();
    }

    private static Optional<MovingRule> decide(DeviceFacts facts, MovingRule... rules) {
        return new RuleBook(List.of(rules)).decide(facts);
    }

    private static DeviceFacts facts(
            String name, @Nullable UUID group, List<String> addresses, List<String> tags, String platform) {
        return new DeviceFacts(new UUID(9, 9), name, "host", platform, addresses, tags, group, Set.of());
    }

    private static MovingRule rule(
            int ordinal, UUID group, String name, String range, String tag, String platform, boolean onlyUnassigned) {
        return new MovingRule(
                new UUID(7, ordinal),
                ordinal,
                "rule " + ordinal,
                true,
                MovingRule.Mode.CONTINUOUS,
                onlyUnassigned,
                name,
                range,
                tag,
                platform,
                group);
    }

    private static String text(Random random, String alphabet, int max) {
        List<String> letters = new ArrayList<>();
        for (int i = random.nextInt(max + 1); i > 0; i--) {
            letters.add(String.valueOf(alphabet.charAt(random.nextInt(alphabet.length()))));
        }
        return String.join("", letters);
    }
}

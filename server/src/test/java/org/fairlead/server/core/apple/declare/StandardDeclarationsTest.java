package org.fairlead.server.core.apple.declare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.fairlead.server.core.apple.declare.Declaration.Kind;
import org.junit.jupiter.api.Test;

class StandardDeclarationsTest {
    private static final Wanted NOTHING = new Wanted("Acme", null, null, null);
    private static final Wanted UPDATE = new Wanted(
            "Acme",
            new Wanted.SoftwareUpdate("18.1.1", null, "2026-12-31T18:00:00", "https://example.test/why"),
            null,
            null);
    private static final Wanted PASSCODE =
            new Wanted("Acme", null, null, new Wanted.Passcode(true, true, false, 8, null, 10, 5, null, null, null));

    @Test
    void everyConfigurationIsNamedByTheActivationOrItWouldHaveNoEffect() {
        for (Wanted wanted : List.of(NOTHING, UPDATE, PASSCODE)) {
            DeclarationSet set = StandardDeclarations.of(wanted);
            List<String> configurations = set.declarations().stream()
                    .filter(d -> d.kind() == Kind.CONFIGURATION)
                    .map(Declaration::identifier)
                    .toList();
            Declaration activation = set.declarations().stream()
                    .filter(d -> d.kind() == Kind.ACTIVATION)
                    .findFirst()
                    .orElseThrow();
            assertThat(activation.payload().get("StandardConfigurations")).isEqualTo(configurations);
        }
    }

    @Test
    void aPhoneIsAskedForStatusAlsoWhenNothingElseIsWanted() {
        assertThat(StandardDeclarations.of(NOTHING).declarations())
                .extracting(Declaration::type)
                .containsExactlyInAnyOrder(
                        "com.apple.configuration.management.status-subscriptions",
                        "com.apple.activation.simple",
                        "com.apple.management.organization-info");
    }

    @Test
    void updateAndPasscodeHaveApplesKeysAndLeaveOutWhatIsNotWanted() {
        assertThat(StandardDeclarations.of(UPDATE)
                        .find("configuration/org.fairlead.update")
                        .orElseThrow()
                        .document())
                .containsEntry("Type", "com.apple.configuration.softwareupdate.enforcement.specific")
                .containsEntry(
                        "Payload",
                        Map.of(
                                "TargetOSVersion",
                                "18.1.1",
                                "TargetLocalDateTime",
                                "2026-12-31T18:00:00",
                                "DetailsURL",
                                "https://example.test/why"));
        assertThat(StandardDeclarations.of(PASSCODE)
                        .find("configuration/org.fairlead.passcode")
                        .orElseThrow()
                        .payload())
                .isEqualTo(Map.of(
                        "RequirePasscode",
                        true,
                        "RequireAlphanumericPasscode",
                        true,
                        "RequireComplexPasscode",
                        false,
                        "MinimumLength",
                        8,
                        "MaximumFailedAttempts",
                        10,
                        "MaximumInactivityInMinutes",
                        5));
    }

    @Test
    void tokensStayTheSameForTheSameAndChangeWithAnyByte() {
        assertThat(StandardDeclarations.of(UPDATE).token())
                .isEqualTo(StandardDeclarations.of(UPDATE).token())
                .hasSize(64)
                .isNotEqualTo(StandardDeclarations.of(NOTHING).token());
        Declaration one = new Declaration(Kind.CONFIGURATION, "t", "i", Map.of("a", 1));
        assertThat(one.serverToken()).hasSize(64);
        assertThat(List.of(
                        new Declaration(Kind.CONFIGURATION, "t", "i", Map.of("a", 2)).serverToken(),
                        new Declaration(Kind.CONFIGURATION, "t", "j", Map.of("a", 1)).serverToken(),
                        new Declaration(Kind.CONFIGURATION, "u", "i", Map.of("a", 1)).serverToken()))
                .doesNotContain(one.serverToken())
                .doesNotHaveDuplicates();
        Declaration two = new Declaration(Kind.CONFIGURATION, "t", "j", Map.of());
        assertThat(new DeclarationSet(List.of(one, two)).token())
                .isEqualTo(new DeclarationSet(List.of(two, one)).token());
    }

    @Test
    void theItemsNameAllKindsAndTheTokensTheMomentOfTheChange() {
        DeclarationSet set = StandardDeclarations.of(UPDATE);
        assertThat(((Map<?, ?>) set.items().get("Declarations")).keySet().toString())
                .isEqualTo("[Activations, Configurations, Assets, Management]");
        assertThat(set.tokens(Instant.parse("2026-11-21T12:00:00.5Z")).get("SyncTokens"))
                .isEqualTo(Map.of("DeclarationsToken", set.token(), "Timestamp", "2026-11-21T12:00:00Z"));
        assertThat(set.find("asset/org.fairlead.update")).isEmpty();
        assertThat(set.find("configuration/org.fairlead.gone")).isEmpty();
    }

    @Test
    void identifiersHaveAtMost64BytesAndAreUnique() {
        String longest = "é".repeat(32);
        assertThat(new Declaration(Kind.ASSET, "t", longest, Map.of()).identifier())
                .isEqualTo(longest);
        assertThatThrownBy(() -> new Declaration(Kind.ASSET, "t", longest + "x", Map.of()))
                .hasMessageContaining("64 bytes");
        Declaration one = new Declaration(Kind.ASSET, "t", "i", Map.of());
        assertThatThrownBy(() -> new DeclarationSet(List.of(one, one))).hasMessageContaining("two declarations");
    }
}

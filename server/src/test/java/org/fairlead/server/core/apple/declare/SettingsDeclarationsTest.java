package org.fairlead.server.core.apple.declare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.protocol.catalogue.Catalogue;
import org.fairlead.server.core.settings.EffectiveSettings;
import org.fairlead.server.core.settings.Origin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SettingsDeclarationsTest {
    @Test
    void settingsThatNobodyHasChangedWantNothing() {
        Map<String, Object> defaults = new LinkedHashMap<>();
        Catalogue.load().settings().forEach(s -> {
            if (s.key().startsWith("ios.update.") || s.key().startsWith("ios.passcode.")) {
                defaults.put(s.key(), s.defaultValue());
            }
        });
        assertThat(defaults).hasSizeGreaterThan(15);
        assertThat(wanted(defaults)).isEqualTo(new Wanted("Acme", null, null, null));
    }

    @Test
    void aVersionWithoutADayEnforcesNothing() {
        assertThat(wanted(Map.of("ios.update.version", "18.2", "ios.update.date", "", "ios.update.time", "18:00"))
                        .update())
                .isNull();
        assertThat(wanted(Map.of(
                                "ios.update.version", "18.2 or so",
                                "ios.update.date", "2026-12-31",
                                "ios.update.time", "18:00"))
                        .update())
                .isNull();
    }

    @Test
    void everyKeyOfUpdateAndPasscodeHasItsPlace() {
        Wanted wanted = wanted(Map.ofEntries(
                Map.entry("ios.update.version", "18.2"),
                Map.entry("ios.update.date", "2026-12-31"),
                Map.entry("ios.update.time", "18:30"),
                Map.entry("ios.update.details", "https://example.test/"),
                Map.entry("ios.update.download", "on"),
                Map.entry("ios.update.install", "off"),
                Map.entry("ios.update.deferDays", 14),
                Map.entry("ios.passcode.required", true),
                Map.entry("ios.passcode.simple", false),
                Map.entry("ios.passcode.alphanumeric", true),
                Map.entry("ios.passcode.minLength", 8),
                Map.entry("ios.passcode.complexCharacters", 2),
                Map.entry("ios.passcode.maxAgeDays", 90),
                Map.entry("ios.passcode.history", 5),
                Map.entry("ios.passcode.lockAfterMinutes", 3),
                Map.entry("ios.passcode.grace", "15"),
                Map.entry("ios.passcode.wipeAfterFailures", 10)));
        assertThat(wanted)
                .isEqualTo(new Wanted(
                        "Acme",
                        new Wanted.SoftwareUpdate("18.2", null, "2026-12-31T18:30:00", "https://example.test/"),
                        new Wanted.AutomaticUpdates(true, false, 14),
                        new Wanted.Passcode(true, true, true, 8, 2, 10, 3, 15, 90, 5)));
        assertThat(StandardDeclarations.of(wanted)
                        .find("configuration/org.fairlead.update-settings")
                        .orElseThrow()
                        .payload())
                .isEqualTo(Map.of(
                        "AutomaticActions",
                        Map.of("Download", "AlwaysOn", "InstallOSUpdates", "AlwaysOff"),
                        "Deferrals",
                        Map.of("CombinedPeriodInDays", 14)));
    }

    @Test
    void aBlockStandsAsItsWorstDeclarationAndAnOldReportDoesNotCount() {
        DeclarationSet set = StandardDeclarations.of(wanted(Map.of(
                "ios.update.version", "18.2",
                "ios.update.date", "2026-12-31",
                "ios.update.time", "18:30",
                "ios.update.deferDays", 14)));
        List<String> update = StandardDeclarations.BLOCKS.get("ios.update");
        assertThat(Standing.of(known(Map.of()), set, update).state()).isEqualTo(Standing.State.WAITING);
        String one = set.find("configuration/org.fairlead.update").orElseThrow().serverToken();
        String two = set.find("configuration/org.fairlead.update-settings")
                .orElseThrow()
                .serverToken();
        assertThat(Standing.of(known(Map.of("update", one, "update-settings", two)), set, update)
                        .state())
                .isEqualTo(Standing.State.APPLIED);
        assertThat(Standing.of(known(Map.of("update", one, "update-settings", "old")), set, update)
                        .state())
                .isEqualTo(Standing.State.WAITING);
        Map<String, @Nullable Object> refused = Map.of(
                "identifier",
                "org.fairlead.update",
                "server-token",
                one,
                "active",
                true,
                "valid",
                "invalid",
                "reasons",
                List.of(Map.of("code", "Error.Unsupported", "description", "not on this\nsystem")));
        assertThat(Standing.of(knownItems(List.of(refused)), set, update))
                .isEqualTo(new Standing(Standing.State.REFUSED, "not on this system"));
    }

    private static DeclareStore.Known known(Map<String, String> tokens) {
        return knownItems(tokens.entrySet().stream()
                .map(e -> Map.<String, @Nullable Object>of(
                        "identifier",
                        "org.fairlead." + e.getKey(),
                        "server-token",
                        e.getValue(),
                        "active",
                        true,
                        "valid",
                        "valid"))
                .toList());
    }

    private static DeclareStore.Known knownItems(List<Map<String, @Nullable Object>> items) {
        return new DeclareStore.Known(
                "",
                null,
                "",
                null,
                Map.of("management", Map.of("declarations", Map.of("configurations", items))),
                List.of(),
                null,
                1);
    }

    private static Wanted wanted(Map<String, ?> values) {
        Map<String, EffectiveSettings.EffectiveValue> effective = new LinkedHashMap<>();
        values.forEach((key, value) -> effective.put(key, new EffectiveSettings.EffectiveValue(value, Origin.DEFAULT)));
        return SettingsDeclarations.wanted("Acme", new EffectiveSettings(effective, Map.of()));
    }
}

package org.fairlead.server.core.apple.declare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.server.core.apple.declare.Declaration.Kind;
import org.jspecify.annotations.Nullable;

/** Turns what is wanted into Apple's declarations: a pure function. */
public final class StandardDeclarations {
    /** What phones are asked to report, beside what they report of the declarations themselves. */
    public static final List<String> STATUS_ITEMS = List.of(
            "device.identifier.serial-number",
            "device.identifier.udid",
            "device.model.family",
            "device.model.identifier",
            "device.model.marketing-name",
            "device.operating-system.build-version",
            "device.operating-system.family",
            "device.operating-system.marketing-name",
            "device.operating-system.supplemental.build-version",
            "device.operating-system.supplemental.extra-version",
            "device.operating-system.version",
            "device.power.battery-health",
            "passcode.is-compliant",
            "passcode.is-present",
            "softwareupdate.failure-reason",
            "softwareupdate.install-reason",
            "softwareupdate.install-state",
            "softwareupdate.pending-version");

    private static final String PREFIX = "org.fairlead.";

    /** The declarations that a block of settings becomes; blocks that are not here go by profile. */
    public static final Map<String, List<String>> BLOCKS = Map.of(
            "ios.update", List.of(PREFIX + "update", PREFIX + "update-settings"),
            "ios.passcode", List.of(PREFIX + "passcode"));

    private StandardDeclarations() {}

    public static DeclarationSet of(Wanted wanted) {
        List<Declaration> all = new ArrayList<>();
        all.add(configuration(
                "management.status-subscriptions",
                "status",
                Map.of(
                        "StatusItems",
                        STATUS_ITEMS.stream().map(name -> Map.of("Name", name)).toList())));
        if (wanted.update() != null) {
            all.add(configuration("softwareupdate.enforcement.specific", "update", update(wanted.update())));
        }
        if (wanted.automatic() != null) {
            all.add(configuration("softwareupdate.settings", "update-settings", automatic(wanted.automatic())));
        }
        if (wanted.passcode() != null) {
            all.add(configuration("passcode.settings", "passcode", passcode(wanted.passcode())));
        }
        List<String> identifiers = all.stream().map(Declaration::identifier).toList();
        all.add(new Declaration(
                Kind.ACTIVATION,
                "com.apple.activation.simple",
                PREFIX + "activation",
                Map.of("StandardConfigurations", identifiers)));
        if (!wanted.organisation().isBlank()) {
            all.add(new Declaration(
                    Kind.MANAGEMENT,
                    "com.apple.management.organization-info",
                    PREFIX + "organization",
                    Map.of("Name", wanted.organisation())));
        }
        return new DeclarationSet(all);
    }

    private static Declaration configuration(String type, String name, Map<String, @Nullable Object> payload) {
        return new Declaration(Kind.CONFIGURATION, "com.apple.configuration." + type, PREFIX + name, payload);
    }

    private static Map<String, @Nullable Object> update(Wanted.SoftwareUpdate update) {
        Map<String, @Nullable Object> payload = new LinkedHashMap<>();
        payload.put("TargetOSVersion", update.version());
        payload.put("TargetLocalDateTime", update.localDateTime());
        put(payload, "TargetBuildVersion", update.build());
        put(payload, "DetailsURL", update.details());
        return payload;
    }

    private static Map<String, @Nullable Object> automatic(Wanted.AutomaticUpdates automatic) {
        Map<String, @Nullable Object> actions = new LinkedHashMap<>();
        put(actions, "Download", always(automatic.downloads()));
        put(actions, "InstallOSUpdates", always(automatic.installs()));
        Map<String, @Nullable Object> payload = new LinkedHashMap<>();
        put(payload, "AutomaticActions", actions.isEmpty() ? null : actions);
        Integer days = automatic.deferDays();
        put(payload, "Deferrals", days == null ? null : Map.of("CombinedPeriodInDays", days));
        return payload;
    }

    private static @Nullable String always(@Nullable Boolean on) {
        return on == null ? null : on ? "AlwaysOn" : "AlwaysOff";
    }

    private static Map<String, @Nullable Object> passcode(Wanted.Passcode passcode) {
        Map<String, @Nullable Object> payload = new LinkedHashMap<>();
        payload.put("RequirePasscode", passcode.required());
        payload.put("RequireAlphanumericPasscode", passcode.alphanumeric());
        payload.put("RequireComplexPasscode", passcode.complex());
        put(payload, "MinimumLength", passcode.minimumLength());
        put(payload, "MinimumComplexCharacters", passcode.complexCharacters());
        put(payload, "MaximumFailedAttempts", passcode.maximumAttempts());
        put(payload, "MaximumInactivityInMinutes", passcode.inactivityMinutes());
        put(payload, "MaximumGracePeriodInMinutes", passcode.graceMinutes());
        put(payload, "MaximumPasscodeAgeInDays", passcode.maximumAgeDays());
        put(payload, "PasscodeReuseLimit", passcode.history());
        return payload;
    }

    private static void put(Map<String, @Nullable Object> payload, String key, @Nullable Object value) {
        if (value != null) {
            payload.put(key, value);
        }
    }
}

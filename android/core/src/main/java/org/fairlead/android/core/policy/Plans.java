package org.fairlead.android.core.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fairlead.android.core.device.Facts;
import org.fairlead.android.core.device.Mode;
import org.jspecify.annotations.Nullable;

/**
 * What the settings mean on a phone like this; a pure function. A value that asks for nothing (the default) gives the
 * step that takes an older rule back where the phone knows it, and no complaint where it does not.
 */
public final class Plans {
    private static final String OWNER = "only the owner of the device or profile may do this";
    private static final String DEVICE_OWNER = "only the owner of the device may do this";

    private final Facts facts;
    private final Values values;

    private Plans(Facts facts, Map<String, @Nullable Object> values) {
        this.facts = facts;
        this.values = new Values(values);
    }

    /** One plan a block, in the order in which they are carried out. */
    public static List<BlockPlan> of(Map<String, @Nullable Object> values, Facts facts) {
        Plans plans = new Plans(facts, values);
        return List.of(
                plans.certificates(),
                plans.wifi(),
                plans.password(),
                plans.camera(),
                plans.restrictions(),
                plans.apps(),
                plans.kiosk(),
                new BlockPlan("android.privacy", List.of(), List.of()));
    }

    private BlockPlan password() {
        Draft draft = new Draft("android.password");
        Step.Strength strength = strength(values.text("android.password.strength"));
        int length = (int) values.number("android.password.minLength");
        if (!facts.mode().owns()) {
            if (strength != Step.Strength.NONE || length > 0) {
                draft.unsupported("strength: " + OWNER);
            }
        } else if (facts.api() < 31) {
            draft.step(new Step.PasswordQuality(strength, length));
        } else {
            draft.step(new Step.PasswordComplexity(strength));
            if (length > 0) {
                draft.unsupported("shortest password: from Android 12 the strength decides on the length");
            }
        }
        long seconds = values.number("android.password.lockAfterSeconds");
        int failures = (int) values.number("android.password.wipeAfterFailures");
        if (facts.mode() == Mode.NONE) {
            if (seconds > 0 || failures > 0) {
                draft.unsupported("the user has not activated the agent as device administrator");
            }
        } else {
            draft.step(new Step.LockAfter(seconds));
            boolean tooNew = facts.mode() == Mode.ADMIN && facts.api() >= 34;
            if (tooNew && failures > 0) {
                draft.unsupported(
                        "erasing after wrong passwords: from Android 14 a device administrator may not erase");
            } else if (!tooNew) {
                draft.step(new Step.WipeAfterFailures(failures));
            }
        }
        return draft.done();
    }

    private BlockPlan camera() {
        Draft draft = new Draft("android.camera");
        boolean camera = values.allowed("android.camera.camera");
        boolean screen = values.allowed("android.camera.screenCapture");
        if (facts.mode().owns()) {
            draft.step(new Step.Camera(camera));
            draft.step(new Step.ScreenCapture(screen));
        } else if (!camera || !screen) {
            draft.unsupported(OWNER);
        }
        return draft.done();
    }

    private BlockPlan restrictions() {
        Draft draft = new Draft("android.restrictions");
        for (Restriction restriction : Restriction.values()) {
            boolean forbidden = !values.allowed("android.restrictions." + restriction.setting);
            String objection = restriction.objection(facts);
            if (objection == null) {
                draft.step(new Step.UserRestriction(restriction.android, forbidden));
            } else if (forbidden) {
                draft.unsupported(restriction.setting + ": " + objection);
            }
        }
        return draft.done();
    }

    private BlockPlan kiosk() {
        Draft draft = new Draft("android.kiosk");
        List<String> packages = values.on("android.kiosk.enabled") ? values.texts("android.kiosk.apps") : List.of();
        if (facts.mode() == Mode.DEVICE_OWNER && (facts.api() >= 28 || packages.isEmpty())) {
            draft.step(new Step.Kiosk(
                    packages, values.on("android.kiosk.homeButton"), values.on("android.kiosk.notifications")));
        } else if (!packages.isEmpty()) {
            draft.unsupported(facts.mode() == Mode.DEVICE_OWNER ? "needs Android 9" : DEVICE_OWNER);
        }
        return draft.done();
    }

    private BlockPlan wifi() {
        Draft draft = new Draft("android.wifi");
        List<Step.Network> networks = new ArrayList<>();
        for (Map<?, ?> item : values.items("android.wifi.networks")) {
            Step.Network network = Networks.of(item);
            String objection = Networks.objection(network, facts.api());
            if (network.ssid().isEmpty()) {
                continue;
            }
            if (objection == null) {
                networks.add(network);
            } else {
                draft.unsupported(network.ssid() + ": " + objection);
            }
        }
        draft.step(new Step.Wifi(networks));
        return draft.done();
    }

    private BlockPlan certificates() {
        Draft draft = new Draft("android.certificates");
        List<String> certificates = values.texts("android.certificates.authorities");
        if (facts.mode().owns()) {
            draft.step(new Step.Authorities(certificates));
        } else if (!certificates.isEmpty()) {
            draft.unsupported(OWNER);
        }
        return draft.done();
    }

    private BlockPlan apps() {
        Draft draft = new Draft("android.apps");
        boolean only = "only-listed".equals(values.text("android.apps.mode"));
        List<String> packages = values.texts(only ? "android.apps.allowed" : "android.apps.forbidden");
        if (facts.mode().owns()) {
            draft.step(new Step.AppRule(packages, only));
        } else if (only || !packages.isEmpty()) {
            draft.unsupported("allowed and forbidden apps: " + OWNER);
        }
        List<Step.App> required = new ArrayList<>();
        for (Map<?, ?> item : values.items("android.apps.required")) {
            String name = item.get("package") instanceof String text ? text.trim() : "";
            if (!name.isEmpty()) {
                required.add(new Step.App(name, filled(item.get("url")), filled(item.get("sha256"))));
            }
        }
        draft.step(new Step.Required(required));
        return draft.done();
    }

    private static @Nullable String filled(@Nullable Object value) {
        return value instanceof String text && !text.trim().isEmpty() ? text.trim() : null;
    }

    private static Step.Strength strength(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "low" -> Step.Strength.LOW;
            case "medium" -> Step.Strength.MEDIUM;
            case "high" -> Step.Strength.HIGH;
            default -> Step.Strength.NONE;
        };
    }

    private static final class Draft {
        private final String block;
        private final List<Step> steps = new ArrayList<>();
        private final List<String> unsupported = new ArrayList<>();

        Draft(String block) {
            this.block = block;
        }

        void step(Step step) {
            steps.add(step);
        }

        void unsupported(String reason) {
            unsupported.add(reason);
        }

        BlockPlan done() {
            return new BlockPlan(block, List.copyOf(steps), List.copyOf(unsupported));
        }
    }
}

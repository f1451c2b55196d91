package org.fairlead.agent;

import android.app.admin.DevicePolicyManager;
import android.content.ComponentName;
import android.content.Context;
import android.content.Intent;
import android.content.SharedPreferences;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.fairlead.android.core.device.Refusal;
import org.fairlead.android.core.policy.Step;

/** Settings over Android's services. */
final class Steps {
    private static final String AUTHORITIES = "authorities";

    private final Context context;
    private final Owner owner;
    private final DevicePolicyManager policy;
    private final ComponentName admin;
    private final SharedPreferences kept;
    private final Apps apps;
    private final Wifi wifi;
    private final Kiosk kiosk;

    Steps(Context context, Owner owner) {
        this.context = context;
        this.owner = owner;
        this.policy = owner.policy();
        this.admin = owner.admin();
        this.kept = Kept.of(context);
        this.apps = new Apps(context, owner);
        this.wifi = new Wifi(context, owner);
        this.kiosk = new Kiosk(context, owner);
    }

    void perform(Step step) throws Refusal {
        if (step instanceof Step.PasswordQuality rule) {
            quality(rule);
        } else if (step instanceof Step.PasswordComplexity rule) {
            policy.setRequiredPasswordComplexity(complexity(rule.strength()));
            askForPassword();
        } else if (step instanceof Step.LockAfter rule) {
            policy.setMaximumTimeToLock(admin, TimeUnit.SECONDS.toMillis(rule.seconds()));
        } else if (step instanceof Step.WipeAfterFailures rule) {
            policy.setMaximumFailedPasswordsForWipe(admin, rule.failures());
        } else if (step instanceof Step.Camera rule) {
            policy.setCameraDisabled(admin, !rule.allowed());
        } else if (step instanceof Step.ScreenCapture rule) {
            policy.setScreenCaptureDisabled(admin, !rule.allowed());
        } else if (step instanceof Step.UserRestriction rule) {
            if (rule.on()) {
                policy.addUserRestriction(admin, rule.name());
            } else {
                policy.clearUserRestriction(admin, rule.name());
            }
        } else if (step instanceof Step.Kiosk rule) {
            kiosk.obey(rule);
        } else if (step instanceof Step.Wifi rule) {
            wifi.join(rule);
        } else if (step instanceof Step.Authorities rule) {
            authorities(rule.certificates());
        } else if (step instanceof Step.AppRule rule) {
            apps.rule(rule);
        } else if (step instanceof Step.Required rule) {
            apps.require(rule.apps());
        }
    }

    /** Takes away what the agent brought and what no step takes back. */
    void release() {
        kiosk.leave();
        apps.removeInstalled();
    }

    private void quality(Step.PasswordQuality rule) throws Refusal {
        int quality = switch (rule.strength()) {
            case NONE -> rule.minLength() > 0
                    ? DevicePolicyManager.PASSWORD_QUALITY_NUMERIC
                    : DevicePolicyManager.PASSWORD_QUALITY_UNSPECIFIED;
            case LOW -> DevicePolicyManager.PASSWORD_QUALITY_SOMETHING;
            case MEDIUM -> DevicePolicyManager.PASSWORD_QUALITY_NUMERIC_COMPLEX;
            case HIGH -> DevicePolicyManager.PASSWORD_QUALITY_ALPHANUMERIC;
        };
        if (rule.strength() == Step.Strength.LOW && rule.minLength() > 0) {
            quality = DevicePolicyManager.PASSWORD_QUALITY_NUMERIC; // a pattern has no length
        }
        int least = switch (rule.strength()) {
            case NONE, LOW -> 0;
            case MEDIUM -> 4;
            case HIGH -> 6;
        };
        policy.setPasswordQuality(admin, quality);
        policy.setPasswordMinimumLength(admin, Math.max(least, rule.minLength()));
        askForPassword();
    }

    private static int complexity(Step.Strength strength) {
        return switch (strength) {
            case NONE -> DevicePolicyManager.PASSWORD_COMPLEXITY_NONE;
            case LOW -> DevicePolicyManager.PASSWORD_COMPLEXITY_LOW;
            case MEDIUM -> DevicePolicyManager.PASSWORD_COMPLEXITY_MEDIUM;
            case HIGH -> DevicePolicyManager.PASSWORD_COMPLEXITY_HIGH;
        };
    }

    /** Android holds to the rule from the next password on; until then the rule is not fulfilled. */
    private void askForPassword() throws Refusal {
        if (!policy.isActivePasswordSufficient()) {
            new Notices(context)
                    .ask(
                            context.getString(R.string.password_ask),
                            new Intent(DevicePolicyManager.ACTION_SET_NEW_PASSWORD));
            throw new Refusal("the screen lock is weaker than required, the user has been asked to set another");
        }
    }

    private void authorities(List<String> certificates) throws Refusal {
        Set<String> before = Kept.set(kept, AUTHORITIES);
        Set<String> now = new HashSet<>(certificates);
        for (String old : before) {
            if (!now.contains(old)) {
                policy.uninstallCaCert(admin, bytes(old));
            }
        }
        List<String> refused = new ArrayList<>();
        for (String certificate : now) {
            byte[] bytes = bytes(certificate);
            if (!policy.hasCaCertInstalled(admin, bytes) && !policy.installCaCert(admin, bytes)) {
                refused.add(certificate);
            }
        }
        now.removeAll(refused);
        kept.edit().putStringSet(AUTHORITIES, now).apply();
        if (!refused.isEmpty()) {
            throw new Refusal("Android did not take " + refused.size() + " of " + certificates.size() + " certificates");
        }
    }

    private static byte[] bytes(String pem) {
        return pem.getBytes(StandardCharsets.US_ASCII);
    }
}

package org.fairlead.agent;

import android.app.ActivityManager;
import android.app.ActivityOptions;
import android.app.admin.DevicePolicyManager;
import android.content.ComponentName;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;
import android.content.SharedPreferences;
import android.content.pm.PackageManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fairlead.android.core.device.Refusal;
import org.fairlead.android.core.policy.Step;

/** Keeps the phone to one app, or to a few with {@link KioskActivity} as the home screen; for the device's owner only. */
final class Kiosk {
    private static final String APPS = "kiosk-apps";

    private final Context context;
    private final Owner owner;
    private final DevicePolicyManager policy;
    private final SharedPreferences kept;

    Kiosk(Context context, Owner owner) {
        this.context = context;
        this.owner = owner;
        this.policy = owner.policy();
        this.kept = Kept.of(context);
    }

    /** The allowed apps in their order; empty when the phone is free. */
    static List<String> apps(Context context) {
        String text = Kept.of(context).getString(APPS, "");
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(" "));
    }

    void obey(Step.Kiosk rule) throws Refusal {
        if (rule.packages().isEmpty()) {
            leave();
            return;
        }
        List<String> missing = new ArrayList<>();
        List<String> present = new ArrayList<>();
        for (String name : rule.packages()) {
            (context.getPackageManager().getLaunchIntentForPackage(name) == null ? missing : present).add(name);
        }
        if (present.isEmpty()) {
            leave();
            throw new Refusal("no allowed app is installed or has a window: " + String.join(", ", missing));
        }
        List<String> packages = new ArrayList<>(rule.packages());
        packages.add(context.getPackageName());
        policy.setLockTaskPackages(owner.admin(), packages.toArray(new String[0]));
        boolean several = rule.packages().size() > 1;
        policy.setLockTaskFeatures(owner.admin(), features(rule, several));
        boolean same = apps(context).equals(rule.packages());
        kept.edit().putString(APPS, String.join(" ", rule.packages())).apply();
        home(several);
        if (!same || !locked()) {
            enter(several ? home().addFlags(Intent.FLAG_ACTIVITY_CLEAR_TOP) : launch(present.get(0)));
        }
        if (!missing.isEmpty()) {
            throw new Refusal("not installed or without a window: " + String.join(", ", missing));
        }
    }

    /** Sets the phone free; nothing happens when it is. */
    void leave() {
        if (apps(context).isEmpty()) {
            return;
        }
        kept.edit().remove(APPS).apply();
        home(false);
        policy.setLockTaskPackages(owner.admin(), new String[0]); // Android ends the mode with it
    }

    /** Several apps need the home button, or the user could not come back to choose another. */
    private static int features(Step.Kiosk rule, boolean several) {
        int features = DevicePolicyManager.LOCK_TASK_FEATURE_SYSTEM_INFO | DevicePolicyManager.LOCK_TASK_FEATURE_KEYGUARD;
        if (several || rule.home() || rule.notifications()) {
            features |= DevicePolicyManager.LOCK_TASK_FEATURE_HOME; // notifications need it
        }
        if (rule.notifications()) {
            features |= DevicePolicyManager.LOCK_TASK_FEATURE_NOTIFICATIONS;
        }
        return features;
    }

    private void home(boolean ours) {
        ComponentName screen = new ComponentName(context, KioskActivity.class);
        context.getPackageManager()
                .setComponentEnabledSetting(
                        screen,
                        ours
                                ? PackageManager.COMPONENT_ENABLED_STATE_ENABLED
                                : PackageManager.COMPONENT_ENABLED_STATE_DEFAULT,
                        PackageManager.DONT_KILL_APP);
        if (ours) {
            IntentFilter filter = new IntentFilter(Intent.ACTION_MAIN);
            filter.addCategory(Intent.CATEGORY_HOME);
            filter.addCategory(Intent.CATEGORY_DEFAULT);
            policy.addPersistentPreferredActivity(owner.admin(), filter, screen);
        } else {
            policy.clearPackagePersistentPreferredActivities(owner.admin(), context.getPackageName());
        }
    }

    private boolean locked() {
        return context.getSystemService(ActivityManager.class).getLockTaskModeState()
                == ActivityManager.LOCK_TASK_MODE_LOCKED;
    }

    private Intent home() {
        return new Intent(context, KioskActivity.class);
    }

    private Intent launch(String name) {
        return new Intent(context.getPackageManager().getLaunchIntentForPackage(name));
    }

    private void enter(Intent screen) {
        context.startActivity(
                screen.addFlags(Intent.FLAG_ACTIVITY_NEW_TASK),
                ActivityOptions.makeBasic().setLockTaskEnabled(true).toBundle());
    }
}

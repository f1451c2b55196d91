package org.fairlead.agent;

import android.app.admin.DevicePolicyManager;
import android.content.ComponentName;
import android.content.Context;
import android.content.pm.PackageManager;
import android.os.Build;
import java.util.List;
import org.fairlead.android.core.device.Mode;
import org.jspecify.annotations.Nullable;

/** How much of the phone the agent, or somebody else, owns. */
final class Owner {
    private final Context context;
    private final DevicePolicyManager policy;

    Owner(Context context) {
        this.context = context;
        this.policy = context.getSystemService(DevicePolicyManager.class);
    }

    ComponentName admin() {
        return new ComponentName(context, AdminReceiver.class);
    }

    DevicePolicyManager policy() {
        return policy;
    }

    Mode mode() {
        String name = context.getPackageName();
        if (policy.isDeviceOwnerApp(name)) {
            return Mode.DEVICE_OWNER;
        }
        if (policy.isProfileOwnerApp(name)) {
            boolean company = Build.VERSION.SDK_INT >= 30 && policy.isOrganizationOwnedDeviceWithManagedProfile();
            return company ? Mode.COMPANY_PROFILE_OWNER : Mode.PROFILE_OWNER;
        }
        return policy.isAdminActive(admin()) ? Mode.ADMIN : Mode.NONE;
    }

    /** Name of another management system that owns the device or this profile. */
    @Nullable
    String other() {
        List<ComponentName> admins = policy.getActiveAdmins();
        if (admins == null) {
            return null;
        }
        for (ComponentName other : admins) {
            String name = other.getPackageName();
            if (!name.equals(context.getPackageName())
                    && (policy.isDeviceOwnerApp(name) || policy.isProfileOwnerApp(name))) {
                return label(name);
            }
        }
        return null;
    }

    private String label(String name) {
        PackageManager packages = context.getPackageManager();
        try {
            return packages.getApplicationLabel(packages.getApplicationInfo(name, 0)) + " (" + name + ")";
        } catch (PackageManager.NameNotFoundException e) {
            return name;
        }
    }
}

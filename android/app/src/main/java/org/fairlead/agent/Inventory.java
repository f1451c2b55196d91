package org.fairlead.agent;

import android.app.KeyguardManager;
import android.content.Context;
import android.content.pm.ApplicationInfo;
import android.content.pm.PackageInfo;
import android.content.pm.PackageManager;
import android.os.Build;
import android.provider.Settings;
import java.io.File;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.android.core.report.Encryption;
import org.fairlead.android.core.report.InstalledApp;
import org.fairlead.android.core.report.Integrity;
import org.jspecify.annotations.Nullable;

/** What Android says of the phone's safety and of its apps. */
final class Inventory {
    private final Context context;
    private final Owner owner;
    private final PackageManager packages;

    Inventory(Context context, Owner owner) {
        this.context = context;
        this.owner = owner;
        this.packages = context.getPackageManager();
    }

    Map<String, @Nullable Object> safety() {
        Map<String, @Nullable Object> report = new LinkedHashMap<>();
        report.put("securityPatch", Build.VERSION.SECURITY_PATCH);
        report.put(
                "screenLock", context.getSystemService(KeyguardManager.class).isDeviceSecure());
        report.putAll(Encryption.of(owner.policy().getStorageEncryptionStatus()));
        report.putAll(Integrity.of(
                String.valueOf(Build.TAGS), String.valueOf(Build.TYPE), path -> new File(path).exists(), this::installed));
        report.put("debugging", Settings.Global.getInt(context.getContentResolver(), Settings.Global.ADB_ENABLED, 0) != 0);
        return report;
    }

    /** Apps that were installed or updated after the phone left its maker; from Android 11 those with an icon. */
    List<InstalledApp> apps() {
        List<InstalledApp> apps = new ArrayList<>();
        for (PackageInfo app : packages.getInstalledPackages(0)) {
            ApplicationInfo about = app.applicationInfo;
            boolean makers = about == null
                    || (about.flags & ApplicationInfo.FLAG_SYSTEM) != 0
                            && (about.flags & ApplicationInfo.FLAG_UPDATED_SYSTEM_APP) == 0;
            if (!makers && !app.packageName.equals(context.getPackageName())) {
                String version = app.versionName;
                apps.add(new InstalledApp(
                        app.packageName, String.valueOf(packages.getApplicationLabel(about)), version == null ? "" : version));
            }
        }
        return apps;
    }

    private boolean installed(String name) {
        try {
            packages.getPackageInfo(name, 0);
            return true;
        } catch (PackageManager.NameNotFoundException e) {
            return false;
        }
    }
}

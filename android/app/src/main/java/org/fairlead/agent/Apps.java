package org.fairlead.agent;

import android.content.Context;
import android.content.Intent;
import android.content.SharedPreferences;
import android.content.pm.ApplicationInfo;
import android.content.pm.PackageManager;
import android.net.Uri;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fairlead.android.core.device.Mode;
import org.fairlead.android.core.device.Refusal;
import org.fairlead.android.core.policy.Step;

/** Apps that may not run are hidden; apps that must be there are installed, or the user is asked to. */
final class Apps {
    private static final String HIDDEN = "hidden-apps";
    private static final String INSTALLED = "installed-apps";

    private final Context context;
    private final Owner owner;
    private final PackageManager packages;
    private final SharedPreferences kept;

    Apps(Context context, Owner owner) {
        this.context = context;
        this.owner = owner;
        this.packages = context.getPackageManager();
        this.kept = Kept.of(context);
    }

    void rule(Step.AppRule rule) throws Refusal {
        Set<String> before = Kept.set(kept, HIDDEN);
        Set<String> wanted = rule.onlyThese() ? others(rule.packages(), before) : new HashSet<>(rule.packages());
        wanted.remove(context.getPackageName());
        for (String name : before) {
            if (!wanted.contains(name)) {
                owner.policy().setApplicationHidden(owner.admin(), name, false);
            }
        }
        Set<String> hidden = new HashSet<>();
        List<String> refused = new ArrayList<>();
        for (String name : wanted) {
            if (!known(name)) {
                continue;
            }
            if (owner.policy().isApplicationHidden(owner.admin(), name)
                    || owner.policy().setApplicationHidden(owner.admin(), name, true)) {
                hidden.add(name);
            } else {
                refused.add(name);
            }
        }
        kept.edit().putStringSet(HIDDEN, hidden).apply();
        if (!refused.isEmpty()) {
            throw new Refusal("Android does not hide " + String.join(", ", refused));
        }
    }

    /** Apps that the user installed and that are not on the list, also those hidden now. */
    private Set<String> others(List<String> allowed, Set<String> hidden) {
        Set<String> others = new HashSet<>(hidden);
        for (ApplicationInfo app : packages.getInstalledApplications(0)) {
            if ((app.flags & ApplicationInfo.FLAG_SYSTEM) == 0) {
                others.add(app.packageName);
            }
        }
        allowed.forEach(others::remove);
        return others;
    }

    void require(List<Step.App> apps) throws Refusal {
        List<String> missing = new ArrayList<>();
        for (Step.App app : apps) {
            if (installed(app.name())) {
                continue;
            }
            String url = app.url();
            String sha256 = app.sha256();
            if (owner.mode() == Mode.DEVICE_OWNER && url != null && sha256 != null) {
                try {
                    new Installer(context).install(app.name(), url, sha256);
                    Set<String> own = Kept.set(kept, INSTALLED);
                    own.add(app.name());
                    kept.edit().putStringSet(INSTALLED, own).apply();
                } catch (Refusal e) {
                    missing.add(app.name() + " (" + e.reason() + ")");
                }
            } else {
                missing.add(app.name() + " (the user has been asked to install it)");
                Uri where = url != null ? Uri.parse(url) : Uri.parse("market://details?id=" + app.name());
                new Notices(context)
                        .ask(context.getString(R.string.install_ask, app.name()), new Intent(Intent.ACTION_VIEW, where));
            }
        }
        if (!missing.isEmpty()) {
            throw new Refusal("missing: " + String.join(", ", missing));
        }
    }

    /** Uninstalls what the agent itself installed. */
    void removeInstalled() {
        for (String name : Kept.set(kept, INSTALLED)) {
            if (owner.mode() == Mode.DEVICE_OWNER && installed(name)) {
                new Installer(context).uninstall(name);
            }
        }
        kept.edit().remove(INSTALLED).apply();
    }

    private boolean installed(String name) {
        try {
            packages.getPackageInfo(name, 0);
            return true;
        } catch (PackageManager.NameNotFoundException e) {
            return false;
        }
    }

    /** Installed, perhaps hidden. */
    private boolean known(String name) {
        try {
            packages.getApplicationInfo(name, PackageManager.MATCH_UNINSTALLED_PACKAGES);
            return true;
        } catch (PackageManager.NameNotFoundException e) {
            return false;
        }
    }
}

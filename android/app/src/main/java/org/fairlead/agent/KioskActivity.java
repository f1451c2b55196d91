package org.fairlead.agent;

import android.app.Activity;
import android.app.ActivityManager;
import android.app.admin.DevicePolicyManager;
import android.content.Intent;
import android.content.pm.ApplicationInfo;
import android.content.pm.PackageManager;
import android.graphics.drawable.Drawable;
import android.os.Bundle;
import android.widget.Button;
import android.widget.LinearLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The home screen of a phone that is kept to a few apps; disabled in the manifest until a policy wants it. */
public class KioskActivity extends Activity {
    private final Runnable watcher = this::settle;

    @Override
    protected void onCreate(@Nullable Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.kiosk);
        AgentApp.of(this).watch(watcher);
    }

    @Override
    protected void onResume() {
        super.onResume();
        settle();
    }

    @Override
    protected void onDestroy() {
        AgentApp.of(this).unwatch(watcher);
        super.onDestroy();
    }

    @Override
    @SuppressWarnings("deprecation") // the button has nowhere to lead from a home screen
    public void onBackPressed() {}

    /** Shows the allowed apps and locks itself in; ends when the phone is free again. */
    private void settle() {
        List<String> apps = Kiosk.apps(this);
        boolean locked = getSystemService(ActivityManager.class).getLockTaskModeState()
                == ActivityManager.LOCK_TASK_MODE_LOCKED;
        if (apps.isEmpty()) {
            if (locked) {
                stopLockTask();
            }
            finish();
            return;
        }
        show(apps);
        if (!locked && getSystemService(DevicePolicyManager.class).isLockTaskPermitted(getPackageName())) {
            startLockTask();
        }
    }

    private void show(List<String> apps) {
        LinearLayout list = findViewById(R.id.apps);
        list.removeAllViews();
        PackageManager packages = getPackageManager();
        int size = getResources().getDimensionPixelSize(R.dimen.kiosk_icon);
        for (String name : apps) {
            Intent launch = packages.getLaunchIntentForPackage(name);
            if (launch == null) {
                continue;
            }
            Button button = (Button) getLayoutInflater().inflate(R.layout.kiosk_app, list, false);
            button.setText(label(name));
            try {
                Drawable icon = packages.getApplicationIcon(name);
                icon.setBounds(0, 0, size, size);
                button.setCompoundDrawablesRelative(icon, null, null, null);
            } catch (PackageManager.NameNotFoundException e) {
                Log.warn("no icon", e);
            }
            button.setOnClickListener(view -> startActivity(new Intent(launch).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK)));
            list.addView(button);
        }
    }

    private CharSequence label(String name) {
        try {
            ApplicationInfo about = getPackageManager().getApplicationInfo(name, 0);
            return getPackageManager().getApplicationLabel(about);
        } catch (PackageManager.NameNotFoundException e) {
            return name;
        }
    }
}

package org.fairlead.agent;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.robolectric.Shadows.shadowOf;

import android.app.ActivityManager;
import android.app.admin.DevicePolicyManager;
import android.content.ComponentName;
import android.content.Intent;
import android.content.IntentFilter;
import android.content.pm.ApplicationInfo;
import android.content.pm.PackageInfo;
import android.content.pm.PackageManager;
import android.widget.Button;
import android.widget.LinearLayout;
import java.util.List;
import org.fairlead.android.core.device.Refusal;
import org.fairlead.android.core.policy.Step;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.android.controller.ActivityController;
import org.robolectric.annotation.Config;
import org.robolectric.shadows.ShadowPackageManager;

/** A phone that is kept to a few apps, from Android 9 on; below that the core says that it is not supported. */
@RunWith(RobolectricTestRunner.class)
@Config(sdk = {30, 34})
public class KioskTest {
    private static final String TILL = "com.example.till";
    private static final String MAPS = "com.example.maps";
    private final AgentApp app = (AgentApp) RuntimeEnvironment.getApplication();
    private final AndroidDevice device = app.device();
    private final DevicePolicyManager policy = app.getSystemService(DevicePolicyManager.class);
    private final ActivityManager activities = app.getSystemService(ActivityManager.class);
    private final ComponentName admin = new ComponentName(app, AdminReceiver.class);
    private final ComponentName screen = new ComponentName(app, KioskActivity.class);

    @Before
    public void own() {
        shadowOf(policy).setDeviceOwner(admin);
        shadowOf(policy).setActiveAdmin(admin);
    }

    @Test
    public void oneAppIsStartedLockedIn() throws Refusal {
        install(TILL);
        device.perform(new Step.Kiosk(List.of(TILL), false, false));
        assertArrayEquals(new String[] {TILL, app.getPackageName()}, policy.getLockTaskPackages(admin));
        assertEquals(TILL, shadowOf(app).getNextStartedActivity().getComponent().getPackageName());
        assertFalse(enabled());
    }

    @Test
    public void severalAppsHaveAHomeScreenThatEntersTheModeAndLeavesItWithThePolicy() throws Refusal {
        install(TILL);
        install(MAPS);
        device.perform(new Step.Kiosk(List.of(TILL, MAPS), false, false));
        assertTrue(enabled());
        Intent started = shadowOf(app).getNextStartedActivity();
        assertEquals(screen, started.getComponent());
        assertEquals(
                DevicePolicyManager.LOCK_TASK_FEATURE_HOME,
                policy.getLockTaskFeatures(admin) & DevicePolicyManager.LOCK_TASK_FEATURE_HOME);
        ActivityController<KioskActivity> home = Robolectric.buildActivity(KioskActivity.class, started).setup();
        assertEquals(ActivityManager.LOCK_TASK_MODE_LOCKED, activities.getLockTaskModeState());
        LinearLayout list = home.get().findViewById(R.id.apps);
        assertEquals(2, list.getChildCount());
        assertEquals("name of " + TILL, ((Button) list.getChildAt(0)).getText().toString());
        home.get().onBackPressed();
        assertFalse("back leads nowhere", home.get().isFinishing());
        list.getChildAt(1).performClick();
        assertEquals(MAPS, shadowOf(home.get()).getNextStartedActivity().getComponent().getPackageName());

        device.perform(new Step.Kiosk(List.of(TILL, MAPS), false, false));
        assertNull("the same policy disturbs nobody", shadowOf(app).getNextStartedActivity());

        device.perform(new Step.Kiosk(List.of(), false, false));
        assertEquals(0, policy.getLockTaskPackages(admin).length);
        assertFalse(enabled());
        home.pause().resume();
        assertEquals(ActivityManager.LOCK_TASK_MODE_NONE, activities.getLockTaskModeState());
        assertTrue(home.get().isFinishing());
    }

    @Test
    public void thePhoneIsFreeWhenTheManagementEnds() throws Refusal {
        install(TILL);
        install(MAPS);
        device.perform(new Step.Kiosk(List.of(TILL, MAPS), true, true));
        device.release();
        assertEquals(0, policy.getLockTaskPackages(admin).length);
        assertFalse(enabled());
    }

    @Test
    public void anAppThatIsMissingIsNamedAndTheOthersWork() {
        install(MAPS);
        Refusal refusal = assertThrows(
                Refusal.class, () -> device.perform(new Step.Kiosk(List.of(TILL, MAPS), false, false)));
        assertTrue(refusal.reason(), refusal.reason().contains(TILL));
        assertNotNull(shadowOf(app).getNextStartedActivity());
        assertThrows(Refusal.class, () -> device.perform(new Step.Kiosk(List.of(TILL), false, false)));
        assertEquals("no app is left to be kept to", 0, policy.getLockTaskPackages(admin).length);
    }

    private boolean enabled() {
        return app.getPackageManager().getComponentEnabledSetting(screen)
                == PackageManager.COMPONENT_ENABLED_STATE_ENABLED;
    }

    private void install(String name) {
        ShadowPackageManager packages = shadowOf(app.getPackageManager());
        PackageInfo info = new PackageInfo();
        info.packageName = name;
        info.applicationInfo = new ApplicationInfo();
        info.applicationInfo.packageName = name;
        info.applicationInfo.nonLocalizedLabel = "name of " + name;
        info.applicationInfo.flags = ApplicationInfo.FLAG_INSTALLED;
        packages.installPackage(info);
        ComponentName main = new ComponentName(name, name + ".Main");
        packages.addActivityIfNotPresent(main);
        IntentFilter launcher = new IntentFilter(Intent.ACTION_MAIN);
        launcher.addCategory(Intent.CATEGORY_LAUNCHER);
        packages.addIntentFilterForActivity(main, launcher);
    }
}

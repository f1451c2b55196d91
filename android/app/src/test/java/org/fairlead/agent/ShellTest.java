package org.fairlead.agent;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.robolectric.Shadows.shadowOf;

import android.app.Activity;
import android.app.Notification;
import android.app.NotificationManager;
import android.app.admin.DevicePolicyManager;
import android.content.ComponentName;
import android.content.Intent;
import android.content.pm.ActivityInfo;
import android.content.pm.ApplicationInfo;
import android.content.pm.PackageInfo;
import android.content.pm.PackageManager;
import android.content.pm.ServiceInfo;
import android.net.Uri;
import android.os.Build;
import android.os.PersistableBundle;
import android.os.UserManager;
import android.widget.EditText;
import android.widget.TextView;
import java.util.ArrayList;
import java.util.List;
import org.fairlead.android.core.command.Task;
import org.fairlead.android.core.device.Mode;
import org.fairlead.android.core.device.Refusal;
import org.fairlead.android.core.policy.Step;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;

/** The Android side: components as Android sees them, what the ports ask of Android's services. */
@RunWith(RobolectricTestRunner.class)
public class ShellTest {
    private final AgentApp app = (AgentApp) RuntimeEnvironment.getApplication();
    private final AndroidDevice device = app.device();
    private final DevicePolicyManager policy = app.getSystemService(DevicePolicyManager.class);
    private final ComponentName admin = new ComponentName(app, AdminReceiver.class);

    @Test
    public void theModeIsWhatAndroidSays() {
        assertEquals(Mode.NONE, device.facts().mode());
        shadowOf(policy).setActiveAdmin(admin);
        assertEquals(Mode.ADMIN, device.facts().mode());
        shadowOf(policy).setProfileOwner(admin);
        assertTrue(device.facts().mode().ownsProfile());
        shadowOf(policy).setDeviceOwner(admin);
        assertEquals(Mode.DEVICE_OWNER, device.facts().mode());
        assertEquals(Build.VERSION.SDK_INT, device.facts().api());
        assertEquals("device-owner", device.info().more().get("mode"));
        assertNull(device.facts().otherOwner());
    }

    @Test
    public void theUserSeesEachRequestForThePositionAndAPhotoAlsoWithoutNotifications() {
        shadowOf(policy).setActiveAdmin(admin);
        android.location.LocationManager places = app.getSystemService(android.location.LocationManager.class);
        shadowOf(places).setProviderEnabled("gps", false);
        shadowOf(places).setProviderEnabled("network", false);
        NotificationManager notices = app.getSystemService(NotificationManager.class);
        assertThrows(Refusal.class, () -> device.perform(new Task.Locate()));
        assertThrows(Refusal.class, () -> device.perform(new Task.Locate()));
        assertEquals("none hides the one before", 2, shadowOf(notices).getAllNotifications().size());
        shadowOf(notices).setNotificationsEnabled(false);
        try {
            device.perform(new Task.ArmPhoto("c"));
        } catch (Refusal e) {
            throw new AssertionError(e);
        }
        List<String> kept = new Notices(app).messages();
        assertEquals(3, kept.size());
        assertTrue(kept.get(0), kept.get(0).contains(app.getString(R.string.photo_armed)));
        assertTrue(kept.get(1), kept.get(1).contains(app.getString(R.string.located)));
    }

    @Test
    public void thePhoneSaysHowSafeItIs() {
        java.util.Map<String, Object> said = device.info().more();
        assertEquals(false, said.get("screenLock"));
        assertEquals(false, said.get("encrypted"));
        assertEquals("unsupported", said.get("encryption"));
        assertEquals(false, said.get("debugging"));
        assertEquals(Build.VERSION.SECURITY_PATCH, said.get("securityPatch"));
        shadowOf(app.getSystemService(android.app.KeyguardManager.class)).setIsDeviceSecure(true);
        shadowOf(policy).setStorageEncryptionStatus(DevicePolicyManager.ENCRYPTION_STATUS_ACTIVE_PER_USER);
        android.provider.Settings.Global.putInt(app.getContentResolver(), "adb_enabled", 1);
        install("com.topjohnwu.magisk", "27", 0);
        said = device.info().more();
        assertEquals(true, said.get("screenLock"));
        assertEquals(true, said.get("encrypted"));
        assertEquals(true, said.get("debugging"));
        assertEquals(true, said.get("rooted"));
        assertTrue(((List<?>) said.get("integrity")).contains("root-app"));
    }

    @Test
    public void appsAreNamedButNotThoseOfThePhonesMaker() {
        install("com.example.till", "2.1", 0);
        install("com.example.dialler", "1", ApplicationInfo.FLAG_SYSTEM);
        install("com.example.browser", "3", ApplicationInfo.FLAG_SYSTEM | ApplicationInfo.FLAG_UPDATED_SYSTEM_APP);
        List<String> told = new ArrayList<>();
        device.apps().forEach(a -> told.add(a.id() + " " + a.version()));
        assertTrue(told.toString(), told.contains("com.example.till 2.1"));
        assertTrue(told.toString(), told.contains("com.example.browser 3"));
        assertFalse(told.toString(), told.contains("com.example.dialler 1"));
        assertFalse(told.toString(), told.toString().contains(app.getPackageName()));
    }

    private void install(String name, String version, int flags) {
        PackageInfo info = new PackageInfo();
        info.packageName = name;
        info.versionName = version;
        info.applicationInfo = new ApplicationInfo();
        info.applicationInfo.packageName = name;
        info.applicationInfo.name = name;
        info.applicationInfo.flags = flags | ApplicationInfo.FLAG_INSTALLED;
        shadowOf(app.getPackageManager()).installPackage(info);
    }

    @Test
    public void anotherOwnerOfTheDeviceIsNamed() {
        PackageInfo other = new PackageInfo();
        other.packageName = "com.example.manager";
        other.applicationInfo = new ApplicationInfo();
        other.applicationInfo.packageName = other.packageName;
        other.applicationInfo.name = "Other Manager";
        shadowOf(app.getPackageManager()).installPackage(other);
        ComponentName theirs = new ComponentName("com.example.manager", "com.example.manager.Admin");
        shadowOf(policy).setActiveAdmin(theirs);
        shadowOf(policy).setDeviceOwner(theirs);
        String named = device.facts().otherOwner();
        assertNotNull(named);
        assertTrue(named, named.contains("com.example.manager"));
    }

    @Test
    public void settingsReachAndroid() throws Refusal {
        shadowOf(policy).setDeviceOwner(admin);
        shadowOf(policy).setActiveAdmin(admin);
        device.perform(new Step.Camera(false));
        assertTrue(policy.getCameraDisabled(admin));
        device.perform(new Step.Camera(true));
        assertFalse(policy.getCameraDisabled(admin));
        device.perform(new Step.UserRestriction("no_usb_file_transfer", true));
        assertTrue(app.getSystemService(UserManager.class).hasUserRestriction("no_usb_file_transfer"));
        device.perform(new Step.UserRestriction("no_usb_file_transfer", false));
        assertFalse(app.getSystemService(UserManager.class).hasUserRestriction("no_usb_file_transfer"));
        device.perform(new Step.LockAfter(90));
        Refusal weak = assertThrows(
                Refusal.class, () -> device.perform(new Step.PasswordQuality(Step.Strength.HIGH, 8)));
        assertTrue(weak.reason(), weak.reason().contains("weaker than required"));
        assertEquals(DevicePolicyManager.PASSWORD_QUALITY_ALPHANUMERIC, policy.getPasswordQuality(admin));
        assertEquals(8, policy.getPasswordMinimumLength(admin));
    }

    @Test
    public void forbiddenAppsAreHiddenAndComeBack() throws Refusal {
        shadowOf(policy).setDeviceOwner(admin);
        PackageInfo game = new PackageInfo();
        game.packageName = "com.example.game";
        game.applicationInfo = new ApplicationInfo();
        game.applicationInfo.packageName = game.packageName;
        game.applicationInfo.flags = ApplicationInfo.FLAG_INSTALLED;
        shadowOf(app.getPackageManager()).installPackage(game);
        device.perform(new Step.AppRule(List.of("com.example.game", "com.example.absent"), false));
        assertTrue(policy.isApplicationHidden(admin, "com.example.game"));
        device.perform(new Step.AppRule(List.of(), false));
        assertFalse(policy.isApplicationHidden(admin, "com.example.game"));
    }

    @Test
    public void aRequiredAppThatIsMissingIsAskedForAndNotCalledDone() {
        Refusal refusal = assertThrows(
                Refusal.class,
                () -> device.perform(new Step.Required(List.of(new Step.App("com.example.till", null, null)))));
        assertTrue(refusal.reason(), refusal.reason().contains("com.example.till"));
        NotificationManager notices = app.getSystemService(NotificationManager.class);
        assertEquals(1, shadowOf(notices).getAllNotifications().size());
    }

    @Test
    public void onlyListedAppsStayAndWhatTheListTakesInComesBack() throws Refusal {
        shadowOf(policy).setDeviceOwner(admin);
        for (String name : List.of("com.example.game", "com.example.till")) {
            PackageInfo app = new PackageInfo();
            app.packageName = name;
            app.applicationInfo = new ApplicationInfo();
            app.applicationInfo.packageName = name;
            app.applicationInfo.flags = ApplicationInfo.FLAG_INSTALLED;
            shadowOf(this.app.getPackageManager()).installPackage(app);
        }
        device.perform(new Step.AppRule(List.of("com.example.till"), true));
        assertTrue(policy.isApplicationHidden(admin, "com.example.game"));
        assertFalse(policy.isApplicationHidden(admin, "com.example.till"));
        assertFalse(policy.isApplicationHidden(admin, app.getPackageName()));
        device.perform(new Step.AppRule(List.of("com.example.till", "com.example.game"), true));
        assertFalse(policy.isApplicationHidden(admin, "com.example.game"));
    }

    @Test
    public void aKioskWithoutItsFirstAppIsARefusalThatNamesIt() {
        shadowOf(policy).setDeviceOwner(admin);
        Refusal refusal = assertThrows(
                Refusal.class, () -> device.perform(new Step.Kiosk(List.of("com.example.till"), false, false)));
        assertTrue(refusal.reason(), refusal.reason().contains("com.example.till"));
    }

    @Test
    public void aMessageStaysInTheAppAndShowsANotification() throws Refusal {
        device.perform(new Task.Message("Call the office"));
        assertTrue(new Notices(app).messages().get(0).endsWith("Call the office"));
        List<Notification> shown =
                shadowOf(app.getSystemService(NotificationManager.class)).getAllNotifications();
        assertEquals("Call the office", shadowOf(shown.get(0)).getContentText());
    }

    @Test
    public void whatAndroidForbidsIsARefusalWithItsWords() {
        shadowOf(policy).setDeviceOwner(admin);
        Refusal refusal = assertThrows(Refusal.class, () -> device.perform(new Task.ResetPassword("12345678")));
        assertFalse(refusal.reason().isEmpty());
    }

    @Test
    public void theWizardGetsTheStrongestModeThatItAllows() {
        assertEquals(1, provisioningMode(List.of(1, 2)));
        assertEquals(2, provisioningMode(List.of(2)));
    }

    private int provisioningMode(List<Integer> allowed) {
        Intent asked = new Intent("android.app.action.GET_PROVISIONING_MODE")
                .putIntegerArrayListExtra(
                        "android.app.extra.PROVISIONING_ALLOWED_PROVISIONING_MODES", new ArrayList<>(allowed));
        ProvisioningModeActivity activity =
                Robolectric.buildActivity(ProvisioningModeActivity.class, asked).create().get();
        assertEquals(Activity.RESULT_OK, shadowOf(activity).getResultCode());
        return shadowOf(activity).getResultIntent().getIntExtra("android.app.extra.PROVISIONING_MODE", 0);
    }

    @Test
    public void theInvitationOfTheSetUpCodeIsKept() {
        PersistableBundle extras = new PersistableBundle();
        extras.putString("link", "https://127.0.0.1:1/i/abcdefghijklmnopqrstuvwxyz");
        Intent asked = new Intent().putExtra(DevicePolicyManager.EXTRA_PROVISIONING_ADMIN_EXTRAS_BUNDLE, extras);
        ComplianceActivity activity =
                Robolectric.buildActivity(ComplianceActivity.class, asked).create().get();
        assertEquals(Activity.RESULT_OK, shadowOf(activity).getResultCode());
        assertEquals("https://127.0.0.1:1/i/abcdefghijklmnopqrstuvwxyz", Provisioning.pending(app));
    }

    @Test
    public void onlyAndroidItselfMayCallWhatGivesPower() throws PackageManager.NameNotFoundException {
        PackageManager packages = app.getPackageManager();
        ActivityInfo receiver = packages.getReceiverInfo(admin, PackageManager.GET_META_DATA);
        assertEquals("android.permission.BIND_DEVICE_ADMIN", receiver.permission);
        assertTrue(receiver.metaData.getInt("android.app.device_admin") != 0);
        for (Class<?> type : List.of(ProvisioningModeActivity.class, ComplianceActivity.class)) {
            assertEquals(
                    "android.permission.BIND_DEVICE_ADMIN",
                    packages.getActivityInfo(new ComponentName(app, type), 0).permission);
        }
        for (Class<?> type : List.of(AgentService.class, PhotoService.class, CheckInJob.class)) {
            ServiceInfo service = packages.getServiceInfo(new ComponentName(app, type), 0);
            assertFalse(type.getName(), service.exported);
            assertTrue(type.getName(), service.directBootAware);
        }
    }

    @Test
    public void aTextThatIsNoLinkIsExplained() throws InterruptedException {
        MainActivity activity = Robolectric.buildActivity(MainActivity.class).setup().get();
        activity.<EditText>findViewById(R.id.server).setText("hello");
        activity.findViewById(R.id.connect).performClick();
        assertTrue(answer(activity), answer(activity).contains("this is not an invitation"));
    }

    @Test
    public void theLandingPagesLinkAndASharedTextAreLookedUpAtOnce() throws InterruptedException {
        String link = "https://127.0.0.1:1/i/abcdefghijklmnopqrstuvwxyz";
        Intent opened = new Intent(Intent.ACTION_VIEW, Uri.parse("fairlead://enrol?link=" + Uri.encode(link)));
        Intent shared = new Intent(Intent.ACTION_SEND).setType("text/plain").putExtra(Intent.EXTRA_TEXT, "see " + link);
        for (Intent intent : List.of(opened, shared)) {
            MainActivity activity =
                    Robolectric.buildActivity(MainActivity.class, intent).setup().get();
            assertTrue(answer(activity), answer(activity).contains("The server does not answer"));
        }
    }

    private static String answer(MainActivity activity) throws InterruptedException {
        TextView view = activity.findViewById(R.id.answer);
        String looking = activity.getString(R.string.looking);
        for (int i = 0; i < 600; i++) {
            shadowOf(android.os.Looper.getMainLooper()).idle();
            if (view.length() > 0 && !view.getText().toString().equals(looking)) {
                break;
            }
            Thread.sleep(50);
        }
        return view.getText().toString();
    }

    @Test
    public void makersThatStopAppsHaveTheirAdvice() {
        assertEquals(R.string.maker_xiaomi, BatteryActivity.advice("Xiaomi"));
        assertEquals(R.string.maker_samsung, BatteryActivity.advice("samsung"));
        assertEquals(0, BatteryActivity.advice("Google"));
    }
}

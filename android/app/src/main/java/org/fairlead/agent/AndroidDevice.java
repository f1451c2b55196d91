package org.fairlead.agent;

import android.Manifest;
import android.app.KeyguardManager;
import android.content.Context;
import android.content.pm.PackageManager;
import android.location.LocationManager;
import android.os.Build;
import android.os.PowerManager;
import android.provider.Settings;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.android.core.command.Task;
import org.fairlead.android.core.device.DeviceControl;
import org.fairlead.android.core.device.Facts;
import org.fairlead.android.core.device.Mode;
import org.fairlead.android.core.device.Refusal;
import org.fairlead.android.core.policy.Step;
import org.fairlead.android.core.report.InstalledApp;
import org.fairlead.protocol.agent.Up;
import org.jspecify.annotations.Nullable;

/** This phone, over Android's services. */
final class AndroidDevice implements DeviceControl {
    private final Context context;
    private final Owner owner;
    private final ResetToken token;
    private final Tasks tasks;
    private final Steps steps;
    private final Inventory inventory;

    AndroidDevice(Context context) {
        this.context = context;
        this.owner = new Owner(context);
        this.token = new ResetToken(context, owner);
        this.tasks = new Tasks(context, owner, token);
        this.steps = new Steps(context, owner);
        this.inventory = new Inventory(context, owner);
    }

    Owner owner() {
        return owner;
    }

    @Override
    public Facts facts() {
        Mode mode = owner.mode();
        LocationManager locations = context.getSystemService(LocationManager.class);
        boolean locationOn = Build.VERSION.SDK_INT >= 28
                ? locations.isLocationEnabled()
                : locations.isProviderEnabled(LocationManager.GPS_PROVIDER)
                        || locations.isProviderEnabled(LocationManager.NETWORK_PROVIDER);
        return new Facts(
                mode,
                Build.VERSION.SDK_INT,
                context.getSystemService(KeyguardManager.class).isDeviceSecure(),
                token.active(),
                granted(Manifest.permission.CAMERA) && frontCamera(),
                locationAllowed(),
                locationOn,
                owner.other());
    }

    /** Whether the position may be asked for while nobody looks at the agent. */
    boolean locationAllowed() {
        return granted(Manifest.permission.ACCESS_FINE_LOCATION)
                && (Build.VERSION.SDK_INT < 29 || granted(Manifest.permission.ACCESS_BACKGROUND_LOCATION));
    }

    boolean granted(String permission) {
        return context.checkSelfPermission(permission) == PackageManager.PERMISSION_GRANTED;
    }

    boolean batteryExempt() {
        return context.getSystemService(PowerManager.class).isIgnoringBatteryOptimizations(context.getPackageName());
    }

    private boolean frontCamera() {
        return context.getPackageManager().hasSystemFeature(PackageManager.FEATURE_CAMERA_FRONT);
    }

    @Override
    public Up.DeviceInfo info() {
        Mode mode = owner.mode();
        Map<String, @Nullable Object> more = new LinkedHashMap<>();
        more.put("mode", mode.wire());
        more.put("apiLevel", (long) Build.VERSION.SDK_INT);
        more.putAll(inventory.safety());
        more.put("batteryExempt", batteryExempt());
        more.put("locationAllowed", locationAllowed());
        more.put("resetToken", token.active());
        more.put("manufacturer", Build.MANUFACTURER);
        String maker = Build.MANUFACTURER;
        String model = Build.MODEL.startsWith(maker) ? Build.MODEL : maker + " " + Build.MODEL;
        String name = Settings.Global.getString(context.getContentResolver(), "device_name");
        return new Up.DeviceInfo(
                cut(name == null || name.trim().isEmpty() ? Build.MODEL : name),
                cut(model),
                cut(serial(mode)),
                "Android " + Build.VERSION.RELEASE,
                version(),
                addresses(),
                more);
    }

    String version() {
        try {
            return String.valueOf(
                    context.getPackageManager().getPackageInfo(context.getPackageName(), 0).versionName);
        } catch (PackageManager.NameNotFoundException e) {
            return "";
        }
    }

    @Override
    public List<InstalledApp> apps() {
        return inventory.apps();
    }

    @Override
    public String boot() {
        return "boot-" + Settings.Global.getInt(context.getContentResolver(), Settings.Global.BOOT_COUNT, 0);
    }

    @Override
    public Map<String, @Nullable Object> perform(Task task) throws Refusal {
        try {
            return tasks.perform(task);
        } catch (SecurityException | IllegalStateException | IllegalArgumentException | UnsupportedOperationException e) {
            throw new Refusal("Android does not allow it: " + e.getMessage());
        }
    }

    @Override
    public void perform(Step step) throws Refusal {
        try {
            steps.perform(step);
        } catch (SecurityException | IllegalStateException | IllegalArgumentException | UnsupportedOperationException e) {
            throw new Refusal("Android does not allow it: " + e.getMessage());
        }
    }

    /** Ends the alarm. */
    void silence() {
        tasks.silence();
    }

    @Override
    public void release() {
        steps.release();
        tasks.release();
    }

    @Override
    public void prepareResetToken() {
        grantItself();
        token.prepare();
    }

    /** The owner of the device need not ask the user for what its commands need. */
    private void grantItself() {
        if (owner.mode() != Mode.DEVICE_OWNER) {
            return;
        }
        List<String> wanted = new ArrayList<>(List.of(Manifest.permission.ACCESS_FINE_LOCATION));
        if (Build.VERSION.SDK_INT >= 29) {
            wanted.add(Manifest.permission.ACCESS_BACKGROUND_LOCATION);
        }
        wanted.add(Manifest.permission.CAMERA);
        if (Build.VERSION.SDK_INT >= 33) {
            wanted.add(Manifest.permission.POST_NOTIFICATIONS);
        }
        for (String permission : wanted) {
            try {
                owner.policy()
                        .setPermissionGrantState(
                                owner.admin(),
                                context.getPackageName(),
                                permission,
                                android.app.admin.DevicePolicyManager.PERMISSION_GRANT_STATE_GRANTED);
            } catch (SecurityException e) {
                Log.warn(permission, e); // the user opted out of it during set-up
            }
        }
    }

    private String serial(Mode mode) {
        try {
            if (mode == Mode.DEVICE_OWNER) {
                return Build.getSerial();
            }
            if (mode.ownsProfile() && Build.VERSION.SDK_INT >= 31) {
                return owner.policy().getEnrollmentSpecificId();
            }
        } catch (SecurityException e) {
            Log.warn("no serial number", e);
        }
        return "";
    }

    private static List<String> addresses() {
        List<String> addresses = new ArrayList<>();
        try {
            for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                for (InetAddress address : Collections.list(network.getInetAddresses())) {
                    String text = address.getHostAddress();
                    if (!address.isLoopbackAddress() && !address.isLinkLocalAddress() && text != null && addresses.size() < 8) {
                        addresses.add(text);
                    }
                }
            }
        } catch (SocketException e) {
            Log.warn("no addresses", e);
        }
        return addresses;
    }

    private static String cut(String text) {
        return text.length() > 200 ? text.substring(0, 200) : text;
    }
}

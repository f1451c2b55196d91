package org.fairlead.agent;

import android.app.Activity;
import android.app.admin.DevicePolicyManager;
import android.content.Intent;
import android.os.Bundle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From Android 12 the set-up wizard asks which mode to set up: the whole device where it may be, else a work profile. */
public class ProvisioningModeActivity extends Activity {
    @Override
    protected void onCreate(@Nullable Bundle state) {
        super.onCreate(state);
        List<Integer> allowed = getIntent()
                .getIntegerArrayListExtra(DevicePolicyManager.EXTRA_PROVISIONING_ALLOWED_PROVISIONING_MODES);
        int device = DevicePolicyManager.PROVISIONING_MODE_FULLY_MANAGED_DEVICE;
        int mode = allowed == null || allowed.contains(device)
                ? device
                : DevicePolicyManager.PROVISIONING_MODE_MANAGED_PROFILE;
        setResult(RESULT_OK, new Intent().putExtra(DevicePolicyManager.EXTRA_PROVISIONING_MODE, mode));
        finish();
    }
}

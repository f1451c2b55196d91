package org.fairlead.agent;

import android.app.admin.DevicePolicyManager;
import android.content.Context;
import android.os.Build;
import java.util.Map;
import org.fairlead.android.core.command.Task;
import org.fairlead.android.core.device.Mode;
import org.fairlead.android.core.device.Refusal;
import org.jspecify.annotations.Nullable;

/** Commands over Android's services. */
final class Tasks {
    private final Context context;
    private final Owner owner;
    private final ResetToken token;
    private final Notices notices;
    private final Siren siren;

    Tasks(Context context, Owner owner, ResetToken token) {
        this.context = context;
        this.owner = owner;
        this.token = token;
        this.notices = new Notices(context);
        this.siren = new Siren(context);
    }

    Map<String, @Nullable Object> perform(Task task) throws Refusal {
        if (task instanceof Task.Lock) {
            owner.policy().lockNow();
        } else if (task instanceof Task.Locate) {
            notices.told(context.getString(R.string.located));
            return new Locator(context, owner).locate();
        } else if (task instanceof Task.Alarm alarm) {
            siren.sound(alarm.seconds());
        } else if (task instanceof Task.ArmPhoto) {
            notices.told(context.getString(R.string.photo_armed));
            owner.policy().lockNow();
        } else if (task instanceof Task.Wipe) {
            wipe();
        } else if (task instanceof Task.RemoveProfile) {
            owner.policy().wipeData(0);
        } else if (task instanceof Task.ResetPassword reset) {
            resetPassword(reset.password());
        } else if (task instanceof Task.Message message) {
            notices.message(message.text());
        } else if (task instanceof Task.Restart) {
            owner.policy().reboot(owner.admin());
        }
        return Map.of();
    }

    void silence() {
        siren.stop();
    }

    void release() {
        siren.stop();
        notices.forget();
    }

    private void wipe() {
        DevicePolicyManager policy = owner.policy();
        if (Build.VERSION.SDK_INT >= 34) {
            policy.wipeDevice(0);
        } else if (Build.VERSION.SDK_INT >= 30 && owner.mode() == Mode.COMPANY_PROFILE_OWNER) {
            policy.getParentProfileInstance(owner.admin()).wipeData(0);
        } else {
            policy.wipeData(0);
        }
    }

    private void resetPassword(String password) throws Refusal {
        byte[] secret = token.load();
        if (secret == null || !owner.policy().resetPasswordWithToken(owner.admin(), password, secret, 0)) {
            throw new Refusal("Android did not take the password: it has to satisfy the password rules in force");
        }
    }
}

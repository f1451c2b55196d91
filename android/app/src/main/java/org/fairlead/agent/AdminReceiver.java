package org.fairlead.agent;

import android.app.admin.DeviceAdminReceiver;
import android.content.Context;
import android.content.Intent;
import android.os.UserHandle;
import java.util.Map;
import org.fairlead.android.core.agent.Agent;
import org.fairlead.protocol.agent.EventCode;

/** What Android tells a device administrator. */
public class AdminReceiver extends DeviceAdminReceiver {
    @Override
    public void onEnabled(Context context, Intent intent) {
        AgentService.start(context);
        AgentApp.of(context).agent().deviceChanged();
    }

    @Override
    public CharSequence onDisableRequested(Context context, Intent intent) {
        return context.getString(R.string.admin_disable);
    }

    @Override
    public void onDisabled(Context context, Intent intent) {
        Agent agent = AgentApp.of(context).agent();
        if (agent.store().identity() != null) {
            agent.event(EventCode.ADMIN_DEACTIVATED, Map.of());
            agent.deviceChanged();
        }
    }

    @Override
    public void onProfileProvisioningComplete(Context context, Intent intent) {
        Provisioning.take(context, intent);
    }

    @Override
    public void onPasswordFailed(Context context, Intent intent, UserHandle user) {
        String command = AgentApp.of(context).agent().armedPhoto();
        if (command != null) {
            PhotoService.start(context, command);
        }
    }

    @Override
    public void onPasswordChanged(Context context, Intent intent, UserHandle user) {
        AgentApp.of(context).agent().deviceChanged();
    }

    @Override
    public void onPasswordSucceeded(Context context, Intent intent, UserHandle user) {
        AgentApp.of(context).agent().poke();
    }
}

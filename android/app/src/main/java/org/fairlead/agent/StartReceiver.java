package org.fairlead.agent;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

/** The phone has started, or the agent was replaced by a newer one. */
public class StartReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        AgentService.start(context);
    }
}

package org.fairlead.agent;

import android.app.PendingIntent;
import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

/** The user has found the phone and ends the alarm. */
public class StopReceiver extends BroadcastReceiver {
    static PendingIntent intent(Context context) {
        return PendingIntent.getBroadcast(
                context,
                0,
                new Intent(context, StopReceiver.class),
                PendingIntent.FLAG_UPDATE_CURRENT | PendingIntent.FLAG_IMMUTABLE);
    }

    @Override
    public void onReceive(Context context, Intent intent) {
        AgentApp.of(context).device().silence();
    }
}

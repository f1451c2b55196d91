package org.fairlead.agent;

import android.app.Notification;
import android.app.Service;
import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;
import android.content.pm.ServiceInfo;
import android.net.ConnectivityManager;
import android.net.Network;
import android.os.Build;
import android.os.IBinder;
import org.fairlead.android.core.agent.Agent;
import org.fairlead.android.core.device.Mode;
import org.fairlead.android.core.state.Identity;
import org.jspecify.annotations.Nullable;

/** Keeps the process and with it the connection alive. */
public class AgentService extends Service {
    private final ConnectivityManager.NetworkCallback network = new ConnectivityManager.NetworkCallback() {
        @Override
        public void onAvailable(Network available) {
            AgentApp.of(AgentService.this).agent().poke();
        }
    };
    private final BroadcastReceiver packages = new BroadcastReceiver() {
        @Override
        public void onReceive(Context context, Intent intent) {
            AgentApp.of(context).agent().deviceChanged();
        }
    };

    /**
     * Starts it if the phone is enrolled. From Android 12 the system may refuse this in the background; then the agent
     * runs inside the job that called until Android ends it.
     */
    static void start(Context context) {
        AgentApp app = AgentApp.of(context);
        if (app.agent().store().identity() == null) {
            return;
        }
        CheckInJob.schedule(context);
        try {
            context.startForegroundService(new Intent(context, AgentService.class));
        } catch (IllegalStateException e) {
            Log.warn("the service may not start now", e);
            app.agent().start();
        }
    }

    @Override
    public void onCreate() {
        AgentApp app = AgentApp.of(this);
        Agent agent = app.agent();
        Identity identity = agent.store().identity();
        Notices notices = new Notices(this);
        notices.manager();
        Notification notification = notices.notification(
                Notices.SERVICE,
                identity == null ? "" : getString(R.string.ongoing, identity.workspace()),
                notices.open());
        if (Build.VERSION.SDK_INT >= 34) {
            boolean owner = app.device().owner().mode() == Mode.DEVICE_OWNER;
            startForeground(
                    Notices.ID_SERVICE,
                    notification,
                    owner
                            ? ServiceInfo.FOREGROUND_SERVICE_TYPE_SYSTEM_EXEMPTED
                            : ServiceInfo.FOREGROUND_SERVICE_TYPE_SPECIAL_USE);
        } else {
            startForeground(Notices.ID_SERVICE, notification);
        }
        getSystemService(ConnectivityManager.class).registerDefaultNetworkCallback(network);
        IntentFilter changed = new IntentFilter(Intent.ACTION_PACKAGE_ADDED);
        changed.addAction(Intent.ACTION_PACKAGE_REMOVED);
        changed.addDataScheme("package");
        registerReceiver(packages, changed);
        agent.start();
    }

    @Override
    public int onStartCommand(@Nullable Intent intent, int flags, int startId) {
        if (AgentApp.of(this).agent().store().identity() == null) {
            stopSelf();
            return START_NOT_STICKY;
        }
        return START_STICKY;
    }

    @Override
    public void onDestroy() {
        getSystemService(ConnectivityManager.class).unregisterNetworkCallback(network);
        unregisterReceiver(packages);
    }

    @Override
    public @Nullable IBinder onBind(Intent intent) {
        return null;
    }
}

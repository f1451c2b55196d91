package org.fairlead.agent;

import android.app.Application;
import android.content.Context;
import android.os.Handler;
import android.os.Looper;
import java.io.File;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.fairlead.android.core.agent.Agent;
import org.jspecify.annotations.Nullable;

/**
 * Holds the one agent of the process. Its files lie in storage that is open before the first unlock, so that a lost
 * phone obeys after a restart too.
 */
public class AgentApp extends Application {
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private @Nullable Agent agent;
    private @Nullable AndroidDevice device;

    static AgentApp of(Context context) {
        return (AgentApp) context.getApplicationContext();
    }

    synchronized Agent agent() {
        Agent present = agent;
        if (present == null) {
            File folder = new File(createDeviceProtectedStorageContext().getFilesDir(), "agent");
            present = new Agent(device(), new KeystoreVault(), folder, this::changed);
            agent = present;
        }
        return present;
    }

    synchronized AndroidDevice device() {
        AndroidDevice present = device;
        if (present == null) {
            present = new AndroidDevice(this);
            device = present;
        }
        return present;
    }

    /** Calls on the main thread when the agent's status may differ. */
    void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    void unwatch(Runnable watcher) {
        watchers.remove(watcher);
    }

    private void changed() {
        new Handler(Looper.getMainLooper()).post(() -> watchers.forEach(Runnable::run));
    }
}

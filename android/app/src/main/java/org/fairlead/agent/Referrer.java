package org.fairlead.agent;

import android.content.ComponentName;
import android.content.Context;
import android.content.Intent;
import android.content.ServiceConnection;
import android.os.Bundle;
import android.os.Handler;
import android.os.IBinder;
import android.os.Looper;
import android.os.Parcel;
import android.os.RemoteException;
import java.util.function.Consumer;

/**
 * Asks the store once with which link the agent was installed. The store's service is bound directly; a phone without
 * the store, or an agent installed another way, simply has no answer.
 */
final class Referrer implements ServiceConnection {
    private static final String ASKED = "referrer-asked";
    private static final String STORE = "com.android.vending";
    private static final String ACTION = "com.google.android.finsky.BIND_GET_INSTALL_REFERRER_SERVICE";
    private static final String INTERFACE = "com.google.android.finsky.externalreferrer.IGetInstallReferrerService";

    private final Context context;
    private final Consumer<String> found;

    private Referrer(Context context, Consumer<String> found) {
        this.context = context;
        this.found = found;
    }

    /** Calls with the referrer on the main thread, if there is one and it was not asked for before. */
    static void ask(Context context, Consumer<String> found) {
        if (Kept.of(context).getBoolean(ASKED, false)) {
            return;
        }
        Kept.of(context).edit().putBoolean(ASKED, true).apply();
        Intent intent = new Intent(ACTION)
                .setClassName(STORE, "com.google.android.finsky.externalreferrer.GetInstallReferrerService");
        Context app = context.getApplicationContext();
        try {
            if (!app.bindService(intent, new Referrer(app, found), Context.BIND_AUTO_CREATE)) {
                return;
            }
        } catch (SecurityException e) {
            Log.warn("the store does not tell how the agent was installed", e);
        }
    }

    @Override
    public void onServiceConnected(ComponentName name, IBinder service) {
        Parcel data = Parcel.obtain();
        Parcel reply = Parcel.obtain();
        try {
            data.writeInterfaceToken(INTERFACE);
            data.writeInt(1);
            Bundle question = new Bundle();
            question.putString("package_name", context.getPackageName());
            question.writeToParcel(data, 0);
            service.transact(IBinder.FIRST_CALL_TRANSACTION, data, reply, 0);
            reply.readException();
            Bundle answer = reply.readInt() == 0 ? null : Bundle.CREATOR.createFromParcel(reply);
            String referrer = answer == null ? null : answer.getString("install_referrer");
            if (referrer != null) {
                new Handler(Looper.getMainLooper()).post(() -> found.accept(referrer));
            }
        } catch (RemoteException | RuntimeException e) {
            Log.warn("the store does not tell how the agent was installed", e);
        } finally {
            data.recycle();
            reply.recycle();
            context.unbindService(this);
        }
    }

    @Override
    public void onServiceDisconnected(ComponentName name) {}
}

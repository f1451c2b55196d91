package org.fairlead.agent;

import android.app.PendingIntent;
import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;
import android.content.pm.PackageInstaller;
import android.os.Build;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;
import org.fairlead.android.core.device.Refusal;

/** Installs and uninstalls apps without asking, which Android allows the owner of the device. */
final class Installer {
    private static final long MAX_BYTES = 500L << 20;
    private static final int TIMEOUT = 60_000;
    private static final long WAIT_MINUTES = 5;

    private final Context context;

    Installer(Context context) {
        this.context = context;
    }

    /** Fetches the APK over https and installs it if its SHA-256 is this one. */
    void install(String name, String url, String sha256) throws Refusal {
        PackageInstaller installer = context.getPackageManager().getPackageInstaller();
        PackageInstaller.SessionParams parameters =
                new PackageInstaller.SessionParams(PackageInstaller.SessionParams.MODE_FULL_INSTALL);
        parameters.setAppPackageName(name);
        int id = -1;
        try {
            id = installer.createSession(parameters);
            try (PackageInstaller.Session session = installer.openSession(id)) {
                String seen = copy(url, session);
                if (!seen.equalsIgnoreCase(sha256)) {
                    throw new Refusal("the file at its address has another SHA-256: " + seen);
                }
                commit(session, id);
            }
        } catch (IOException e) {
            throw new Refusal("it cannot be fetched: " + e.getMessage());
        } finally {
            abandon(installer, id);
        }
    }

    void uninstall(String name) {
        Intent done = new Intent("org.fairlead.agent.UNINSTALLED").setPackage(context.getPackageName());
        context.getPackageManager()
                .getPackageInstaller()
                .uninstall(name, PendingIntent.getBroadcast(context, 0, done, flags()).getIntentSender());
    }

    private static String copy(String url, PackageInstaller.Session session) throws IOException, Refusal {
        HttpsURLConnection connection;
        try {
            URI uri = new URI(url);
            if (!"https".equalsIgnoreCase(uri.getScheme())) {
                throw new Refusal("its address does not begin with https");
            }
            connection = (HttpsURLConnection) uri.toURL().openConnection();
        } catch (URISyntaxException e) {
            throw new Refusal("its address cannot be read");
        }
        connection.setConnectTimeout(TIMEOUT);
        connection.setReadTimeout(TIMEOUT);
        try (InputStream in = connection.getInputStream();
                OutputStream out = session.openWrite("base.apk", 0, -1)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[64 * 1024];
            long size = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                size += n;
                if (size > MAX_BYTES) {
                    throw new Refusal("the file is larger than 500 MB");
                }
                digest.update(buffer, 0, n);
                out.write(buffer, 0, n);
            }
            session.fsync(out);
            StringBuilder hex = new StringBuilder();
            for (byte b : digest.digest()) {
                hex.append(String.format(Locale.ROOT, "%02x", b & 0xff));
            }
            return hex.toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } finally {
            connection.disconnect();
        }
    }

    private void commit(PackageInstaller.Session session, int id) throws Refusal {
        String action = "org.fairlead.agent.INSTALLED." + id;
        BlockingQueue<Intent> answers = new LinkedBlockingQueue<>();
        BroadcastReceiver receiver = new BroadcastReceiver() {
            @Override
            public void onReceive(Context from, Intent intent) {
                answers.add(intent);
            }
        };
        IntentFilter filter = new IntentFilter(action);
        if (Build.VERSION.SDK_INT >= 33) {
            context.registerReceiver(receiver, filter, Context.RECEIVER_NOT_EXPORTED);
        } else {
            context.registerReceiver(receiver, filter);
        }
        try {
            Intent done = new Intent(action).setPackage(context.getPackageName());
            session.commit(PendingIntent.getBroadcast(context, id, done, flags()).getIntentSender());
            Intent answer = answers.poll(WAIT_MINUTES, TimeUnit.MINUTES);
            int status = answer == null
                    ? PackageInstaller.STATUS_FAILURE
                    : answer.getIntExtra(PackageInstaller.EXTRA_STATUS, PackageInstaller.STATUS_FAILURE);
            if (status != PackageInstaller.STATUS_SUCCESS) {
                String why = answer == null ? null : answer.getStringExtra(PackageInstaller.EXTRA_STATUS_MESSAGE);
                throw new Refusal(why == null ? "Android did not install it (" + status + ")" : why);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("the agent was stopped");
        } finally {
            context.unregisterReceiver(receiver);
        }
    }

    private static void abandon(PackageInstaller installer, int id) {
        try {
            if (id >= 0 && installer.getSessionInfo(id) != null) {
                installer.abandonSession(id);
            }
        } catch (SecurityException e) {
            // committed, so it is no longer this app's
        }
    }

    /** Android adds its answer to the intent, so it must be able to change it. */
    private static int flags() {
        return PendingIntent.FLAG_UPDATE_CURRENT | (Build.VERSION.SDK_INT >= 31 ? PendingIntent.FLAG_MUTABLE : 0);
    }
}

package org.fairlead.agent;

import android.app.Notification;
import android.app.NotificationChannel;
import android.app.NotificationManager;
import android.app.PendingIntent;
import android.content.Context;
import android.content.Intent;
import android.content.SharedPreferences;
import java.text.DateFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.fairlead.android.core.device.Refusal;

/** What the agent tells the user: notifications, and the messages that stay in the app. */
final class Notices {
    static final String SERVICE = "service";
    static final String MESSAGES = "messages";
    static final String ALARM = "alarm";
    static final int ID_SERVICE = 1;
    static final int ID_ALARM = 2;
    static final int ID_PHOTO = 3;
    private static final int ID_TASK = 4;
    private static final int ID_MESSAGE = 10;
    private static final int KEPT = 20;
    private static final int SHOWN = 20;
    private static final String NUMBER = "notification";
    private static final String KEY = "messages";
    private static final String SEPARATOR = "\u001e";

    private final Context context;
    private final SharedPreferences kept;

    Notices(Context context) {
        this.context = context;
        this.kept = Kept.of(context);
    }

    /** Makes the channels; the names follow the phone's language. */
    NotificationManager manager() {
        NotificationManager manager = context.getSystemService(NotificationManager.class);
        manager.createNotificationChannels(List.of(
                new NotificationChannel(
                        SERVICE, context.getString(R.string.channel_service), NotificationManager.IMPORTANCE_MIN),
                new NotificationChannel(
                        MESSAGES, context.getString(R.string.channel_messages), NotificationManager.IMPORTANCE_HIGH),
                new NotificationChannel(
                        ALARM, context.getString(R.string.channel_alarm), NotificationManager.IMPORTANCE_HIGH)));
        return manager;
    }

    /** A message of the administrator: kept in the app, and shown at once where notifications are allowed. */
    void message(String text) throws Refusal {
        keep(text);
        NotificationManager manager = manager();
        if (!manager.areNotificationsEnabled()) {
            throw new Refusal("the user has not allowed notifications; the message waits in the agent's window");
        }
        manager.notify(nextId(), notification(MESSAGES, text, open()));
    }

    private void keep(String text) {
        List<String> all = messages();
        all.add(0, DateFormat.getDateTimeInstance(DateFormat.SHORT, DateFormat.SHORT).format(new Date()) + "\n" + text);
        List<String> first = all.subList(0, Math.min(KEPT, all.size()));
        kept.edit().putString(KEY, String.join(SEPARATOR, first)).apply();
    }

    /** Each notification has a place of its own, so that none hides the one before. */
    private int nextId() {
        int next = (kept.getInt(NUMBER, 0) + 1) % SHOWN;
        kept.edit().putInt(NUMBER, next).apply();
        return ID_MESSAGE + next;
    }

    /** Tells the user what the company asked of the phone; it stays in the app where notifications are not allowed. */
    void told(String text) {
        keep(text);
        manager().notify(nextId(), notification(MESSAGES, text, open()));
    }

    /** Asks the user to do something; the newest request replaces the one before. */
    void ask(String text, Intent intent) {
        PendingIntent pending = PendingIntent.getActivity(
                context,
                ID_TASK,
                intent.addFlags(Intent.FLAG_ACTIVITY_NEW_TASK),
                PendingIntent.FLAG_UPDATE_CURRENT | PendingIntent.FLAG_IMMUTABLE);
        manager().notify(ID_TASK, notification(MESSAGES, text, pending));
    }

    List<String> messages() {
        String all = kept.getString(KEY, "");
        return all == null || all.isEmpty() ? new ArrayList<>() : new ArrayList<>(Arrays.asList(all.split(SEPARATOR)));
    }

    void forget() {
        kept.edit().remove(KEY).apply();
        manager().cancelAll();
    }

    Notification notification(String channel, String text, PendingIntent intent) {
        return new Notification.Builder(context, channel)
                .setSmallIcon(R.drawable.ic_agent)
                .setContentTitle(context.getString(R.string.app_name))
                .setContentText(text)
                .setStyle(new Notification.BigTextStyle().bigText(text))
                .setContentIntent(intent)
                .setAutoCancel(true)
                .build();
    }

    /** Opens the agent's window. */
    PendingIntent open() {
        return PendingIntent.getActivity(
                context,
                0,
                new Intent(context, MainActivity.class).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK),
                PendingIntent.FLAG_UPDATE_CURRENT | PendingIntent.FLAG_IMMUTABLE);
    }
}

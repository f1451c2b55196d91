package org.fairlead.agent;

import android.content.Context;
import android.media.AudioAttributes;
import android.media.AudioFormat;
import android.media.AudioManager;
import android.media.AudioTrack;
import android.os.BatteryManager;
import android.os.Handler;
import android.os.Looper;
import org.jspecify.annotations.Nullable;

/** A two-tone siren on the alarm stream at full volume; the user ends it by the notification. */
final class Siren {
    private static final int RATE = 16_000;
    private static final int LOW_BATTERY = 15;
    private static final int SHORT_SECONDS = 60;

    private final Context context;
    private final Handler handler = new Handler(Looper.getMainLooper());
    private @Nullable AudioTrack track;
    private int volumeBefore;

    Siren(Context context) {
        this.context = context;
    }

    /** Sounds for this long, or a minute when the battery is low. */
    synchronized void sound(int seconds) {
        stop();
        AudioManager audio = context.getSystemService(AudioManager.class);
        volumeBefore = audio.getStreamVolume(AudioManager.STREAM_ALARM);
        audio.setStreamVolume(AudioManager.STREAM_ALARM, audio.getStreamMaxVolume(AudioManager.STREAM_ALARM), 0);
        short[] wave = wave();
        AudioTrack sound = new AudioTrack(
                new AudioAttributes.Builder()
                        .setUsage(AudioAttributes.USAGE_ALARM)
                        .setContentType(AudioAttributes.CONTENT_TYPE_SONIFICATION)
                        .build(),
                new AudioFormat.Builder()
                        .setEncoding(AudioFormat.ENCODING_PCM_16BIT)
                        .setSampleRate(RATE)
                        .setChannelMask(AudioFormat.CHANNEL_OUT_MONO)
                        .build(),
                wave.length * 2,
                AudioTrack.MODE_STATIC,
                AudioManager.AUDIO_SESSION_ID_GENERATE);
        sound.write(wave, 0, wave.length);
        sound.setLoopPoints(0, wave.length, -1);
        sound.play();
        track = sound;
        int battery = context.getSystemService(BatteryManager.class).getIntProperty(BatteryManager.BATTERY_PROPERTY_CAPACITY);
        boolean low = battery > 0 && battery < LOW_BATTERY;
        handler.postDelayed(this::stop, 1000L * (low ? Math.min(SHORT_SECONDS, seconds) : seconds));
        Notices notices = new Notices(context);
        notices.manager()
                .notify(
                        Notices.ID_ALARM,
                        notices.notification(
                                Notices.ALARM, context.getString(R.string.alarm_text), StopReceiver.intent(context)));
    }

    synchronized void stop() {
        handler.removeCallbacksAndMessages(null);
        AudioTrack sound = track;
        track = null;
        if (sound != null) {
            sound.stop();
            sound.release();
            context.getSystemService(AudioManager.class).setStreamVolume(AudioManager.STREAM_ALARM, volumeBefore, 0);
            new Notices(context).manager().cancel(Notices.ID_ALARM);
        }
    }

    /** Half a second each of two tones. */
    static short[] wave() {
        short[] wave = new short[RATE];
        for (int i = 0; i < wave.length; i++) {
            double hertz = i < wave.length / 2 ? 880 : 1320;
            wave[i] = (short) (Math.signum(Math.sin(2 * Math.PI * hertz * i / RATE)) * 28_000);
        }
        return wave;
    }
}

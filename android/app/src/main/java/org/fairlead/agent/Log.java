package org.fairlead.agent;

/** The agent's lines in Android's log. */
final class Log {
    private static final String TAG = "Fairlead";

    private Log() {}

    static void warn(String text, Throwable cause) {
        android.util.Log.w(TAG, text + ": " + cause);
    }
}

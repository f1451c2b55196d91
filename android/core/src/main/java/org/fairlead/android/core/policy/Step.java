package org.fairlead.android.core.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that the phone shall obey from now on. Steps can be repeated. */
public sealed interface Step {
    /** Password rules before Android 12, or with a length: none, low, medium, high and characters. */
    record PasswordQuality(Strength strength, int minLength) implements Step {}

    /** Password rule from Android 12. */
    record PasswordComplexity(Strength strength) implements Step {}

    /** Lock after this many seconds without use; 0 for no limit. */
    record LockAfter(long seconds) implements Step {}

    /** Erase after this many wrong passwords in a row; 0 for never. */
    record WipeAfterFailures(int failures) implements Step {}

    /** Whether the camera works. */
    record Camera(boolean allowed) implements Step {}

    /** Whether pictures of the screen can be taken. */
    record ScreenCapture(boolean allowed) implements Step {}

    /** One of Android's user restrictions, such as {@code no_factory_reset}. */
    record UserRestriction(String name, boolean on) implements Step {}

    /** Only these apps, the first of them at the front; none ends the kiosk. */
    record Kiosk(List<String> packages, boolean home, boolean notifications) implements Step {}

    /** A network to join by itself; an empty name removes the agent's network. */
    record Wifi(String ssid, Security security, String password, boolean hidden) implements Step {
        /** Says nothing of the password. */
        @Override
        public String toString() {
            return "Wifi[" + ssid + "]";
        }
    }

    /** Certificate authorities to trust, PEM. */
    record Authorities(List<String> certificates) implements Step {}

    /** Apps that may not run; with {@code onlyThese} every app outside the list is meant. */
    record AppRule(List<String> packages, boolean onlyThese) implements Step {}

    /** Apps that must be there. */
    record Required(List<App> apps) implements Step {}

    /**
     * An app to install.
     *
     * @param url https address of its APK, null to ask the user to take it from the store
     * @param sha256 of the APK in hex
     */
    record App(String name, @Nullable String url, @Nullable String sha256) {}

    /** How strong a password must be. */
    enum Strength {
        NONE,
        LOW,
        MEDIUM,
        HIGH
    }

    /** How a network is secured. */
    enum Security {
        OPEN,
        WPA2,
        WPA3
    }
}

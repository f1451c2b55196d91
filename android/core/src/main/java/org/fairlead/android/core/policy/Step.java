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

    /** The networks to join by itself; those that the agent brought before and that are not among them go. */
    record Wifi(List<Network> networks) implements Step {
        @Override
        public String toString() {
            return "Wifi" + networks;
        }
    }

    /**
     * A wireless network.
     *
     * @param password of a personal network, empty for an open one
     * @param eap how an enterprise network is entered, null for others
     */
    record Network(
            String ssid,
            Security security,
            String password,
            boolean hidden,
            @Nullable Eap eap) {
        /** Says nothing of the password. */
        @Override
        public String toString() {
            return ssid;
        }
    }

    /**
     * How an enterprise network is entered.
     *
     * @param authority certificates that vouch for the network's server, PEM
     * @param client the phone's certificate with its chain and key, PEM, empty unless the method is TLS
     */
    record Eap(
            Method method,
            Inner inner,
            String identity,
            String anonymous,
            String password,
            String domain,
            String authority,
            String client) {
        /** Says nothing of the password and the key. */
        @Override
        public String toString() {
            return "Eap[" + method + "]";
        }
    }

    /** What is spoken with the network's server. */
    enum Method {
        PEAP,
        TTLS,
        TLS
    }

    /** What is spoken inside the tunnel. */
    enum Inner {
        MSCHAPV2,
        GTC,
        PAP
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
        WPA3,
        EAP
    }
}

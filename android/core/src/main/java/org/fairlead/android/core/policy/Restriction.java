package org.fairlead.android.core.policy;

import org.fairlead.android.core.device.Facts;
import org.fairlead.android.core.device.Mode;
import org.jspecify.annotations.Nullable;

/** Android's user restrictions that the settings offer, with who may set them since which API level. */
enum Restriction {
    BLUETOOTH("bluetooth", "no_bluetooth", 26, Who.DEVICE),
    USB("usb", "no_usb_file_transfer", 26, Who.DEVICE),
    UNKNOWN_SOURCES("unknownSources", "no_install_unknown_sources", 26, Who.PROFILE),
    INSTALL("installApps", "no_install_apps", 26, Who.PROFILE),
    DEBUGGING("debugging", "no_debugging_features", 26, Who.PROFILE),
    ACCOUNTS("accounts", "no_modify_accounts", 26, Who.PROFILE),
    TETHERING("tethering", "no_config_tethering", 26, Who.DEVICE),
    WIFI_SETTINGS("wifiSettings", "no_config_wifi", 26, Who.DEVICE),
    CALLS("calls", "no_outgoing_calls", 26, Who.DEVICE),
    SMS("sms", "no_sms", 26, Who.DEVICE),
    FACTORY_RESET("factoryReset", "no_factory_reset", 26, Who.DEVICE),
    ADD_USERS("addUsers", "no_add_user", 26, Who.DEVICE),
    LOCATION_OFF("locationSettings", "no_config_location", 28, Who.DEVICE),
    DATE("dateSettings", "no_config_date_time", 28, Who.DEVICE),
    AIRPLANE("airplaneMode", "no_airplane_mode", 28, Who.DEVICE);

    private enum Who {
        DEVICE,
        PROFILE
    }

    final String setting;
    final String android;
    private final int since;
    private final Who who;

    Restriction(String setting, String android, int since, Who who) {
        this.setting = setting;
        this.android = android;
        this.since = since;
        this.who = who;
    }

    /** Why this phone cannot obey; null when it can. */
    @Nullable
    String objection(Facts facts) {
        if (facts.api() < since) {
            return "needs API level " + since + ", the phone has " + facts.api();
        }
        if (facts.mode() == Mode.DEVICE_OWNER
                || (who == Who.PROFILE && facts.mode().ownsProfile())) {
            return null;
        }
        return who == Who.DEVICE
                ? "only the owner of the device may do this"
                : "only the owner of the device or profile may do this";
    }
}

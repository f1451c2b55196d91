package org.fairlead.agent;

import android.content.Context;
import android.content.SharedPreferences;
import android.net.wifi.WifiConfiguration;
import android.net.wifi.WifiManager;
import android.net.wifi.WifiNetworkSuggestion;
import android.os.Build;
import java.util.List;
import org.fairlead.android.core.device.Refusal;
import org.fairlead.android.core.policy.Step;

/**
 * The company's wireless network: owners (and everybody before Android 10) save it, others suggest it and Android asks
 * the user once.
 */
final class Wifi {
    private static final String NETWORK = "wifi-network";
    private static final String JOINED = "wifi-joined";

    private final Context context;
    private final Owner owner;
    private final SharedPreferences kept;

    Wifi(Context context, Owner owner) {
        this.context = context;
        this.owner = owner;
        this.kept = Kept.of(context);
    }

    void join(Step.Wifi rule) throws Refusal {
        WifiManager wifi = context.getSystemService(WifiManager.class);
        String wish = rule.ssid() + "|" + rule.security() + "|" + rule.hidden() + "|" + rule.password().hashCode();
        String joined = kept.getString(JOINED, "");
        if (rule.ssid().isEmpty() ? "".equals(joined) : wish.equals(joined)) {
            return;
        }
        if (wifi == null) {
            throw new Refusal("the phone has no Wi-Fi");
        }
        boolean direct = Build.VERSION.SDK_INT < 29 || owner.mode().owns();
        if (direct) {
            save(wifi, rule);
        } else {
            suggest(wifi, rule);
        }
        kept.edit().putString(JOINED, rule.ssid().isEmpty() ? "" : wish).apply();
    }

    @SuppressWarnings("deprecation") // stays allowed for owners of the device or profile
    private void save(WifiManager wifi, Step.Wifi rule) throws Refusal {
        int old = kept.getInt(NETWORK, -1);
        if (old >= 0) {
            wifi.removeNetwork(old);
            kept.edit().remove(NETWORK).apply();
        }
        if (rule.ssid().isEmpty()) {
            return;
        }
        WifiConfiguration network = new WifiConfiguration();
        network.SSID = quoted(rule.ssid());
        network.hiddenSSID = rule.hidden();
        switch (rule.security()) {
            case OPEN -> network.allowedKeyManagement.set(WifiConfiguration.KeyMgmt.NONE);
            case WPA2 -> network.preSharedKey = quoted(rule.password());
            case WPA3 -> {
                network.preSharedKey = quoted(rule.password());
                if (Build.VERSION.SDK_INT >= 30) {
                    network.setSecurityParams(WifiConfiguration.SECURITY_TYPE_SAE);
                } else {
                    throw new Refusal("this Android saves WPA3 networks by hand only");
                }
            }
        }
        int id = wifi.addNetwork(network);
        if (id < 0) {
            throw new Refusal("Android did not take the network, perhaps one of this name is saved already");
        }
        kept.edit().putInt(NETWORK, id).apply();
        wifi.enableNetwork(id, false);
    }

    private static void suggest(WifiManager wifi, Step.Wifi rule) throws Refusal {
        wifi.removeNetworkSuggestions(List.of()); // an empty list means all of this app
        if (rule.ssid().isEmpty()) {
            return;
        }
        WifiNetworkSuggestion.Builder network =
                new WifiNetworkSuggestion.Builder().setSsid(rule.ssid()).setIsHiddenSsid(rule.hidden());
        switch (rule.security()) {
            case OPEN -> {}
            case WPA2 -> network.setWpa2Passphrase(rule.password());
            case WPA3 -> network.setWpa3Passphrase(rule.password());
        }
        int status = wifi.addNetworkSuggestions(List.of(network.build()));
        if (status != WifiManager.STATUS_NETWORK_SUGGESTIONS_SUCCESS) {
            throw new Refusal("Android did not take the network (" + status + "), the user may have forbidden it");
        }
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}

package org.fairlead.agent;

import android.content.Context;
import android.content.SharedPreferences;
import android.net.wifi.WifiConfiguration;
import android.net.wifi.WifiManager;
import android.net.wifi.WifiNetworkSuggestion;
import android.os.Build;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fairlead.android.core.device.Refusal;
import org.fairlead.android.core.policy.Step;
import org.jspecify.annotations.Nullable;

/**
 * The company's wireless networks: owners (and everybody before Android 10) save them, others suggest them and Android
 * asks the user once.
 */
final class Wifi {
    private static final String NETWORKS = "wifi-networks";
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
        boolean direct = Build.VERSION.SDK_INT < 29 || owner.mode().owns();
        String wish = rule.networks().isEmpty() ? "" : Digest.of(direct + describe(rule));
        if (wish.equals(kept.getString(JOINED, ""))) {
            return;
        }
        WifiManager wifi = context.getSystemService(WifiManager.class);
        if (wifi == null) {
            throw new Refusal("the phone has no Wi-Fi");
        }
        forget(wifi);
        kept.edit().remove(JOINED).apply();
        List<String> refused = direct ? save(wifi, rule) : suggest(wifi, rule);
        if (!refused.isEmpty()) {
            throw new Refusal(String.join("; ", refused));
        }
        kept.edit().putString(JOINED, wish).apply();
    }

    /** Everything that makes a difference, also what must not be shown. */
    private static String describe(Step.Wifi rule) {
        StringBuilder text = new StringBuilder();
        for (Step.Network network : rule.networks()) {
            text.append('\0').append(network.ssid()).append('\0').append(network.security());
            text.append('\0').append(network.password()).append('\0').append(network.hidden());
            Step.Eap eap = network.eap();
            if (eap != null) {
                text.append('\0').append(eap.method()).append('\0').append(eap.inner());
                text.append('\0').append(eap.identity()).append('\0').append(eap.anonymous());
                text.append('\0').append(eap.password()).append('\0').append(eap.domain());
                text.append('\0').append(eap.authority()).append('\0').append(eap.client());
            }
        }
        return text.toString();
    }

    @SuppressWarnings("deprecation") // stays allowed for owners of the device or profile
    private void forget(WifiManager wifi) {
        for (String id : Kept.set(kept, NETWORKS)) {
            wifi.removeNetwork(Integer.parseInt(id));
        }
        kept.edit().remove(NETWORKS).apply();
        if (Build.VERSION.SDK_INT >= 30) {
            wifi.removeNetworkSuggestions(wifi.getNetworkSuggestions());
        } else if (Build.VERSION.SDK_INT == 29) {
            wifi.removeNetworkSuggestions(List.of()); // an empty list means all of this app
        }
    }

    @SuppressWarnings("deprecation") // stays allowed for owners of the device or profile
    private List<String> save(WifiManager wifi, Step.Wifi rule) {
        List<String> refused = new ArrayList<>();
        Set<String> saved = new HashSet<>();
        for (Step.Network network : rule.networks()) {
            try {
                int id = wifi.addNetwork(configuration(network));
                if (id < 0) {
                    refused.add(network.ssid() + ": Android did not take it, perhaps one of this name is saved already");
                    continue;
                }
                saved.add(String.valueOf(id));
                wifi.enableNetwork(id, false);
            } catch (Refusal e) {
                refused.add(network.ssid() + ": " + e.reason());
            } catch (SecurityException | IllegalArgumentException e) {
                refused.add(network.ssid() + ": Android does not allow it: " + e.getMessage());
            }
        }
        kept.edit().putStringSet(NETWORKS, saved).apply();
        return refused;
    }

    @SuppressWarnings("deprecation") // stays allowed for owners of the device or profile
    private static WifiConfiguration configuration(Step.Network rule) throws Refusal {
        WifiConfiguration network = new WifiConfiguration();
        network.SSID = quoted(rule.ssid());
        network.hiddenSSID = rule.hidden();
        switch (rule.security()) {
            case OPEN -> network.allowedKeyManagement.set(WifiConfiguration.KeyMgmt.NONE);
            case WPA2 -> {
                network.allowedKeyManagement.set(WifiConfiguration.KeyMgmt.WPA_PSK);
                network.preSharedKey = quoted(rule.password());
            }
            case WPA3 -> {
                if (Build.VERSION.SDK_INT < 30) {
                    throw new Refusal("this Android saves WPA3 networks by hand only");
                }
                network.setSecurityParams(WifiConfiguration.SECURITY_TYPE_SAE);
                network.preSharedKey = quoted(rule.password());
            }
            case EAP -> {
                network.allowedKeyManagement.set(WifiConfiguration.KeyMgmt.WPA_EAP);
                network.allowedKeyManagement.set(WifiConfiguration.KeyMgmt.IEEE8021X);
                network.enterpriseConfig = EapConfig.of(eap(rule));
            }
        }
        return network;
    }

    private static List<String> suggest(WifiManager wifi, Step.Wifi rule) {
        List<String> refused = new ArrayList<>();
        List<WifiNetworkSuggestion> suggestions = new ArrayList<>();
        for (Step.Network network : rule.networks()) {
            try {
                suggestions.add(suggestion(network));
            } catch (Refusal e) {
                refused.add(network.ssid() + ": " + e.reason());
            } catch (IllegalArgumentException | IllegalStateException e) {
                refused.add(network.ssid() + ": Android does not allow it: " + e.getMessage());
            }
        }
        int status = suggestions.isEmpty()
                ? WifiManager.STATUS_NETWORK_SUGGESTIONS_SUCCESS
                : wifi.addNetworkSuggestions(suggestions);
        if (status != WifiManager.STATUS_NETWORK_SUGGESTIONS_SUCCESS) {
            refused.add("Android did not take the networks (" + status + "), the user may have forbidden it");
        }
        return refused;
    }

    private static WifiNetworkSuggestion suggestion(Step.Network rule) throws Refusal {
        WifiNetworkSuggestion.Builder network =
                new WifiNetworkSuggestion.Builder().setSsid(rule.ssid()).setIsHiddenSsid(rule.hidden());
        switch (rule.security()) {
            case OPEN -> {}
            case WPA2 -> network.setWpa2Passphrase(rule.password());
            case WPA3 -> network.setWpa3Passphrase(rule.password());
            case EAP -> network.setWpa2EnterpriseConfig(EapConfig.of(eap(rule)));
        }
        return network.build();
    }

    private static Step.Eap eap(Step.Network rule) throws Refusal {
        Step.@Nullable Eap eap = rule.eap();
        if (eap == null) {
            throw new Refusal("the way into this network is missing");
        }
        return eap;
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}

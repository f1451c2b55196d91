package org.fairlead.thinclient.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetworkApplierTest {
    private static final Map<String, Object> MANUAL = Map.of(
            "network.ethernet.mode", "static",
            "network.ethernet.address", "192.168.1.20",
            "network.ethernet.mask", "255.255.255.0",
            "network.ethernet.gateway", "192.168.1.1",
            "network.ethernet.dns1", "192.168.1.2");
    private static final Map<String, Object> AUTOMATIC = Map.of("network.ethernet.mode", "dhcp");

    private final FakeManager manager = new FakeManager();
    private final NetworkApplier applier = new NetworkApplier(manager);

    @Test
    void aManualAddressBecomesAConnection() {
        assertThat(applier.apply("network.ethernet", MANUAL)).isEqualTo(Outcome.APPLIED);
        Map<String, Object> ipv4 = manager.kept.get("fairlead-ethernet").get("ipv4");
        assertThat(ipv4)
                .containsEntry("method", "manual")
                .containsEntry("gateway", "192.168.1.1")
                .containsEntry("address-data", List.of(Map.of("address", "192.168.1.20", "prefix", 24)))
                .containsEntry("dns", new int[] {0x0201A8C0});
        assertThat(manager.calls).containsExactly("fairlead-ethernet on wired");
    }

    @Test
    void aConnectionThatStandsIsNotCutByApplyingItAgain() {
        applier.apply("network.ethernet", MANUAL);
        assertThat(applier.apply("network.ethernet", new HashMap<>(MANUAL))).isEqualTo(Outcome.APPLIED);
        assertThat(manager.calls).hasSize(1);
    }

    @Test
    void dhcpTakesBackAManualAddressEvenAfterARestartAndOtherwiseTouchesNothing() {
        assertThat(applier.apply("network.ethernet", AUTOMATIC)).isEqualTo(Outcome.APPLIED);
        assertThat(manager.calls).isEmpty();
        applier.apply("network.ethernet", MANUAL);
        new NetworkApplier(manager).apply("network.ethernet", AUTOMATIC);
        assertThat(manager.kept.get("fairlead-ethernet").get("ipv4")).isEqualTo(Map.of("method", "auto"));
    }

    @Test
    void aChangedWifiPasswordIsTakenOver() {
        manager.adapters.add(new NetworkManager.Adapter("wifi", NetworkManager.Kind.WIFI));
        for (String password : List.of("first secret", "second secret")) {
            applier.apply(
                    "network.wifi",
                    Map.of(
                            "network.wifi.enabled",
                            true,
                            "network.wifi.name",
                            "Büro",
                            "network.wifi.security",
                            "wpa2",
                            "network.wifi.password",
                            password));
        }
        assertThat(manager.calls).hasSize(2);
        assertThat(manager.kept.get("fairlead-wifi").get("802-11-wireless-security"))
                .isEqualTo(Map.of("key-mgmt", "wpa-psk", "psk", "second secret"));
    }

    @Test
    void withoutWifiItsPasswordIsForgottenAlsoAfterARestart() {
        manager.adapters.add(new NetworkManager.Adapter("wifi", NetworkManager.Kind.WIFI));
        Map<String, Object> on = Map.of(
                "network.wifi.enabled",
                true,
                "network.wifi.name",
                "Office",
                "network.wifi.security",
                "wpa2",
                "network.wifi.password",
                "a secret");
        applier.apply("network.wifi", on);
        assertThat(manager.kept).containsKey("fairlead-wifi");
        Map<String, Object> off = Map.of("network.wifi.enabled", false);
        assertThat(new NetworkApplier(manager).apply("network.wifi", off)).isEqualTo(Outcome.APPLIED);
        assertThat(manager.kept).isEmpty();
        manager.failure = new NetworkManager.Absent(new IOException("no bus"));
        assertThat(new NetworkApplier(manager).apply("network.wifi", off)).isEqualTo(Outcome.APPLIED);
    }

    @Test
    void whatIsMissingIsSaid() {
        manager.adapters.clear();
        assertThat(applier.apply("network.ethernet", MANUAL))
                .isEqualTo(new Outcome.Unsupported("no wired network adapter"));
        manager.failure = new NetworkManager.Absent(new IOException("no bus"));
        assertThat(applier.apply("network.ethernet", MANUAL))
                .isEqualTo(new Outcome.Unsupported("no NetworkManager on this system"));
        assertThat(applier.apply("network.ethernet", AUTOMATIC)).isEqualTo(Outcome.APPLIED);
        manager.failure = new IOException("not authorised");
        assertThat(applier.apply("network.ethernet", MANUAL)).isEqualTo(new Outcome.Failed("not authorised"));
    }

    /** Keeps connections in a map. */
    static final class FakeManager implements NetworkManager {
        final List<Adapter> adapters = new ArrayList<>(List.of(new Adapter("wired", Kind.WIRED)));
        final Map<String, Map<String, Map<String, Object>>> kept = new HashMap<>();
        final List<String> calls = new ArrayList<>();
        IOException failure;

        @Override
        public List<Adapter> adapters() throws IOException {
            fail();
            return adapters;
        }

        @Override
        public boolean has(String id) throws IOException {
            fail();
            return kept.containsKey(id);
        }

        @Override
        public void activate(String id, Map<String, Map<String, Object>> settings, Adapter adapter) throws IOException {
            fail();
            kept.put(id, settings);
            calls.add(id + " on " + adapter.path());
        }

        @Override
        public void forget(String id) throws IOException {
            fail();
            kept.remove(id);
        }

        private void fail() throws IOException {
            if (failure != null) {
                throw failure;
            }
        }
    }
}

package org.fairlead.server.core.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.Problem;
import org.junit.jupiter.api.Test;

class ProvisioningTest {
    private static final String EXTRA = "android.app.extra.PROVISIONING_";

    @Test
    void theChecksumIsOfTheCertificateInTheFormThatAndroidReads() {
        Map<String, Object> content = content(List.of(), Provisioning.Network.NONE);
        // printf of ff,fe,... | base64 | tr '+/' '-_' | tr -d =
        assertThat(content.get(EXTRA + "DEVICE_ADMIN_SIGNATURE_CHECKSUM"))
                .isEqualTo("__79_Pv6-fj39vX08_Lx8P_-_fz7-vn49_b19PPy8fA");
        assertThat(content).doesNotContainKey(EXTRA + "DEVICE_ADMIN_PACKAGE_CHECKSUM");
        assertThat(content.get(EXTRA + "DEVICE_ADMIN_COMPONENT_NAME"))
                .isEqualTo("org.fairlead.agent/org.fairlead.agent.AdminReceiver");
        assertThat(content.get(EXTRA + "ADMIN_EXTRAS_BUNDLE"))
                .isEqualTo(Map.of("link", "https://phones.example.org:8444/i/abc", "pin", "PIN"));
        assertThat(content.keySet()).noneMatch(key -> key.contains("WIFI"));
    }

    @Test
    void withARotatedKeyTheFileItselfIsChecked() {
        Map<String, Object> content = content(List.of("00".repeat(32)), Provisioning.Network.NONE);
        assertThat(content).doesNotContainKey(EXTRA + "DEVICE_ADMIN_SIGNATURE_CHECKSUM");
        assertThat(content.get(EXTRA + "DEVICE_ADMIN_PACKAGE_CHECKSUM"))
                .isEqualTo("AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE");
    }

    @Test
    void theFirstNetworkIsOpenOrHasAPassword() {
        assertThat(content(List.of(), new Provisioning.Network("Guests", "", false)))
                .containsEntry(EXTRA + "WIFI_SSID", "Guests")
                .containsEntry(EXTRA + "WIFI_SECURITY_TYPE", "NONE")
                .doesNotContainKeys(EXTRA + "WIFI_PASSWORD", EXTRA + "WIFI_HIDDEN");
        assertThat(content(List.of(), new Provisioning.Network("Office", "p".repeat(63), true)))
                .containsEntry(EXTRA + "WIFI_SECURITY_TYPE", "WPA")
                .containsEntry(EXTRA + "WIFI_PASSWORD", "p".repeat(63))
                .containsEntry(EXTRA + "WIFI_HIDDEN", true);
        assertThat(new Provisioning.Network("s".repeat(32), "", false).ssid()).hasSize(32);
        assertThatThrownBy(() -> new Provisioning.Network("s".repeat(33), "", false))
                .isInstanceOf(Problem.Invalid.class);
        assertThatThrownBy(() -> new Provisioning.Network("Office", "p".repeat(64), false))
                .isInstanceOf(Problem.Invalid.class);
        assertThatThrownBy(() -> new Provisioning.Network("Office", "p".repeat(7), false))
                .isInstanceOf(Problem.Invalid.class);
        assertThat(new Provisioning.Network("Office", "correct horse", false).toString())
                .doesNotContain("horse");
    }

    private static Map<String, Object> content(List<String> earlier, Provisioning.Network network) {
        AgentApk apk = new AgentApk(
                "org.fairlead.agent",
                "1",
                1,
                26,
                36,
                "org.fairlead.agent.AdminReceiver",
                "01".repeat(32),
                "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0",
                "CN=Agent",
                earlier,
                1000);
        return Json.parseObject(Provisioning.of(
                        apk,
                        "https://phones.example.org:8444/get/android.apk",
                        "https://phones.example.org:8444/i/abc",
                        "PIN",
                        network)
                .text());
    }
}

package org.fairlead.android.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fairlead.android.core.device.Mode;
import org.fairlead.protocol.agent.Codec;
import org.fairlead.protocol.agent.Up;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReportTest {
    private static final InstalledApp TILL = new InstalledApp("com.example.till", "Till", "2.1");
    private static final InstalledApp DATES = new InstalledApp("com.example.dates", "Dates", "9");
    private static final Map<String, @Nullable Object> REQUIRED = Map.of(
            "android.apps.required", List.of(Map.of("package", " com.example.till "), Map.of("package", 7), "x"));

    @ParameterizedTest
    @EnumSource(Mode.class)
    void aPersonalPhoneTellsOnlyOfTheAppsThatTheSettingsRequire(Mode mode) {
        Map<String, @Nullable Object> report = AppReport.of(List.of(TILL, DATES), mode, REQUIRED);
        if (mode.owns()) {
            assertThat(ids(report)).containsExactly("com.example.dates", "com.example.till");
            assertThat(report).containsEntry("appsScope", "all").containsEntry("appsTotal", 2L);
        } else {
            assertThat(ids(report)).containsExactly("com.example.till");
            assertThat(report).containsEntry("appsScope", "managed").containsEntry("appsTotal", 1L);
            assertThat(ids(AppReport.of(List.of(TILL, DATES), mode, Map.of()))).isEmpty();
        }
    }

    @Test
    void theListIsBoundedAndSaysHowManyThereAre() {
        List<InstalledApp> apps = new ArrayList<>();
        for (int i = 0; i < AppReport.MAX_APPS; i++) {
            apps.add(new InstalledApp("a%04d".formatted(i), "n", "v"));
        }
        assertThat(AppReport.of(apps, Mode.DEVICE_OWNER, Map.of())).containsEntry("appsScope", "all");
        apps.add(new InstalledApp("b", "n", "v"));
        Map<String, @Nullable Object> report = AppReport.of(apps, Mode.DEVICE_OWNER, Map.of());
        assertThat(ids(report)).hasSize(AppReport.MAX_APPS).doesNotContain("b");
        assertThat(report).containsEntry("appsScope", "first").containsEntry("appsTotal", 1_001L);
    }

    @Test
    void theLongestReportFitsIntoAMessage() {
        List<InstalledApp> apps = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            apps.add(new InstalledApp(("%05d".formatted(i)).repeat(51), "\u4e16".repeat(500), "\u4e16".repeat(500)));
        }
        apps.add(new InstalledApp("x".repeat(AppReport.MAX_ID + 1), "n", "v"));
        Up.DeviceInfo bare = new Up.DeviceInfo("h", "m", "s", "o", "1", List.of(), Map.of("mode", "device-owner"));
        Up.DeviceInfo info = AppReport.with(bare, apps, Mode.DEVICE_OWNER, Map.of());
        String message = Codec.print(new Up.Info(info));
        assertThat(message.getBytes(java.nio.charset.StandardCharsets.UTF_8).length)
                .isLessThan(Codec.MAX_UP);
        assertThat(info.more()).containsEntry("mode", "device-owner").containsEntry("appsTotal", 5_000L);
        assertThat(AppReport.with(bare, null, Mode.DEVICE_OWNER, Map.of())).isEqualTo(bare);
    }

    @Test
    void eachSignOfRootIsNamed() {
        assertThat(Integrity.of("release-keys", "user", path -> false, app -> false))
                .containsEntry("rooted", false)
                .containsEntry("integrity", List.of());
        assertThat(Integrity.of("release-keys", "user", path -> path.equals("/system/xbin/su"), app -> false))
                .containsEntry("rooted", true)
                .containsEntry("integrity", List.of("root-tool"));
        assertThat(Integrity.of("release-keys", "user", path -> false, app -> app.equals("com.topjohnwu.magisk")))
                .containsEntry("integrity", List.of("root-app"));
        assertThat(Integrity.of("dev,test-keys", "userdebug", path -> false, app -> false))
                .containsEntry("rooted", true)
                .containsEntry("integrity", List.of("test-keys", "engineering-build"));
    }

    @Test
    void encryptionIsWhatAndroidsNumberSays() {
        assertThat(Encryption.of(0)).containsEntry("encrypted", false).containsEntry("encryption", "unsupported");
        assertThat(Encryption.of(1)).containsEntry("encrypted", false);
        assertThat(Encryption.of(2)).containsEntry("encrypted", false);
        assertThat(Encryption.of(3)).containsEntry("encrypted", true);
        assertThat(Encryption.of(4)).containsEntry("encrypted", true).containsEntry("encryption", "default-key");
        assertThat(Encryption.of(5)).containsEntry("encryption", "per-user");
        assertThat(Encryption.of(6)).isEmpty();
        assertThat(Encryption.of(-1)).isEmpty();
    }

    private static List<String> ids(Map<String, @Nullable Object> report) {
        List<String> ids = new ArrayList<>();
        if (report.get("apps") instanceof List<?> apps) {
            for (Object app : apps) {
                ids.add(String.valueOf(((Map<?, ?>) app).get("id")));
            }
        }
        return ids;
    }
}

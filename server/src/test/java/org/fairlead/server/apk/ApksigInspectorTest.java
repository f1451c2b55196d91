package org.fairlead.server.apk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.fairlead.server.core.android.AgentApk;
import org.fairlead.server.core.android.ApkInspector.UnfitApk;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApksigInspectorTest {
    private static TestApk.Key key;
    private static TestApk.Key other;

    @TempDir
    private Path folder;

    private final ApksigInspector inspector = new ApksigInspector();

    @BeforeAll
    static void keys() throws Exception {
        key = TestApk.Key.of("Agent");
        other = TestApk.Key.of("Other");
    }

    @Test
    void aSignedAgentIsReadWithItsNamesVersionsAndCertificate() throws Exception {
        Path file = new TestApk().packageName("com.example.agent").version(7).sign(folder, key);
        AgentApk apk = inspector.inspect(file);
        assertThat(apk.packageName()).isEqualTo("com.example.agent");
        assertThat(apk.version()).isEqualTo("1.7");
        assertThat(apk.versionCode()).isEqualTo(7);
        assertThat(apk.minSdk()).isEqualTo(26);
        assertThat(apk.targetSdk()).isEqualTo(36);
        assertThat(apk.adminComponent()).isEqualTo("com.example.agent/com.example.agent.AdminReceiver");
        assertThat(apk.signer()).isEqualTo(fingerprint(key));
        assertThat(apk.signerName()).isEqualTo("CN=Agent");
        assertThat(apk.earlierSigners()).isEmpty();
        assertThat(apk.bytes()).isEqualTo(Files.size(file));
    }

    @Test
    void aRotatedKeyIsKnownWithTheKeyBeforeIt() throws Exception {
        AgentApk apk = inspector.inspect(new TestApk().rotated(folder, other, key));
        assertThat(apk.signer()).isEqualTo(fingerprint(key));
        assertThat(apk.earlierSigners()).containsExactly(fingerprint(other));
        assertThat(apk.updates(inspector.inspect(new TestApk().sign(folder, other))))
                .isTrue();
        assertThat(inspector.inspect(new TestApk().sign(folder, other)).updates(apk))
                .isFalse();
    }

    @Test
    void oneChangedByteInsideIsFound() throws Exception {
        Path file = new TestApk().sign(folder, key);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 3] ^= 1;
        Files.write(file, bytes);
        refused(file, "");
    }

    @Test
    void whatIsNoAgentIsRefusedWithTheReason() throws Exception {
        refused(new TestApk().withoutAdmin().sign(folder, key), "no device administrator");
        refused(new TestApk().debuggable().sign(folder, key), "debug build");
        refused(new TestApk().packageName("nodots").sign(folder, key), "without a package name");
        refused(new TestApk().sign(folder, List.of(key, other), null), "several keys");
        refused(new TestApk().jarSigned().sign(folder, key), "");
        Path text = Files.writeString(folder.resolve("text.apk"), "this is no package");
        refused(text, "no APK");
    }

    @Test
    void aPackageThatIsCutOffAnywhereIsRefused() throws Exception {
        byte[] whole = Files.readAllBytes(new TestApk().sign(folder, key));
        for (int part = 0; part < 20; part++) {
            Path cut = folder.resolve("cut.apk");
            Files.write(cut, Arrays.copyOf(whole, whole.length * part / 20));
            refused(cut, "");
        }
    }

    @Test
    void aManifestIsReadUpToItsLimitOnly() throws Exception {
        int limit = 1 << 20;
        int plain = new TestApk().manifest().length;
        int room = limit - plain - 8;
        assertThat(inspector
                        .inspect(new TestApk().padded(room).sign(folder, key))
                        .packageName())
                .isEqualTo("org.fairlead.agent");
        refused(new TestApk().padded(room + 4).sign(folder, key), "manifest of");
    }

    @Test
    void noManifestMakesTheReaderFailOtherThanByRefusing() {
        byte[] good = new TestApk().manifest();
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            byte[] broken = Arrays.copyOf(good, round % 3 == 0 ? random.nextInt(good.length) : good.length);
            for (int i = 0; i < 1 + random.nextInt(8) && broken.length > 0; i++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            try {
                Manifest.read(broken);
            } catch (UnfitApk e) {
                assertThat(e.reason()).isNotBlank();
            }
        }
    }

    @Test
    void aFileThatIsAddedToAfterSigningIsRefused() throws Exception {
        Path file = new TestApk().sign(folder, key);
        Files.write(file, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
        refused(file, "");
    }

    private void refused(Path file, String reason) {
        assertThatThrownBy(() -> inspector.inspect(file))
                .isInstanceOf(UnfitApk.class)
                .hasMessageContaining(reason);
    }

    private static String fingerprint(TestApk.Key key) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256")
                        .digest(key.certificate().getEncoded()));
    }
}

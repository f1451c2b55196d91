package org.fairlead.server.core.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.fairlead.server.core.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentFilesTest {
    private static final byte[] CONTENT = "the whole of an agent".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private AgentFiles files() {
        return new AgentFiles(folder.resolve("android"), null, file -> {
            throw new ApkInspector.UnfitApk("is never looked at here");
        });
    }

    @Test
    void anUploadMayFillTheLimitAndNotOneByteMore() throws IOException {
        Path taken = files().receive(new ByteArrayInputStream(new byte[100_000]), 100_000);
        assertThat(Files.size(taken)).isEqualTo(100_000);
        files().discard(taken);
        assertThatThrownBy(() -> files().receive(new ByteArrayInputStream(new byte[100_001]), 100_000))
                .isInstanceOf(Problem.TooLarge.class);
        assertThat(left()).isEmpty();
    }

    @Test
    void anUploadThatBreaksOffLeavesNothingBehind() throws IOException {
        InputStream broken = new InputStream() {
            private int left = 10;

            @Override
            public int read() throws IOException {
                if (--left < 0) {
                    throw new IOException("reset");
                }
                return 1;
            }
        };
        assertThatThrownBy(() -> files().receive(broken, 100)).isInstanceOf(Problem.BadRequest.class);
        assertThat(left()).isEmpty();
    }

    @Test
    void aFileThatWasTouchedIsWrittenAnewAndTheOneBeforeItGoes() throws Exception {
        AgentFiles files = files();
        Path first = files.of(apk(CONTENT), () -> CONTENT);
        assertThat(first).hasBinaryContent(CONTENT);
        Files.write(first, new byte[CONTENT.length]);
        assertThat(files().of(apk(CONTENT), () -> CONTENT)).hasBinaryContent(CONTENT);
        byte[] other = {1, 2, 3};
        files.of(apk(other), () -> other);
        assertThat(left()).hasSize(1);
    }

    @Test
    void aBuildThatIsDamagedInTheDatabaseIsNotHandedOut() {
        assertThatThrownBy(() -> files().of(apk(CONTENT), () -> new byte[] {1}))
                .hasRootCauseMessage("the stored build " + sha256(CONTENT) + " is damaged");
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("android"))) {
            return all.toList();
        }
    }

    private static AgentApk apk(byte[] content) {
        return new AgentApk(
                "org.fairlead.agent", "1", 1, 26, 36, "A", sha256(content), "00", "", List.of(), content.length);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package org.fairlead.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.server.config.ConfigError;
import org.fairlead.server.config.ServerConfig;
import org.fairlead.server.store.StoreError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on real data folders with a database of their own. */
class HostCommandsTest {
    @TempDir
    Path folder;

    @Test
    void commandsWorkBesideARunningServerAndWithoutOne() {
        Path data = folder.resolve("data");
        String link;
        try (Server server = start(data)) {
            assertThatThrownBy(() -> start(data))
                    .isInstanceOf(StoreError.class)
                    .hasMessageContaining("another Fairlead");
            link = run(data, Map.of("login", "anna", "name", "Anna"), "admin", "create")
                    .strip();
            assertThat(server.setupLink()).isEmpty();
            ApiClient browser = new ApiClient(server.consolePort());
            browser.get("/setup/" + link.substring(link.lastIndexOf('/') + 1)).expect(200);
            String secret = run(data, Map.of("role", "auditor", "expires", "7", "name", "nightly"), "token", "create")
                    .strip();
            assertThat(run(data, Map.of("role", "auditor", "expires", "7"), "token", "create"))
                    .as("a token without a name")
                    .isNotBlank();
            ApiClient token = new ApiClient(server.consolePort());
            token.headers.put("Authorization", "Bearer " + secret);
            assertThat(token.get("/audit").expect(200).body()).contains("nightly", "\"actor\":\"host\"");
        }
        assertThat(run(data, Map.of(), "audit", "verify")).contains("whole, 3 records");
        assertThat(run(data, Map.of("login", "anna"), "admin", "reset")).startsWith("https://localhost:8443/setup/");
        assertThatThrownBy(() -> run(data, Map.of("login", "nobody"), "admin", "reset"))
                .isInstanceOf(HostCommands.Failed.class);
        assertThatThrownBy(
                        () -> run(data, Map.of("role", "auditor", "expires", "soon", "name", "x"), "token", "create"))
                .isInstanceOf(ConfigError.class);
    }

    @Test
    void anExportOpensInAnotherFolderWithTheSameKeysAndPeople() throws Exception {
        Path data = folder.resolve("old");
        Path fresh = folder.resolve("new");
        Path file = folder.resolve("backup.fairlead");
        Path words = Files.writeString(folder.resolve("words"), "a long passphrase\n");
        try (Server server = start(data)) {
            String link = server.setupLink().orElseThrow();
            ApiClient anna = new ApiClient(server.consolePort());
            anna.post(
                            "/setup",
                            Map.of(
                                    "token",
                                    link.substring(link.lastIndexOf('/') + 1),
                                    "login",
                                    "anna",
                                    "name",
                                    "Anna \\ \\t Ä 你",
                                    "password",
                                    TestServer.PASSWORD))
                    .expect(200);
            run(data, Map.of("passphrase-file", words.toString()), "export", file.toString());
        }
        assertThat(Files.readAllBytes(file))
                .asString(StandardCharsets.ISO_8859_1)
                .doesNotContain("anna");
        assertThatThrownBy(() -> run(data, Map.of("passphrase-file", words.toString()), "import", file.toString()))
                .isInstanceOf(HostCommands.Failed.class)
                .hasMessageContaining("in use");
        Path other = Files.writeString(folder.resolve("other"), "another passphrase");
        assertThatThrownBy(() -> run(fresh, Map.of("passphrase-file", other.toString()), "import", file.toString()))
                .isInstanceOf(HostCommands.Failed.class)
                .hasMessageContaining("passphrase is wrong");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 20] ^= 1;
        Path damaged = Files.write(folder.resolve("damaged"), bytes);
        assertThatThrownBy(() -> run(fresh, Map.of("passphrase-file", words.toString()), "import", damaged.toString()))
                .isInstanceOf(HostCommands.Failed.class);
        run(fresh, Map.of("passphrase-file", words.toString()), "import", file.toString());
        assertThat(run(fresh, Map.of(), "audit", "verify")).contains("whole");
        for (String key : List.of("root.keys", "keys")) {
            assertThat(content(fresh.resolve(key))).isEqualTo(content(data.resolve(key)));
        }
        try (Server server = start(fresh)) {
            assertThat(server.setupLink()).isEmpty();
            ApiClient anna = new ApiClient(server.consolePort());
            anna.post("/session", Map.of("login", "anna", "password", TestServer.PASSWORD))
                    .expect(200);
        }
    }

    private static List<String> content(Path path) throws Exception {
        List<String> all = new ArrayList<>();
        try (var files = Files.walk(path)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                all.add(path.relativize(file) + " " + java.util.Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return all;
    }

    private static Server start(Path data) {
        return Server.start(
                ServerConfig.read(
                        Map.of(
                                "data", data.toString(),
                                "bind", "127.0.0.1",
                                "console-port", "0",
                                "public-port", "0",
                                "gateway-port", "0",
                                "public-name", "localhost"),
                        Map.of()),
                Clock.systemUTC());
    }

    private static String run(Path data, Map<String, String> options, String... words) {
        Map<String, String> all = new HashMap<>(options);
        all.put("data", data.toString());
        all.put("public-name", "localhost");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HostCommands.run(List.of(words), all, Map.of(), Clock.systemUTC(), new PrintStream(out));
        return out.toString(StandardCharsets.UTF_8);
    }
}

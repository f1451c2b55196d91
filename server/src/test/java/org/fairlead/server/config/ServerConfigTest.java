package org.fairlead.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerConfigTest {
    @TempDir
    Path data;

    @Test
    void defaultsHoldWhenNothingIsSet() {
        ServerConfig config = ServerConfig.defaults();
        assertThat(config.bind()).isEqualTo("0.0.0.0");
        assertThat(config.consolePort()).isEqualTo(8443);
        assertThat(config.publicPort()).isEqualTo(8444);
        assertThat(config.gatewayPort()).isEqualTo(8445);
        assertThat(config.databaseUrl()).isEmpty();
        assertThat(config.publicName()).isEmpty();
        assertThat(ServerConfig.read(Map.of(), Map.of())).isEqualTo(config);
    }

    @Test
    void everySettingIsAnOption() {
        ServerConfig config = read(
                Map.of(
                        "bind", "127.0.0.1",
                        "console-port", "1",
                        "public-port", "0",
                        "gateway-port", "65535",
                        "database-url", "postgresql://me:secret@db:5433/fair?sslmode=require",
                        "public-name", "Fairlead.Example.org"),
                Map.of());
        assertThat(config.bind()).isEqualTo("127.0.0.1");
        assertThat(config.consolePort()).isEqualTo(1);
        assertThat(config.publicPort()).isZero();
        assertThat(config.gatewayPort()).isEqualTo(65535);
        assertThat(config.databaseUrl())
                .contains("jdbc:postgresql://db:5433/fair?user=me&password=secret&sslmode=require");
        assertThat(config.publicName()).contains("fairlead.example.org");
    }

    @Test
    void everySettingIsAnEnvironmentVariable() {
        ServerConfig config = ServerConfig.read(
                Map.of(),
                Map.of(
                        "FAIRLEAD_DATA", data.toString(),
                        "FAIRLEAD_BIND", "::1",
                        "FAIRLEAD_CONSOLE_PORT", "2",
                        "FAIRLEAD_PUBLIC_PORT", "3",
                        "FAIRLEAD_GATEWAY_PORT", "4",
                        "FAIRLEAD_DATABASE_URL", "jdbc:postgresql://h/d",
                        "FAIRLEAD_PUBLIC_NAME", "h.example",
                        "FAIRLEAD_GATEWAY_TLS", "1.3"));
        assertThat(config)
                .isEqualTo(new ServerConfig(
                        data,
                        "::1",
                        2,
                        3,
                        4,
                        java.util.Optional.of("jdbc:postgresql://h/d"),
                        java.util.Optional.of("h.example"),
                        false));
    }

    @Test
    void optionsWinOverTheEnvironmentAndThatOverTheFile() throws Exception {
        Files.writeString(
                data.resolve(ServerConfig.FILE),
                "console-port=10\npublic-port=20\ngateway-port=30\nbind = 127.0.0.3\n");
        ServerConfig config =
                read(Map.of("console-port", "12"), Map.of("FAIRLEAD_CONSOLE_PORT", "11", "FAIRLEAD_PUBLIC_PORT", "21"));
        assertThat(config.consolePort()).isEqualTo(12);
        assertThat(config.publicPort()).isEqualTo(21);
        assertThat(config.gatewayPort()).isEqualTo(30);
        assertThat(config.bind()).isEqualTo("127.0.0.3");
    }

    @ParameterizedTest
    @CsvSource({
        "console-port,65536",
        "console-port,-1",
        "public-port,x",
        "gateway-port,''",
        "bind,a b",
        "public-name,-x-",
        "public-name,a/b",
        "database-url,mysql://h/d",
        "database-url,postgresql:///d",
        "colour,red"
    })
    void aBadValueIsOneClearLine(String name, String value) {
        assertThatThrownBy(() -> read(Map.of(name, value), Map.of()))
                .isInstanceOf(ConfigError.class)
                .hasMessageContaining(name)
                .hasMessageNotContaining("\n");
    }

    @Test
    void anUnknownLineOfTheFileIsNamed() throws Exception {
        Files.writeString(data.resolve(ServerConfig.FILE), "consoleport=1\n");
        assertThatThrownBy(() -> read(Map.of(), Map.of())).hasMessageContaining("\"consoleport\"");
    }

    @Test
    void aBadDatabaseAddressIsRefusedWithoutShowingItsPassword() {
        assertThatThrownBy(() -> read(Map.of("database-url", "http://u:geheim@h/d"), Map.of()))
                .hasMessageNotContaining("geheim");
    }

    private ServerConfig read(Map<String, String> options, Map<String, String> environment) {
        Map<String, String> all = new java.util.HashMap<>(options);
        all.put("data", data.toString());
        return ServerConfig.read(all, environment);
    }
}

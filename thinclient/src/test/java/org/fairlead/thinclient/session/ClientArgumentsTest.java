package org.fairlead.thinclient.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.fairlead.thinclient.x11.VirtualDisplay;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientArgumentsTest {
    private static final List<String> REDIRECTIONS =
            List.of("/microphone", "/printer", "/smartcard", "/drive:usb,/media");

    @TempDir
    Path folder;

    private static Map<String, @Nullable Object> connection(Map<String, Object> more) {
        Map<String, @Nullable Object> connection = new HashMap<>(Map.of(
                "name",
                "Desk",
                "server",
                "desk.example",
                "port",
                3390L,
                "nla",
                true,
                "colourDepth",
                "32",
                "audio",
                "device"));
        connection.put("resolution", "native");
        connection.put("reconnectAttempts", 0L);
        connection.putAll(more);
        return connection;
    }

    private static List<String> arguments(Map<String, Object> more) {
        return ClientArguments.of(connection(more), "ann");
    }

    @Test
    void aPlainConnectionIsFullScreenSharesNothingAndTakesThePasswordFromStandardInput() {
        assertThat(arguments(Map.of()))
                .containsExactly(
                        "/v:desk.example:3390",
                        "/u:ann",
                        "/from-stdin",
                        "-clipboard",
                        "/sec:nla",
                        "/bpp:32",
                        "/f",
                        "/sound");
    }

    @ParameterizedTest
    @CsvSource({
        "microphone,/microphone",
        "printers,/printer",
        "smartCards,/smartcard",
        "tokens,/smartcard",
        "usbDrives,'/drive:usb,/media'"
    })
    void eachRedirectionIsTurnedOnAlone(String setting, String argument) {
        List<String> on = arguments(Map.of(setting, true));
        assertThat(on).contains(argument);
        List<String> others = new ArrayList<>(REDIRECTIONS);
        others.remove(argument);
        assertThat(on).doesNotContainAnyElementsOf(others);
        assertThat(arguments(Map.of(setting, false))).doesNotContainAnyElementsOf(REDIRECTIONS);
    }

    @ParameterizedTest
    @CsvSource({
        "audio,device,/sound",
        "audio,remote,/audio-mode:1",
        "audio,off,/audio-mode:2",
        "colourDepth,16,/bpp:16",
        "colourDepth,24,/bpp:24",
        "resolution,1920x1080,/size:1920x1080",
        "domain,OFFICE,/d:OFFICE",
        "application,calc,/app:||calc"
    })
    void eachChoiceHasItsArgument(String setting, String value, String argument) {
        assertThat(arguments(Map.of(setting, value))).contains(argument);
    }

    @Test
    void monitorsSecurityReconnectionGatewayAndBrokerFollowTheSettings() {
        assertThat(arguments(Map.of("allMonitors", true))).contains("/multimon");
        assertThat(arguments(Map.of("nla", false))).contains("/sec:tls").doesNotContain("/sec:nla");
        assertThat(arguments(Map.of("reconnectAttempts", 3L)))
                .contains("+auto-reconnect", "/auto-reconnect-max-retries:3");
        assertThat(arguments(Map.of("gateway", "gw.example"))).contains("/g:gw.example:443");
        assertThat(arguments(Map.of("gateway", "gw.example", "gatewayPort", 8443L)))
                .contains("/g:gw.example:8443");
        assertThat(arguments(Map.of("broker", true, "collection", "Office")))
                .contains("/load-balance-info:tsv://MS Terminal Services Plugin.1.Office");
        assertThat(arguments(Map.of("broker", true, "collection", "tsv://VMResource.1.Pool")))
                .contains("/load-balance-info:tsv://VMResource.1.Pool");
        assertThat(arguments(Map.of("broker", false, "collection", "Office")))
                .noneMatch(argument -> argument.startsWith("/load-balance-info"));
    }

    @Test
    void theBrokerIsToldTheCollectionInTheFirstBytesOfTheRealClient() throws Exception {
        try (var display = new VirtualDisplay(320, 200, 24);
                var broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, Object> more = Map.of(
                    "server",
                    "127.0.0.1",
                    "port",
                    (long) broker.getLocalPort(),
                    "broker",
                    true,
                    "collection",
                    "Office");
            List<String> command = new ArrayList<>(List.of("xfreerdp"));
            command.addAll(arguments(more));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("client.log").toFile());
            builder.environment().put("DISPLAY", display.name);
            builder.environment().put("HOME", folder.toString());
            Process client = builder.start();
            client.getOutputStream().write("secret\n".getBytes(StandardCharsets.UTF_8));
            client.getOutputStream().flush();
            broker.setSoTimeout(20_000);
            try (Socket socket = broker.accept()) {
                InputStream in = socket.getInputStream();
                byte[] head = in.readNBytes(4);
                byte[] rest = in.readNBytes(((head[2] & 0xFF) << 8 | head[3] & 0xFF) - 4);
                assertThat(new String(rest, StandardCharsets.US_ASCII))
                        .contains("tsv://MS Terminal Services Plugin.1.Office\r\n");
            } finally {
                client.destroy();
                assertThat(client.waitFor(10, TimeUnit.SECONDS)).isTrue();
            }
        }
    }
}

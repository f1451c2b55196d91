package org.fairlead.thinclient.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerAddressTest {
    @Test
    void anAddressMayHaveAPortAndAScheme() {
        assertThat(ServerAddress.parse("a.example")).isEqualTo(new ServerAddress("a.example", 8444));
        assertThat(ServerAddress.parse(" https://a.example:1/x ")).isEqualTo(new ServerAddress("a.example", 1));
        assertThat(ServerAddress.parse("[::1]:65535")).isEqualTo(new ServerAddress("::1", 65535));
        assertThat(ServerAddress.parse("fe80::1")).isEqualTo(new ServerAddress("fe80::1", 8444));
        assertThat(ServerAddress.parse("a:0")).isNull();
        assertThat(ServerAddress.parse("a:65536")).isNull();
        assertThat(ServerAddress.parse("a:b")).isNull();
        assertThat(ServerAddress.parse("")).isNull();
    }

    @Test
    void aSessionNeverPutsThePasswordIntoItsArguments() {
        Map<String, Object> connection = new HashMap<>();
        connection.put("server", "desk.example");
        connection.put("port", 3390L);
        connection.put("nla", true);
        connection.put("colourDepth", "32");
        connection.put("resolution", "native");
        connection.put("certificates", "trusted");
        List<String> arguments = Sessions.arguments(connection, "ann");
        assertThat(arguments)
                .contains("/v:desk.example:3390", "/u:ann", "/from-stdin", "/sec:nla", "-clipboard", "/f")
                .noneMatch(argument -> argument.startsWith("/p:"));
    }
}

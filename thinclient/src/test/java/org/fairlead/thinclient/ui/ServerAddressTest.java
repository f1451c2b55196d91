package org.fairlead.thinclient.ui;

import static org.assertj.core.api.Assertions.assertThat;

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
}

package org.fairlead.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "0.0.0.0",
                "0.1.2.3",
                "169.254.169.254",
                "100.100.100.200",
                "255.255.255.255",
                "224.0.0.1",
                "::1",
                "::",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "fe80::1",
                "fd00:ec2::254",
                "64:ff9b::169.254.169.254",
                "2002:7f00:1::"
            })
    void theServersOwnAddressesAndMetadataServicesAreRefused(String address) throws UnknownHostException {
        assertThat(Egress.allowed(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.2.3", "192.168.1.1", "8.8.8.8", "2001:db8::1", "fd12::1", "64:ff9b::8.8.8.8"})
    void addressesOfTheOrganisationAndOfTheWorldAreAllowed(String address) throws UnknownHostException {
        assertThat(Egress.allowed(InetAddress.getByName(address))).isTrue();
    }
}

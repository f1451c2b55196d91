package org.fairlead.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.fairlead.server.gateway.AcceptGate.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdmissionTest {
    @TempDir
    private Path folder;

    private final AtomicLong now = new AtomicLong();

    private AcceptGate gate(int perSecond, int burst, int max, int perAddress, int starting) {
        GatewayConfig config = GatewayFixture.config().withConnects(perSecond, burst, max, perAddress, starting);
        return new AcceptGate(config, max, now::get);
    }

    @Test
    void theRateIsHeldAfterTheBurst() throws Exception {
        AcceptGate gate = gate(10, 3, 100, 100, 100);
        InetAddress address = InetAddress.getByName("192.0.2.1");
        assertThat(enter(gate, address, 4))
                .containsExactly(Verdict.WELCOME, Verdict.WELCOME, Verdict.WELCOME, Verdict.TOO_FAST);
        now.addAndGet(99_000_000);
        assertThat(gate.enter(address)).isEqualTo(Verdict.TOO_FAST);
        now.addAndGet(2_000_000);
        assertThat(enter(gate, address, 2)).containsExactly(Verdict.WELCOME, Verdict.TOO_FAST);
    }

    @Test
    void theNumberOfConnectionsIsHeldAndFreedWhenTheyLeave() throws Exception {
        AcceptGate gate = gate(1000, 1000, 2, 100, 100);
        InetAddress address = InetAddress.getByName("192.0.2.1");
        assertThat(enter(gate, address, 3)).containsExactly(Verdict.WELCOME, Verdict.WELCOME, Verdict.FULL);
        gate.left(address, false);
        assertThat(gate.enter(address)).isEqualTo(Verdict.WELCOME);
    }

    @Test
    void oneAddressHasItsShareAndASmallerOneBeforeTheHello() throws Exception {
        AcceptGate gate = gate(1000, 1000, 1000, 3, 2);
        InetAddress one = InetAddress.getByName("192.0.2.1");
        InetAddress other = InetAddress.getByName("192.0.2.2");
        assertThat(enter(gate, one, 3)).containsExactly(Verdict.WELCOME, Verdict.WELCOME, Verdict.TOO_MANY_OF_ADDRESS);
        gate.greeted(one);
        assertThat(enter(gate, one, 2)).containsExactly(Verdict.WELCOME, Verdict.TOO_MANY_OF_ADDRESS);
        assertThat(gate.enter(other)).isEqualTo(Verdict.WELCOME);
        gate.left(one, true);
        gate.left(one, false);
        gate.left(one, false);
        gate.left(other, false);
        assertThat(gate.connections()).isZero();
        assertThat(gate.addresses()).as("nothing is kept of who has left").isZero();
    }

    @Test
    void whoComesTooManyIsCutOffBeforeTls() throws Exception {
        GatewayConfig config = GatewayFixture.config().withConnects(1, 3, 2, 100, 100);
        try (GatewayFixture gateway = new GatewayFixture(folder, config);
                TestAgent first = gateway.greeted();
                TestAgent second = gateway.greeted();
                TestAgent third = TestAgent.tcp(gateway.server.port())) {
            assertThat(third.isCut()).isTrue();
            assertThat(first.socket.isConnected() && second.socket.isConnected())
                    .isTrue();
            assertThat(gateway.server.stats().refusedWhenFull()
                            + gateway.server.stats().refusedByRate())
                    .isEqualTo(1);
            assertThat(gateway.server.stats().accepted()).isEqualTo(2);
        }
    }

    @Test
    void halfOpenAndDrippingConnectionsAreCutWhileOthersWork() throws Exception {
        GatewayConfig config = GatewayFixture.config().withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2));
        List<TestAgent> silent = new ArrayList<>();
        try (GatewayFixture gateway = new GatewayFixture(folder, config)) {
            for (int i = 0; i < 100; i++) {
                silent.add(TestAgent.tcp(gateway.server.port()));
            }
            TestAgent dripping = TestAgent.tls(gateway.context(), gateway.server.port());
            dripping.bytes("GET /agent".getBytes(StandardCharsets.US_ASCII));
            TestAgent mute = gateway.connect();
            try (TestAgent good = gateway.greeted()) {
                assertThat(silent).allMatch(TestAgent::isCut);
                assertThat(dripping.isCut()).isTrue();
                assertThat(mute.closeCode()).isEqualTo(1008);
                good.send(new org.fairlead.protocol.agent.Up.Ping());
                good.receive();
            }
            GatewayServerTest.waitFor(() -> gateway.server.stats().open() == 0);
        } finally {
            for (TestAgent agent : silent) {
                agent.close();
            }
        }
    }

    @Test
    void aDeviceThatFallsSilentIsLetGo() throws Exception {
        GatewayConfig config = GatewayConfig.of("127.0.0.1", 0, 1, 2)
                .withTimeouts(Duration.ofSeconds(20), Duration.ofMillis(200).plusSeconds(20));
        try (GatewayFixture gateway = new GatewayFixture(folder, config);
                TestAgent agent = gateway.greeted()) {
            assertThat(agent.closeCode()).isEqualTo(1008);
        }
    }

    @Test
    void theLimitOfOpenFilesBoundsTheConnections() {
        String limits = "Limit   Soft Limit   Hard Limit   Units\nMax open files            %s   20000   files\n";
        assertThat(FileDescriptors.connections(100_000, limits.formatted("20000")))
                .isEqualTo(19_488);
        assertThat(FileDescriptors.connections(100, limits.formatted("20000"))).isEqualTo(100);
        assertThat(FileDescriptors.connections(100, limits.formatted("unlimited")))
                .isEqualTo(100);
        assertThat(FileDescriptors.connections(100, limits.formatted("513"))).isEqualTo(1);
        assertThatThrownBy(() -> FileDescriptors.connections(100, limits.formatted("512")))
                .hasMessage("the limit of open files is 512, the gateway needs more than 512:"
                        + " raise it (ulimit -n, LimitNOFILE)");
    }

    private static List<Verdict> enter(AcceptGate gate, InetAddress address, int times) {
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            verdicts.add(gate.enter(address));
        }
        return verdicts;
    }
}

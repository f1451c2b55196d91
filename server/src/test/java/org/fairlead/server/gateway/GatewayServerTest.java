package org.fairlead.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.fairlead.protocol.agent.Codec;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.agent.Up;
import org.fairlead.server.core.sync.AgentLink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayServerTest {
    @TempDir
    private Path folder;

    private GatewayFixture gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new GatewayFixture(folder, GatewayFixture.config());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void messagesAreHandledOneAtATimeInTheOrderOfArrival() throws Exception {
        gateway.desk.meanwhile = () -> {
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        try (TestAgent agent = gateway.greeted()) {
            for (int i = 0; i < 300; i++) {
                agent.send(new Up.FetchSettings("h" + i));
            }
            gateway.desk.take();
            for (int i = 0; i < 300; i++) {
                assertThat(gateway.desk.take()).isEqualTo(new Up.FetchSettings("h" + i));
            }
            assertThat(gateway.desk.mostTogether).hasValue(1);
        }
    }

    @Test
    void aMessageOfOneMebibyteIsUnderstoodAndOneByteMoreClosesTheConnection() throws Exception {
        try (TestAgent agent = gateway.greeted()) {
            agent.frame(TestAgent.TEXT, padded(GatewayConfig.MAX_MESSAGE));
            assertThat(agent.receive()).isInstanceOf(Down.Pong.class);
            try {
                agent.frame(TestAgent.TEXT, padded(GatewayConfig.MAX_MESSAGE + 1));
                assertThat(agent.closeCode()).isEqualTo(1009);
            } catch (IOException e) {
                assertThat(e)
                        .as("the end may come while the rest is being written")
                        .isNotNull();
            }
            waitFor(() -> gateway.desk.ended.get() == 1);
        }
    }

    @Test
    void theLimitHoldsForMessagesInPartsToo() throws Exception {
        byte[] whole = padded(GatewayConfig.MAX_MESSAGE);
        int half = GatewayConfig.MAX_MESSAGE / 2;
        try (TestAgent agent = gateway.greeted()) {
            agent.frame(TestAgent.TEXT_NOT_FINAL, Arrays.copyOf(whole, half));
            agent.frame(TestAgent.CONTINUATION_FINAL, Arrays.copyOfRange(whole, half, whole.length));
            assertThat(agent.receive()).isInstanceOf(Down.Pong.class);
            agent.frame(TestAgent.TEXT_NOT_FINAL, Arrays.copyOf(whole, half));
            agent.frame(TestAgent.CONTINUATION_FINAL, Arrays.copyOfRange(whole, half - 1, whole.length));
            assertThat(agent.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void aMessageThatBreaksTheProtocolIsRefusedAndTheConnectionGoesOnUntilThereAreTooMany() throws Exception {
        try (TestAgent agent = gateway.greeted()) {
            List<String> bad = List.of("not json", "{\"t\":\"unknown\"}", "{\"t\":\"hello\"}", "[]");
            for (int i = 0; i < GatewayConfig.MAX_REFUSED - 1; i++) {
                agent.text(bad.get(i % bad.size()));
                assertThat(agent.receive()).isInstanceOf(Down.Refused.class);
            }
            agent.send(new Up.Ping());
            assertThat(agent.receive()).isInstanceOf(Down.Pong.class);
            agent.frame(TestAgent.TEXT, new byte[] {(byte) 0xff});
            assertThat(agent.receive()).isEqualTo(new Down.Refused("bad-message", "not UTF-8"));
            assertThat(agent.closeCode()).isEqualTo(1008);
        }
    }

    @Test
    void nothingIsHandledBeforeTheHello() throws Exception {
        try (TestAgent agent = gateway.connect()) {
            agent.send(new Up.FetchCommands());
            assertThat(agent.receive()).isEqualTo(new Down.Refused("bad-message", "say hello first"));
            agent.hello();
            assertThat(agent.receive()).isInstanceOf(Down.Welcome.class);
            assertThat(gateway.desk.take()).isInstanceOf(Up.Hello.class);
        }
    }

    @Test
    void whoIsNotAdmittedLearnsWhy() throws Exception {
        gateway.desk.refuse = true;
        try (TestAgent agent = gateway.connect()) {
            assertThat(agent.receive()).isEqualTo(new Down.Refused("identity-revoked", "this identity was revoked"));
            assertThat(agent.closeCode()).isEqualTo(1008);
        }
    }

    @Test
    void aDeskThatCannotWorkNowSendsTheDeviceAwayToComeBack() throws Exception {
        try (TestAgent agent = gateway.greeted()) {
            gateway.desk.broken = true;
            agent.send(new Up.FetchCommands());
            assertThat(agent.receive())
                    .isInstanceOfSatisfying(
                            Down.GoAway.class,
                            away -> assertThat(away.retryAfterMillis()).isBetween(2_000L, 15_000L));
            assertThat(agent.closeCode()).isEqualTo(1001);
        }
    }

    @Test
    void onlyTextIsUnderstoodAndUnmaskedFramesAreNot() throws Exception {
        try (TestAgent agent = gateway.greeted()) {
            agent.frame(0x82, new byte[] {1});
            assertThat(agent.closeCode()).isEqualTo(1003);
        }
        try (TestAgent agent = gateway.greeted()) {
            agent.bytes(new byte[] {(byte) 0x81, 1, 'x'});
            assertThat(agent.closeCode()).isEqualTo(1002);
        }
    }

    @Test
    void aPingOfTheWebSocketIsAnsweredWithItsPayload() throws Exception {
        try (TestAgent agent = gateway.greeted()) {
            agent.frame(0x89, "x".getBytes(StandardCharsets.US_ASCII));
            TestAgent.Frame pong = agent.frame();
            assertThat(pong.opcode()).isEqualTo(10);
            assertThat(pong.payload()).containsExactly('x');
        }
    }

    @Test
    void otherPathsAndPlainRequestsAreRefused() throws Exception {
        try (TestAgent agent = TestAgent.tls(gateway.context(), gateway.server.port())) {
            assertThat(agent.upgrade("/agent/v2")).contains(" 404 ");
            assertThat(agent.isCut()).isTrue();
        }
        try (TestAgent agent = TestAgent.tls(gateway.context(), gateway.server.port())) {
            agent.bytes("GET /agent/v1 HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(agent.httpHead()).contains(" 426 ");
        }
        try (TestAgent agent = TestAgent.tls(gateway.context(), gateway.server.port())) {
            agent.bytes(("GET /agent/v1 HTTP/1.1\r\nX: " + "y".repeat(9000) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(agent.httpHead()).contains(" 400 ");
        }
    }

    @Test
    void theEndOfAConnectionIsToldOnce() throws Exception {
        TestAgent agent = gateway.greeted();
        agent.frame(TestAgent.CLOSE, new byte[] {3, (byte) 232});
        assertThat(agent.closeCode()).isEqualTo(1000);
        agent.close();
        waitFor(() -> gateway.server.stats().open() == 0);
        gateway.close();
        assertThat(gateway.desk.ended).hasValue(1);
    }

    @Test
    void aPeerThatDoesNotReadIsDisconnectedAndItsNudgesCoalesce() throws Exception {
        try (TestAgent agent = gateway.greeted()) {
            AgentLink link = gateway.desk.links.getFirst();
            Down.Settings document = new Down.Settings("h", Map.of("text", "x".repeat(60_000)));
            while (gateway.server.stats().slowConsumers() == 0) {
                link.send(document);
            }
            waitFor(() -> gateway.desk.ended.get() == 1);
            assertThat(agent.isCut()).isTrue();
        }
    }

    @Test
    void nudgesForABusyConnectionBecomeOne() throws Exception {
        try (TestAgent agent = gateway.greeted()) {
            AgentLink link = gateway.desk.links.getFirst();
            String text = "x".repeat(200_000);
            int documents = 0;
            while (((AgentConnection) link).waiting() <= 3 * GatewayConfig.NUDGE_QUEUE) {
                link.send(new Down.Settings("h", Map.of("text", text)));
                documents++;
                Thread.sleep(20); // what the system's buffers take is not waiting
            }
            for (int i = 0; i < 50; i++) {
                link.send(new Down.Nudge(Set.of(i % 2 == 0 ? Down.Topic.SETTINGS : Down.Topic.COMMANDS)));
            }
            List<Down> nudges = new ArrayList<>();
            agent.send(new Up.Ping());
            for (int i = 0; i < documents; i++) {
                assertThat(agent.receive()).isInstanceOf(Down.Settings.class);
            }
            while (nudges.isEmpty()) {
                if (agent.receive() instanceof Down.Nudge nudge) {
                    nudges.add(nudge);
                }
            }
            assertThat(nudges).containsExactly(new Down.Nudge(Set.of(Down.Topic.SETTINGS, Down.Topic.COMMANDS)));
        }
    }

    @Test
    void aPlannedStopGivesEachDeviceItsOwnTimeToReturn() throws Exception {
        List<TestAgent> agents = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            agents.add(gateway.greeted());
        }
        Thread stopping = Thread.startVirtualThread(gateway::close);
        List<Long> slots = new ArrayList<>();
        for (TestAgent agent : agents) {
            Down.GoAway away = (Down.GoAway) agent.receive();
            slots.add(away.retryAfterMillis());
            assertThat(agent.closeCode()).isEqualTo(1001);
            agent.close();
        }
        stopping.join();
        assertThat(slots).doesNotHaveDuplicates().allMatch(slot -> slot >= 1000);
        assertThat(gateway.desk.ended).hasValue(4);
        assertThatThrownBy(() -> TestAgent.tcp(gateway.server.port())).isInstanceOf(Exception.class);
    }

    static void waitFor(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 2_000; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            Thread.sleep(10);
        }
        throw new AssertionError("did not happen");
    }

    private static byte[] padded(int length) {
        byte[] bytes = Codec.print(new Up.Ping()).getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[length];
        Arrays.fill(all, (byte) ' ');
        System.arraycopy(bytes, 0, all, 0, bytes.length);
        return all;
    }
}

package org.fairlead.thinclient.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlead.protocol.agent.Action;
import org.fairlead.protocol.agent.AgentSession;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.Outbox;
import org.fairlead.protocol.agent.Up;
import org.fairlead.thinclient.model.Machine;
import org.fairlead.thinclient.state.Identity;
import org.junit.jupiter.api.Test;

class ManInTheMiddleTest {
    private static final int ATTEMPTS = 100;
    private static final String REAL = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String TOKEN = "FL-SECRET-TOKEN-7Q2M";
    private static final String DEVICE = "0f2e9a6c-7d5b-4a57-9c39-1f5f6f0a2b11";
    private static final int HANDSHAKE = 22;
    private static final int CHANGE_CIPHER = 20;
    private static final int ALERT = 21;
    private static final int ENCRYPTED = 23;

    @Test
    void aConnectedDeviceSendsNothingButTheHandshakeHoweverOftenItIsTried() throws Exception {
        try (LookAlikeServer middle = new LookAlikeServer()) {
            Identity identity = identity(middle.port());
            AtomicInteger accepted = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            Semaphore ended = new Semaphore(0);
            AgentSession session = new AgentSession(this::hello, new NoOutbox(), new Random(1));
            AgentTransport transport = new AgentTransport(() -> identity, session, new AgentTransport.Listener() {
                @Override
                public void action(Action action) {
                    if (action instanceof Action.Offline) {
                        ended.release();
                    } else {
                        accepted.incrementAndGet();
                    }
                }

                @Override
                public void pinMismatch(String seen) {
                    assertThat(seen).isEqualTo(middle.pin());
                    refused.incrementAndGet();
                }
            });
            for (int i = 0; i < ATTEMPTS; i++) {
                transport.start();
                assertThat(ended.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            }
            transport.close();
            assertThat(accepted).hasValue(0);
            assertThat(refused).hasValueGreaterThanOrEqualTo(ATTEMPTS);
            holdsNoSecret(middle, identity);
        }
    }

    @Test
    void neitherEnrolmentNorATrialNorTheServersCardGetsThrough() throws Exception {
        try (LookAlikeServer middle = new LookAlikeServer()) {
            Identity identity = identity(middle.port());
            EnrolClient client = new EnrolClient();
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> client.card("127.0.0.1", middle.port(), Set.of(REAL)))
                        .isInstanceOf(EnrolError.class);
                assertThatThrownBy(() ->
                                client.enrol("127.0.0.1", middle.port(), REAL, TOKEN, Map.of("serial", "SERIAL-4711")))
                        .isInstanceOf(EnrolError.class);
                assertThatThrownBy(() -> GatewayTrial.greet(identity, hello())).isInstanceOf(EnrolError.class);
            }
            holdsNoSecret(middle, identity);
        }
    }

    @Test
    void theHarnessSeesWhatAnIncautiousDeviceWouldSend() throws Exception {
        try (LookAlikeServer middle = new LookAlikeServer()) {
            Identity identity = identity(middle.port()).pinned(List.of(middle.pin()));
            assertThatThrownBy(() -> GatewayTrial.greet(identity, hello())).isInstanceOf(EnrolError.class);
            assertThat(middle.clientCertificates()).isEqualTo(1);
            assertThat(new String(middle.read(), StandardCharsets.ISO_8859_1)).contains("/agent/v1");
        }
    }

    private void holdsNoSecret(LookAlikeServer middle, Identity identity) throws Exception {
        assertThat(middle.clientCertificates()).isZero();
        assertThat(middle.read()).isEmpty();
        List<String> secrets = List.of(
                identity.key(),
                DEVICE,
                TOKEN,
                "SERIAL-4711",
                new String(Pem.certificates(identity.chain()).getFirst().getEncoded(), StandardCharsets.ISO_8859_1));
        for (byte[] bytes : middle.sent()) {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            assertThat(secrets).noneMatch(text::contains);
            assertThat(encrypted(bytes)).as("room for an alert only").isLessThan(64);
        }
    }

    /** Bytes in encrypted records; fails on any record that is not part of a handshake. */
    private static int encrypted(byte[] bytes) {
        int encrypted = 0;
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.remaining() >= 5) {
            int type = buffer.get();
            buffer.getShort();
            int length = Short.toUnsignedInt(buffer.getShort());
            assertThat(type).isIn(HANDSHAKE, CHANGE_CIPHER, ALERT, ENCRYPTED);
            encrypted += type == ENCRYPTED ? length : 0;
            buffer.position(Math.min(buffer.limit(), buffer.position() + length));
        }
        return encrypted;
    }

    private Up.Hello hello() {
        return new Up.Hello(AgentSession.PROTOCOL, "boot", DEVICE, 0, Machine.info("en"), "", List.of());
    }

    private static Identity identity(int port) throws Exception {
        LookAlikeServer.Device device = LookAlikeServer.device();
        return new Identity(
                DEVICE,
                1,
                device.key(),
                device.chain(),
                "127.0.0.1",
                port,
                "127.0.0.1",
                port,
                List.of(REAL),
                "W",
                "n",
                "G");
    }

    private static final class NoOutbox implements Outbox {
        @Override
        public List<DeviceRecord> first(int max) {
            return List.of();
        }

        @Override
        public void acknowledged(long seq) {}

        @Override
        public long dropped() {
            return 0;
        }

        @Override
        public void dropReported(long count) {}
    }
}

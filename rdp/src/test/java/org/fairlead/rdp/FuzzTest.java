package org.fairlead.rdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.fairlead.rdp.auth.CredSspClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real conversations with changed bytes: whatever comes, a session never throws, never holds much, and never lets in
 * anybody without the password. Each seed is a run of its own and can be repeated.
 */
class FuzzTest {
    private static final int ROUNDS = 400;

    private static byte[] mutate(byte[] original, Random random) {
        byte[] bytes = original.clone();
        switch (random.nextInt(6)) {
            case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            case 2 -> {
                int from = random.nextInt(bytes.length);
                for (int i = from; i < Math.min(bytes.length, from + 4); i++)
                    bytes[i] = (byte) (random.nextBoolean() ? 0xFF : 0x7F);
            }
            case 3 -> bytes = java.util.Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
            case 4 -> {
                int from = random.nextInt(bytes.length);
                byte[] longer = new byte[bytes.length + 8];
                System.arraycopy(bytes, 0, longer, 0, from);
                System.arraycopy(bytes, from, longer, from + 8, bytes.length - from);
                bytes = longer;
            }
            default -> {
                int from = random.nextInt(bytes.length);
                byte[] noise = new byte[1 + random.nextInt(bytes.length - from)];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, bytes, from, noise.length);
            }
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void changedMessagesNeverMakeTheSessionThrow(long seed) {
        Random random = new Random(seed);
        List<List<byte[]>> conversations = new ArrayList<>();
        for (CredSspClient.Wrap wrap : CredSspClient.Wrap.values()) {
            conversations.add(Conversations.of(false, wrap));
            conversations.add(Conversations.of(true, wrap));
        }
        int reached = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<byte[]> messages = conversations.get(round % conversations.size());
            int victim = random.nextInt(messages.size());
            if (replay(messages, victim, random)) reached++;
        }
        // with changes late in the conversation some sessions get as far as pictures
        assertThat(reached).isGreaterThan(ROUNDS / 8);
    }

    /** Plays a conversation with one message changed; whether it got to pictures. */
    private static boolean replay(List<byte[]> messages, int victim, Random random) {
        SyntheticClient client = new SyntheticClient(SyntheticClient.settings(false));
        RdpSession session = client.session;
        boolean active = false;
        boolean authenticated = false;
        boolean changed = false;
        for (int i = 0; i < messages.size() && !session.isClosed(); i++) {
            byte[] message = i == victim ? mutate(messages.get(i), random) : messages.get(i);
            changed |= i == victim;
            session.receive(message, 0, message.length, client.now);
            for (SessionEvent event : session.takeEvents()) {
                switch (event) {
                    case SessionEvent.StartTls _ -> session.tlsStarted(client.now);
                    case SessionEvent.AuthenticationNeeded(String user, String _) ->
                        session.authenticate(
                                user.equals("anna")
                                        ? List.of(org.fairlead.rdp.auth.NtHash.of("secret".toCharArray()))
                                        : List.of(),
                                client.now);
                    case SessionEvent.Authenticated _ -> authenticated = true;
                    case SessionEvent.Activated _ -> {
                        assertThat(authenticated).isTrue();
                        active = true;
                    }
                    default -> {}
                }
            }
            FrameSlot slot = session.nextFrame(client.now);
            if (slot != null) slot.pack(List.of());
            session.tick(client.now);
            session.takeOutput();
            client.now += 1_000_000;
        }
        assertThat(changed || session.isClosed()).isTrue();
        return active;
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void noiseInsteadOfAClientIsRefused(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            SyntheticClient client = new SyntheticClient(SyntheticClient.settings(random.nextBoolean()));
            if (random.nextBoolean()) {
                client.request("", 3);
                client.session.tlsStarted(client.now);
            }
            for (int i = 0; i < 40 && !client.session.isClosed(); i++) {
                byte[] noise = new byte[1 + random.nextInt(4000)];
                random.nextBytes(noise);
                if (i == 0) noise[0] = (byte) (random.nextBoolean() ? 3 : 0x30);
                client.session.receive(noise, 0, noise.length, client.now);
                assertThat(client.session.takeEvents()).noneMatch(SessionEvent.Authenticated.class::isInstance);
            }
            assertThat(client.session.isClosed()).isTrue();
        }
    }
}

package org.fairlead.rdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fairlead.rdp.auth.CredSspClient;
import org.fairlead.rdp.auth.CredSspServer;
import org.fairlead.rdp.auth.NtHash;
import org.fairlead.rdp.picture.GraphicsPath;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ByteWriter;
import org.fairlead.rdp.wire.ProtocolException;
import org.junit.jupiter.api.Test;

/** The whole state machine under a coverage-guided fuzzer; the seeds in SessionFuzzTestInputs run with every test. */
class SessionFuzzTest {
    private static final Path SEEDS = Path.of("src/test/resources/org/fairlead/rdp/SessionFuzzTestInputs/conversation");

    /** Messages, each behind a length of 16 bits, one after another into a fresh session. */
    @com.code_intelligence.jazzer.junit.FuzzTest
    void conversation(byte[] data) throws Exception {
        SyntheticClient client = new SyntheticClient(SyntheticClient.settings(false));
        RdpSession session = client.session;
        ByteReader in = new ByteReader(data);
        boolean authenticated = false;
        while (in.remaining() >= 2 && !session.isClosed()) {
            byte[] message = in.bytes(Math.min(in.u16(), in.remaining()));
            session.receive(message, 0, message.length, client.now);
            for (SessionEvent event : session.takeEvents()) {
                if (event instanceof SessionEvent.StartTls) session.tlsStarted(client.now);
                if (event instanceof SessionEvent.AuthenticationNeeded)
                    session.authenticate(List.of(NtHash.of("secret".toCharArray())), client.now);
                authenticated |= event instanceof SessionEvent.Authenticated;
                if (event instanceof SessionEvent.Activated(int _, GraphicsPath _, int width, int height)) {
                    if (!authenticated || width != 800 || height != 600) throw new AssertionError(event.toString());
                }
            }
            FrameSlot slot = session.nextFrame(client.now);
            if (slot != null) slot.pack(List.of());
            session.takeOutput();
            client.now += 1_000_000;
        }
    }

    /** One TSRequest after another, without the session around it. */
    @com.code_intelligence.jazzer.junit.FuzzTest
    void logOn(byte[] data) {
        CredSspServer server = new CredSspServer("screen", new byte[] {1}, new byte[8], 0);
        try {
            server.receive(data);
        } catch (ProtocolException | org.fairlead.rdp.auth.AuthenticationException e) {
            return;
        }
        if (server.isDone()) throw new AssertionError("one message let somebody in");
    }

    @Test
    void theSeedsAreWholeConversations() throws Exception {
        for (String name : List.of("bitmaps", "pipeline")) {
            List<byte[]> sent = Conversations.of(name.equals("pipeline"), CredSspClient.Wrap.RAW);
            ByteWriter seed = new ByteWriter();
            for (byte[] message : sent) seed.u16(message.length).bytes(message);
            assertThat(Files.readAllBytes(SEEDS.resolve(name))).isEqualTo(seed.toByteArray());
        }
    }
}

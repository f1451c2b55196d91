package org.fairlead.rdp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Random;
import org.fairlead.rdp.channel.ChannelData;
import org.fairlead.rdp.channel.DynamicChannels;
import org.fairlead.rdp.channel.GraphicsPdu;
import org.fairlead.rdp.connect.AutoDetect;
import org.fairlead.rdp.connect.ClientInfo;
import org.fairlead.rdp.connect.ConnectInitial;
import org.fairlead.rdp.connect.ConnectionRequest;
import org.fairlead.rdp.connect.DomainPdu;
import org.fairlead.rdp.share.Capabilities;
import org.fairlead.rdp.share.InputEvents;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.Der;
import org.fairlead.rdp.wire.Per;
import org.fairlead.rdp.wire.ProtocolException;

/**
 * Each decoder of what clients send, alone under a coverage-guided fuzzer: it reads or throws a ProtocolException, whatever
 * comes. The seeds beside it run with every test.
 */
class DecoderFuzzTest {
    private interface Decoding {
        void of(ByteReader in) throws ProtocolException;
    }

    private static void decode(byte[] data, Decoding decoding) {
        try {
            decoding.of(new ByteReader(data));
        } catch (ProtocolException e) {
            if (e.getMessage() == null) throw new AssertionError("a refusal without a reason", e);
        }
    }

    @FuzzTest
    void connectionRequest(byte[] data) {
        decode(data, ConnectionRequest::read);
    }

    @FuzzTest
    void connectInitial(byte[] data) {
        decode(data, in -> {
            ConnectInitial read = ConnectInitial.read(in);
            int bits = read.core().bitsPerPixel();
            if (read.channels().size() > ConnectInitial.MAX_CHANNELS || bits < 15 || bits > 32)
                throw new AssertionError(read.toString());
        });
    }

    @FuzzTest
    void clientInfo(byte[] data) {
        decode(data, in -> {
            ClientInfo info = ClientInfo.read(in);
            if (info.password().length > 512) throw new AssertionError("a password of " + info.password().length);
            info.wipe();
        });
    }

    @FuzzTest
    void domainPdu(byte[] data) {
        decode(data, DomainPdu::read);
    }

    @FuzzTest
    void confirmActive(byte[] data) {
        decode(data, Capabilities::read);
    }

    /** Flags of the first byte, then fast path; or slow path when the first byte says so. */
    @FuzzTest
    void input(byte[] data) {
        decode(data, in -> {
            int first = in.u8();
            if ((first & 3) == 0) InputEvents.fastPath(first, in, InputEvent::hashCode);
            else InputEvents.slowPath(in, InputEvent::hashCode);
        });
    }

    @FuzzTest
    void autoDetect(byte[] data) {
        decode(data, AutoDetect::read);
    }

    /** Chunks of drdynvc, each behind a length of 16 bits, down to the graphics messages. */
    @FuzzTest
    void channels(byte[] data) {
        ChannelData chunks = new ChannelData();
        DynamicChannels dynamic = new DynamicChannels(1004);
        decode(data, in -> {
            while (in.remaining() >= 2) {
                byte[] message = chunks.receive(in.slice(Math.min(in.u16(), in.remaining())));
                if (message == null) continue;
                if (message.length > ChannelData.LIMIT) throw new AssertionError("a message of " + message.length);
                if (dynamic.receive(message) instanceof DynamicChannels.Message.Data(byte[] bytes))
                    GraphicsPdu.read(bytes);
            }
        });
    }

    @FuzzTest
    void graphics(byte[] data) {
        decode(data, _ -> GraphicsPdu.read(data));
    }

    @FuzzTest
    void tagsAndLengths(byte[] data) {
        decode(data, in -> {
            Der.wholeLength(data, 0, data.length, 1 << 16);
            while (!in.isEmpty()) {
                int tag = in.peek();
                ByteReader value = Der.expect(in, tag);
                if (tag == Der.SEQUENCE && !value.isEmpty()) Der.octets(value);
                else if (!value.isEmpty()) Per.length(value);
            }
        });
    }

    /** Everything behind the log-on, in a session that is active: Share PDUs, input, channels, auto-detection. */
    @FuzzTest
    void activeSession(byte[] data) {
        SyntheticClient client = new SyntheticClient(SyntheticClient.settings(false));
        client.early |= 0x0100;
        client.activate(SyntheticClient.fullSets());
        Random channel = new Random(data.length);
        ByteReader in = new ByteReader(data);
        decode(data, _ -> {
            while (in.remaining() >= 2 && !client.session.isClosed()) {
                byte[] message = in.bytes(Math.min(in.u16() & 0x0FFF, in.remaining()));
                switch (channel.nextInt(4)) {
                    case 0 -> client.data(1003, message);
                    case 1 -> client.data(client.channelIds[2], message);
                    case 2 -> client.data(client.messageChannelId, message);
                    default -> client.session.receive(message, 0, message.length, client.now);
                }
                client.now += 100_000_000L;
                client.session.tick(client.now);
                FrameSlot slot = client.session.nextFrame(client.now);
                if (slot != null) client.session.admit(slot, client.now);
                client.collect();
            }
        });
    }
}

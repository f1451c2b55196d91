package org.fairlead.rdp.channel;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ByteWriter;
import org.fairlead.rdp.wire.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of drdynvc (MS-RDPEDYC) with one dynamic channel. Version 1 is offered, so the client never compresses.
 */
public final class DynamicChannels {
    private static final int CREATE = 1;
    private static final int DATA_FIRST = 2;
    private static final int DATA = 3;
    private static final int CLOSE = 4;
    private static final int CAPABILITY = 5;
    private static final int CHANNEL_ID = 1;

    /** What the client said on drdynvc. */
    public sealed interface Message {
        record Capable() implements Message {}

        record Opened(boolean accepted) implements Message {}

        record Data(byte[] bytes) implements Message {}

        record Closed() implements Message {}
    }

    private final int channel;
    private @Nullable ByteArrayOutputStream pending;
    private int announced;

    /** @param channel id of the static channel drdynvc */
    public DynamicChannels(int channel) {
        this.channel = channel;
    }

    public byte[] capabilitiesRequest() {
        return ChannelData.write(channel, new byte[] {CAPABILITY << 4, 0, 1, 0});
    }

    public byte[] createRequest(String name) {
        ByteWriter out = new ByteWriter().u8(CREATE << 4).u8(CHANNEL_ID);
        out.bytes(name.getBytes(StandardCharsets.US_ASCII)).u8(0);
        return ChannelData.write(channel, out.toByteArray());
    }

    public byte[] close() {
        return ChannelData.write(channel, new byte[] {CLOSE << 4, CHANNEL_ID});
    }

    /** Reads one whole message of drdynvc; null when it only continues another. */
    public @Nullable Message receive(byte[] message) throws ProtocolException {
        ByteReader in = new ByteReader(message);
        int header = in.u8();
        int command = header >> 4;
        if (command == CAPABILITY) {
            in.skip(1);
            if (in.u16() < 1) throw new ProtocolException("a dynamic channel version of 0 does not exist");
            return new Message.Capable();
        }
        int id = number(in, header & 3);
        boolean ours = id == CHANNEL_ID;
        return switch (command) {
            case CREATE -> ours ? new Message.Opened(in.i32() >= 0) : null;
            case DATA_FIRST -> ours ? first(number(in, header >> 2 & 3), in) : null;
            case DATA -> ours ? next(in) : null;
            case CLOSE -> ours ? new Message.Closed() : null;
            default -> throw new ProtocolException("dynamic channel command " + command + " was not agreed");
        };
    }

    private static int number(ByteReader in, int form) throws ProtocolException {
        return switch (form) {
            case 0 -> in.u8();
            case 1 -> in.u16();
            case 2 -> in.i32();
            default -> throw new ProtocolException("a dynamic channel number has no form 3");
        };
    }

    private @Nullable Message first(int total, ByteReader in) throws ProtocolException {
        if (total < 0 || total > ChannelData.LIMIT)
            throw new ProtocolException("a dynamic channel message is above " + ChannelData.LIMIT + " bytes");
        announced = total;
        pending = new ByteArrayOutputStream(Math.min(total, in.remaining()));
        return next(in);
    }

    private @Nullable Message next(ByteReader in) throws ProtocolException {
        ByteArrayOutputStream message = pending;
        if (message == null) return new Message.Data(in.rest());
        if (message.size() + in.remaining() > announced)
            throw new ProtocolException("a dynamic channel message is longer than announced");
        message.writeBytes(in.rest());
        if (message.size() < announced) return null;
        pending = null;
        return new Message.Data(message.toByteArray());
    }

    /** Data on the dynamic channel, cut into DVC data PDUs of one chunk each, ready for the socket. */
    static void write(ByteWriter out, int channel, ByteBuffer data) {
        int total = data.remaining();
        ByteBuffer rest = data.duplicate();
        boolean single = total + 2 <= ChannelData.CHUNK;
        boolean first = true;
        do {
            int lengthForm = total > 0xFFFF ? 2 : 1;
            int header = first && !single ? 2 + 2 * lengthForm : 2;
            int size = Math.min(rest.remaining(), ChannelData.CHUNK - header);
            ChannelData.wholeHeader(out, channel, header + size);
            if (first && !single) {
                out.u8(DATA_FIRST << 4 | lengthForm << 2).u8(CHANNEL_ID);
                if (lengthForm == 2) out.u32(total);
                else out.u16(total);
            } else {
                out.u8(DATA << 4).u8(CHANNEL_ID);
            }
            ByteBuffer piece = rest.slice(rest.position(), size);
            out.bytes(piece);
            rest.position(rest.position() + size);
            first = false;
        } while (rest.hasRemaining());
    }
}

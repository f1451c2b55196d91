package org.fairlead.rdp.channel;

import java.io.ByteArrayOutputStream;
import org.fairlead.rdp.connect.DomainPdu;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ByteWriter;
import org.fairlead.rdp.wire.ProtocolException;
import org.jspecify.annotations.Nullable;

/** Chunks of one static virtual channel (MS-RDPBCGR 2.2.6.1): put together on the way in, cut on the way out. */
public final class ChannelData {
    public static final int CHUNK = 1600;
    /** What a client may send in one message. */
    public static final int LIMIT = 256 * 1024;

    static final int FLAG_FIRST = 0x01;
    static final int FLAG_LAST = 0x02;
    private static final int FLAG_COMPRESSED = 0x0020_0000;

    private @Nullable ByteArrayOutputStream pending;
    private int announced;

    /** Takes one chunk; the whole message when this chunk was its last. */
    public byte @Nullable [] receive(ByteReader in) throws ProtocolException {
        int total = in.length32(LIMIT);
        int flags = in.i32();
        if ((flags & FLAG_COMPRESSED) != 0) throw new ProtocolException("channel data are compressed, unasked");
        if ((flags & FLAG_FIRST) != 0) {
            pending = new ByteArrayOutputStream(Math.min(total, in.remaining()));
            announced = total;
        }
        ByteArrayOutputStream message = pending;
        if (message == null) throw new ProtocolException("a channel message has no first chunk");
        if (message.size() + in.remaining() > announced)
            throw new ProtocolException("a channel message is longer than announced");
        message.writeBytes(in.rest());
        if ((flags & FLAG_LAST) == 0) return null;
        pending = null;
        return message.toByteArray();
    }

    /** The header of a chunk that is a whole message, behind the MCS header for it. */
    static void wholeHeader(ByteWriter out, int channel, int length) {
        DomainPdu.sendDataHeader(out, channel, length + 8);
        out.u32(length).u32(FLAG_FIRST | FLAG_LAST);
    }

    /** A message on a channel, in as many chunks as needed, ready for the socket. */
    public static byte[] write(int channel, byte[] message) {
        ByteWriter out = new ByteWriter(message.length + 64);
        int at = 0;
        do {
            int size = Math.min(CHUNK, message.length - at);
            DomainPdu.sendDataHeader(out, channel, size + 8);
            out.u32(message.length);
            out.u32((at == 0 ? FLAG_FIRST : 0) | (at + size == message.length ? FLAG_LAST : 0));
            out.bytes(message, at, size);
            at += size;
        } while (at < message.length);
        return out.toByteArray();
    }
}

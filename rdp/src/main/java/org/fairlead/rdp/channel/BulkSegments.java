package org.fairlead.rdp.channel;

import java.nio.ByteBuffer;
import java.util.List;
import org.fairlead.rdp.codec.ByteSink;
import org.fairlead.rdp.codec.bulk.Rdp8Compressor;
import org.fairlead.rdp.wire.ByteWriter;

/** Puts graphics messages into RDP_SEGMENTED_DATA (MS-RDPEGFX 2.2.5); one for the life of a channel, in order. */
public interface BulkSegments {
    int SINGLE = 0xE0;
    int MULTIPART = 0xE1;
    int LARGEST_SEGMENT = 65535;
    int PACKET_COMPR_TYPE_RDP8 = 0x04;

    /** The bytes are valid until the next call. */
    ByteBuffer segments(List<ByteBuffer> messages);

    /** Segments with RDP 8.0 compression. */
    static BulkSegments rdp8() {
        Rdp8Compressor compressor = new Rdp8Compressor();
        ByteSink out = new ByteSink(16 * 1024);
        return messages -> {
            out.clear();
            compressor.compress(out, messages.toArray(ByteBuffer[]::new));
            return ByteBuffer.wrap(out.array(), 0, out.position());
        };
    }

    /** Segments without compression. */
    static BulkSegments stored() {
        return messages -> {
            int total = messages.stream().mapToInt(ByteBuffer::remaining).sum();
            ByteWriter all = new ByteWriter(total);
            for (ByteBuffer message : messages) all.bytes(message);
            byte[] bytes = all.toByteArray();
            ByteWriter out = new ByteWriter(total + total / 8192 + 64);
            if (total <= LARGEST_SEGMENT)
                return out.u8(SINGLE).u8(PACKET_COMPR_TYPE_RDP8).bytes(bytes).toBuffer();
            out.u8(MULTIPART)
                    .u16((total + LARGEST_SEGMENT - 1) / LARGEST_SEGMENT)
                    .u32(total);
            for (int at = 0; at < total; at += LARGEST_SEGMENT) {
                int size = Math.min(LARGEST_SEGMENT, total - at);
                out.u32(size + 1).u8(PACKET_COMPR_TYPE_RDP8).bytes(bytes, at, size);
            }
            return out.toBuffer();
        };
    }
}

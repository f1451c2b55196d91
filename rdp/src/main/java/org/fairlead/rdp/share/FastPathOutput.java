package org.fairlead.rdp.share;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.fairlead.rdp.codec.bulk.MppcCompressor;
import org.fairlead.rdp.wire.ByteWriter;
import org.jspecify.annotations.Nullable;

/** Server fast-path updates (MS-RDPBCGR 2.2.9.1.2), in fragments where needed. */
public final class FastPathOutput {
    public static final int ORDERS = 0x0;
    public static final int BITMAP = 0x1;
    public static final int SURFACE_COMMANDS = 0x4;
    public static final int POINTER_NULL = 0x5;
    public static final int POINTER_DEFAULT = 0x6;
    public static final int POINTER_POSITION = 0x8;
    public static final int POINTER_COLOR = 0x9;
    public static final int POINTER_CACHED = 0xA;
    public static final int POINTER_NEW = 0xB;
    public static final int POINTER_LARGE = 0xC;

    /** The longest PDU that the length field can say, and what remains of it for an update's data. */
    public static final int LARGEST_PDU = 0x3FFF;

    public static final int LARGEST_DATA = LARGEST_PDU - 6;
    private static final int COMPRESSION_USED = 0x80;
    private static final int SINGLE = 0;
    private static final int LAST = 1;
    private static final int FIRST = 2;
    private static final int NEXT = 3;

    private FastPathOutput() {}

    /** One update of a code, whose data are the parts in order. */
    public static void write(ByteWriter out, int code, List<ByteBuffer> parts) {
        write(out, code, parts, null);
    }

    /** The same, compressed as far as it gets smaller by that (MS-RDPBCGR 3.1.8). */
    static void write(ByteWriter out, int code, List<ByteBuffer> parts, @Nullable MppcCompressor compressor) {
        Source source = new Source(parts);
        int left = source.total();
        boolean first = true;
        do {
            int size = Math.min(left, LARGEST_DATA);
            int fragment = first ? (size == left ? SINGLE : FIRST) : (size == left ? LAST : NEXT);
            int update = code | fragment << 4;
            if (compressor == null) {
                header(out, update, size);
                source.take(size, out::bytes);
            } else {
                ByteBuffer plain = compressor.packet(size);
                source.take(size, plain::put);
                compressed(out, update, plain.flip(), compressor);
            }
            left -= size;
            first = false;
        } while (left > 0);
    }

    public static byte[] of(int code, byte[] data) {
        ByteWriter out = new ByteWriter(data.length + 6);
        write(out, code, List.of(ByteBuffer.wrap(data)));
        return out.toByteArray();
    }

    private static void compressed(ByteWriter out, int update, ByteBuffer plain, MppcCompressor compressor) {
        int flags = compressor.compress();
        if (flags == 0) {
            header(out, update, plain.remaining());
            out.bytes(plain);
            return;
        }
        ByteBuffer packed = compressor.compressed();
        length(out, packed.remaining() + 4);
        out.u8(update | COMPRESSION_USED).u8(flags).u16(packed.remaining()).bytes(packed);
    }

    private static void header(ByteWriter out, int updateHeader, int size) {
        length(out, size + 3);
        out.u8(updateHeader).u16(size);
    }

    private static void length(ByteWriter out, int content) {
        int shortLength = 2 + content;
        out.u8(0);
        if (shortLength < 0x80) out.u8(shortLength);
        else out.u16be(shortLength + 1 | 0x8000);
    }

    /** Reads through several buffers as if they were one. */
    private static final class Source {
        private final List<ByteBuffer> parts;
        private int next;
        private ByteBuffer current = ByteBuffer.allocate(0);

        Source(List<ByteBuffer> parts) {
            this.parts = parts;
        }

        int total() {
            return parts.stream().mapToInt(ByteBuffer::remaining).sum();
        }

        void take(int bytes, Consumer<ByteBuffer> to) {
            for (int missing = bytes; missing > 0; ) {
                if (!current.hasRemaining()) current = parts.get(next++).duplicate();
                int count = Math.min(missing, current.remaining());
                to.accept(current.slice(current.position(), count));
                current.position(current.position() + count);
                missing -= count;
            }
        }
    }
}

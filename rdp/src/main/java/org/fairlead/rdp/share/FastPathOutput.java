package org.fairlead.rdp.share;

import java.nio.ByteBuffer;
import java.util.List;
import org.fairlead.rdp.wire.ByteWriter;

/** Server fast-path updates (MS-RDPBCGR 2.2.9.1.2), unencrypted and uncompressed, in fragments where needed. */
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
    private static final int SINGLE = 0;
    private static final int LAST = 1;
    private static final int FIRST = 2;
    private static final int NEXT = 3;

    private FastPathOutput() {}

    /** One update of a code, whose data are the parts in order. */
    public static void write(ByteWriter out, int code, List<ByteBuffer> parts) {
        int total = 0;
        for (ByteBuffer part : parts) total += part.remaining();
        int left = total;
        int index = 0;
        ByteBuffer current =
                parts.isEmpty() ? ByteBuffer.allocate(0) : parts.getFirst().duplicate();
        boolean first = true;
        do {
            int size = Math.min(left, LARGEST_DATA);
            int fragment = first ? (size == left ? SINGLE : FIRST) : (size == left ? LAST : NEXT);
            header(out, code | fragment << 4, size);
            int missing = size;
            while (missing > 0) {
                if (!current.hasRemaining()) current = parts.get(++index).duplicate();
                int count = Math.min(missing, current.remaining());
                ByteBuffer piece = current.slice(current.position(), count);
                out.bytes(piece);
                current.position(current.position() + count);
                missing -= count;
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

    private static void header(ByteWriter out, int updateHeader, int size) {
        int shortLength = 2 + 3 + size;
        out.u8(0);
        if (shortLength < 0x80) out.u8(shortLength);
        else out.u16be(shortLength + 1 | 0x8000);
        out.u8(updateHeader).u16(size);
    }
}

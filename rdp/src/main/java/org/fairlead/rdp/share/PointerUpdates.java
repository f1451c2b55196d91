package org.fairlead.rdp.share;

import java.util.LinkedHashMap;
import java.util.Map;
import org.fairlead.rdp.PointerShape;
import org.fairlead.rdp.wire.ByteWriter;

/** Pointer updates (MS-RDPBCGR 2.2.9.1.1.4) of one client with its cache of shapes. */
public final class PointerUpdates {
    private static final int PTRMSGTYPE_SYSTEM = 1;
    private static final int PTRMSGTYPE_POSITION = 3;
    private static final int PTRMSGTYPE_COLOR = 6;
    private static final int PTRMSGTYPE_CACHED = 7;
    private static final int PTRMSGTYPE_POINTER = 8;
    private static final int PTRMSGTYPE_LARGE_POINTER = 9;
    private static final int SYSPTR_NULL = 0;
    private static final int SYSPTR_DEFAULT = 0x7F00;
    private static final int MAX_CACHE = 20;

    private final boolean fastPath;
    private final int cacheSize;
    private final boolean alpha;
    private final int largest;
    private final Map<PointerShape, Integer> cache = new LinkedHashMap<>(16, 0.75f, true);

    public PointerUpdates(Capabilities client) {
        fastPath = client.fastPathOutput();
        alpha = client.pointerCache() > 0;
        cacheSize = Math.clamp(client.pointerCache(), 1, MAX_CACHE);
        boolean huge = fastPath && (client.largePointers() & 2) != 0 && client.largestUpdate() >= 384 * 384 * 4 + 64;
        largest = huge ? 384 : (client.largePointers() & 1) != 0 ? 96 : 32;
    }

    /** Shows this shape, from the client's cache when it is there. */
    public byte[] shape(PointerShape wanted) {
        if (wanted.isHidden()) {
            if (fastPath) return FastPathOutput.of(FastPathOutput.POINTER_NULL, new byte[0]);
            return slow(PTRMSGTYPE_SYSTEM, new ByteWriter(4).u32(SYSPTR_NULL));
        }
        Integer known = cache.get(wanted);
        if (known != null)
            return update(FastPathOutput.POINTER_CACHED, PTRMSGTYPE_CACHED, new ByteWriter(2).u16(known));
        int index = cache.size();
        if (index >= cacheSize) {
            var eldest = cache.entrySet().iterator().next();
            index = eldest.getValue();
            cache.remove(eldest.getKey());
        }
        cache.put(wanted, index);
        PointerShape shape = wanted.atMost(largest);
        boolean large = shape.width() > 96 || shape.height() > 96;
        ByteWriter out = new ByteWriter(shape.width() * shape.height() * 4 + 512);
        if (alpha) out.u16(32);
        out.u16(index).u16(shape.hotX()).u16(shape.hotY()).u16(shape.width()).u16(shape.height());
        byte[] colors = colors(shape);
        byte[] mask = mask(shape);
        if (large) out.u32(mask.length).u32(colors.length);
        else out.u16(mask.length).u16(colors.length);
        out.bytes(colors).bytes(mask);
        if (!large) out.u8(0);
        if (!alpha) return update(FastPathOutput.POINTER_COLOR, PTRMSGTYPE_COLOR, out);
        return large
                ? update(FastPathOutput.POINTER_LARGE, PTRMSGTYPE_LARGE_POINTER, out)
                : update(FastPathOutput.POINTER_NEW, PTRMSGTYPE_POINTER, out);
    }

    /** The client's own arrow. */
    public byte[] systemDefault() {
        if (fastPath) return FastPathOutput.of(FastPathOutput.POINTER_DEFAULT, new byte[0]);
        return slow(PTRMSGTYPE_SYSTEM, new ByteWriter(4).u32(SYSPTR_DEFAULT));
    }

    /** Moves the client's pointer. */
    public byte[] position(int x, int y) {
        return update(
                FastPathOutput.POINTER_POSITION,
                PTRMSGTYPE_POSITION,
                new ByteWriter(4).u16(x).u16(y));
    }

    private byte[] update(int code, int messageType, ByteWriter body) {
        return fastPath ? FastPathOutput.of(code, body.toByteArray()) : slow(messageType, body);
    }

    private static byte[] slow(int messageType, ByteWriter body) {
        return SharePdu.data(
                SharePdu.POINTER,
                new ByteWriter(body.size() + 4)
                        .u16(messageType)
                        .u16(0)
                        .bytes(body.toByteArray())
                        .toByteArray());
    }

    /** Bottom row first; rows of three bytes a pixel are padded to two bytes. */
    private byte[] colors(PointerShape shape) {
        ByteWriter out = new ByteWriter(shape.width() * shape.height() * 4);
        for (int y = shape.height() - 1; y >= 0; y--) {
            for (int x = 0; x < shape.width(); x++) {
                int argb = shape.pixel(x, y);
                if (alpha) out.u32(argb);
                else out.u16(argb >>> 24 < 128 ? 0 : argb).u8(argb >>> 24 < 128 ? 0 : argb >> 16);
            }
            if (!alpha && (shape.width() * 3 & 1) == 1) out.u8(0);
        }
        return out.toByteArray();
    }

    /** One bit a pixel, set where nothing is drawn; bottom row first, rows padded to two bytes. */
    private static byte[] mask(PointerShape shape) {
        int rowBytes = (shape.width() + 15) / 16 * 2;
        byte[] mask = new byte[rowBytes * shape.height()];
        for (int y = 0; y < shape.height(); y++) {
            int row = (shape.height() - 1 - y) * rowBytes;
            for (int x = 0; x < shape.width(); x++)
                if (shape.pixel(x, y) >>> 24 < 128) mask[row + x / 8] |= (byte) (0x80 >> x % 8);
        }
        return mask;
    }
}

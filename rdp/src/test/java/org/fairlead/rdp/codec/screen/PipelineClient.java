package org.fairlead.rdp.codec.screen;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.rdp.codec.clear.ClearCodecDecoder;
import org.fairlead.rdp.codec.planar.PlanarDecoder;
import org.fairlead.rdp.codec.rfx.RemoteFxDecoder;

/** Draws the commands of the graphics pipeline as a client does and refuses what a client would refuse. */
final class PipelineClient {
    final int[] screen;
    final List<Integer> commands = new ArrayList<>();

    private final int width;
    private final int height;
    private final ClearCodecDecoder clear = new ClearCodecDecoder();
    private final RemoteFxDecoder remoteFx;
    private final Map<Integer, int[]> cache = new HashMap<>();

    PipelineClient(int width, int height) {
        this.width = width;
        this.height = height;
        screen = new int[width * height];
        remoteFx = new RemoteFxDecoder(width, height, screen);
    }

    int draw(List<ByteBuffer> list) {
        int bytes = 0;
        for (ByteBuffer one : list) {
            bytes += one.remaining();
            ByteBuffer in = one.slice().order(ByteOrder.LITTLE_ENDIAN);
            int command = in.getShort();
            commands.add(command);
            check(in.getShort() == 0 && in.getInt() == one.remaining());
            switch (command) {
                case 1 -> pixels(in);
                case 4 -> fill(in);
                case 5 -> copy(in);
                case 6 -> keep(in);
                case 7 -> recall(in);
                default -> check(false);
            }
            check(!in.hasRemaining());
        }
        return bytes;
    }

    private static void check(boolean right) {
        if (!right) throw new IllegalStateException("not as MS-RDPEGFX says");
    }

    private int[] rectangle(ByteBuffer in) {
        int[] r = {in.getShort(), in.getShort(), in.getShort(), in.getShort()};
        check(r[0] >= 0 && r[1] >= 0 && r[0] < r[2] && r[1] < r[3] && r[2] <= width && r[3] <= height);
        return r;
    }

    private void put(int[] from, int x, int y, int w) {
        for (int i = 0; i < from.length; i++) screen[(y + i / w) * width + x + i % w] = from[i];
    }

    private int[] get(int[] r) {
        int w = r[2] - r[0];
        int[] copy = new int[w * (r[3] - r[1])];
        for (int i = 0; i < copy.length; i++) copy[i] = screen[(r[1] + i / w) * width + r[0] + i % w];
        return copy;
    }

    private void pixels(ByteBuffer in) {
        check(in.getShort() == 0);
        int codec = in.getShort();
        check(in.get() == 0x20);
        int[] r = rectangle(in);
        check(in.getInt() == in.remaining());
        if (codec == 3) {
            check(r[0] == 0 && r[1] == 0);
            remoteFx.decode(in.slice());
            in.position(in.limit());
            return;
        }
        byte[] data = new byte[in.remaining()];
        in.get(data);
        int w = r[2] - r[0];
        int h = r[3] - r[1];
        put(codec == 8 ? clear.decode(data, w, h) : PlanarDecoder.decode(data, w, h), r[0], r[1], w);
    }

    private void fill(ByteBuffer in) {
        check(in.getShort() == 0);
        int colour = in.getInt() & 0xFFFFFF;
        for (int n = in.getShort(); n > 0; n--) {
            int[] r = rectangle(in);
            for (int y = r[1]; y < r[3]; y++) for (int x = r[0]; x < r[2]; x++) screen[y * width + x] = colour;
        }
    }

    private void copy(ByteBuffer in) {
        check(in.getShort() == 0 && in.getShort() == 0);
        int[] r = rectangle(in);
        check(in.getShort() == 1);
        put(get(r), in.getShort(), in.getShort(), r[2] - r[0]);
    }

    private void keep(ByteBuffer in) {
        check(in.getShort() == 0);
        in.getLong();
        int slot = in.getShort();
        check(slot >= 1 && slot <= 4096);
        cache.put(slot, get(rectangle(in)));
    }

    private void recall(ByteBuffer in) {
        int[] kept = cache.get((int) in.getShort());
        check(kept != null && in.getShort() == 0 && in.getShort() == 1);
        put(kept, in.getShort(), in.getShort(), 64);
    }
}

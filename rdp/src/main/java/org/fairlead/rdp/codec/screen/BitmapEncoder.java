package org.fairlead.rdp.codec.screen;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.fairlead.rdp.picture.Frame;
import org.fairlead.rdp.picture.GraphicsPath;
import org.fairlead.rdp.picture.Move;
import org.fairlead.rdp.picture.PictureEncoder;
import org.fairlead.rdp.picture.Rect;

/** Encodes for clients that take bitmap updates only: each changed area as a TS_BITMAP_DATA (MS-RDPBCGR 2.2.9.1.1.3.1.2.2). */
final class BitmapEncoder implements PictureEncoder {
    private static final int WIDEST = 1024;

    private final GraphicsPath.Bitmaps path;
    private final Mirror mirror;
    private final Movements movements;
    private final BitmapWriter writer;

    BitmapEncoder(GraphicsPath.Bitmaps path, int width, int height) {
        this.path = path;
        mirror = new Mirror(width, height);
        movements = new Movements(mirror);
        writer = new BitmapWriter(path, mirror);
    }

    @Override
    public List<ByteBuffer> encode(Frame frame, List<Rect> damage, long now) {
        writer.clear();
        mirror.clear();
        movements.clear();
        mirror.update(frame, damage, areas -> move(frame, areas));
        Arrays.sort(mirror.changed, 0, mirror.changedCount);
        for (int i = 0; i < mirror.changedCount; ) i += area(i);
        return writer.list();
    }

    private void move(Frame frame, List<Rect> areas) {
        if (path.moves()) movements.find(frame, areas, _ -> {});
    }

    @Override
    public List<Move> moves() {
        return movements.found();
    }

    /** Sends neighbouring changed tiles as one area and says how many. */
    private int area(int first) {
        int tile = mirror.changed[first];
        int left = mirror.left[tile];
        int top = mirror.top[tile];
        int right = mirror.right[tile];
        int bottom = mirror.bottom[tile];
        int sum = mirror.width(tile) * mirror.height(tile);
        int taken = 1;
        while (first + taken < mirror.changedCount) {
            int next = mirror.changed[first + taken];
            if (next != tile + taken || next % mirror.columns == 0) break;
            int newTop = Math.min(top, mirror.top[next]);
            int newBottom = Math.max(bottom, mirror.bottom[next]);
            sum += mirror.width(next) * mirror.height(next);
            int area = (mirror.right[next] - left) * (newBottom - newTop);
            if (mirror.right[next] - left > WIDEST || area * 4 > sum * 5) break;
            right = mirror.right[next];
            top = newTop;
            bottom = newBottom;
            taken++;
        }
        writer.add(left, top, right, bottom);
        return taken;
    }

    @Override
    public void reset() {
        mirror.forget();
    }
}

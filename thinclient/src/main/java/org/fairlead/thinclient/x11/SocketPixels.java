package org.fairlead.thinclient.x11;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.fairlead.rdp.picture.Frame;
import org.fairlead.rdp.picture.Rect;

/** The screen as images over the connection, in whatever format it has: for servers that share no memory. */
final class SocketPixels implements PixelSource {
    private static final int Z_PIXMAP = 2;

    private final XConnection x;
    private final int[] pixels;
    private final Frame frame;
    private boolean whole = true;

    SocketPixels(XConnection x, int width, int height) {
        this.x = x;
        pixels = new int[width * height];
        frame = Frame.of(width, height, pixels);
    }

    @Override
    public Frame frame() {
        return frame;
    }

    @Override
    public void fetch(Rect area) throws DisplayException {
        Optional<ByteBuffer> reply = x.answer(new Request(73, Z_PIXMAP)
                .u32(x.setup().root())
                .u16(area.x())
                .u16(area.y())
                .u16(area.width())
                .u16(area.height())
                .u32(-1));
        if (reply.isEmpty()) whole = false;
        else convert(reply.get().position(32).slice(), area);
    }

    private void convert(ByteBuffer image, Rect area) throws DisplayException {
        XSetup setup = x.setup();
        image.order(setup.littleEndian() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int bytes = setup.bitsPerPixel() / 8;
        int stride = area.width() * bytes + 3 & ~3;
        if (bytes != 4 && bytes != 2 || image.remaining() < stride * area.height())
            throw new DisplayException("the display has a pixel format that is not known: use depth 16 or 24");
        for (int y = 0; y < area.height(); y++) {
            int to = (area.y() + y) * frame.width() + area.x();
            for (int column = 0; column < area.width(); column++) {
                int at = y * stride + column * bytes;
                int value = bytes == 4 ? image.getInt(at) : image.getShort(at) & 0xFFFF;
                pixels[to + column] = setup.isPlain()
                        ? value
                        : channel(value, setup.redMask()) << 16
                                | channel(value, setup.greenMask()) << 8
                                | channel(value, setup.blueMask());
            }
        }
    }

    /** The bits under a mask as a value of 8 bits. */
    static int channel(int value, int mask) {
        int size = Integer.bitCount(mask);
        if (size == 0) return 0;
        int plain = (value & mask) >>> Integer.numberOfTrailingZeros(mask);
        int most = (1 << size) - 1;
        return size == 8 ? plain : (plain * 255 + most / 2) / most;
    }

    @Override
    public boolean finish() {
        boolean good = whole;
        whole = true;
        return good;
    }

    @Override
    public void close() {}
}

package org.fairlead.thinclient.x11;

import org.fairlead.rdp.picture.Frame;
import org.fairlead.rdp.picture.Rect;

/**
 * The screen in memory shared with the X server: areas are copied by the server itself, into a shared pixmap or, where it
 * has none, as strips of the screen's width.
 */
final class SharedPixels implements PixelSource {
    private static final int INCLUDE_INFERIORS = 0x8000;
    private static final int GRAPHICS_EXPOSURES = 0x10000;
    private static final int Z_PIXMAP = 2;

    private final XConnection x;
    private final XExtension shm;
    private final SharedMemory memory;
    private final Frame frame;
    private final int segment;
    private final int pixmap;
    private final int context;
    private final boolean pixmaps;
    private boolean whole = true;

    /** Throws when the server cannot share memory with this process. */
    SharedPixels(XConnection x, XExtension shm, int width, int height) throws DisplayException {
        this.x = x;
        this.shm = shm;
        pixmaps = x.ask(shm.request(0)).get(1) != 0;
        memory = new SharedMemory((long) width * height * 4);
        segment = x.newId();
        pixmap = x.newId();
        context = x.newId();
        try {
            x.send(shm.request(1).u32(segment).u32(memory.id()).u32(0));
            boolean attached = x.sync();
            memory.forget();
            if (!attached) throw new DisplayException("the X server cannot attach shared memory");
            if (pixmaps) {
                int root = x.setup().root();
                x.send(shm.request(5)
                        .u32(pixmap)
                        .u32(root)
                        .u16(width)
                        .u16(height)
                        .u8(x.setup().depth())
                        .zeros(3)
                        .u32(segment)
                        .u32(0));
                x.send(new Request(55, 0)
                        .u32(context)
                        .u32(root)
                        .u32(INCLUDE_INFERIORS | GRAPHICS_EXPOSURES)
                        .u32(1)
                        .u32(0));
                if (!x.sync()) throw new DisplayException("the X server cannot make a shared pixmap");
            }
        } catch (DisplayException e) {
            memory.close();
            throw e;
        }
        frame = new Frame(width, height, width * 4, memory.memory());
    }

    @Override
    public Frame frame() {
        return frame;
    }

    @Override
    public void fetch(Rect area) throws DisplayException {
        if (pixmaps) {
            x.send(new Request(62, 0)
                    .u32(x.setup().root())
                    .u32(pixmap)
                    .u32(context)
                    .u16(area.x())
                    .u16(area.y())
                    .u16(area.x())
                    .u16(area.y())
                    .u16(area.width())
                    .u16(area.height()));
        } else
            whole &= x.answer(shm.request(4)
                            .u32(x.setup().root())
                            .u16(0)
                            .u16(area.y())
                            .u16(frame.width())
                            .u16(area.height())
                            .u32(-1)
                            .u8(Z_PIXMAP)
                            .zeros(3)
                            .u32(segment)
                            .u32(area.y() * frame.stride()))
                    .isPresent();
    }

    @Override
    public boolean finish() throws DisplayException {
        boolean good = x.sync() && whole;
        whole = true;
        return good;
    }

    @Override
    public void close() {
        try {
            if (pixmaps) {
                x.send(new Request(60, 0).u32(context));
                x.send(new Request(54, 0).u32(pixmap));
            }
            x.send(shm.request(2).u32(segment));
            x.flush();
        } catch (DisplayException e) {
            // the server has let go of everything with the connection
        }
        memory.close();
    }
}

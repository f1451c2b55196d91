package org.fairlead.thinclient.x11;

import org.fairlead.rdp.picture.Frame;
import org.fairlead.rdp.picture.Rect;

/** A way to get the pixels of the root window into memory. */
interface PixelSource extends AutoCloseable {
    /** The memory that {@link #fetch} fills. */
    Frame frame();

    /** Asks for the pixels of an area; they are there after {@link #finish}. */
    void fetch(Rect area) throws DisplayException;

    /** Waits for all that was asked for; false when the screen changed its size meanwhile. */
    boolean finish() throws DisplayException;

    @Override
    void close();
}

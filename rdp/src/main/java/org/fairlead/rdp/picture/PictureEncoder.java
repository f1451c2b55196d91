package org.fairlead.rdp.picture;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Turns changes of the picture into drawing commands of one {@link GraphicsPath}. One belongs to one activation of one
 * client and remembers what that client has; it is called from one thread at a time, outside of any lock of the session.
 */
public interface PictureEncoder extends AutoCloseable {
    /**
     * Encodes what changed since the last call.
     *
     * @param damage where the frame may differ from what was encoded before; everything else is unchanged
     * @param nowNanos a clock that never goes back
     * @return commands in drawing order, each as {@link GraphicsPath} says; empty when the client has it all
     */
    List<ByteBuffer> encode(Frame frame, List<Rect> damage, long nowNanos);

    /** What the client moves before it draws the commands of the last {@link #encode}; none on the pipeline's path. */
    default List<Move> moves() {
        return List.of();
    }

    /** On the path of surface commands: TS_BITMAP_DATA that the client draws after the moves and before the commands. */
    default List<ByteBuffer> bitmaps() {
        return List.of();
    }

    /** When to call {@link #encode} again without damage, to make lossy areas exact; Long.MAX_VALUE: no need. */
    default long refineAtNanos() {
        return Long.MAX_VALUE;
    }

    /** What the line carries, so that the encoder can trade quality for bytes. */
    default void throughput(long bytesPerSecond) {}

    /** Forgets what the client has: the next call draws all its damage anew. */
    void reset();

    @Override
    default void close() {}
}

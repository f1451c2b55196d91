package org.fairlead.rdp.host;

import java.util.List;
import org.fairlead.rdp.PointerShape;
import org.fairlead.rdp.picture.Frame;
import org.fairlead.rdp.picture.Rect;
import org.jspecify.annotations.Nullable;

/**
 * A picture that changes. One belongs to one connection: {@link #start}, {@link #shoot}, {@link #pointer} and {@link #close}
 * are called on that connection's picture thread. An UncheckedIOException says that the screen is gone: the client is told
 * so and the connection ends.
 */
public interface ScreenSource extends AutoCloseable {
    /**
     * A picture and where it differs from the one before; the first one differs everywhere. The pixels may be read until
     * the next call.
     */
    record Shot(Frame frame, List<Rect> damage) {}

    /** Begins; changed may be called from any thread whenever there may be something new, and returns at once. */
    void start(Runnable changed);

    /** The newest picture. Its size may differ from the one before; then all of it is new. */
    Shot shoot();

    /** How the pointer looks now; null: as the client likes. */
    default @Nullable PointerShape pointer() {
        return null;
    }

    @Override
    void close();
}

package org.fairlead.thinclient.x11;

import java.io.UncheckedIOException;
import org.fairlead.rdp.PointerShape;
import org.fairlead.rdp.host.ScreenSource;
import org.jspecify.annotations.Nullable;

/** Shows a display to an RDP client, on a thread that becomes polite to the user's own work. The end of the display is an {@link UncheckedIOException}. */
public final class XScreenSource implements ScreenSource {
    private final String display;
    private @Nullable ScreenCapture capture;
    private @Nullable ActivityWatch watch;
    private @Nullable PointerShape pointer;

    public XScreenSource(String display) {
        this.display = display;
    }

    @Override
    public void start(Runnable changed) {
        try {
            Politeness.yieldToUser();
            ScreenCapture opened = ScreenCapture.open(display);
            capture = opened;
            watch = new ActivityWatch(opened, changed);
        } catch (DisplayException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Shot shoot() {
        ScreenCapture from = capture;
        ActivityWatch watching = watch;
        if (from == null || watching == null) throw new IllegalStateException("the screen source is not started");
        watching.pause();
        try {
            ScreenCapture.Changes changes = from.await(0);
            if (changes.pointer()) pointer = from.pointer();
            return new Shot(from.frame(), changes.damage());
        } catch (DisplayException e) {
            throw new UncheckedIOException(e);
        } finally {
            watching.resume(from.hasMore());
        }
    }

    @Override
    public @Nullable PointerShape pointer() {
        return pointer;
    }

    @Override
    public void close() {
        if (watch != null) watch.close();
        if (capture != null) capture.close();
    }
}

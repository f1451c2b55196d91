package org.fairlead.thinclient.remote;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.fairlead.rdp.PointerShape;
import org.fairlead.rdp.host.ScreenSource;
import org.fairlead.rdp.picture.Frame;
import org.jspecify.annotations.Nullable;

/**
 * What one administrator sees: a drawn page or the screen. The screen is opened, and its pixels are fetched, only while the
 * scene is {@link Scene#SCREEN}; when {@link #show} returns with another scene, no fetch is under way and none follows.
 */
final class Stage implements ScreenSource {
    private final Supplier<ScreenSource> screens;
    private final Function<Scene, Page> pages;
    private final Runnable begins;
    private final int width;
    private final int height;
    // guarded by this
    private Scene scene = Scene.WAITING;
    private boolean fresh = true;
    private @Nullable Page drawn;
    private @Nullable PagePainter painter;
    private @Nullable ScreenSource screen;
    private Runnable changed = () -> {};
    private boolean closed;

    /**
     * The screens are opened one after the other, each closed before the next; width and height are those of the pages. The
     * thread that takes the pictures first runs begins.
     */
    Stage(Supplier<ScreenSource> screens, Function<Scene, Page> pages, Runnable begins, int width, int height) {
        this.screens = screens;
        this.pages = pages;
        this.begins = begins;
        this.width = width;
        this.height = height;
    }

    /** For any thread. */
    void show(Scene next) {
        Runnable listener;
        synchronized (this) {
            if (scene != next) {
                scene = next;
                fresh = true;
            }
            listener = changed;
        }
        listener.run();
    }

    /** The words of the page may be others now. */
    void refresh() {
        Runnable listener;
        synchronized (this) {
            listener = changed;
        }
        listener.run();
    }

    @Override
    public synchronized void start(Runnable listener) {
        begins.run();
        changed = listener;
        listener.run();
    }

    @Override
    public synchronized Shot shoot() {
        return scene == Scene.SCREEN && !closed ? screenShot() : pageShot();
    }

    private Shot screenShot() {
        ScreenSource open = screen;
        if (open == null) {
            open = screens.get();
            screen = open;
            open.start(changed);
            fresh = true;
        }
        Shot shot = open.shoot();
        boolean all = fresh;
        fresh = false;
        drawn = null;
        painter = null;
        return all ? new Shot(shot.frame(), List.of(shot.frame().bounds())) : shot;
    }

    private Shot pageShot() {
        closeScreen();
        Page page = pages.apply(scene);
        PagePainter own = painter;
        if (own == null) {
            own = new PagePainter(width, height);
            painter = own;
        }
        boolean same = !fresh && page.equals(drawn);
        Frame frame = own.paint(page);
        drawn = page;
        fresh = false;
        return new Shot(frame, same ? List.of() : List.of(frame.bounds()));
    }

    private void closeScreen() {
        ScreenSource open = screen;
        screen = null;
        if (open != null) {
            open.close();
        }
    }

    /** Pages have the client's own pointer: the shape of the real one tells of what lies below it. */
    @Override
    public synchronized @Nullable PointerShape pointer() {
        ScreenSource open = screen;
        return scene == Scene.SCREEN && open != null ? open.pointer() : null;
    }

    @Override
    public synchronized void close() {
        closed = true;
        closeScreen();
        painter = null;
    }
}

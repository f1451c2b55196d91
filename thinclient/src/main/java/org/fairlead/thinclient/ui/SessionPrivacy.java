package org.fairlead.thinclient.ui;

import java.awt.Toolkit;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import javax.swing.JFrame;
import javax.swing.SwingUtilities;
import org.fairlead.thinclient.remote.RemoteManagement;
import org.fairlead.thinclient.x11.DisplayException;
import org.fairlead.thinclient.x11.TopWindows;

/**
 * Keeps the user's remote session out of an administrator's sight from before its first pixel until after its last one.
 * Called on the thread that runs the session.
 */
final class SessionPrivacy {
    private static final Logger LOG = System.getLogger(SessionPrivacy.class.getName());
    private static final int LOOK_AGAIN_MILLIS = 50;

    private final RemoteManagement remote;
    private final String display;
    private final JFrame frame;
    private final AtomicInteger running = new AtomicInteger();

    SessionPrivacy(RemoteManagement remote, String display, JFrame frame) {
        this.remote = remote;
        this.display = display;
        this.frame = frame;
    }

    /** Runs a session. */
    <T> T during(Callable<T> session) throws Exception {
        try (TopWindows windows = TopWindows.open(display)) {
            Set<Integer> before = windows.visible();
            running.incrementAndGet();
            remote.sessionStarts();
            try {
                return session.call();
            } finally {
                clear(windows, before);
            }
        }
    }

    /** Waits until the session's windows are gone and their place is painted; only then the screen may be seen again. */
    private void clear(TopWindows windows, Set<Integer> before) {
        try {
            while (windows.hasStrangers(before)) {
                Thread.sleep(LOOK_AGAIN_MILLIS);
            }
            SwingUtilities.invokeAndWait(() -> {
                frame.getRootPane().paintImmediately(0, 0, frame.getWidth(), frame.getHeight());
                Toolkit.getDefaultToolkit().sync();
            });
            if (running.decrementAndGet() == 0) {
                remote.sessionEnds();
            }
        } catch (DisplayException | InvocationTargetException e) {
            LOG.log(Level.WARNING, "the screen cannot be checked, so administrators do not see it: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

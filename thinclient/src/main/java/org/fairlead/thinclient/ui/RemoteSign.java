package org.fairlead.thinclient.ui;

import java.awt.FlowLayout;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.util.function.Function;
import javax.swing.BorderFactory;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JPanel;
import javax.swing.JWindow;
import org.fairlead.thinclient.remote.Input;
import org.fairlead.thinclient.remote.Scene;
import org.fairlead.thinclient.remote.Sharing;
import org.jspecify.annotations.Nullable;

/**
 * Who is here, what he sees, and the buttons to stop it. It lies in a strip that the screen below leaves free for it, until
 * the user drags it to another place. Event thread only.
 */
final class RemoteSign {
    private static final double GAP = 8;

    private final RemoteDesk desk;
    private final JFrame owner;
    private final Room room;
    private final Function<JComponent, JWindow> windows;
    private @Nullable JWindow open;
    private @Nullable Ui ui;
    private @Nullable Point place;

    /** The screen below the sign. */
    interface Room {
        /** Leaves so many pixels free above the bar. */
        void reserve(int height);

        /** How high the bar at the foot is. */
        int bar();

        /** Where a dialog is open, in pixels of the screen. */
        @Nullable
        Rectangle dialog();
    }

    RemoteSign(RemoteDesk desk, JFrame owner, Room room, Function<JComponent, JWindow> windows) {
        this.desk = desk;
        this.owner = owner;
        this.room = room;
        this.windows = windows;
    }

    void show(Ui looks, Sharing now) {
        ui = looks;
        JPanel row = row(looks, now);
        JWindow window = windows.apply(row);
        open = window;
        Drag drag = new Drag(window);
        row.addMouseListener(drag);
        row.addMouseMotionListener(drag);
        settle(looks, window);
        window.setFocusableWindowState(false);
        window.setVisible(true);
    }

    void close() {
        JWindow window = open;
        open = null;
        if (window != null) {
            window.dispose();
            room.reserve(0);
        }
    }

    void toFront() {
        JWindow window = open;
        Ui looks = ui;
        if (window != null && looks != null) {
            settle(looks, window);
            window.toFront();
        }
    }

    private void settle(Ui looks, JWindow window) {
        Point at = place;
        if (at == null) {
            int gap = looks.px(GAP);
            room.reserve(window.getHeight() + 2 * gap);
            at = free(looks, window, gap);
        } else {
            room.reserve(0);
        }
        if (!at.equals(window.getLocation())) {
            window.setLocation(at);
        }
    }

    /** In the strip above the bar; on the bar, which cannot be used then, where a dialog reaches into the strip. */
    private Point free(Ui looks, JWindow window, int gap) {
        Rectangle screen = owner.getBounds();
        int x = screen.x + screen.width - window.getWidth() - looks.px(24);
        int foot = screen.y + screen.height - window.getHeight() - gap;
        Rectangle dialog = room.dialog();
        Rectangle strip = new Rectangle(x, foot - room.bar(), window.getWidth(), window.getHeight());
        return dialog != null && dialog.intersects(strip) ? new Point(x, foot) : strip.getLocation();
    }

    private JPanel row(Ui looks, Sharing now) {
        Line what = new Line(
                looks.theme(),
                Icon.REMOTE,
                looks.say(RemoteCard.title(now.scene())),
                RemoteCard.colour(looks, now.scene()),
                15);
        JPanel row = looks.row(FlowLayout.LEFT, what);
        row.setBorder(BorderFactory.createEmptyBorder(looks.px(6), looks.px(14), looks.px(6), looks.px(8)));
        row.setToolTipText(RemoteCard.who(looks, now));
        if (now.scene() == Scene.PAUSED) {
            row.add(button(looks, "remote.sign.resume", Input.Answer.RESUME));
        } else {
            row.add(button(looks, "remote.sign.pause", Input.Answer.PAUSE));
        }
        if (now.mayShowSession() && !now.asksForSession()) {
            row.add(button(looks, "remote.sign.show", Input.Answer.ALLOW_SESSION));
        }
        row.add(button(looks, "remote.sign.terminate", Input.Answer.TERMINATE));
        return row;
    }

    private Btn button(Ui looks, String key, Input.Answer answer) {
        return new Btn(
                looks.theme(),
                Btn.Kind.QUIET,
                null,
                looks.say(key),
                () -> desk.management().answer(answer));
    }

    /** It can be dragged away from what it covers. */
    private final class Drag extends MouseAdapter {
        private final JWindow window;
        private Point from = new Point();

        Drag(JWindow window) {
            this.window = window;
        }

        @Override
        public void mousePressed(MouseEvent event) {
            from = event.getPoint();
        }

        @Override
        public void mouseDragged(MouseEvent event) {
            Rectangle screen = owner.getBounds();
            Point to = event.getLocationOnScreen();
            int x = Math.clamp(to.x - from.x, screen.x, screen.x + screen.width - window.getWidth());
            int y = Math.clamp(to.y - from.y, screen.y, screen.y + screen.height - window.getHeight());
            place = new Point(x, y);
            window.setLocation(x, y);
        }
    }
}

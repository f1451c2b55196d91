package org.fairlead.thinclient.ui;

import java.awt.Dimension;
import java.awt.FlowLayout;
import java.awt.MouseInfo;
import java.awt.Point;
import java.awt.PointerInfo;
import java.awt.Rectangle;
import java.awt.Window;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.util.List;
import java.util.Map;
import javax.swing.BorderFactory;
import javax.swing.JFrame;
import javax.swing.JPanel;
import javax.swing.JWindow;
import javax.swing.Timer;
import org.fairlead.thinclient.apply.Program;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/**
 * The connection panel over a running session: what it is, since when, and the ways out of it. It hides into a strip at its
 * edge and keeps the place that the user gave it. Event thread only.
 */
final class SessionPanel {
    private static final int SECOND = 1000;

    private final Ui ui;
    private final Map<String, Object> values;
    private final JFrame owner;
    private final JWindow window;
    private final JPanel row;
    private final Label time;
    private final long start = System.nanoTime();
    private final Timer timer = new Timer(SECOND / 4, event -> tick());
    private final boolean bottom;
    private long leftAt = System.nanoTime();
    private boolean hidden;

    /** What the panel's buttons do. */
    interface Ways {
        void minimise();

        void disconnect();
    }

    SessionPanel(Ui ui, JFrame owner, Map<String, @Nullable Object> connection, String user, Ways ways) {
        this.ui = ui;
        this.owner = owner;
        this.values = ui.client().view().values();
        this.bottom = "bottom".equals(values.get("connections.panel.edge"));
        String server = Values.text(connection, "server");
        row = ui.row(
                FlowLayout.LEFT,
                new Line(ui.theme(), Icon.DESKTOP, Values.text(connection, "name"), ui.theme().accent, 15));
        row.setBorder(BorderFactory.createEmptyBorder(ui.px(4), ui.px(14), ui.px(4), ui.px(8)));
        row.add(ui.muted(user.isEmpty() ? server : ui.say("panel.where", user, server), 14, 420));
        time = ui.muted("0:00", 14, 90);
        row.add(time);
        if (ui.programs().has(Program.AMIXER)) {
            row.add(button("panel.quieter", () -> volume("5%-")));
            row.add(button("panel.louder", () -> volume("5%+")));
        }
        row.add(button("panel.minimise", ways::minimise));
        row.add(button("panel.disconnect", ways::disconnect));
        window = new JWindow(owner);
        window.setType(Window.Type.POPUP);
        window.setAlwaysOnTop(true);
        window.setFocusableWindowState(false);
        JPanel edge = new JPanel(new java.awt.BorderLayout());
        edge.setBackground(ui.theme().surface);
        edge.setBorder(BorderFactory.createLineBorder(ui.theme().accent, Math.max(1, ui.px(1))));
        edge.add(row);
        window.setContentPane(edge);
        Drag drag = new Drag();
        row.addMouseListener(drag);
        row.addMouseMotionListener(drag);
        edge.addMouseListener(drag);
        edge.addMouseMotionListener(drag);
        show(false);
        window.setVisible(true);
        timer.start();
    }

    void close() {
        timer.stop();
        window.dispose();
    }

    private Btn button(String key, Runnable action) {
        return new Btn(ui.theme(), Btn.Kind.QUIET, null, ui.say(key), action);
    }

    private void volume(String change) {
        ui.background(
                () -> ui.programs().run(Program.AMIXER, List.of("-q", "set", "Master", change)),
                done -> {},
                error -> {});
    }

    /** The whole panel, or the strip. */
    private void show(boolean strip) {
        hidden = strip;
        row.setVisible(!strip);
        Dimension size = strip ? new Dimension(ui.px(160), ui.px(8)) : whole();
        window.setSize(size);
        place(ui.client().panelPlace().get());
        window.validate();
        window.toFront();
    }

    private Dimension whole() {
        Dimension size = row.getPreferredSize();
        return new Dimension(size.width + ui.px(24), size.height + ui.px(2));
    }

    /** The place is where the panel's middle stands, as a part of the screen's width. */
    private void place(double middle) {
        Rectangle screen = owner.getBounds();
        int left = (int) Math.round(screen.width * middle - window.getWidth() / 2.0);
        left = Math.clamp(left, 0, Math.max(0, screen.width - window.getWidth()));
        window.setLocation(screen.x + left, bottom ? screen.y + screen.height - window.getHeight() : screen.y);
    }

    private void tick() {
        long seconds = (System.nanoTime() - start) / 1_000_000_000L;
        time.text(String.format("%d:%02d", seconds / 60, seconds % 60));
        PointerInfo pointer = MouseInfo.getPointerInfo();
        boolean over = pointer != null && window.getBounds().contains(pointer.getLocation());
        if (over) {
            leftAt = System.nanoTime();
        }
        long hideAfter = Values.number(values, "connections.panel.hideAfter", 3);
        boolean due = hideAfter > 0 && System.nanoTime() - leftAt > hideAfter * 1_000_000_000L;
        if (over && hidden || !over && due && !hidden) {
            show(!hidden);
        }
        window.toFront();
    }

    private final class Drag extends MouseAdapter {
        private Point from = new Point();

        @Override
        public void mousePressed(MouseEvent event) {
            from = event.getLocationOnScreen();
        }

        @Override
        public void mouseDragged(MouseEvent event) {
            Point to = event.getLocationOnScreen();
            double middle = (window.getX() - owner.getX() + to.x - from.x + window.getWidth() / 2.0) / owner.getWidth();
            from = to;
            place(middle);
        }

        @Override
        public void mouseReleased(MouseEvent event) {
            double middle = (window.getX() - owner.getX() + window.getWidth() / 2.0) / owner.getWidth();
            ui.client().panelPlace().put(middle);
        }
    }
}

package org.fairlead.thinclient.ui;

import java.awt.BorderLayout;
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
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.swing.BorderFactory;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JPanel;
import javax.swing.JWindow;
import javax.swing.Timer;
import org.fairlead.thinclient.apply.Programs;
import org.fairlead.thinclient.apply.Volume;
import org.fairlead.thinclient.log.EventLog;
import org.fairlead.thinclient.remote.Sharing;
import org.fairlead.thinclient.state.PanelPlace;
import org.fairlead.thinclient.state.Values;
import org.fairlead.thinclient.x11.KeyboardGroup;
import org.jspecify.annotations.Nullable;

/**
 * The connection panel over a running session: what it is, since when, language and volume, remote management, and the ways
 * out of it. It hides into a strip at its edge and keeps the place that the user gave it. Event thread only.
 */
final class SessionPanel {
    private static final int SECOND = 1000;
    private static final int TICKS_BETWEEN_LAYOUTS = 4;

    private final Ui ui;
    private final Map<String, Object> values;
    private final Map<String, @Nullable Object> connection;
    private final String user;
    private final String display;
    private final JFrame owner;
    private final JWindow window;
    private final JPanel row;
    private final Label time;
    private final @Nullable Btn language;
    private final Btn remote;
    private final long start = System.nanoTime();
    private final Timer timer = new Timer(SECOND / 4, event -> tick());
    private final Runnable sharingChanged = this::sharing;
    private PanelPlace.Place place;
    private @Nullable JWindow sheet;
    private @Nullable Sheet sheetOf;
    private long leftAt = System.nanoTime();
    private boolean hidden;
    private int ticks;

    private enum Sheet {
        SESSION,
        REMOTE
    }

    /** What the panel's buttons do. */
    interface Ways {
        void minimise();

        void disconnect();
    }

    SessionPanel(
            Ui ui, String display, JFrame owner, Map<String, @Nullable Object> connection, String user, Ways ways) {
        this.ui = ui;
        this.display = display;
        this.owner = owner;
        this.connection = connection;
        this.user = user;
        this.values = ui.client().view().values();
        this.place = ui.client().panelPlace().get("bottom".equals(values.get("connections.panel.edge")));
        row = ui.row(FlowLayout.LEFT, new Line(ui.theme(), Icon.DESKTOP, name(), ui.theme().accent, 15));
        row.setBorder(BorderFactory.createEmptyBorder(ui.px(4), ui.px(14), ui.px(4), ui.px(8)));
        time = ui.muted("0:00:00", 14, 90);
        row.add(time);
        row.add(symbol(Icon.INFO, "panel.info", this::session));
        language = layouts().size() < 2 ? null : symbol(Icon.KEYBOARD, "panel.language", this::nextLayout);
        if (language != null) {
            language.setText(layouts().getFirst().toUpperCase(Locale.ROOT));
            row.add(language);
        }
        Volume volume = new Volume(ui.programs());
        if (volume.present()) {
            row.add(symbol(Icon.QUIETER, "panel.quieter", () -> inBackground(volume::quieter)));
            row.add(symbol(Icon.LOUDER, "panel.louder", () -> inBackground(volume::louder)));
        }
        remote = symbol(Icon.REMOTE, "panel.remote", this::remote);
        row.add(remote);
        row.add(symbol(Icon.MINIMISE, "panel.minimise", ways::minimise));
        row.add(new Btn(ui.theme(), Btn.Kind.QUIET, null, ui.say("panel.disconnect"), ways::disconnect));
        window = window(row);
        Drag drag = new Drag();
        for (JComponent part : List.of(row, (JComponent) window.getContentPane())) {
            part.addMouseListener(drag);
            part.addMouseMotionListener(drag);
        }
        show(false);
        window.setVisible(true);
        sharing();
        ui.remote().watch(sharingChanged);
        timer.start();
    }

    void close() {
        timer.stop();
        ui.remote().forget(sharingChanged);
        closeSheet();
        window.dispose();
    }

    private JWindow window(JComponent content) {
        JWindow fresh = new JWindow(owner);
        fresh.setType(Window.Type.POPUP);
        fresh.setAlwaysOnTop(true);
        fresh.setFocusableWindowState(false);
        JPanel edge = new JPanel(new BorderLayout());
        edge.setBackground(ui.theme().surface);
        edge.setBorder(BorderFactory.createLineBorder(ui.theme().accent, Math.max(1, ui.px(1))));
        edge.add(content);
        fresh.setContentPane(edge);
        return fresh;
    }

    private String name() {
        return Values.text(connection, "name");
    }

    private List<String> layouts() {
        return Values.texts(values.get("language.keyboard.layouts"));
    }

    private Btn symbol(Icon icon, String key, Runnable action) {
        Btn button = new Btn(ui.theme(), Btn.Kind.QUIET, icon, "", action);
        button.setToolTipText(ui.say(key));
        button.getAccessibleContext().setAccessibleName(ui.say(key));
        return button;
    }

    private void inBackground(Callable<Programs.Result> work) {
        ui.background(work, done -> {}, error -> {});
    }

    private void nextLayout() {
        KeyboardGroup.Keys keys = KeyboardGroup.Keys.ofWire(Values.text(values, "language.keyboard.switchKeys"));
        ui.background(
                () -> {
                    KeyboardGroup.press(display, keys);
                    return KeyboardGroup.active(display);
                },
                this::layout,
                error -> ui.client().log(EventLog.Severity.WARNING, "session", String.valueOf(error.getMessage())));
    }

    private void layout(int active) {
        Btn button = language;
        if (button != null) {
            String text = layouts().get(active % layouts().size()).toUpperCase(Locale.ROOT);
            if (!text.equals(button.getText())) {
                button.setText(text);
            }
        }
    }

    private void session() {
        sheet(Sheet.SESSION, SessionCard.of(ui, connection, user, duration()));
    }

    private void remote() {
        sheet(Sheet.REMOTE, RemoteCard.of(ui, this::closeSheet));
    }

    /** An administrator came, went, or sees something else. */
    private void sharing() {
        Sharing now = ui.remote().sharing();
        remote.ink(now == null ? null : RemoteCard.colour(ui, now.scene()));
        if (sheetOf == Sheet.REMOTE) {
            closeSheet();
        }
    }

    /** Opens a sheet beside the panel; the same button closes it. */
    private void sheet(Sheet kind, JPanel content) {
        boolean again = sheetOf == kind;
        closeSheet();
        if (again) {
            return;
        }
        content.setBorder(BorderFactory.createEmptyBorder(ui.px(14), ui.px(18), ui.px(14), ui.px(18)));
        JWindow open = window(content);
        open.pack();
        sheet = open;
        sheetOf = kind;
        placeSheet();
        open.setVisible(true);
    }

    private void closeSheet() {
        JWindow open = sheet;
        sheet = null;
        sheetOf = null;
        if (open != null) {
            open.dispose();
        }
    }

    private void placeSheet() {
        JWindow open = sheet;
        if (open == null) {
            return;
        }
        Rectangle screen = owner.getBounds();
        int left = window.getX() + (window.getWidth() - open.getWidth()) / 2;
        left = Math.clamp(left, screen.x, Math.max(screen.x, screen.x + screen.width - open.getWidth()));
        int top = place.bottom() ? window.getY() - open.getHeight() : window.getY() + window.getHeight();
        open.setLocation(left, top);
    }

    /** The whole panel, or the strip. */
    private void show(boolean strip) {
        hidden = strip;
        row.setVisible(!strip);
        resize();
        window.toFront();
    }

    private void resize() {
        Dimension size = hidden ? new Dimension(ui.px(160), ui.px(8)) : whole();
        window.setSize(size);
        put();
        window.validate();
    }

    private Dimension whole() {
        Dimension size = row.getPreferredSize();
        return new Dimension(size.width + ui.px(4), size.height + ui.px(2));
    }

    private void put() {
        Rectangle screen = owner.getBounds();
        PanelPlace.Place whole = place.whole(window.getWidth() / (double) screen.width);
        int left = (int) Math.round(screen.width * whole.middle() - window.getWidth() / 2.0);
        window.setLocation(screen.x + left, whole.bottom() ? screen.y + screen.height - window.getHeight() : screen.y);
        placeSheet();
    }

    private String duration() {
        long seconds = (System.nanoTime() - start) / 1_000_000_000L;
        return seconds < 3600
                ? String.format("%d:%02d", seconds / 60, seconds % 60)
                : String.format("%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    private void tick() {
        time.text(duration());
        if (!hidden && window.getWidth() != whole().width) {
            resize();
        }
        PointerInfo pointer = MouseInfo.getPointerInfo();
        boolean over = pointer != null && window.getBounds().contains(pointer.getLocation());
        JWindow open = sheet;
        if (over || open != null && pointer != null && open.getBounds().contains(pointer.getLocation())) {
            leftAt = System.nanoTime();
        }
        long hideAfter = Values.number(values, "connections.panel.hideAfter", 3);
        boolean due = hideAfter > 0 && System.nanoTime() - leftAt > hideAfter * 1_000_000_000L;
        if (over && hidden || !over && due && !hidden) {
            closeSheet();
            show(!hidden);
        }
        window.toFront();
        if (open != null) {
            open.toFront();
        }
        if (language != null && !hidden && ticks++ % TICKS_BETWEEN_LAYOUTS == 0) {
            ui.background(() -> KeyboardGroup.active(display), this::layout, error -> {});
        }
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
            Rectangle screen = owner.getBounds();
            double height = (to.y - screen.y) / (double) screen.height;
            place = place.moved((to.x - from.x) / (double) screen.width, height);
            from = to;
            put();
        }

        @Override
        public void mouseReleased(MouseEvent event) {
            place = place.whole(window.getWidth() / (double) owner.getWidth());
            ui.client().panelPlace().put(place);
        }
    }
}

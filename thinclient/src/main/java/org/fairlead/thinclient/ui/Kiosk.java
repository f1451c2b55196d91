package org.fairlead.thinclient.ui;

import com.formdev.flatlaf.FlatDarkLaf;
import com.formdev.flatlaf.FlatLaf;
import com.formdev.flatlaf.FlatLightLaf;
import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.Component;
import java.awt.Container;
import java.awt.Dimension;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.swing.AbstractButton;
import javax.swing.Box;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JPanel;
import javax.swing.JTextField;
import javax.swing.SwingUtilities;
import javax.swing.Timer;
import javax.swing.UIManager;
import javax.swing.plaf.FontUIResource;
import org.fairlead.thinclient.agent.EnrolError;
import org.fairlead.thinclient.apply.Programs;
import org.fairlead.thinclient.i18n.Words;
import org.fairlead.thinclient.model.ThinClient;
import org.fairlead.thinclient.model.View;
import org.fairlead.thinclient.remote.RemoteManagement;
import org.fairlead.thinclient.state.Values;
import org.fairlead.thinclient.x11.KeyboardGroup;
import org.jspecify.annotations.Nullable;

/** The full-screen window. Made and used on the event thread. */
public final class Kiosk implements Ui.Navigation {
    private static final double DESIGN_WIDTH = 1280;
    private static final double DESIGN_HEIGHT = 720;

    /** What is on the screen: the screen's name, the dialog over it or null, the problem that it tells or nothing. */
    public record Shown(String screen, @Nullable String dialog, String problem) {}

    private final ThinClient client;
    private final Programs programs;
    private final Consumer<Shown> watcher;
    private final JFrame frame = new JFrame("Fairlead");
    private final PasswordGate gate = new PasswordGate();
    private final Sessions sessions;
    private final RemoteDesk remoteDesk;
    private final RemoteWindows remoteWindows;
    private final String display;
    private final Timer clock;
    private final Timer keyboard;
    private View view;
    private Ui ui;
    private Bar bar;
    private Screen screen;
    private Dimension size;
    private boolean telling;
    private int reserved;
    private JComponent strip = new JPanel();

    public Kiosk(
            ThinClient client, Programs programs, RemoteManagement remote, String display, Consumer<Shown> watcher) {
        this.client = client;
        this.programs = programs;
        this.watcher = watcher;
        this.display = display;
        this.remoteDesk = new RemoteDesk(remote);
        this.view = client.view();
        this.sessions = new Sessions(new SessionPrivacy(remote, display, frame), client.trust(), display, frame);
        frame.setUndecorated(true);
        frame.setDefaultCloseOperation(JFrame.DO_NOTHING_ON_CLOSE);
        Rectangle bounds = screenBounds();
        this.size = bounds.getSize();
        this.ui = looks();
        this.bar = new Bar(ui, view, view.started());
        this.screen = first();
        frame.setBounds(bounds);
        assemble();
        frame.setVisible(true);
        this.remoteWindows = new RemoteWindows(remoteDesk, display, () -> ui, frame, new Room());
        remoteDesk.watch(this::remoteChanged);
        remoteDesk.start();
        frame.toFront();
        frame.requestFocus();
        clock = new Timer(1000, event -> tick());
        clock.start();
        keyboard = new Timer(2000, event -> layouts());
        keyboard.setInitialDelay(0);
        keyboard.start();
        if (view.started()) {
            SwingUtilities.invokeLater(() -> sessions.atStart(ui, view));
        }
    }

    /** Something about the thin client has changed; any thread. */
    public void update(View newView) {
        SwingUtilities.invokeLater(() -> show(newView));
    }

    /** Shows an administrator's message; any thread. */
    public void message(String text) {
        SwingUtilities.invokeLater(
                () -> ui.overlay().message(ui, "message", Icon.BELL, ui.say("notice.message"), text));
    }

    /** Shows why an enrolment by the command line did not succeed; any thread. */
    public void notEnrolled(String server, String token, EnrolError error) {
        SwingUtilities.invokeLater(() -> {
            WelcomeScreen welcome = new WelcomeScreen(ui, false);
            go(welcome);
            welcome.failed(server, token, error);
            tell();
        });
    }

    public void close() {
        clock.stop();
        keyboard.stop();
        remoteWindows.close();
        frame.dispose();
    }

    private void show(View newView) {
        boolean anew = !newView.language().equals(view.language())
                || newView.dark() != view.dark()
                || newView.started() != view.started();
        view = newView;
        if (anew) {
            rebuild();
            remoteWindows.redraw();
        } else {
            bar.update(view);
            screen.update(view);
        }
        tell();
    }

    private void remoteChanged() {
        bar.remote();
        if (screen instanceof ToolsScreen tools) {
            tools.remoteChanged();
        }
    }

    private void rebuild() {
        String name = screen.name();
        ui = looks();
        bar = new Bar(ui, view, view.started());
        String part = name.contains(":") ? name.substring(name.indexOf(':') + 1) : "";
        if (name.startsWith("settings")) {
            screen = new SettingsScreen(ui, gate, view, part);
        } else if (name.startsWith("tools")) {
            screen = new ToolsScreen(ui, gate, view, part);
        } else if (name.startsWith("welcome") && !part.equals("choice")) {
            assemble(); // enrolment is under way: its words stay until it is done
            return;
        } else {
            screen = first();
        }
        assemble();
        layouts();
    }

    private Screen first() {
        return view.started() ? new HomeScreen(ui, sessions, gate) : new WelcomeScreen(ui, false);
    }

    private Ui looks() {
        double scale = Math.max(1, Math.min(size.width / DESIGN_WIDTH, size.height / DESIGN_HEIGHT));
        Theme theme = new Theme(view.dark(), scale);
        System.setProperty("flatlaf.uiScale", Double.toString(scale));
        FlatLaf.setGlobalExtraDefaults(Map.of(
                "@accentColor",
                hex(theme.accent),
                "Component.arc",
                "10",
                "TextComponent.arc",
                "10",
                "Component.focusWidth",
                "2"));
        UIManager.put("defaultFont", new FontUIResource(theme.font(14)));
        if (view.dark()) {
            FlatDarkLaf.setup();
        } else {
            FlatLightLaf.setup();
        }
        UIManager.put("ScrollBar.width", 12); // scaled by the look and feel
        Overlay overlay = new Overlay();
        overlay.onChange(this::tell);
        return new Ui(theme, new Words(view.language()), client, programs, remoteDesk, overlay, this);
    }

    private static String hex(Color colour) {
        return String.format("#%06x", colour.getRGB() & 0xFFFFFF);
    }

    private void assemble() {
        JPanel content = new JPanel(new BorderLayout());
        content.setBackground(ui.theme().background);
        content.add((JComponent) screen, BorderLayout.CENTER);
        JPanel foot = new JPanel(new BorderLayout());
        foot.setOpaque(false);
        strip = (JComponent) Box.createVerticalStrut(reserved);
        foot.add(strip, BorderLayout.NORTH);
        foot.add(bar, BorderLayout.SOUTH);
        content.add(foot, BorderLayout.SOUTH);
        frame.setContentPane(content);
        frame.setGlassPane(ui.overlay());
        ui.overlay().setVisible(ui.overlay().open() != null); // a frame shows a new one when the old one was seen
        screen.update(view);
        frame.revalidate();
        frame.repaint();
        focusFirst((JComponent) screen);
        tell();
    }

    /** What the sign of remote management may know of the screen, and ask of it. */
    private final class Room implements RemoteSign.Room {
        @Override
        public void reserve(int height) {
            if (height != reserved) {
                reserved = height;
                strip.setPreferredSize(new Dimension(0, height));
                strip.setMinimumSize(new Dimension(0, height));
                frame.getContentPane().revalidate();
            }
        }

        @Override
        public int bar() {
            return bar.getPreferredSize().height;
        }

        @Override
        public @Nullable Rectangle dialog() {
            Overlay overlay = ui.overlay();
            return overlay.open() == null || overlay.getComponentCount() == 0
                    ? null
                    : SwingUtilities.convertRectangle(
                            overlay, overlay.getComponent(0).getBounds(), frame.getContentPane());
        }
    }

    private static void focusFirst(JComponent root) {
        SwingUtilities.invokeLater(() -> {
            Component first = firstControl(root);
            if (first != null) {
                first.requestFocusInWindow();
            }
        });
    }

    private static @Nullable Component firstControl(Container root) {
        for (Component child : root.getComponents()) {
            if ((child instanceof AbstractButton || child instanceof JTextField)
                    && child.isEnabled()
                    && child.isFocusable()) {
                return child;
            }
            if (child instanceof Container container) {
                Component inner = firstControl(container);
                if (inner != null) {
                    return inner;
                }
            }
        }
        return null;
    }

    private void go(Screen next) {
        ui.overlay().close();
        screen = next;
        assemble();
    }

    @Override
    public void home() {
        view = client.view();
        bar = new Bar(ui, view, view.started());
        go(new HomeScreen(ui, sessions, gate));
        layouts();
    }

    @Override
    public void settings() {
        go(new SettingsScreen(ui, gate, view, "general"));
    }

    @Override
    public void tools() {
        go(new ToolsScreen(ui, gate, view, "info"));
    }

    @Override
    public void welcome(boolean again) {
        go(new WelcomeScreen(ui, again));
    }

    @Override
    public void server(String address) {
        WelcomeScreen welcome = new WelcomeScreen(ui, true);
        go(welcome);
        welcome.look(address);
    }

    /** Tells the watcher what is on the screen, once it is laid out and the keyboard is where it belongs. */
    private void tell() {
        if (!telling) {
            telling = true;
            SwingUtilities.invokeLater(() -> SwingUtilities.invokeLater(this::told));
        }
    }

    private void told() {
        telling = false;
        Screen current = screen;
        Ui looks = ui;
        if (current != null && looks != null) {
            String told = looks.overlay().problem();
            String problem = told.isEmpty() && current instanceof WelcomeScreen welcome ? welcome.problem() : told;
            watcher.accept(new Shown(current.name(), looks.overlay().open(), problem));
        }
    }

    private void tick() {
        bar.tick();
        Rectangle bounds = screenBounds();
        if (!bounds.getSize().equals(size)) {
            size = bounds.getSize();
            frame.setBounds(bounds);
            rebuild();
            remoteWindows.redraw();
        }
    }

    private static Rectangle screenBounds() {
        return GraphicsEnvironment.getLocalGraphicsEnvironment()
                .getDefaultScreenDevice()
                .getDefaultConfiguration()
                .getBounds();
    }

    private void layouts() {
        List<String> list = Values.texts(view.values().get("language.keyboard.layouts"));
        if (list.size() < 2) {
            bar.keyboard(list.isEmpty() ? "" : list.getFirst());
            return;
        }
        Bar current = bar;
        ui.background(
                () -> KeyboardGroup.active(display),
                group -> current.keyboard(list.get(group % list.size())),
                error -> current.keyboard(list.getFirst()));
    }
}

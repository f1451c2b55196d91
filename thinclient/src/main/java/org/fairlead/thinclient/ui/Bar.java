package org.fairlead.thinclient.ui;

import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.FlowLayout;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import javax.swing.BorderFactory;
import javax.swing.JComponent;
import javax.swing.JPanel;
import org.fairlead.thinclient.model.Connection;
import org.fairlead.thinclient.model.Machine;
import org.fairlead.thinclient.model.Notice;
import org.fairlead.thinclient.model.View;
import org.fairlead.thinclient.remote.Sharing;
import org.fairlead.thinclient.state.Identity;

/** The control panel at the foot of the screen. */
final class Bar extends JPanel {
    private static final long serialVersionUID = 1L;
    private static final String REMOTE_DIALOG = "remote-management";
    private final transient Ui ui;
    private final Label name;
    private final Line state;
    private final Line network;
    private final Line keyboard;
    private final Label clock;
    private final Label date;
    private final Btn bell;
    private final Btn remote;
    private transient View view;

    Bar(Ui ui, View view, boolean buttons) {
        super(new BorderLayout(ui.px(16), 0));
        this.ui = ui;
        this.view = view;
        setBackground(ui.theme().surface);
        setBorder(BorderFactory.createCompoundBorder(
                BorderFactory.createMatteBorder(Math.max(1, ui.px(1)), 0, 0, 0, ui.theme().border),
                BorderFactory.createEmptyBorder(ui.px(8), ui.px(20), ui.px(8), ui.px(20))));
        name = ui.title("", 16, 420);
        state = new Line(ui.theme(), Icon.SERVER, "", ui.theme().muted, 13);
        network = new Line(ui.theme(), Icon.NETWORK, "", ui.theme().muted, 14);
        keyboard = new Line(ui.theme(), Icon.KEYBOARD, "", ui.theme().muted, 14);
        clock = ui.title("", 18, 100);
        date = ui.muted("", 12, 140);
        bell = new Btn(ui.theme(), Btn.Kind.QUIET, Icon.BELL, "", this::notices);
        bell.getAccessibleContext().setAccessibleName(ui.say("bar.notifications"));
        remote = new Btn(ui.theme(), Btn.Kind.QUIET, Icon.REMOTE, "", this::remoteManagement);
        remote.setToolTipText(ui.say("panel.remote"));
        remote.getAccessibleContext().setAccessibleName(ui.say("panel.remote"));
        JPanel left = new JPanel(new BorderLayout(ui.px(12), 0));
        left.setOpaque(false);
        left.add(new Mark(ui), BorderLayout.WEST);
        JPanel words = ui.column();
        words.add(name);
        words.add(state);
        left.add(words, BorderLayout.CENTER);
        add(left, BorderLayout.CENTER);
        JPanel right = ui.row(FlowLayout.RIGHT);
        right.add(remote);
        if (buttons) {
            right.add(new Btn(ui.theme(), Btn.Kind.QUIET, Icon.HOME, ui.say("bar.home"), ui.navigation()::home));
            right.add(new Btn(
                    ui.theme(), Btn.Kind.QUIET, Icon.SETTINGS, ui.say("bar.settings"), ui.navigation()::settings));
            right.add(new Btn(ui.theme(), Btn.Kind.QUIET, Icon.TOOLS, ui.say("bar.tools"), ui.navigation()::tools));
            right.add(bell);
        }
        right.add(keyboard);
        right.add(network);
        JPanel time = ui.column();
        time.add(clock);
        time.add(date);
        right.add(time);
        add(right, BorderLayout.EAST);
        update(view);
        remote();
    }

    /** The sign of remote management is there while an administrator is. */
    void remote() {
        Sharing now = ui.remote().sharing();
        remote.setVisible(now != null);
        remote.ink(now == null ? null : RemoteCard.colour(ui, now.scene()));
        if (REMOTE_DIALOG.equals(ui.overlay().open())) {
            remoteManagement();
        }
    }

    private void remoteManagement() {
        Card card = new Card(ui.theme(), 28);
        card.add(RemoteCard.of(ui, ui.overlay()::close));
        card.add(ui.gap(20));
        Btn close = new Btn(ui.theme(), Btn.Kind.PRIMARY, null, ui.say("button.close"), ui.overlay()::close);
        card.add(ui.row(FlowLayout.RIGHT, close));
        ui.overlay().show(REMOTE_DIALOG, card, close);
    }

    void update(View newView) {
        view = newView;
        name.text(view.name());
        state.show(
                view.connection() == Connection.OFFLINE ? Icon.ALERT : Icon.SERVER, sentence(ui, view), colour(view));
        bell.setText(
                view.notices().isEmpty() ? "" : Integer.toString(view.notices().size()));
        tick();
    }

    /** The clock and the network, each second. */
    void tick() {
        ZonedDateTime now = ZonedDateTime.now();
        clock.text(now.format(DateTimeFormatter.ofPattern("HH:mm")));
        date.text(now.format(DateTimeFormatter.ofPattern("EEE d MMM", ui.words().locale())));
        boolean up = Machine.adapters().stream().anyMatch(Machine.Adapter::up);
        network.show(up ? Icon.NETWORK : Icon.NO_NETWORK, "", up ? ui.theme().ok : ui.theme().warning);
        network.setToolTipText(ui.say(up ? "bar.network.up" : "bar.network.down"));
    }

    void keyboard(String layout) {
        keyboard.show(Icon.KEYBOARD, layout.toUpperCase(Locale.ROOT), ui.theme().muted);
    }

    private java.awt.Color colour(View shown) {
        return switch (shown.connection()) {
            case ONLINE -> ui.theme().ok;
            case OFFLINE -> ui.theme().warning;
            default -> ui.theme().muted;
        };
    }

    /** How the device stands to its server, in one sentence. */
    static String sentence(Ui ui, View view) {
        Identity identity = view.identity();
        if (identity == null) {
            return ui.say("state.none");
        }
        String group = identity.group();
        String workspace = identity.workspace().isEmpty() ? identity.serverHost() : identity.workspace();
        return switch (view.connection()) {
            case ONLINE -> group == null ? ui.say("state.unassigned") : ui.say("state.online.group", workspace, group);
            case OFFLINE -> ui.say(view.stranger() == null ? "state.offline" : "state.stranger");
            default -> ui.say("state.connecting");
        };
    }

    private void notices() {
        Card card = new Card(ui.theme(), 28);
        card.add(new Line(ui.theme(), Icon.BELL, ui.say("bar.notifications"), ui.theme().accent, 20));
        card.add(ui.gap(12));
        if (view.notices().isEmpty()) {
            card.add(ui.muted(ui.say("notice.none"), 16, 520));
        }
        DateTimeFormatter time = DateTimeFormatter.ofPattern(
                        "d MMM HH:mm", ui.words().locale())
                .withZone(java.time.ZoneId.systemDefault());
        for (Notice notice :
                view.notices().subList(0, Math.min(6, view.notices().size()))) {
            card.add(ui.muted(time.format(notice.at()) + " · " + ui.say(notice.key()), 13, 520));
            card.add(ui.text(notice.text(), 16, 520));
            card.add(ui.gap(12));
        }
        card.add(ui.gap(12));
        Btn close = new Btn(ui.theme(), Btn.Kind.PRIMARY, null, ui.say("button.close"), ui.overlay()::close);
        card.add(ui.row(FlowLayout.RIGHT, close));
        ui.overlay().show("notifications", card, close);
    }

    private static final class Mark extends JComponent {
        private static final long serialVersionUID = 1L;
        private final transient Ui ui;

        Mark(Ui ui) {
            this.ui = ui;
        }

        @Override
        public Dimension getPreferredSize() {
            return new Dimension(ui.px(44), ui.px(44));
        }

        @Override
        protected void paintComponent(Graphics graphics) {
            Graphics2D g = Paint.smooth(graphics);
            int size = ui.px(40);
            Icon.mark(g, 0, (getHeight() - size) / 2.0, size, ui.theme().accent, ui.theme().onAccent);
            g.dispose();
        }
    }
}
